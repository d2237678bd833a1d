import Engine
import Foundation
import Language
import Testing

/// Files of collections that no script is about are not read, and nobody can tell but by the time it takes.
@Suite final class AskedCollectionsTests {
    /// Their files may be read late.
    private var folders: [ScratchFolder] = []

    private func session(_ statement: String, _ files: [String: String]) throws -> Session {
        let folder = try ScratchFolder()
        folders.append(folder)
        for (name, text) in files { try folder.write(text, to: name) }
        let asked = AskedCollections(by: [SourceText(name: "test", statement)], host: RecordingHost())
        return try TestSession.make([folder.url.path], in: ProjectFolder.queryTests, asked: asked)
    }

    private static let files = ["one.csv": "a\n1\n2\n", "two.csv": "b\n3\n", "Đơn vị.csv": "c\n4\n5\n6\n"]

    @Test func whatIsNotAskedForIsNotRead() throws {
        let session = try self.session("one count", Self.files.merging(["broken.csv": "a,b\n1,2\n3\n"]) { $1 })
        #expect(session.collections.map(\.name) == ["one"])
        #expect(TestSession.run("one count", session) == "count\n2\n")
        #expect(session.collections.map(\.name) == ["one"])
    }

    @Test(arguments: [
        "`Đơn vị` count", "don_vi count", "one union (`ĐƠN VỊ` show c as a)", "let x = `don vi`\nx count",
    ])
    func namesAreFoundHoweverTheyAreWritten(_ statement: String) throws {
        let session = try self.session(statement, Self.files)
        #expect(session.collections.map(\.name).contains("Đơn_vị"))
        #expect(TestSession.run("`Đơn vị` count", session) == "count\n3\n")
    }

    /// Suggestions know what is not read.
    @Test func namesOfUnreadCollectionsAreKnown() throws {
        let session = try self.session("tow count", Self.files)
        #expect(session.collections.isEmpty)
        #expect(TestSession.run("tow count", session).contains("did you mean two?"))
        #expect(TestSession.run("xyzzy count", session).contains("the collections are"))
        #expect(session.collections.isEmpty)
    }

    /// What a statement asks for after all is read then, and what is wrong with it is told.
    @Test func whatIsAskedForLaterIsReadThen() throws {
        let session = try self.session("one count", Self.files)
        #expect(TestSession.run("two count", session) == "count\n1\n")
        #expect(session.collections.count == 3)
        let broken = try self.session("one count", ["one.csv": "a\n1\n", "two.csv": "a,b\n1,2\n3\n"])
        #expect(TestSession.run("two count", broken).contains("two.csv:3"))
        #expect(TestSession.run("one count", broken) == "count\n1\n")
    }

    @Test(arguments: ["search \"x\"", "one | search \"x\"", ".collections", "one count\n.save x.tdqs"])
    func someThingsAskForEverything(_ statement: String) {
        #expect(AskedCollections(by: [SourceText(name: "test", statement)], host: RecordingHost()) == nil)
    }

    /// What a collection refers to belongs to it; titles are names.
    @Test(arguments: ["awards count", "khen count"]) func referencesLeadToWhatIsRead(_ statement: String) throws {
        let package = """
            {"resources": [
              {"name": "units", "path": "units.csv", "schema": {"fields": [{"name": "id", "type": "integer"}],
                "primaryKey": "id"}},
              {"name": "awards", "title": "Khen", "path": "awards.csv", "schema": {"fields": [
                {"name": "unit", "type": "integer"}],
                "foreignKeys": [{"fields": "unit", "reference": {"resource": "units", "fields": "id"}}]}},
              {"name": "notes", "path": "notes.csv"}]}
            """
        let files = [
            "datapackage.json": package, "units.csv": "id\n1\n", "awards.csv": "unit\n1\n", "notes.csv": "a\n1\n",
        ]
        let session = try self.session(statement, files)
        #expect(session.collections.map(\.name) == ["units", "awards"])
        #expect(TestSession.run(statement, session) == "count\n1\n")
        #expect(TestSession.run("units where a = 1", session).contains("no field"))
        // Backward, all that refers to it has to be known.
        #expect(TestSession.run("notes count", session) == "count\n1\n")
    }

    /// A file that is not there is an error whoever asks for it, and so are two of one name.
    @Test func whatCannotBeReadIsAnErrorInAnyCase() throws {
        let package = """
            {"resources": [{"name": "a", "path": "a.csv"}, {"name": "b", "path": "b.csv"}]}
            """
        #expect(throws: LoadError.self) { try session("a count", ["datapackage.json": package, "a.csv": "x\n1\n"]) }
        #expect(throws: LoadError.self) { try session("x", ["two.csv": "x\n1\n", "two.tsv": "x\n1\n"]) }
    }
}

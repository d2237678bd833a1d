import Engine
import Foundation
import Language
import Testing

/// Fields of a file that no script is about are not read, and nobody can tell but by the time it takes.
@Suite final class AskedFieldsTests {
    /// Their files may be read late.
    private var folders: [ScratchFolder] = []

    private static let file = "id,Tên đơn vị,year,amount\n1,Sở Y tế,2020,5\n2,Sở Nội vụ,2021,7\n3,Sở Y tế,2021,9\n"

    private func session(
        _ scripts: [String], _ file: String = AskedFieldsTests.file, options: LoadOptions = LoadOptions()
    ) throws -> Session {
        let folder = try ScratchFolder()
        folders.append(folder)
        try folder.write(file, to: "one.csv")
        try folder.write("{\"a\": 1, \"b\": 2}\n{\"a\": 3}\n", to: "lines.jsonl")
        let session = Session()
        let sources = scripts.map { SourceText(name: "test", $0) }
        let asked = AskedCollections(by: sources, host: RecordingHost())
        try session.load([DataRequest(path: folder.url.path)], options: options, asked: asked)
        return session
    }

    private func fields(_ session: Session) -> [String] {
        session.collections.first { $0.name == "one" }?.schema.fields.map(\.name) ?? []
    }

    private static let all = ["id", "Tên đơn vị", "year", "amount"]

    @Test(arguments: [
        ("one count", [], "count\n3\n"),
        ("one where year = 2021 | count", ["year"], "count\n2\n"),
        ("one show amount | take 1", ["amount"], "amount\n5\n"),
        ("one sort by id desc | show year | take 1", ["id", "year"], "year\n2021\n"),
        ("one add year * 2 as double | show double | take 1", ["year"], "double\n4040\n"),
        ("one top 1 by amount | show id", ["id", "amount"], "id\n3\n"),
        ("one distinct year | sort by year", ["year"], "year\n2020\n2021\n"),
        ("one without (one where year = 2021) on id | show id", ["id", "year"], "id\n1\n"),
        ("one join one as b on id | sum b.amount", ["id", "amount"], "sum_b.amount\n21\n"),
        ("(one show id, year) where year = 2020 | distinct", ["id", "year"], "id,year\n1,2020\n"),
        ("one show _line | take 1", [], "_line\n2\n"),
    ])
    func whatIsNotAskedForIsNotRead(_ statement: String, _ read: [String], _ printed: String) throws {
        let session = try self.session([statement])
        #expect(fields(session) == read)
        #expect(TestSession.run(statement, session) == printed)
        #expect(fields(session) == read)
    }

    @Test(arguments: [
        "one count by `Tên đơn vị` | take 1", "one count by ten_don_vi | take 1", "one count by `TEN DON VI` | take 1",
        "one\n| count by tên_đơn_vị | take 1", "one where `tên đơn vị` ~ \"y tế\" | count",
        "one count by `" + "Tên đơn vị".decomposedStringWithCanonicalMapping + "` | take 1",
    ])
    func namesAreFoundHoweverTheyAreWritten(_ statement: String) throws {
        let whole = try self.session(["one", statement])
        let session = try self.session([statement])
        #expect(fields(session) == ["Tên đơn vị"])
        #expect(TestSession.run(statement, session) == TestSession.run(statement, whole))
        #expect(fields(session) == ["Tên đơn vị"])
    }

    @Test(arguments: [
        "one", "one where year = 2021", "one | distinct | count", "one search \"x\" | count", "one top 1 by amount",
        "one union one | count", "one except (one where id = 1) | count", "describe one", "one hide id",
        "one rename id as key", "one left join one as b on id", "let x = one where id = 1\nx", "one chart bar amount",
        "check \"no year\": one where year is empty", "one count by", "explain one where year = 2021",
    ])
    func someStatementsAskForAllFields(_ statement: String) throws {
        #expect(fields(try session([statement])) == Self.all)
        // What one script leaves out, another may ask for.
        #expect(fields(try session(["one count", statement])) == Self.all)
    }

    @Test func aNamedQueryPassesFieldsToWhatIsMadeOfIt() throws {
        let script = "let recent = one where year = 2021\nlet few = recent show id, year\nrecent sum amount\nfew"
        let session = try self.session([script])
        #expect(fields(session) == ["id", "year", "amount"])
        #expect(TestSession.run(script, session) == "sum_amount\n16\n\nid,year\n2,2021\n3,2021\n")
        let again = "let few = one show id\nlet few = one where year = 2021\nfew"
        #expect(fields(try self.session([again])) == Self.all)
    }

    /// What another script asks for after all is read then.
    @Test func whatIsAskedForLaterIsReadThen() throws {
        let session = try self.session(["one sum amount"])
        #expect(fields(session) == ["amount"])
        #expect(TestSession.run("one count by year | sort by year", session) == "year,count\n2020,1\n2021,2\n")
        #expect(fields(session) == Self.all)
    }

    /// What explains an empty result may be a field that it does not name.
    @Test func anotherFieldExplainsAnEmptyResult() throws {
        let statement = "one where `Tên đơn vị` = \"Khen\" | count"
        let session = try self.session([statement], "Tên đơn vị,form\nSở Y tế,Khen\n")
        session.options.explainsEmptyResults = true
        #expect(TestSession.run(statement, session).contains("did you mean form = \"Khen\"?"))
    }

    /// A wrong name is told as if all were read.
    @Test func namesOfUnreadFieldsAreKnown() throws {
        let session = try self.session(["one count by yeer"])
        #expect(TestSession.run("one count by yeer", session).contains("did you mean year?"))
        #expect(fields(session) == Self.all)
    }

    /// Rows are what they are, whoever asks; and text beyond the first bytes of a file is what it is too.
    @Test func brokenRowsAreErrorsInAnyCase() throws {
        #expect(throws: LoadError.self) { try session(["one count"], "a,b\n1,2\n3\n") }
        #expect(throws: LoadError.self) { try session(["one count"], "a,b\n1,\"2\n") }
    }

    /// Rows that are set aside, and what a cache keeps, are whole.
    @Test func someLoadsAreWhole() throws {
        #expect(fields(try session(["one count"], options: LoadOptions(isLenient: true))) == Self.all)
        var cached = LoadOptions()
        let folder = try ScratchFolder()
        folders.append(folder)
        cached.cacheFolder = folder.url.path
        #expect(fields(try session(["one count"], options: cached)) == Self.all)
    }

    @Test func keysOfJSONAreFieldsToo() throws {
        let session = try self.session(["lines sum b"])
        #expect(session.collections.map(\.name) == ["lines"])
        #expect(session.collections[0].schema.fields.map(\.name) == ["b"])
        #expect(TestSession.run("lines sum b", session) == "sum_b\n2\n")
        #expect(TestSession.run("lines", session) == "a,b\n1,2\n3,\n")
    }
}

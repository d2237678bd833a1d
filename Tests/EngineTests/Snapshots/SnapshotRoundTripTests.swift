import Engine
import Foundation
import Language
import Testing

/// What is saved and opened answers like what was loaded.
@Suite struct SnapshotRoundTripTests {
    /// All that the query tests ask, indexes built before saving.
    @Test(arguments: QueryFile.all) func queryTestsPrintTheSame(_ file: QueryFile) throws {
        let loads = file.loads.isEmpty ? [ProjectFolder.samples.path] : file.loads
        let loaded = try TestSession.make(loads, in: ProjectFolder.queryTests)
        let statements = file.blocks.map(\.statement)
        SnapshotFixture.buildIndexes(statements, in: loaded)
        let folder = try ScratchFolder()
        let path = folder.path("a.tdqs")
        let saved = try loaded.save(to: path)
        #expect(saved.collectionCount == loaded.collections.count)
        let opened = try SnapshotFixture.open(path)
        #expect(opened.collections.map(\.name) == loaded.collections.map(\.name))
        #expect(opened.collections.map(\.schema) == loaded.collections.map(\.schema))
        #expect(opened.loadNotes == loaded.loadNotes)
        let fresh = try TestSession.make(loads, in: ProjectFolder.queryTests)
        for block in file.blocks where !block.showsPlans {
            let expected = SnapshotFixture.printed(block.statement, in: fresh)
            let printed = SnapshotFixture.printed(block.statement, in: opened)
            #expect(Array(printed.text.utf8) == Array(expected.text.utf8), "\(file.testDescription):\(block.line)")
        }
    }

    @Test(arguments: ScriptTests.scripts) func scriptsGiveTheSame(script: String) throws {
        let loaded = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let text = try String(contentsOf: ProjectFolder.scripts.appendingPathComponent(script), encoding: .utf8)
        let expected = SnapshotFixture.printed(text, in: loaded)
        SnapshotFixture.buildIndexes([text], in: loaded)
        let folder = try ScratchFolder()
        _ = try loaded.save(to: folder.path("a.tdqs"))
        let opened = try SnapshotFixture.open(folder.path("a.tdqs"))
        opened.options.planner.indexes = .eager
        let printed = SnapshotFixture.printed(text, in: opened)
        #expect(printed.text == expected.text && printed.outcome == expected.outcome)
        // A snapshot of what was opened is as good.
        _ = try opened.save(to: folder.path("b.tdqs"))
        let again = SnapshotFixture.printed(text, in: try SnapshotFixture.open(folder.path("b.tdqs")))
        #expect(again.text == expected.text)
    }

    /// Random collections and random queries.
    @Test func randomTablesAnswerTheSame() throws {
        for seed in 1...UInt64(12) {
            var random = SeededRandom(seed: seed &* 104_729)
            let data = ReferenceData(rowCount: random.pick([0, 1, 7, 63, 64, 65, 300]), random: &random)
            let folder = try ScratchFolder()
            try data.write(to: folder)
            let loaded = try TestSession.make([folder.url.path], in: folder.url)
            var generator = ReferenceGenerator(seed: seed, data: data)
            let queries = (0..<30).map { _ in generator.query().description }
            if seed % 2 == 0 { SnapshotFixture.buildIndexes(queries, in: loaded) }
            _ = try loaded.save(to: folder.path("a.tdqs"))
            let opened = try SnapshotFixture.open(folder.path("a.tdqs"))
            if seed % 3 == 0 { opened.options.planner.indexes = .eager }
            for query in queries {
                let (expected, printed) = (
                    SnapshotFixture.printed(query, in: loaded).text, SnapshotFixture.printed(query, in: opened).text
                )
                #expect(printed == expected, "seed \(seed): \(query)")
            }
        }
    }

    /// Two that save the same data write the same bytes.
    @Test func savingIsDeterministic() throws {
        let folder = try ScratchFolder()
        for name in ["a.tdqs", "b.tdqs"] {
            _ = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root).save(to: folder.path(name))
        }
        #expect(
            try SnapshotFixture.bytes(folder.path("a.tdqs")) == SnapshotFixture.bytes(folder.path("b.tdqs")))
    }

    @Test func aSavedIndexIsUsedWithoutBeingBuilt() throws {
        let folder = try ScratchFolder()
        try folder.write("k,v\n" + (0..<20_000).map { "key\($0 % 4000),\($0)\n" }.joined(), to: "t.csv")
        let loaded = try SnapshotFixture.open(folder.path("t.csv"))
        let query = "t where k=key77 | sum v"
        let plain = SnapshotFixture.printed("explain \(query)", in: loaded).text
        SnapshotFixture.buildIndexes([query], in: loaded)
        _ = try loaded.save(to: folder.path("a.tdqs"))
        let opened = try SnapshotFixture.open(folder.path("a.tdqs"))
        let planned = SnapshotFixture.printed("explain \(query)", in: opened).text
        #expect(planned != plain)
        #expect(planned == SnapshotFixture.printed("explain \(query)", in: loaded).text)
        #expect(SnapshotFixture.printed(query, in: opened).text == "sum_v\n40385\n")
    }

    // MARK: Where a snapshot is saved

    @Test func aFolderGetsOneSnapshotAndOpensAsSuch() throws {
        let folder = try ScratchFolder()
        try folder.write("a\n1\n", to: "t.csv")
        let session = try SnapshotFixture.open(folder.path("t.csv"))
        let saved = try session.save(to: folder.path("kept"))
        #expect(saved.path == folder.path("kept/snapshot.tdqs"))
        #expect(try session.save(to: folder.path("kept/")).path == folder.path("kept/snapshot.tdqs"))
        let opened = try SnapshotFixture.open(folder.path("kept"))
        #expect(SnapshotFixture.printed("t", in: opened).text == "a\n1\n")
    }

    @Test func refusesPlacesThatWouldMislead() throws {
        let folder = try ScratchFolder()
        try folder.write("a\n1\n", to: "t.csv")
        let session = try SnapshotFixture.open(folder.path("t.csv"))
        try FileManager.default.createDirectory(atPath: folder.path("d.tdqs/x"), withIntermediateDirectories: true)
        for (place, reason) in [
            (folder.url.path, "other data (t.csv)"), (folder.path("t.csv"), "ends in .tdqs"),
            (folder.path("x.csv"), "ends in .tdqs"), (folder.path("none/a.tdqs"), "No such file"),
            (folder.path("none/further"), "cannot be made"), ("/dev/full", "ends in .tdqs"),
        ] {
            let error = #expect(throws: SnapshotError.self) { try session.save(to: place) }
            #expect(error?.message.contains(reason) == true, "\(place): \(error?.message ?? "")")
        }
        #expect(throws: SnapshotError.self) { try Session().save(to: folder.path("a.tdqs")) }
        #expect(try SnapshotFixture.bytes(folder.path("t.csv")) == Array("a\n1\n".utf8))
    }

    /// What stood there is there until the new one is complete, and nothing lies beside it afterwards.
    @Test func aFailedSaveLeavesTheOldFile() throws {
        let folder = try ScratchFolder()
        try folder.write("a\n1\n", to: "t.csv")
        let session = try SnapshotFixture.open(folder.path("t.csv"))
        _ = try session.save(to: folder.path("a.tdqs"))
        let before = try SnapshotFixture.bytes(folder.path("a.tdqs"))
        session.cancellation.cancel()
        let error = #expect(throws: SnapshotError.self) { try session.save(to: folder.path("a.tdqs")) }
        #expect(error?.isCancellation == true)
        session.cancellation.reset()
        #expect(try SnapshotFixture.bytes(folder.path("a.tdqs")) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["a.tdqs", "t.csv"])
    }

    /// An open snapshot goes on answering from the file that it was opened from.
    @Test func anOpenSnapshotOutlivesItsReplacement() throws {
        let folder = try ScratchFolder()
        try folder.write("a\n1\n2\n", to: "t.csv")
        _ = try SnapshotFixture.open(folder.path("t.csv")).save(to: folder.path("a.tdqs"))
        let old = try SnapshotFixture.open(folder.path("a.tdqs"))
        try folder.write("a\n7\n8\n", to: "t.csv")
        _ = try SnapshotFixture.open(folder.path("t.csv")).save(to: folder.path("a.tdqs"))
        let new = try SnapshotFixture.open(folder.path("a.tdqs"))
        #expect(SnapshotFixture.printed("t", in: old).text == "a\n1\n2\n")
        #expect(SnapshotFixture.printed("t", in: new).text == "a\n7\n8\n")
        // And may be saved over itself.
        _ = try new.save(to: folder.path("a.tdqs"))
        #expect(SnapshotFixture.printed("t", in: try SnapshotFixture.open(folder.path("a.tdqs"))).text == "a\n7\n8\n")
    }

    @Test func namesThatAreTakenAreRefused() throws {
        let folder = try ScratchFolder()
        try folder.write("a\n1\n", to: "t.csv")
        _ = try SnapshotFixture.open(folder.path("t.csv")).save(to: folder.path("a.tdqs"))
        let error = #expect(throws: LoadError.self) { try SnapshotFixture.open(folder.url.path) }
        #expect(error?.problems[0].message.hasPrefix("a collection “t” is loaded already") == true)
        #expect(throws: LoadError.self) {
            try Session().load([DataRequest(name: "b", path: folder.path("a.tdqs"))], options: LoadOptions())
        }
    }
}

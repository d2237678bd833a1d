import Engine
import Language
import Testing

@testable import Planning

/// Sets of many ranges, and the tables that answer for them.
@Suite struct IntegerSetTests {
    @Test func intersectionsAreThoseOfTheValues() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            func values() -> Set<Int64> {
                Set((0..<random.below(30)).map { _ in Int64(random.below(40)) - 20 })
            }
            let (a, b) = (values(), values())
            let both = IntegerSet(values: a).intersection(IntegerSet(values: b))
            #expect(both == IntegerSet(values: a.intersection(b)))
        }
    }

    @Test func fewRowsOrWideIntegersTakeNoTable() {
        let many = IntegerSet(values: (0..<40).map { $0 * 3 })
        #expect(many.runComparison(width: 1, rowCount: 255) == nil)
        #expect(many.runComparison(width: 1, rowCount: 256) == .table)
        #expect(many.runComparison(width: 2, rowCount: 65_535) == nil)
        #expect(many.runComparison(width: 2, rowCount: 65_536) == .table)
        #expect(many.runComparison(width: 4, rowCount: 1 << 30) == nil)
        #expect(IntegerSet(values: [1, 3, 5, 7]).runComparison(width: 8, rowCount: 0) == .ranges)
    }

    /// Columns of one byte and of two that begin above zero and have missing values, asked for values in and out of what
    /// they hold.
    @Test(arguments: [65_535, 65_536, 70_001]) func tablesAnswerAsTheValuesDo(_ rowCount: Int) throws {
        func byte(_ row: Int) -> Int? { row % 11 == 0 ? nil : 5 + row * 7 % 241 }
        func short(_ row: Int) -> Int? { row % 13 == 0 ? nil : 100 + row * 31 % 60_000 }
        let folder = try ScratchFolder()
        let lines = (0..<rowCount).map { "\(byte($0).map(String.init) ?? ""),\(short($0).map(String.init) ?? "")\n" }
        try folder.write("b,s\n" + lines.joined(), to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        let wanted = (0..<60).map { $0 * 4 - 3 } + (0..<400).map { $0 * 151 }
        let list = wanted.map(String.init).joined(separator: ", ")
        let set = Set(wanted)
        for (field, value) in [("b", byte), ("s", short)] {
            let host = RecordingHost()
            let query = SourceText(name: "test", "t where \(field) in (\(list)) | count")
            #expect(session.run(query, parameters: [:], host: host) == .done)
            let expected = (0..<rowCount).count { value($0).map(set.contains) ?? false }
            #expect(host.outputText == "count\n\(expected)\n")
        }
    }
}

import Foundation
import Testing

@testable import Benchmarks

@Suite struct H2ODataTests {
    /// What R 3.6 and later gives after `set.seed(42)`.
    @Test func randomNumbersAreThoseOfR() {
        var random = RRandom(seed: 42)
        let drawn = (0..<3).map { _ in Millionths.draw(&random) }
        #expect(drawn == [91_480_604, 93_707_541, 28_613_953])
        random = RRandom(seed: 42)
        #expect(random.permutation(of: 10) == [1, 5, 10, 8, 2, 4, 6, 9, 7, 3])
    }

    /// The first column of the group-by data does not depend on the number of rows.
    @Test func firstColumnIsThePublishedOne() throws {
        let lines = try Temporary.groupby(rows: 100).split(separator: "\n").map { $0.split(separator: ",") }
        #expect(lines.count == 101)
        #expect(lines[0] == ["id1", "id2", "id3", "id4", "id5", "id6", "v1", "v2", "v3"])
        #expect(lines[1...4].map { $0[0] } == ["id016", "id039", "id047", "id043"])
        for line in lines.dropFirst() {
            #expect(line[2] == "id0000000001" && line[5] == "1", "rows / 100 different values")
            let (v1, v2) = (try #require(Int(line[6])), try #require(Int(line[7])))
            let v3 = try #require(Double(line[8]))
            #expect((1...5).contains(v1) && (1...15).contains(v2) && (0...100).contains(v3))
        }
    }

    @Test func sameRowsSameBytes() throws {
        #expect(try Temporary.groupby(rows: 2_000) == Temporary.groupby(rows: 2_000))
    }

    @Test(arguments: [
        (0, "0"), (1, "1e-06"), (10, "1e-05"), (12, "1.2e-05"), (99, "9.9e-05"), (100, "1e-04"), (120, "0.00012"),
        (123, "0.000123"), (500, "5e-04"), (1_000, "0.001"), (10_000, "0.01"), (500_000, "0.5"), (1_000_000, "1"),
        (37_211_254, "37.211254"), (82_974_300, "82.9743"), (100_000_000, "100"),
    ])
    func numbersAreWrittenAsFwriteDoes(value: UInt32, text: String) {
        let written = [UInt8](unsafeUninitializedCapacity: 16) { bytes, count in
            let start = bytes.baseAddress!
            count = Millionths.write(value, to: start) - start
        }
        #expect(String(decoding: written, as: UTF8.self) == text)
    }

    @Test func joinDataSharesNineKeysInTen() throws {
        try Temporary.folder { folder in
            let package = try PackageFolder(path: "\(folder)/join")
            try JoinData(rows: 1_000).write(to: package)
            try package.publish()
            func columns(_ name: String) throws -> [[Substring]] {
                let text = try String(contentsOfFile: "\(folder)/join/\(name).csv", encoding: .utf8)
                return text.split(separator: "\n").map { $0.split(separator: ",") }
            }
            let (x, small, big) = (try columns("x"), try columns("small"), try columns("big"))
            #expect(x[0] == ["id1", "id2", "id3", "id4", "id5", "id6", "v1"])
            #expect(small[0] == ["id1", "id4", "v2"])
            #expect(x.count == 1_001 && small.count == 11 && big.count == 1_001)
            let (left, right) = (Set(x.dropFirst().map { $0[2] }), Set(big.dropFirst().map { $0[2] }))
            #expect(left.count == 1_000 && right.count == 1_000)
            #expect(left.intersection(right).count == 900)
            #expect(Set(x.dropFirst().map { $0[0] }).intersection(small.dropFirst().map { $0[0] }).count == 9)
            #expect(x.dropFirst().allSatisfy { $0[5] == "id\($0[2])" })
        }
    }

    @Test func aFileAlreadyThereStays() throws {
        try Temporary.folder { folder in
            let path = "\(folder)/g1.csv"
            try Data("mine".utf8).write(to: URL(filePath: path))
            #expect(throws: GenerationError.self) {
                try DataKind.groupby.write(rows: 100, seed: 1, danglingReferences: false, to: path)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["g1.csv"])
        }
    }

    @Test func refusesNumbersOfRowsThatCannotBe() {
        #expect(DataKind.groupby.problem(rows: 99) != nil)
        #expect(DataKind.join.problem(rows: 1_001) != nil)
        #expect(DataKind.awards.problem(rows: 0) != nil)
        for kind in DataKind.allCases { #expect(kind.problem(rows: 1_000) == nil) }
    }

    /// Worked out by hand.
    @Test func referenceAnswersASmallFile() throws {
        try Temporary.folder { folder in
            let path = "\(folder)/g1.csv"
            let rows = [
                "id001,id002,id0000000003,4,5,6,1,10,1.5", "id001,id002,id0000000003,4,5,6,2,12,2.5",
                "id002,id002,id0000000003,4,5,7,4,11,1.2e-05", "id002,id002,id0000000003,4,5,7,4,11,1.2e-05",
            ]
            try Data((GroupbyData.header + rows.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
            let results = GroupbyReference(try GroupbyFile(path: path)).results
            #expect(results["q1"] == ResultSums(rows: 2, sums: [10, 11]))
            #expect(results["q5"] == ResultSums(rows: 2, sums: [13, 11, 44, 4.000024]))
            #expect(results["q7"] == ResultSums(rows: 1, sums: [12, -6]))
            #expect(results["q8"] == ResultSums(rows: 4, sums: [26, 4.000024]))
            #expect(results["q10"] == ResultSums(rows: 2, sums: [10, 10, 24, 8, 10, 13, 4.000024, 4]))
            func expect(_ name: String, _ sums: [Double]) throws {
                let expected = ResultSums(rows: 1, sums: sums)
                #expect(try #require(results[name]).difference(from: expected, unchecked: []) == nil)
            }
            try expect("q6", [4, 5, 0.750006, 1.2247383394211189])
            try expect("q9", [5, 4, 2.0 / 27.0])
        }
    }
}

/// Files for one test, removed at its end.
enum Temporary {
    static func folder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = NSTemporaryDirectory() + "tdq-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    static func groupby(rows: Int) throws -> String {
        try folder { folder in
            try DataKind.groupby.write(rows: rows, seed: 1, danglingReferences: false, to: "\(folder)/g1.csv")
            return try String(contentsOfFile: "\(folder)/g1.csv", encoding: .utf8)
        }
    }
}

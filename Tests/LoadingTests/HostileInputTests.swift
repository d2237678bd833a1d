import Storage
import Testing

@testable import Loading

/// Nothing that a file holds may crash or hang; most of it is an error.
@Suite struct HostileInputTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func attempt(_ name: String, _ bytes: [UInt8], isLenient: Bool = false) throws {
        let folder = try TemporaryFolder()
        try folder.write(name, bytes)
        do { _ = try folder.load(name, isLenient: isLenient) } catch { #expect(error.problemCount > 0) }
    }

    @Test(arguments: ["t.csv", "t.tsv", "t.json", "t.jsonl", "datapackage.json"])
    func randomBytes(_ name: String) throws {
        var generator = Generator(state: 7)
        for size in [1, 3, 64, 5000] {
            try attempt(name, (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test(arguments: ["t.csv", "t.json", "t.jsonl", "datapackage.json"])
    func randomSyntax(_ name: String) throws {
        var generator = Generator(state: 11)
        let alphabet = Array("\",;\n\r{}[]:\\ 1.e-a\tế".utf8)
        for round in 0..<60 {
            let size = Int.random(in: 1...300, using: &generator)
            let bytes = (0..<size).map { _ in alphabet.randomElement(using: &generator)! }
            try attempt(name, bytes, isLenient: round % 2 == 0)
        }
    }

    @Test func aMillionColumns() throws {
        let line = Array(String(repeating: "a,", count: 999_999).utf8) + [UInt8(ascii: "b"), 10]
        #expect(
            try TemporaryFolder.failure("t.csv", line + line)
                == [
                    "t.csv:1: 1000000 columns; at most 16384 can be read\n  hint: is the file written the other way "
                        + "round, fields down and rows across?"
                ])
    }

    @Test func aHugeCell() throws {
        let size = 10_000_000
        let text = "a,b\n1,\"" + String(repeating: "x\"\"", count: size / 3) + "\"\n"
        let table = try TemporaryFolder.load("t.csv", text).tables[0]
        #expect(table.texts("b")[0]?.utf8.count == size / 3 * 2)
    }

    @Test func manyKeys() throws {
        let object = "{" + (0..<20_000).map { "\"k\($0)\": 1" }.joined(separator: ",") + "}"
        #expect(
            try TemporaryFolder.failure("t.jsonl", object)
                == ["t.jsonl:1: more than 16384 fields\n  hint: keys that are data belong into a field of their own"])
    }
}

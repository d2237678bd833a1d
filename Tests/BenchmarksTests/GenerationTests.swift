import Foundation
import Testing

@testable import Benchmarks

@Suite struct GenerationTests {
    /// A folder of its own for one test, removed at its end.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "tdq-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func generate(_ path: String, rows: Int, seed: UInt64) throws {
        let folder = try PackageFolder(path: path)
        try PackageGenerator(scale: Scale(awards: rows), seed: seed, danglingReferences: false).write(to: folder)
        try folder.publish()
    }

    private func contents(of folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) })
    }

    @Test func sameSeedSameBytesAndAnotherSeedOthers() throws {
        try withFolder { folder in
            for (name, seed) in [("a", UInt64(1)), ("b", 1), ("c", 2)] {
                try generate("\(folder)/\(name)", rows: 300, seed: seed)
            }
            let first = try contents(of: "\(folder)/a")
            #expect(try contents(of: "\(folder)/b") == first)
            #expect(try contents(of: "\(folder)/c")["awards.jsonl"] != first["awards.jsonl"])
            #expect(first["awards.jsonl"]?.split(separator: UInt8(ascii: "\n")).count == 300)
        }
    }

    @Test func refusesFolderThatHoldsSomethingAndLeavesItAlone() throws {
        try withFolder { folder in
            let path = "\(folder)/full"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: URL(filePath: "\(path)/mine.txt"))
            #expect(throws: GenerationError.self) { try PackageFolder(path: path) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["full"])
        }
    }

    @Test func discardLeavesNothing() throws {
        try withFolder { folder in
            let package = try PackageFolder(path: "\(folder)/new")
            let file = try package.file("a.csv")
            try file.write([65])
            try file.flush()
            package.discard()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    /// The embedded description drifts from the samples' unless someone looks.
    @Test func resourcesAreDescribedAsInTheSamples() throws {
        let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Samples/datapackage.json")
        let expected = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: samples)) as? NSDictionary)
        let json = Data(PackageDescription.json(rows: 1, seed: 1).utf8)
        let generated = try #require(try JSONSerialization.jsonObject(with: json) as? NSDictionary)
        #expect(generated["resources"] as? NSArray == expected["resources"] as? NSArray)
    }

    @Test func wordingsAreOtherSpellingsOfTheSameText() {
        let wording = Wording("Ủy ban cụ thể hóa, thuyền, ợ ệ ế")
        #expect(wording.olderTones == "Uỷ ban cụ thể hoá, thuyền, ợ ệ ế")
        #expect(
            Array(wording.decomposed.unicodeScalars)
                == Array(wording.plain.decomposedStringWithCanonicalMapping.unicodeScalars))
        #expect(wording.noBreakSpaces.replacing("\u{A0}", with: " ") == wording.plain)
    }
}

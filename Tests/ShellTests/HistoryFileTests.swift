import Foundation
import Testing

@testable import Shell

struct HistoryFileTests {
    private let folder: TemporaryFolder
    private let file: HistoryFile

    init() throws {
        folder = try TemporaryFolder()
        file = HistoryFile(path: folder.path + "/tdq/history")
    }

    @Test func entriesComeBackInOrder() throws {
        #expect(try file.load() == [])
        let entries = ["awards count", "awards |\n  count", #"a \n b \ "#, "tổng hợp", #"\\"#, "\\\n\\n"]
        for entry in entries { try file.append(entry) }
        #expect(try file.load() == entries)
    }

    @Test(arguments: ["", "a", "\n", "\\", "\\n", "\n\\", "a\\\nb", "\\\\n"])
    func escapingIsReversible(entry: String) {
        let line = HistoryFile.escape(entry)
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(!line.dropLast().contains(UInt8(ascii: "\n")))
        #expect(HistoryFile.unescape(line.dropLast()) == entry)
    }

    @Test func theFileIsTheUsersAlone() throws {
        try file.append("awards")
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
    }

    @Test func emptyAndOverlongEntriesAreLeftOut() throws {
        try file.append("")
        try file.append(String(repeating: "x", count: HistoryFile.maximumEntryBytes + 1))
        try file.append("kept")
        #expect(try file.load() == ["kept"])
    }

    @Test func aLineThatBrokeOffSpoilsNoOther() throws {
        try file.append("one")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("two, cut o".utf8) + Data([0xC4]))
        try handle.close()
        try file.append("three")
        let entries = try file.load()
        #expect(entries.count == 3)
        #expect(entries.first == "one")
        #expect(entries.last == "three")
    }

    @Test func twoWritersLoseNothing() async throws {
        let file = file
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    for number in 0..<200 {
                        do { try file.append("writer \(writer)\nentry \(number)") } catch { Issue.record(error) }
                    }
                }
            }
        }
        let entries = try file.load()
        #expect(entries.count == 400)
        for writer in 0..<2 {
            let own = entries.filter { $0.hasPrefix("writer \(writer)\n") }
            #expect(own == (0..<200).map { "writer \(writer)\nentry \($0)" })
        }
    }

    @Test func aLongFileKeepsItsNewerHalf() throws {
        try file.append("first")
        let line = Array(String(repeating: "y", count: 1023).utf8) + [UInt8(ascii: "\n")]
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
        try handle.seekToEnd()
        for _ in 0..<(HistoryFile.maximumBytes / 1024) { try handle.write(contentsOf: Data(line)) }
        try handle.close()
        try file.append("last")
        let entries = try file.load()
        #expect(entries.last == "last")
        #expect(!entries.contains("first"))
        let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
        #expect(try #require(size) <= HistoryFile.maximumBytes / 2)
        #expect(try file.load() == entries)
    }

    @Test func aPlaceThatCannotBeUsedIsSaid() throws {
        try folder.write("", to: "plain")
        let file = HistoryFile(path: folder.path + "/plain/history")
        #expect(throws: HistoryFile.Problem.self) { try file.append("awards") }
    }

    @Test func theStandardPlaceFollowsTheEnvironment() {
        func path(_ environment: [String: String]) -> String? {
            HistoryFile.standardPath { environment[$0] }
        }
        #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/tdq/history")
        #expect(path(["XDG_STATE_HOME": "relative", "HOME": "/h"]) == "/h/.local/state/tdq/history")
        #expect(path(["HOME": "/h"]) == "/h/.local/state/tdq/history")
        #expect(path([:]) == nil)
    }
}

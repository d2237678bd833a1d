import CKernels
import Columns
import Engine
import Foundation
import Testing

/// Damaged, cut-off and foreign files: an error with its reason, never a crash, never a wrong answer.
///
/// `TDQ_SNAPSHOT_FLIPS` sets how many bytes are flipped (400 without it).
@Suite struct SnapshotDamageTests {
    private static let flipCount =
        ProcessInfo.processInfo.environment["TDQ_SNAPSHOT_FLIPS"].flatMap { Int($0) } ?? 400

    /// A small saved collection of every type, and what queries print on it.
    private struct Sample {
        let folder: ScratchFolder
        let bytes: [UInt8]
        var answers: [(query: String, printed: String)] = []

        init() throws {
            folder = try ScratchFolder()
            var random = SeededRandom(seed: 20_201)
            let data = ReferenceData(rowCount: 70, random: &random)
            try data.write(to: folder)
            let session = try TestSession.make([folder.url.path], in: folder.url)
            let queries = [
                "rows where t=tong hop", "rows count by u", "rows where ref=Hà Nội | show id, ref.name",
                "rows where d > 1 | sort by t | take 9", "rows | sum m by t",
                "rows where day=2021 | show _line, tags, f",
                "describe rows",
            ]
            SnapshotFixture.buildIndexes(queries, in: session)
            _ = try session.save(to: folder.path("a.tdqs"))
            bytes = try SnapshotFixture.bytes(folder.path("a.tdqs"))
            for query in queries { answers.append((query, SnapshotFixture.printed(query, in: session).text)) }
        }

        /// How a file of other bytes fares: why it was refused, or how many queries were.
        func fate(_ bytes: [UInt8]) throws -> (refusal: String?, failures: Int) {
            let path = folder.path("damaged.tdqs")
            try SnapshotFixture.write(bytes, to: path)
            let session: Session
            do { session = try SnapshotFixture.open(path) } catch { return (error.description, 0) }
            var failures = 0
            for (query, expected) in answers {
                let (printed, outcome) = SnapshotFixture.printed(query, in: session)
                if outcome == .failed {
                    failures += 1
                    #expect(printed.contains("damaged"), "\(printed)")
                } else {
                    let rows = printed.components(separatedBy: "warning: ")[0]
                    #expect(rows == expected, "\(query) answered wrongly")
                }
            }
            return (nil, failures)
        }
    }

    @Test func aFlippedBitNeverGivesAWrongAnswer() throws {
        let sample = try Sample()
        #expect(try sample.fate(sample.bytes) == (nil, 0))
        var random = SeededRandom(seed: 7)
        var (refused, failed) = (0, 0)
        for number in 0..<Self.flipCount {
            var bytes = sample.bytes
            // The header's bytes one after another, then any.
            let place = number < 64 ? number : random.below(bytes.count)
            bytes[place] ^= 1 << UInt8(random.below(8))
            let fate = try sample.fate(bytes)
            // Every byte is under a checksum, so something has to be said.
            #expect(fate.refusal != nil || fate.failures > 0, "byte \(place)")
            if fate.refusal != nil { refused += 1 } else { failed += 1 }
        }
        #expect(refused > 64 && failed > 0)
    }

    @Test func aCutFileIsRefused() throws {
        let sample = try Sample()
        let lengths = Array(0..<200) + stride(from: 200, to: sample.bytes.count, by: 997) + [sample.bytes.count - 1]
        for length in lengths {
            let refusal = try sample.fate(Array(sample.bytes[..<length])).refusal
            #expect(refusal?.contains(length == 0 ? "empty" : "cut off") == true, "\(length): \(refusal ?? "opened")")
        }
        let longer = try sample.fate(sample.bytes + [0]).refusal
        #expect(longer?.contains("instead of") == true)
    }

    @Test func otherFilesAreRefusedWithTheirReason() throws {
        let sample = try Sample()
        func refusal(_ change: (inout [UInt8]) -> Void) throws -> String {
            var bytes = sample.bytes
            change(&bytes)
            return try sample.fate(bytes).refusal ?? "opened"
        }
        #expect(try refusal { $0 = Array("id,name\n1,a\n".utf8) }.contains("no snapshot of tdq"))
        #expect(try refusal { $0 = Array(repeating: 0, count: 100_000) }.contains("no snapshot of tdq"))
        #expect(try refusal { $0[8] = 3 }.contains("has format 3, of a newer tdq; this one reads 2"))
        #expect(
            try refusal {
                $0[8...11].reverse()
                $0[12...15].reverse()
            }.contains("other byte order"))
        #expect(try refusal { $0[40] ^= 1 }.contains("header is damaged"))
        #expect(try refusal { $0[$0.count - 1] ^= 1 }.contains("directory is damaged"))
        let error = #expect(throws: LoadError.self) {
            try FileManager.default.createDirectory(
                atPath: sample.folder.path("f.tdqs"), withIntermediateDirectories: true)
            _ = try SnapshotFixture.open(sample.folder.path("f.tdqs"))
        }
        #expect(error?.description.contains("no data files") == true)
    }

    /// A directory that says what cannot be, under checksums that hold, is refused as well.
    @Test func anImpossibleDirectoryDoesNotCrash() throws {
        let sample = try Sample()
        var random = SeededRandom(seed: 99)
        let pagesEnd = Int(sample.bytes[24..<32].reversed().reduce(0) { $0 << 8 | UInt64($1) })
        var opened = 0
        for _ in 0..<Self.flipCount {
            var bytes = sample.bytes
            bytes[pagesEnd + random.below(bytes.count - pagesEnd)] = UInt8(random.below(256))
            Self.seal(&bytes, pagesEnd)
            let path = sample.folder.path("damaged.tdqs")
            try SnapshotFixture.write(bytes, to: path)
            if let session = try? SnapshotFixture.open(path) {
                opened += 1
                #expect(session.collections.count == 3)
            }
        }
        // A letter of a title may be any other; most of the rest may not.
        #expect(opened > 0 && opened < Self.flipCount)
    }

    private static func seal(_ bytes: inout [UInt8], _ pagesEnd: Int) {
        func put(_ value: UInt64, at place: Int) {
            for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
        }
        put(Checksum.of(Array(bytes[pagesEnd...])), at: 32)
        put(Checksum.of(Array(bytes[..<56])), at: 56)
    }

    /// Sections of one column do not keep others from answering, and an index that is lost is built again.
    @Test func damageStopsOnlyWhatNeedsIt() throws {
        let folder = try ScratchFolder()
        let rows = (0..<20_000).map { "key\($0 % 5000),\($0 * 7919 % 20_011),\($0 % 3)\n" }
        try folder.write("k,v,small\n" + rows.joined(), to: "t.csv")
        let session = try SnapshotFixture.open(folder.path("t.csv"))
        let queries = ["t where k=key77 | sum small", "t | sum v", "t count by small", "t where v < 5 | show k"]
        SnapshotFixture.buildIndexes(queries, in: session)
        _ = try session.save(to: folder.path("a.tdqs"))
        let pristine = try SnapshotFixture.bytes(folder.path("a.tdqs"))
        let answers = queries.map { SnapshotFixture.printed($0, in: session).text }
        var (answered, failed, warned) = (0, 0, 0)
        for place in stride(from: 100, to: pristine.count, by: 1 << 14) {
            var bytes = pristine
            bytes[place] ^= 0x10
            let path = folder.path("b.tdqs")
            try SnapshotFixture.write(bytes, to: path)
            guard let opened = try? SnapshotFixture.open(path) else { continue }
            for (query, expected) in zip(queries, answers) {
                // Twice: what is known of the damage by then must not be forgotten.
                for _ in 0..<2 {
                    let (printed, outcome) = SnapshotFixture.printed(query, in: opened)
                    if outcome == .failed {
                        failed += 1
                        #expect(printed.contains("is damaged: its bytes have changed"))
                    } else {
                        answered += 1
                        if printed.contains("was made anew") { warned += 1 }
                        #expect(printed.hasPrefix(expected), "\(place): \(query)")
                    }
                }
            }
        }
        #expect(answered > 0 && failed > 0 && warned > 0)
    }

    @Test func damageIsNotSavedAgain() throws {
        let sample = try Sample()
        var bytes = sample.bytes
        bytes[100] ^= 1
        try SnapshotFixture.write(bytes, to: sample.folder.path("damaged.tdqs"))
        let session = try SnapshotFixture.open(sample.folder.path("damaged.tdqs"))
        let error = #expect(throws: SnapshotError.self) { try session.save(to: sample.folder.path("copy.tdqs")) }
        #expect(error?.message.contains("not saved") == true)
        #expect(!FileManager.default.fileExists(atPath: sample.folder.path("copy.tdqs")))
    }

    @Test func theProcessorsChecksumIsTheTables() {
        var random = SeededRandom(seed: 3)
        let bytes = (0..<1000).map { _ in UInt8(random.below(256)) }
        for count in Array(0..<100) + [255, 999] {
            bytes.withUnsafeBytes {
                #expect(tdq_checksum($0.baseAddress, count) == tdq_checksum_by_table($0.baseAddress, count))
            }
        }
        // RFC 3720, B.4: 32 bytes of zeros have the CRC32C 8A9136AA; here they are four words of eight.
        let check = Array("123456789".utf8)
        #expect(Checksum.of(check) != Checksum.of(Array("123456798".utf8)))
        // Up to 31 bytes go into the first of four registers alone: CRC32C of "123456789" is E3069283 before its end.
        let first = ~UInt32(0xE306_9283)
        let rest = ~UInt32(0)
        #expect(
            Checksum.of(check) == UInt64(first ^ (rest << 7 | rest >> 25)) << 32
                | UInt64(rest ^ (rest << 7 | rest >> 25)))
    }
}

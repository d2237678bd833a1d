import Columns
import Glibc
import VietnameseText

/// Tables in one file that is opened without loading: see `SnapshotFormat`.
public struct Snapshot: Sendable {
    public var tables: [Table]
    public var notes: [Note]
    /// What the tables were made from, in the words of whoever saved them; empty where that is of no interest.
    public var sources: [String]

    /// A line of the load report.
    public struct Note: Hashable, Sendable {
        public var collection: String
        public var isWarning: Bool
        public var message: String

        public init(collection: String, isWarning: Bool, message: String) {
            (self.collection, self.isWarning, self.message) = (collection, isWarning, message)
        }
    }

    /// How a snapshot's name ends, without the point.
    public static let fileExtension = "tdqs"

    public init(tables: [Table], notes: [Note] = [], sources: [String] = []) {
        (self.tables, self.notes, self.sources) = (tables, notes, sources)
    }

    /// Opens a snapshot: its header and directory are verified now, the bytes of a column when something first asks
    /// for it (see `Table.takeDamage`).
    ///
    /// - Parameter isDisposable: the file can be made anew at any time; it goes once damage is found in it.
    public init(path: String, isDisposable: Bool = false) throws(SnapshotError) {
        let map = try MappedFile(path: path)
        let header = try SnapshotHeader(map.bytes, path: path)
        let file = SnapshotFile(path: path, map: map, header: header, isDisposable: isDisposable)
        let directory = UnsafeRawBufferPointer(rebasing: map.bytes[header.directoryStart...])
        do {
            var decoder = SnapshotDecoder(directory, file)
            self = try decoder.snapshot()
        } catch {
            throw SnapshotError(
                path, "the snapshot's directory says what cannot be",
                hint: "load the data that the snapshot was made from and save it again")
        }
    }

    /// Verifies every column now, and gives what is wrong.
    func verify() -> [SnapshotDamage] {
        for table in tables {
            for position in table.columns.indices { _ = table.columns[position] }
            _ = table.hiddenColumn(1)
        }
        return tables.flatMap { $0.takeDamage() + $0.takeRebuilt() }
    }
}

extension Snapshot {
    /// A short name for some texts: the same texts, the same name.
    public static func checksum(of texts: [String]) -> String {
        // Twice, the second time with the first before it, for 128 bits.
        var writer = ByteWriter()
        for text in texts { writer.append(text) }
        let first = Checksum.of(writer.bytes)
        writer.append(first)
        let second = Checksum.of(Array(writer.bytes.reversed()))
        return [first, second].map { sum in
            let digits = String(sum, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// What the system says of a path just now.
    public static func failure(_ path: String) -> SnapshotError {
        SnapshotError(path, "cannot be written: \(String(cString: strerror(errno)))")
    }
}

/// What folding, order and hash make of some texts: forms that were computed by others than these are not used.
enum TextForms {
    static let fingerprint: UInt64 = {
        var bytes: [UInt8] = []
        for text in ["Huân chương Lao động", "hoà bình", "Đơn vị 10 – số 2", "Nguyễn Thị Ýến", "“ABC”  x", "kỹ thuật"] {
            for level in StoredLevels.all { Folding.append(level, of: text.utf8.span, to: &bytes) }
            CollationKey.append(text.utf8.span, to: &bytes)
            CollationKey.appendGivenNameFirst(text.utf8.span, to: &bytes)
        }
        return Checksum.of(bytes) ^ TextFinder.hashFingerprint
    }()
}

/// Levels and orders by their numbers in a directory.
enum StoredLevels {
    static let all: [Folding.Level] = [.exact, .k1, .k2]
    static let orders: [TextOrder] = [.alphabetical, .givenName]
}

import Columns
import Glibc
import VietnameseText

extension Snapshot {
    /// Saves the tables with all that is computed from them by now, their statistics, and the forms of their texts that
    /// nearly every question needs first.
    ///
    /// The file appears whole or not at all: it grows beside its place, is on the disk before it gets its name, and what
    /// stood there before stays until then. `isCancelled` is asked now and then.
    public func save(to path: String, isCancelled: @escaping @Sendable () -> Bool = { false }) throws(SnapshotError) {
        // One by one, so that it can be given up between them.
        for table in tables {
            for position in table.columns.indices {
                if isCancelled() { throw GrowingFile.cancelled(path) }
                _ = table.statistics(ofColumn: position)
                table.columns[position].makeForms(isCancelled)
            }
        }
        // Before anything is written: damaged bytes must not get a good checksum.
        if let damage = verify().first(where: { !$0.isRebuilt }) {
            throw SnapshotError(path, "not saved: \(damage.message)", hint: damage.hint)
        }
        var encoder = SnapshotEncoder()
        let directory = encoder.encode(self)
        if let damage = tables.flatMap({ $0.takeDamage() }).first {
            throw SnapshotError(path, "not saved: \(damage.message)", hint: damage.hint)
        }
        let file = try GrowingFile(replacing: path)
        var writer = PageWriter(file, path, isCancelled)
        try writer.write(encoder.plan)
        try writer.finish(directory, pagesEnd: encoder.plan.end)
        try file.commit()
    }
}

extension Column {
    /// Of larger dictionaries only what is there already is kept: forms take as much room as the texts.
    private static let mostTexts = 1 << 20

    /// What `=`, groups and joins take for one text, what `~` looks through, and the alphabetical order.
    fileprivate func makeForms(_ isCancelled: @escaping @Sendable () -> Bool) {
        guard let dictionary = (elements ?? self).dictionary, dictionary.count <= Self.mostTexts else { return }
        for level in [Folding.Level.k1, .k2] { _ = dictionary.classes(level, isCancelled: isCancelled) }
        _ = dictionary.ranks(.alphabetical, isCancelled: isCancelled)
    }
}

/// Writes pages, and sums them up section by section.
private struct PageWriter {
    private let file: GrowingFile
    private let path: String
    private let isCancelled: () -> Bool
    /// What is not written yet; begins where a section does.
    private var block: [UInt8] = []
    private var checksums: [UInt64] = []

    /// Whole sections that are written together.
    private static let blockBytes = 64 * SnapshotFormat.sectionBytes

    init(_ file: GrowingFile, _ path: String, _ isCancelled: @escaping () -> Bool) {
        (self.file, self.path, self.isCancelled) = (file, path, isCancelled)
        block.reserveCapacity(Self.blockBytes)
    }

    mutating func write(_ plan: PagePlan) throws(SnapshotError) {
        // The header comes last, when all is known.
        try file.write([UInt8](repeating: 0, count: SnapshotFormat.headerBytes))
        var position = SnapshotFormat.headerBytes
        for page in plan.pages {
            try pad(to: page.offset, from: &position)
            try append(page.bytes)
            position += page.bytes.count
        }
        try pad(to: plan.end, from: &position)
        try flush()
    }

    private mutating func pad(to end: Int, from position: inout Int) throws(SnapshotError) {
        guard end > position else { return }
        let zeros = [UInt8](repeating: 0, count: end - position)
        // A local, for an error with a type does not pass through the closure of an array.
        var written: Result<Void, SnapshotError> = .success(())
        zeros.withUnsafeBytes { bytes in
            do throws(SnapshotError) { try append(bytes) } catch { written = .failure(error) }
        }
        try written.get()
        position = end
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var start = 0
        while start < bytes.count {
            let piece = min(bytes.count - start, Self.blockBytes - block.count)
            block.append(contentsOf: bytes[start..<start + piece])
            start += piece
            if block.count == Self.blockBytes { try flush() }
        }
    }

    private mutating func flush() throws(SnapshotError) {
        if isCancelled() { throw GrowingFile.cancelled(path) }
        block.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: SnapshotFormat.sectionBytes) {
                let end = min(start + SnapshotFormat.sectionBytes, bytes.count)
                checksums.append(Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
            }
        }
        try file.write(block)
        block.removeAll(keepingCapacity: true)
    }

    /// Checksums and directory, then the header.
    func finish(_ directory: [UInt8], pagesEnd: Int) throws(SnapshotError) {
        var rest = ByteWriter()
        for checksum in checksums { rest.append(checksum) }
        rest.bytes += directory
        try file.write(rest.bytes)
        let header = SnapshotHeader(
            fileBytes: pagesEnd + rest.bytes.count, pagesEnd: pagesEnd, directoryChecksum: Checksum.of(rest.bytes))
        try file.write(header.bytes, at: 0)
    }
}

import Columns

/// How a snapshot lies in its file:
///
///     header      64 bytes
///     pages       every buffer once, as it lies in memory, each at a multiple of 64
///     checksums   64 bits for each section of the pages
///     directory   what the pages are: tables, fields, columns, dictionaries, indexes
///
/// The header has a checksum of its own and one of everything behind the pages; both are verified on opening, so that
/// nothing but the pages can be wrong afterwards, and no page is read before something asks for it. Numbers are in the
/// byte order of the machine that wrote them.
///
/// The checksums are against damage. They are no signature: a file that someone forged with care is trusted like any
/// data that its owner saved.
enum SnapshotFormat {
    static let magic: [UInt8] = Array("tdqsnap\0".utf8)
    /// To be raised whenever a page or the directory changes its meaning.
    static let version: UInt32 = 2
    static let byteOrderMark: UInt32 = 0x0102_0304
    static let headerBytes = 64
    static let alignment = 64
    /// What one checksum covers: small, so that a few rows of many columns are verified without reading all of them.
    static let sectionBytes = 1 << 14

    static func sectionCount(_ pageBytes: Int) -> Int { (pageBytes + sectionBytes - 1) / sectionBytes }
}

/// The first 64 bytes of a snapshot.
struct SnapshotHeader {
    var fileBytes: Int
    /// Where the pages end and the checksums begin.
    var pagesEnd: Int
    /// Of everything from `pagesEnd` on.
    var directoryChecksum: UInt64

    /// The pages lie behind the header.
    var pages: Range<Int> { SnapshotFormat.headerBytes..<pagesEnd }
    var checksumCount: Int { SnapshotFormat.sectionCount(pages.count) }
    var directoryStart: Int { pagesEnd + checksumCount * MemoryLayout<UInt64>.stride }

    init(fileBytes: Int, pagesEnd: Int, directoryChecksum: UInt64) {
        (self.fileBytes, self.pagesEnd, self.directoryChecksum) = (fileBytes, pagesEnd, directoryChecksum)
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.bytes = SnapshotFormat.magic
        writer.append(SnapshotFormat.version)
        writer.append(SnapshotFormat.byteOrderMark)
        writer.append(UInt64(fileBytes))
        writer.append(UInt64(pagesEnd))
        writer.append(directoryChecksum)
        while writer.bytes.count < SnapshotFormat.headerBytes - 8 { writer.append(UInt8(0)) }
        writer.append(Checksum.of(writer.bytes))
        return writer.bytes
    }

    /// Reads a header and holds it against the file that it stands in.
    init(_ file: UnsafeRawBufferPointer, path: String) throws(SnapshotError) {
        let again = "load the data that the snapshot was made from and save it again"
        guard !file.isEmpty else { throw SnapshotError(path, "the file is empty") }
        guard file.starts(with: SnapshotFormat.magic) else {
            let isStart = SnapshotFormat.magic.starts(with: file)
            throw SnapshotError(
                path, isStart ? "the snapshot is cut off" : "the file is no snapshot of tdq", hint: again)
        }
        guard file.count >= SnapshotFormat.headerBytes else {
            throw SnapshotError(path, "the snapshot is cut off: it ends within its header", hint: again)
        }
        let mark = file.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
        if mark == SnapshotFormat.byteOrderMark.byteSwapped {
            throw SnapshotError(path, "the snapshot was written by a machine of the other byte order", hint: again)
        }
        let version = file.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        guard version == SnapshotFormat.version else {
            let age = version > SnapshotFormat.version ? "a newer" : "another"
            throw SnapshotError(
                path, "the snapshot has format \(version), of \(age) tdq; this one reads \(SnapshotFormat.version)",
                hint: again)
        }
        let sum = file.loadUnaligned(fromByteOffset: SnapshotFormat.headerBytes - 8, as: UInt64.self)
        guard mark == SnapshotFormat.byteOrderMark,
            sum == Checksum.of(UnsafeRawBufferPointer(rebasing: file[..<(SnapshotFormat.headerBytes - 8)]))
        else { throw SnapshotError(path, "the snapshot's header is damaged", hint: again) }
        fileBytes = Int(clamping: file.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        pagesEnd = Int(clamping: file.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        directoryChecksum = file.loadUnaligned(fromByteOffset: 32, as: UInt64.self)
        guard file.count == fileBytes else {
            let what =
                file.count < fileBytes
                ? "cut off: it has \(file.count) of \(fileBytes) bytes"
                : "damaged: it has \(file.count) bytes instead of \(fileBytes)"
            throw SnapshotError(path, "the snapshot is \(what)", hint: again)
        }
        guard pagesEnd >= SnapshotFormat.headerBytes, pagesEnd % SnapshotFormat.alignment == 0, pagesEnd <= fileBytes,
            directoryStart <= fileBytes,
            Checksum.of(UnsafeRawBufferPointer(rebasing: file[pagesEnd...])) == directoryChecksum
        else { throw SnapshotError(path, "the snapshot's directory is damaged", hint: again) }
    }
}

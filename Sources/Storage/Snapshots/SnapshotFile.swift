import Columns
import Glibc
import Synchronization

/// An open snapshot: its mapped bytes, and which sections of its pages are known to be what was saved.
///
/// A section is verified when something first needs a byte of it. One that does not hold is noted as damage, and whoever
/// asked gets something harmless in its place; the engine looks for noted damage before it lets a result out.
final class SnapshotFile: Sendable {
    let path: String
    let map: MappedFile
    /// Whether the file goes once damage is found in it.
    private let isDisposable: Bool
    private let pages: Range<Int>
    /// One a section.
    private let checksums: Buffer<UInt64>
    /// A bit a section that has been verified.
    private let verified: Mutex<[UInt64]>
    private let damages = Mutex(Damages())

    private struct Damages {
        var noted: [SnapshotDamage] = []
        /// How often damage was met that could not be made good.
        var count = 0
    }

    init(path: String, map: MappedFile, header: SnapshotHeader, isDisposable: Bool) {
        self.path = path
        self.map = map
        self.isDisposable = isDisposable
        pages = header.pages
        let sums = map.bytes.baseAddress! + header.pagesEnd
        checksums = Buffer(at: sums, count: header.checksumCount, owner: map)
        verified = Mutex(Array(repeating: 0, count: (header.checksumCount + 63) / 64))
    }

    /// The elements that stand at `offset`; nil where they would lie outside of the pages.
    func buffer<Element>(_ type: Element.Type, at offset: Int, count: Int) -> Buffer<Element>? {
        let (size, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflows, offset >= pages.lowerBound, offset <= pages.upperBound,
            offset % SnapshotFormat.alignment == 0, size >= 0, size <= pages.upperBound - offset
        else { return nil }
        return Buffer(at: map.bytes.baseAddress! + offset, count: count, owner: map)
    }

    // MARK: Damage

    func note(_ what: String, isRebuilt: Bool = false) {
        let damage = SnapshotDamage(path: path, what: what, isRebuilt: isRebuilt, isGone: isDisposable)
        if isDisposable { unlink(path) }
        damages.withLock { damages in
            if !isRebuilt { damages.count += 1 }
            if !damages.noted.contains(damage) { damages.noted.append(damage) }
        }
    }

    /// Damage that was noted and not taken yet, and that could not be made good.
    var damage: SnapshotDamage? { damages.withLock { $0.noted.first { !$0.isRebuilt } } }

    /// Grows whenever somebody asks for bytes that are damaged and cannot be made anew.
    var damageCount: Int { damages.withLock { $0.count } }

    /// The damage noted since this was last asked: what was made anew, or what could not be.
    func takeDamage(isRebuilt: Bool) -> [SnapshotDamage] {
        damages.withLock { damages in
            let taken = damages.noted.filter { $0.isRebuilt == isRebuilt }
            if !taken.isEmpty { damages.noted.removeAll { $0.isRebuilt == isRebuilt } }
            return taken
        }
    }

    // MARK: Verifying

    /// Whether bytes of the pages are what was saved; bytes from elsewhere always are.
    func isIntact(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let sections = sections(bytes) else { return true }
        guard sections.count >= Self.parallelSections else { return sections.allSatisfy(isIntact(section:)) }
        return isIntact(inParallel: sections)
    }

    /// Fewer are verified by one thread.
    private static let parallelSections = (4 << 20) / SnapshotFormat.sectionBytes

    /// Whether all sections of a long run are what was saved, each thread taking one part of it.
    private func isIntact(inParallel sections: Range<Int>) -> Bool {
        let count = Workers.most
        let isGood = PlainResults<Bool>(count: count, initial: false)
        Workers.run(count) { [self] index in
            let start = sections.lowerBound + sections.count * index / count
            let end = sections.lowerBound + sections.count * (index + 1) / count
            isGood[index] = (start..<end).allSatisfy(isIntact(section:))
        }
        return (0..<count).allSatisfy { isGood[$0] }
    }

    func isIntact<Element>(_ buffer: Buffer<Element>) -> Bool { isIntact(buffer.rawBytes) }

    /// Whether a part of a buffer is what was saved.
    func isIntact<Element>(_ buffer: Buffer<Element>, in range: Range<Int>) -> Bool {
        let stride = MemoryLayout<Element>.stride
        guard range.lowerBound >= 0, range.upperBound <= buffer.count else { return false }
        let bytes = buffer.rawBytes[range.lowerBound * stride..<range.upperBound * stride]
        return isIntact(UnsafeRawBufferPointer(rebasing: bytes))
    }

    /// Whether the elements at some places of a buffer are what was saved.
    func isIntact<Element>(_ buffer: Buffer<Element>, at rows: Buffer<UInt32>) -> Bool {
        let bytes = buffer.rawBytes
        guard sections(bytes) != nil, let address = bytes.baseAddress, let base = map.bytes.baseAddress else {
            return true
        }
        let start = address - base - pages.lowerBound
        var last = -1
        for index in 0..<rows.count where rows[index] != RowList.none {
            let place = start + Int(rows[index]) * MemoryLayout<Element>.stride
            let section = place / SnapshotFormat.sectionBytes
            // Elements are aligned within sections, so none lies in two of them.
            if section == last { continue }
            guard isIntact(section: section) else { return false }
            last = section
        }
        return true
    }

    private func sections(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        guard bytes.count > 0, let address = bytes.baseAddress, let base = map.bytes.baseAddress,
            address >= base, address < base + map.bytes.count
        else { return nil }
        let start = address - base - pages.lowerBound
        return start / SnapshotFormat.sectionBytes..<(start + bytes.count - 1) / SnapshotFormat.sectionBytes + 1
    }

    private func isIntact(section: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(section & 63)
        if verified.withLock({ $0[section >> 6] & bit != 0 }) { return true }
        let start = pages.lowerBound + section * SnapshotFormat.sectionBytes
        let end = min(start + SnapshotFormat.sectionBytes, pages.upperBound)
        guard Checksum.of(UnsafeRawBufferPointer(rebasing: map.bytes[start..<end])) == checksums[section] else {
            return false
        }
        verified.withLock { $0[section >> 6] |= bit }
        return true
    }
}

extension SnapshotFile {
    /// Rows whose texts are verified one by one.
    private static let fewRows = 64

    func isIntact(_ integers: PackedIntegers) -> Bool {
        switch integers.storage {
        case .bytes(let buffer): isIntact(buffer)
        case .shorts(let buffer): isIntact(buffer)
        case .words(let buffer): isIntact(buffer)
        case .longs(let buffer): isIntact(buffer)
        }
    }

    func isIntact(_ dictionary: TextDictionary) -> Bool {
        isIntact(dictionary.offsets) && isIntact(dictionary.bytes)
    }

    /// Whether one text is what was saved.
    func isIntact(_ dictionary: TextDictionary, text code: Int) -> Bool {
        guard isIntact(dictionary.offsets, in: code..<code + 2) else { return false }
        return isIntact(dictionary.bytes, in: Int(dictionary.offsets[code])..<Int(dictionary.offsets[code + 1]))
    }

    func isIntact(_ column: Column) -> Bool {
        if let presence = column.presence, !isIntact(presence.words) { return false }
        switch column.payload {
        case .integers(let packed): return isIntact(packed)
        case .codes(let packed, let dictionary): return isIntact(dictionary) && isIntact(packed)
        case .doubles(let buffer): return isIntact(buffer)
        case .lists(let offsets, let elements): return isIntact(offsets) && isIntact(elements)
        }
    }

    /// Whether what some rows hold is what was saved, with all that does not belong to a row alone: which values are
    /// present, and the dictionary; of that only their own texts where they are few. (Whoever computes something from
    /// all texts asks for them, see `KeptTextForms`.)
    func isIntact(_ column: Column, at rows: Buffer<UInt32>) -> Bool {
        if let presence = column.presence, !isIntact(presence.words) { return false }
        switch column.payload {
        case .integers(let packed): return isIntact(packed, at: rows)
        case .codes(let packed, let dictionary):
            guard rows.count <= Self.fewRows else { return isIntact(dictionary) && isIntact(packed, at: rows) }
            // With all borders, no text lies outside of the bytes.
            return isIntact(packed, at: rows) && isIntact(dictionary.offsets)
                && (0..<rows.count).allSatisfy { index in
                    let row = rows[index]
                    let code = row == RowList.none ? dictionary.count : Int(packed[Int(row)])
                    return code == dictionary.count || isIntact(dictionary, text: code)
                }
        case .doubles(let buffer): return isIntact(buffer, at: rows)
        case .lists: return isIntact(column)
        }
    }

    private func isIntact(_ integers: PackedIntegers, at rows: Buffer<UInt32>) -> Bool {
        switch integers.storage {
        case .bytes(let buffer): isIntact(buffer, at: rows)
        case .shorts(let buffer): isIntact(buffer, at: rows)
        case .words(let buffer): isIntact(buffer, at: rows)
        case .longs(let buffer): isIntact(buffer, at: rows)
        }
    }
}

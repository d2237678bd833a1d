import CKernels

/// Gives equal byte strings equal codes, numbered in the order in which they are first seen.
///
/// Open addressing with linear probing at a load of at most two thirds; a slot holds code + 1 and 32 bits of hash.
public struct TextDictionaryBuilder: Sendable {
    /// One a text, by code.
    private(set) var records = GrowingBuffer<TextRecord>()
    /// The bytes of long texts, one behind another.
    private var pool = GrowingBuffer<UInt8>()
    private(set) var slots = GrowingBuffer<UInt64>()
    /// Bytes of all texts.
    private(set) var byteCount = 0
    private let maximumBytes: Int
    /// Texts that are likely to be looked for in all; where nearly all are new, room for them is made at once.
    public var expectedCount = 0
    /// Texts looked for, and those found new, since there was last made room.
    private var soughtSinceGrowth = 0
    private var countAtGrowth = 0

    /// Offsets have 32 bits.
    public static let maximumBytes = Int(UInt32.max)
    /// Texts whose slots are asked for together.
    static let lookAhead = 64
    /// Slots that the first-level cache holds beside the rest.
    private static let nearSlots = 1 << 10

    public init() { self.init(maximumBytes: Self.maximumBytes) }

    /// A builder whose codes alone are wanted: its texts need not fit into a dictionary, and always find room.
    public static func forCodes() -> TextDictionaryBuilder { TextDictionaryBuilder(maximumBytes: .max) }

    /// A smaller limit, for tests.
    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    public var count: Int { records.count }

    /// The text's code. Its bytes must fit, as those of a loaded dictionary's texts do; texts from outside go
    /// through `codeIfRoom` or `appendCodes`.
    public mutating func code(for text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { code(for: $0.span) }
    }

    public mutating func code(for text: Span<UInt8>) -> UInt32 {
        guard let code = codeIfRoom(for: text) else { preconditionFailure("a text dictionary holds at most 4 GiB") }
        return code
    }

    /// The text's code; nil where its bytes would be more than `maximumBytes`.
    public mutating func codeIfRoom(for text: Span<UInt8>) -> UInt32? {
        text.withUnsafeBufferPointer { text in
            makeRoom(for: 1)
            pool.makeRoom(for: text.count)
            let (sought, table) = (Sought(text), table)
            let slot = table.slot(of: sought)
            if let code = table.code(slot) { return code }
            guard byteCount + text.count <= maximumBytes else { return nil }
            insert(sought, slot)
            return UInt32(truncatingIfNeeded: records.count - 1)
        }
    }

    /// The code of a text already seen.
    public func find(_ text: Span<UInt8>) -> UInt32? {
        guard slots.count > 0 else { return nil }
        return text.withUnsafeBufferPointer { text in table.code(table.slot(of: Sought(text))) }
    }

    /// The dictionary of these texts.
    public func finish() -> TextDictionary {
        var alone = [self]
        guard let merged = try? MergedTexts(&alone, threads: 1) else {
            preconditionFailure("a builder takes no more bytes than a dictionary holds, and nobody cancels")
        }
        return merged.dictionary
    }

    /// What finds the texts of a dictionary, no two of which are the same; nil when `isCancelled`, which is asked now and
    /// then, says so.
    static func finder(ofDistinct dictionary: TextDictionary, isCancelled: () -> Bool) -> TextFinder? {
        var size = 16
        while size < dictionary.count * 2 { size *= 2 }
        var isStopped = false
        let slots = Buffer<UInt64>(count: size) { slots in
            slots.update(repeating: 0)
            for code in 0..<dictionary.count {
                if code % TextOrder.pace == 0, isCancelled() {
                    isStopped = true
                    return
                }
                let hash = dictionary[code].withSpan { $0.withUnsafeBufferPointer { Sought($0).hash } }
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
                slots[slot] = hash << 32 | UInt64(code + 1)
            }
        }
        return isStopped ? nil : TextFinder(slots: slots, dictionary: dictionary)
    }
}

/// A dictionary would have more than `TextDictionaryBuilder.maximumBytes` bytes.
public struct TextDictionaryFull: Error {}

/// Batches.
extension TextDictionaryBuilder {
    /// Writes the code of each text to `codes`, as many; a text without address gets 0 and is not looked at.
    ///
    /// Throws where the texts do not fit, with those before already taken in.
    public mutating func appendCodes(
        of texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>, to codes: UnsafeMutablePointer<Int64>
    ) throws(TextDictionaryFull) {
        makeRoom(for: texts.count)
        soughtSinceGrowth += texts.count
        let isComplete = withUnsafeTemporaryAllocation(of: Sought.self, capacity: Self.lookAhead) { sought in
            for start in stride(from: 0, to: texts.count, by: Self.lookAhead) {
                let some = UnsafeBufferPointer(rebasing: texts[start..<min(start + Self.lookAhead, texts.count)])
                guard appendCodes(of: some, to: codes + start, sought.baseAddress!) else { return false }
            }
            return true
        }
        if !isComplete { throw TextDictionaryFull() }
    }

    /// At most `lookAhead` texts, for which there is room; false where their bytes do not fit.
    @inline(__always)
    private mutating func appendCodes(
        of texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>, to codes: UnsafeMutablePointer<Int64>,
        _ sought: UnsafeMutablePointer<Sought>
    ) -> Bool {
        let far = farTable
        var count = 0
        for index in 0..<texts.count {
            guard let address = texts[index].baseAddress else {
                codes[index] = 0
                continue
            }
            let text = Sought(address, texts[index].count, place: index)
            far?.prefetchSlot(text)
            sought[count] = text
            count &+= 1
        }
        return take(UnsafeBufferPointer(start: sought, count: count), to: codes)
    }

    /// Writes the code of each text to its place; false where their bytes do not fit. There are slots for all.
    @inline(__always)
    private mutating func take(_ texts: UnsafeBufferPointer<Sought>, to codes: UnsafeMutablePointer<Int64>) -> Bool {
        var longBytes = 0
        for text in texts where !text.record.isShort { longBytes &+= text.record.count }
        if longBytes > 0 { pool.makeRoom(for: longBytes) }
        let table = table
        if let far = farTable {
            for text in texts { far.prefetchRecord(text) }
            if longBytes > 0 { for text in texts where !text.record.isShort { far.prefetchLong(text) } }
        }
        for text in texts {
            let slot = table.slot(of: text)
            if let code = table.code(slot) {
                codes[text.place] = Int64(code)
                continue
            }
            guard byteCount &+ text.record.count <= maximumBytes else { return false }
            codes[text.place] = Int64(records.count)
            insert(text, slot)
        }
        return true
    }

    /// Writes the code of each of some texts, which must fit.
    public mutating func takeCodes(of texts: FoldedTexts, to codes: UnsafeMutablePointer<Int64>) {
        texts.bytes.withUnsafeElements { bytes in
            texts.offsets.withUnsafeElements { offsets in
                let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
                let start = bytes.baseAddress ?? nowhere
                takeCodes(texts.count, to: codes) { text, place in
                    let first = Int(offsets[text])
                    return Sought(start + first, Int(offsets[text + 1]) - first, place: place)
                }
            }
        }
    }

    /// The same of all texts of another builder, by their codes there.
    public mutating func takeCodes(of other: TextDictionaryBuilder, to codes: UnsafeMutablePointer<Int64>) {
        takeCodes(other.count, to: codes) { code, place in
            // Of a short text the address means nothing later: the record tells all.
            other.withText(code) { Sought($0, $1, place: place) }
        }
    }

    @inline(__always)
    private mutating func takeCodes(
        _ count: Int, to codes: UnsafeMutablePointer<Int64>, _ text: (_ number: Int, _ place: Int) -> Sought
    ) {
        makeRoom(for: count)
        soughtSinceGrowth += count
        let far = farTable
        withUnsafeTemporaryAllocation(of: Sought.self, capacity: Self.lookAhead) { sought in
            for start in stride(from: 0, to: count, by: Self.lookAhead) {
                let some = UnsafeMutableBufferPointer(rebasing: sought[..<min(Self.lookAhead, count - start)])
                for place in some.indices {
                    some[place] = text(start + place, place)
                    far?.prefetchSlot(some[place])
                }
                guard take(UnsafeBufferPointer(some), to: codes + start) else {
                    preconditionFailure("texts of a dictionary fit into one, and any into a builder for codes")
                }
            }
        }
    }
}

/// The table.
extension TextDictionaryBuilder {
    /// A text that is looked for.
    struct Sought {
        /// Its own, the place in a pool aside.
        let record: TextRecord
        let hash: UInt64
        let address: UnsafePointer<UInt8>
        /// Among others.
        let place: Int

        @inline(__always)
        init(_ address: UnsafePointer<UInt8>, _ count: Int, place: Int) {
            record = TextRecord(address, count)
            hash = TextHash.of(address, count)
            self.address = address
            self.place = place
        }

        /// An empty text needs no address.
        init(_ text: UnsafeBufferPointer<UInt8>) {
            self.init(text.baseAddress ?? UnsafePointer(bitPattern: 1)!, text.count, place: 0)
        }
    }

    /// What finding a text looks at, as long as no room is made.
    struct Table {
        let slots: UnsafePointer<UInt64>
        let mask: Int
        let records: UnsafePointer<TextRecord>
        let pool: UnsafePointer<UInt8>

        /// The slot that holds a text, or the free one where it belongs.
        @inline(__always)
        func slot(of text: Sought) -> Int {
            var slot = Int(truncatingIfNeeded: text.hash) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 { return slot }
                if entry &>> 32 == text.hash, isSame(records[Int(UInt32(truncatingIfNeeded: entry)) &- 1], text) {
                    return slot
                }
                slot = (slot &+ 1) & mask
            }
        }

        @inline(__always)
        private func isSame(_ known: TextRecord, _ text: Sought) -> Bool {
            guard known.head == text.record.head else { return false }
            if known.isShort { return known.tail == text.record.tail }
            return TextHash.areEqual(pool + Int(truncatingIfNeeded: known.tail), text.address, known.count)
        }

        /// What a slot holds; nil where it is free.
        @inline(__always)
        func code(_ slot: Int) -> UInt32? {
            let entry = UInt32(truncatingIfNeeded: slots[slot])
            return entry == 0 ? nil : entry &- 1
        }

        @inline(__always)
        func prefetchSlot(_ text: Sought) { tdq_prefetch(slots + (Int(truncatingIfNeeded: text.hash) & mask)) }

        /// The record to which the first slot leads: a guess.
        @inline(__always)
        func prefetchRecord(_ text: Sought) {
            let entry = UInt32(truncatingIfNeeded: slots[Int(truncatingIfNeeded: text.hash) & mask])
            if entry != 0 { tdq_prefetch(records + Int(entry &- 1)) }
        }

        /// The bytes to which that record leads, where it is a long text's.
        @inline(__always)
        func prefetchLong(_ text: Sought) {
            let entry = slots[Int(truncatingIfNeeded: text.hash) & mask]
            guard entry &>> 32 == text.hash else { return }
            let record = records[Int(UInt32(truncatingIfNeeded: entry)) &- 1]
            guard !record.isShort else { return }
            // A text of usual length stands in two lines of the cache at most.
            let bytes = pool + Int(truncatingIfNeeded: record.tail)
            tdq_prefetch(bytes)
            tdq_prefetch(bytes + (record.count &- 1))
        }
    }

    /// Where its slots are too many for the near caches: those of many texts come from memory together, before the first
    /// is looked at.
    private var farTable: Table? { slots.count > Self.nearSlots ? table : nil }

    /// There must be slots.
    var table: Table {
        let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
        return Table(
            slots: slots.base.unsafelyUnwrapped, mask: slots.count &- 1, records: records.base.unsafelyUnwrapped,
            pool: pool.base ?? nowhere)
    }

    /// Where the bytes of a long text stand.
    func address(ofLong record: TextRecord) -> UnsafePointer<UInt8> {
        pool.base.unsafelyUnwrapped + Int(truncatingIfNeeded: record.tail)
    }

    /// The bytes of a text, for the length of a call; there are twelve of them to be read at least.
    @inline(__always)
    func withText<Result>(_ code: Int, _ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        let record = records[code]
        if !record.isShort { return body(address(ofLong: record), record.count) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TextRecord.shortCount) { bytes in
            record.writeTwelve(bytes.baseAddress!)
            return body(bytes.baseAddress!, record.count)
        }
    }

    /// Takes in a text that is not there, with room for it, at the slot where it belongs.
    @inline(__always)
    private mutating func insert(_ text: Sought, _ slot: Int) {
        let count = text.record.count
        if text.record.isShort {
            records.appendInRoom(text.record)
        } else {
            records.appendInRoom(TextRecord(long: text.address, count, place: pool.count))
            pool.append(UnsafeBufferPointer(start: text.address, count: count))
        }
        byteCount &+= count
        slots.setOwn(slot, text.hash << 32 | UInt64(truncatingIfNeeded: records.count))
    }

    /// About how many bytes so many more texts, of so many bytes in all, take at once, beside their own.
    public func growth(for added: Int, byteCount: Int) -> Int {
        let moved = pool.bytesToMove(for: byteCount)
        guard records.count + added > Self.capacity(slots.count) else { return moved }
        return moved + slotCount(for: added) * MemoryLayout<UInt64>.stride + records.bytesToMove(for: added)
    }

    /// How many slots there should be when so many more texts come.
    private func slotCount(for added: Int) -> Int {
        let wanted = records.count + added
        let found = records.count - countAtGrowth
        let isNearlyUnique = found >= 1 << 14 && found * 50 >= soughtSinceGrowth * 49
        let likely = isNearlyUnique ? max(wanted, expectedCount) : wanted
        var size = max(slots.count, 16)
        while Self.capacity(size) < likely { size *= 2 }
        return size
    }

    /// Slots and records for `added` more texts, of this builder alone.
    private mutating func makeRoom(for added: Int) {
        let isOwn = slots.isOwn() && records.isOwn()
        guard !isOwn || records.count + added > Self.capacity(slots.count) else { return }
        let size = slotCount(for: added)
        (soughtSinceGrowth, countAtGrowth) = (0, records.count)
        // Records take no memory before they are written.
        records.reserve(Self.capacity(size))
        move(toSlots: size)
    }

    /// Gives back what only finding texts needs.
    mutating func forgetSlots() { slots = GrowingBuffer() }

    /// How many texts so many slots are for.
    private static func capacity(_ slotCount: Int) -> Int { slotCount / 3 * 2 }

    private mutating func move(toSlots size: Int) {
        var larger = GrowingBuffer<UInt64>(zeros: size)
        let mask = size - 1
        for entry in slots.elements where entry != 0 {
            // Only 32 bits of the hash are kept, enough to spread 2^32 slots.
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger.setOwn(slot, entry)
        }
        slots = larger
    }
}

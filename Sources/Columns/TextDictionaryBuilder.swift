import CKernels

/// Gives equal byte strings equal codes, numbered in the order in which they are first seen.
///
/// Open addressing with linear probing at a load of at most one half; a slot holds code + 1 and 32 bits of hash.
public struct TextDictionaryBuilder: Sendable {
    private var bytes: [UInt8] = []
    private var offsets: [UInt32] = [0]
    private var slots: [UInt64] = []
    /// Short texts of late, which most of a small dictionary's are.
    private var recent: [RecentText] = []
    private let maximumBytes: Int

    /// Offsets have 32 bits.
    public static let maximumBytes = Int(UInt32.max)

    public init() { self.init(maximumBytes: Self.maximumBytes) }

    /// A smaller limit, for tests.
    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    public var count: Int { offsets.count - 1 }

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
            if count * 2 >= slots.count { grow(for: 1) }
            let hash = Self.hash(text)
            let slot = locate(text, hash: hash)
            if slots[slot] != 0 { return UInt32(truncatingIfNeeded: slots[slot]) - 1 }
            guard bytes.count + text.count <= maximumBytes else { return nil }
            bytes.append(contentsOf: text)
            offsets.append(UInt32(bytes.count))
            slots[slot] = hash << 32 | UInt64(count)
            return UInt32(count - 1)
        }
    }

    /// The code of a text already seen.
    public func find(_ text: Span<UInt8>) -> UInt32? {
        guard !slots.isEmpty else { return nil }
        return text.withUnsafeBufferPointer { text in
            let slot = locate(text, hash: Self.hash(text))
            return slots[slot] == 0 ? nil : UInt32(truncatingIfNeeded: slots[slot]) - 1
        }
    }

    public func finish() -> TextDictionary {
        TextDictionary(bytes: Buffer(bytes), offsets: Buffer(offsets))
    }

    /// The finished dictionary, and what finds its texts.
    func finishWithFinder() -> (TextDictionary, TextFinder) {
        let dictionary = finish()
        return (dictionary, TextFinder(slots: Buffer(slots), dictionary: dictionary))
    }

    /// What finds the texts of a dictionary, no two of which are the same.
    static func finder(ofDistinct dictionary: TextDictionary) -> TextFinder {
        var size = 16
        while size < dictionary.count * 2 { size *= 2 }
        let slots = Buffer<UInt64>(count: size) { slots in
            slots.update(repeating: 0)
            for code in 0..<dictionary.count {
                let hash = dictionary[code].withSpan { $0.withUnsafeBufferPointer(Self.hash) }
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
                slots[slot] = hash << 32 | UInt64(code + 1)
            }
        }
        return TextFinder(slots: slots, dictionary: dictionary)
    }

    /// The slot that holds `text`, or the free one where it belongs.
    private func locate(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
        slots.withUnsafeBufferPointer { slots in
            bytes.withUnsafeBufferPointer { bytes in
                offsets.withUnsafeBufferPointer { Self.locate(text, hash, slots, bytes, $0) }
            }
        }
    }

    /// Room for `added` more texts.
    private mutating func grow(for added: Int) {
        var size = max(slots.count, 16)
        while size < (count + added) * 2 { size *= 2 }
        guard size > slots.count else { return }
        let old = slots
        slots = Array(repeating: 0, count: size)
        let mask = size - 1
        slots.withUnsafeMutableBufferPointer { slots in
            for entry in old where entry != 0 {
                // Only 32 bits of the hash are kept, enough to spread 2^32 slots.
                var slot = Int(entry >> 32) & mask
                while slots[slot] != 0 { slot = (slot + 1) & mask }
                slots[slot] = entry
            }
        }
    }
}

/// A dictionary would have more than `TextDictionaryBuilder.maximumBytes` bytes.
public struct TextDictionaryFull: Error {}

/// Batches.
extension TextDictionaryBuilder {
    /// Texts whose slots are asked for together.
    private static let lookAhead = 64

    /// Writes the code of each text to `codes`, as many; a text without address gets 0 and is not looked at.
    ///
    /// Throws where the texts do not fit, with those before already taken in.
    public mutating func appendCodes(
        of texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>, to codes: UnsafeMutablePointer<Int64>
    ) throws(TextDictionaryFull) {
        grow(for: texts.count)
        // Locals, so that each may be held while another grows.
        var bytes: [UInt8] = []
        var offsets: [UInt32] = []
        var slots: [UInt64] = []
        var recent: [RecentText] = []
        swap(&bytes, &self.bytes)
        swap(&offsets, &self.offsets)
        swap(&slots, &self.slots)
        swap(&recent, &self.recent)
        defer {
            swap(&bytes, &self.bytes)
            swap(&offsets, &self.offsets)
            swap(&slots, &self.slots)
            swap(&recent, &self.recent)
        }
        if recent.isEmpty { recent = Array(repeating: RecentText(), count: RecentText.count) }
        let limit = maximumBytes
        let isComplete = withUnsafeTemporaryAllocation(of: Pending.self, capacity: Self.lookAhead) { pending in
            slots.withUnsafeMutableBufferPointer { slots in
                var start = 0
                while start < texts.count {
                    let count = min(Self.lookAhead, texts.count - start)
                    // The slots of many texts come from memory together, before the first is looked at.
                    let pendingCount = recent.withUnsafeBufferPointer { recent in
                        Self.lookUp(
                            UnsafeBufferPointer(rebasing: texts[start..<start + count]), codes + start, recent,
                            UnsafeBufferPointer(slots), pending.baseAddress!)
                    }
                    Self.prefetchTexts(pending.baseAddress!, pendingCount, UnsafeBufferPointer(slots), bytes, offsets)
                    for index in 0..<pendingCount {
                        let (place, hash) = (start &+ pending[index].place, pending[index].hash)
                        let text = texts[place]
                        let slot = bytes.withUnsafeBufferPointer { bytes in
                            offsets.withUnsafeBufferPointer {
                                Self.locate(text, hash, UnsafeBufferPointer(slots), bytes, $0)
                            }
                        }
                        if slots[slot] == 0 {
                            if bytes.count + text.count > limit { return false }
                            bytes.append(contentsOf: text)
                            offsets.append(UInt32(bytes.count))
                            slots[slot] = hash << 32 | UInt64(offsets.count - 1)
                        }
                        let code = UInt32(truncatingIfNeeded: slots[slot])
                        codes[place] = Int64(code) - 1
                        if let short = Self.shortText(text) { recent[short.place] = short.with(code) }
                    }
                    start += count
                }
                return true
            }
        }
        if !isComplete { throw TextDictionaryFull() }
    }

    /// Takes in all texts of another dictionary; the result maps its codes to those here.
    public mutating func merge(_ other: TextDictionaryBuilder) throws(TextDictionaryFull) -> [UInt32] {
        var map: [UInt32] = []
        map.reserveCapacity(other.count)
        let step = 1024
        var codes = [Int64](repeating: 0, count: step)
        for first in stride(from: 0, to: other.count, by: step) {
            let last = min(first + step, other.count)
            try other.withTexts(first..<last) { texts throws(TextDictionaryFull) in
                try codes.withUnsafeMutableBufferPointer { codes throws(TextDictionaryFull) in
                    try appendCodes(of: texts, to: codes.baseAddress!)
                }
            }
            for index in 0..<last - first { map.append(UInt32(truncatingIfNeeded: codes[index])) }
        }
        return map
    }

    private func withTexts(
        _ codes: Range<Int>,
        _ body: (UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) throws(TextDictionaryFull) -> Void
    ) throws(TextDictionaryFull) {
        try bytes.withUnsafeBufferPointer { bytes throws(TextDictionaryFull) in
            // An empty text has an address too, or it would count as none.
            let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
            let texts = codes.map { code in
                UnsafeBufferPointer(
                    start: bytes.baseAddress.map { $0 + Int(offsets[code]) } ?? nowhere,
                    count: Int(offsets[code + 1] - offsets[code]))
            }
            try texts.withUnsafeBufferPointer(body)
        }
    }
}

extension TextDictionaryBuilder {
    /// A text of a batch that has to be looked for.
    private struct Pending {
        var place: Int
        var hash: UInt64
    }

    /// A text of one to eight bytes, as a word.
    private struct RecentText {
        var word: UInt64 = 0
        /// The length, and code + 1 in the lower half; 0 where there is none.
        var entry: UInt64 = 0

        static let count = 256

        /// Where it stands among the recent ones.
        @inline(__always)
        var place: Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> 56) }

        @inline(__always)
        func with(_ code: UInt32) -> RecentText { RecentText(word: word, entry: entry | UInt64(code)) }
    }

    @inline(__always)
    private static func shortText(_ text: UnsafeBufferPointer<UInt8>) -> RecentText? {
        guard let address = text.baseAddress, UInt(bitPattern: text.count &- 1) < 8 else { return nil }
        let word = text.count == 8 ? word(address, 0) : shortWord(address, text.count)
        return RecentText(word: word, entry: UInt64(truncatingIfNeeded: text.count) &<< 32)
    }

    /// Writes the codes of recent texts and of those without address; the others are pending, their slots asked for.
    @inline(__always)
    private static func lookUp(
        _ texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>, _ codes: UnsafeMutablePointer<Int64>,
        _ recent: UnsafeBufferPointer<RecentText>, _ slots: UnsafeBufferPointer<UInt64>,
        _ pending: UnsafeMutablePointer<Pending>
    ) -> Int {
        let slotBase = slots.baseAddress!
        let recentBase = recent.baseAddress!
        let mask = slots.count &- 1
        var count = 0
        for index in 0..<texts.count {
            let text = texts[index]
            if let short = shortText(text) {
                let known = recentBase[short.place]
                if known.word == short.word, known.entry &>> 32 == short.entry &>> 32 {
                    codes[index] = Int64(truncatingIfNeeded: known.entry & 0xFFFF_FFFF) &- 1
                    continue
                }
            } else if text.baseAddress == nil {
                codes[index] = 0
                continue
            }
            let hash = hash(text)
            pending[count] = Pending(place: index, hash: hash)
            count &+= 1
            tdq_prefetch(slotBase + (Int(truncatingIfNeeded: hash) & mask))
        }
        return count
    }

    /// Asks for the offsets, then the texts, to which the first slots of hashes lead; a guess, and all of them together.
    @inline(__always)
    private static func prefetchTexts(
        _ pending: UnsafePointer<Pending>, _ count: Int, _ slots: UnsafeBufferPointer<UInt64>, _ bytes: [UInt8],
        _ offsets: [UInt32]
    ) {
        let mask = slots.count &- 1
        let slotBase = slots.baseAddress!
        offsets.withUnsafeBufferPointer { offsets in
            bytes.withUnsafeBufferPointer { bytes in
                guard let texts = bytes.baseAddress, let borders = offsets.baseAddress else { return }
                // A small dictionary is near already.
                guard bytes.count > nearBytes else { return }
                for index in 0..<count {
                    let entry = slotBase[Int(truncatingIfNeeded: pending[index].hash) & mask]
                    tdq_prefetch(borders + Int(UInt32(truncatingIfNeeded: entry)))
                }
                for index in 0..<count {
                    let entry = slotBase[Int(truncatingIfNeeded: pending[index].hash) & mask]
                    // A slot holds code + 1, or 0.
                    let code = max(Int(UInt32(truncatingIfNeeded: entry)) &- 1, 0)
                    tdq_prefetch(texts + Int(borders[code]))
                }
            }
        }
    }

    /// What the first-level cache holds beside the rest.
    private static let nearBytes = 1 << 13
}

/// Hashing and comparing, eight bytes at a time.
extension TextDictionaryBuilder {
    @inline(__always)
    static func locate(
        _ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>,
        _ bytes: UnsafeBufferPointer<UInt8>, _ offsets: UnsafeBufferPointer<UInt32>
    ) -> Int {
        let slotBase = slots.baseAddress!
        let offsetBase = offsets.baseAddress!
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slotBase[slot]
            if entry == 0 { return slot }
            if entry &>> 32 == hash {
                let code = Int(UInt32(truncatingIfNeeded: entry)) &- 1
                let start = Int(offsetBase[code])
                if Int(offsetBase[code &+ 1]) &- start == text.count, equal(text, bytes, start) { return slot }
            }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func equal(
        _ text: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
    ) -> Bool {
        let count = text.count
        guard count > 0, let left = text.baseAddress, let base = bytes.baseAddress else { return true }
        let right = base + start
        if count >= 8 {
            var index = 0
            while index &+ 8 < count {
                if word(left, index) != word(right, index) { return false }
                index &+= 8
            }
            return word(left, count &- 8) == word(right, count &- 8)
        }
        return shortWord(left, count) == shortWord(right, count)
    }

    @inline(__always)
    private static func word(_ address: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        UnsafeRawPointer(address + index).loadUnaligned(as: UInt64.self)
    }

    /// One to seven bytes, each in the word at least once.
    @inline(__always)
    private static func shortWord(_ address: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        if count >= 4 {
            let first = UnsafeRawPointer(address).loadUnaligned(as: UInt32.self)
            let last = UnsafeRawPointer(address + (count &- 4)).loadUnaligned(as: UInt32.self)
            return UInt64(first) | UInt64(last) &<< 32
        }
        return UInt64(address[0]) | UInt64(address[count &>> 1]) &<< 8 | UInt64(address[count &- 1]) &<< 16
    }

    /// A multiply-and-fold hash (after wyhash), folded to 32 bits; the last eight bytes may overlap those before.
    @inline(__always)
    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let count = text.count
        var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xA076_1D64_78BD_642F
        guard count > 0, let address = text.baseAddress else { return state &>> 32 }
        if count >= 8 {
            var index = 0
            while index &+ 8 < count {
                state = folded(state ^ word(address, index))
                index &+= 8
            }
            state = folded(state ^ word(address, count &- 8))
        } else {
            state = folded(state ^ shortWord(address, count))
        }
        return (state ^ state &>> 32) & 0xFFFF_FFFF
    }

    @inline(__always)
    private static func folded(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}

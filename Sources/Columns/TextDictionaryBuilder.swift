/// Gives equal byte strings equal codes, numbered in the order in which they are first seen.
///
/// Open addressing with linear probing at a load of at most one half; a slot holds code + 1 and 32 bits of hash.
public struct TextDictionaryBuilder: Sendable {
    private var bytes: [UInt8] = []
    private var offsets: [UInt32] = [0]
    private var slots: [UInt64]
    private var mask: Int

    public init() {
        slots = Array(repeating: 0, count: 64)
        mask = 63
    }

    public var count: Int { offsets.count - 1 }

    public mutating func code(for text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { code(for: $0.span) }
    }

    public mutating func code(for text: Span<UInt8>) -> UInt32 {
        let hash = Self.hash(text)
        let slot = locate(text, hash: hash)
        if slots[slot] != 0 { return UInt32(truncatingIfNeeded: slots[slot]) - 1 }
        precondition(bytes.count + text.count <= Int(UInt32.max), "a text dictionary holds at most 4 GiB")
        let code = UInt32(count)
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        offsets.append(UInt32(bytes.count))
        slots[slot] = hash << 32 | UInt64(code + 1)
        if count * 2 > slots.count { grow() }
        return code
    }

    /// The code of a text already seen.
    public func find(_ text: Span<UInt8>) -> UInt32? {
        let slot = locate(text, hash: Self.hash(text))
        return slots[slot] == 0 ? nil : UInt32(truncatingIfNeeded: slots[slot]) - 1
    }

    public func finish() -> TextDictionary {
        TextDictionary(bytes: Buffer(bytes), offsets: Buffer(offsets))
    }

    /// The slot that holds `text`, or the free one where it belongs.
    private func locate(_ text: Span<UInt8>, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash & 0xFFFF_FFFF, holds(text, UInt32(truncatingIfNeeded: slots[slot]) - 1) {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func holds(_ text: Span<UInt8>, _ code: UInt32) -> Bool {
        let start = Int(offsets[Int(code)])
        guard Int(offsets[Int(code) + 1]) - start == text.count else { return false }
        for index in text.indices where bytes[start + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        mask = slots.count - 1
        for entry in old where entry != 0 {
            // Only 32 bits of the hash are kept, enough to spread 2^32 slots.
            var slot = Int(entry >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }

    /// A multiply-and-fold hash over eight bytes at a time (after wyhash), folded to 32 bits.
    private static func hash(_ text: Span<UInt8>) -> UInt64 {
        var state = UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xA076_1D64_78BD_642F
        var index = 0
        while index < text.count {
            var word: UInt64 = 0
            let end = min(index + 8, text.count)
            while index < end {
                word = word << 8 | UInt64(text[index])
                index += 1
            }
            let product = (state ^ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
            state = product.high ^ product.low
        }
        return (state ^ state >> 32) & 0xFFFF_FFFF
    }
}

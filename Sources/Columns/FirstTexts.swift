/// Finds for each of many texts the first one that is the same, by several threads: each takes the texts whose hashes
/// fall to it and keeps them in a hash table of its own.
struct FirstTexts {
    private let texts: FoldedTexts
    private let threads: Int
    private let hashes: PlainResults<UInt32>
    private let firsts: PlainResults<UInt32>

    private static let fewTexts = 1 << 14

    private init(_ texts: FoldedTexts) {
        self.texts = texts
        threads = texts.count < Self.fewTexts ? 1 : Workers.most
        hashes = PlainResults(uninitializedCount: texts.count)
        firsts = PlainResults(uninitializedCount: texts.count)
    }

    /// The number of the first text that is the same as each; nil when `isCancelled`, which is asked now and then, says
    /// so.
    static func of(_ texts: FoldedTexts, _ isCancelled: @escaping @Sendable () -> Bool) -> PlainResults<UInt32>? {
        let search = FirstTexts(texts)
        Workers.shareRuns(of: TextOrder.pace, below: texts.count, threads: search.threads, unless: isCancelled) {
            search.hash($0)
        }
        Workers.run(search.threads) { search.find(thread: $0, isCancelled) }
        return isCancelled() ? nil : search.firsts
    }

    private func hash(_ run: Range<Int>) {
        texts.withUnsafeTexts { text in
            for number in run {
                let (address, count) = text(number)
                hashes[number] = UInt32(truncatingIfNeeded: TextHash.of(address, count))
            }
        }
    }

    /// Whether a text falls to a thread: by the upper bits of its hash, the lower ones give its place in the table.
    @inline(__always)
    private func falls(_ hash: UInt32, to thread: Int) -> Bool { Int(hash >> 16) * threads >> 16 == thread }

    private func find(thread: Int, _ isCancelled: () -> Bool) {
        var own = 0
        for hash in hashes.elements where falls(hash, to: thread) { own += 1 }
        // A power of two, half of it free at least; a place holds a hash and, one more than it is, the number of a text.
        let slots = PlainResults<UInt64>(zeros: 1 << (Int.bitWidth - (2 * own).leadingZeroBitCount))
        let mask = slots.elements.count - 1
        texts.withUnsafeTexts { text in
            for number in 0..<texts.count {
                if number % TextOrder.pace == 0, isCancelled() { return }
                let hash = hashes[number]
                guard falls(hash, to: thread) else { continue }
                let (address, count) = text(number)
                var slot = Int(hash) & mask
                var first = number
                while slots[slot] != 0 {
                    if slots[slot] >> 32 == UInt64(hash) {
                        let known = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
                        let (start, length) = text(known)
                        if length == count, TextHash.areEqual(start, address, count) {
                            first = known
                            break
                        }
                    }
                    slot = (slot + 1) & mask
                }
                if first == number { slots[slot] = UInt64(hash) << 32 | UInt64(number + 1) }
                firsts[number] = UInt32(truncatingIfNeeded: first)
            }
        }
    }
}

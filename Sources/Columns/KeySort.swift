import Glibc
import Synchronization

/// Strings of bytes, to be sorted bytewise: a shorter one comes before those it begins.
struct SortableKeys: Sendable {
    let bytes: Buffer<UInt8>
    /// One more than keys.
    let offsets: Buffer<Int>

    var count: Int { offsets.count - 1 }

    @inline(__always)
    func length(_ key: Int) -> Int { offsets[key + 1] - offsets[key] }

    /// Eight bytes of a key from a depth on, the first leading, zeros behind its end.
    @inline(__always)
    func word(_ key: Int, _ depth: Int) -> UInt64 {
        let start = offsets[key] + depth
        let left = offsets[key + 1] - start
        if left >= 8 {
            let word = bytes.rawBytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            return UInt64(bigEndian: word)
        }
        var word: UInt64 = 0
        for place in 0..<max(left, 0) { word |= UInt64(bytes[start + place]) << UInt64(56 - 8 * place) }
        return word
    }

    /// How a key stands to another, of which as many bytes as `depth` are the same: less than 0 before it, 0 the same.
    func order(_ a: Int, _ b: Int, from depth: Int) -> Int {
        let (x, y) = (max(length(a) - depth, 0), max(length(b) - depth, 0))
        if x > 0, y > 0 {
            let base = bytes.rawBytes.baseAddress!
            let order = memcmp(base + offsets[a] + depth, base + offsets[b] + depth, min(x, y))
            if order != 0 { return Int(order) }
        }
        return length(a) - length(b)
    }
}

/// Sorts keys by several threads and numbers them.
///
/// Multikey quicksort (Bentley and Sedgewick 1997) over words of eight bytes, which stand beside the keys' numbers (Ng
/// and Kakehi 2007), so that the bytes of a key are read once for each word that does not tell it from others.
struct KeySort {
    /// A key with eight bytes of it.
    private struct Entry: BitwiseCopyable, Sendable {
        var word: UInt64
        var key: UInt32
    }

    /// Some of the entries, whose keys are the same before `depth`, and whose words begin there.
    private struct Part: Sendable {
        var range: Range<Int>
        var depth: Int
    }

    private static let fewKeys = 16
    /// Parts of fewer keys are not shared among threads.
    private static let sharedKeys = 1 << 13

    private let keys: SortableKeys
    private let entries: PlainResults<Entry>
    /// Whether the key at a place is the same as the one before it.
    private let repeats: PlainResults<Bool>

    init(_ keys: SortableKeys) {
        self.keys = keys
        entries = PlainResults(uninitializedCount: keys.count)
        repeats = PlainResults(count: keys.count, initial: false)
    }

    /// Each key's place among the different ones; nil when `isCancelled`, which is asked now and then, says so.
    func ranks(_ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool) -> Buffer<UInt32>? {
        for key in 0..<keys.count {
            entries[key] = Entry(word: keys.word(key, 0), key: UInt32(truncatingIfNeeded: key))
        }
        let whole = Part(range: 0..<keys.count, depth: 0)
        guard let parts = smallParts(of: whole, threads, isCancelled) else { return nil }
        Workers.share(parts.count, threads: threads, unless: isCancelled) { sort(parts[$0], isCancelled) }
        return isCancelled() ? nil : numbered()
    }

    /// Splits until all parts are small enough to be shared among threads; long ones first, so that none begins when the
    /// others are done. Those of one round are split by several threads.
    private func smallParts(of whole: Part, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool) -> [Part]? {
        let limit = threads == 1 ? keys.count : max(Self.sharedKeys, keys.count / (8 * threads))
        var small: [Part] = []
        var large = [whole]
        while true {
            small += large.filter { $0.range.count <= limit }
            large.removeAll { $0.range.count <= limit }
            if large.isEmpty { break }
            if isCancelled() { return nil }
            let found = Mutex<[Part]>([])
            Workers.share(large.count, threads: min(threads, large.count)) { [large] number in
                var parts: [Part] = []
                split(large[number], into: &parts)
                found.withLock { [parts] in $0 += parts }
            }
            large = found.withLock { $0 }
        }
        return small.sorted { $0.range.count > $1.range.count }
    }

    private func numbered() -> Buffer<UInt32> {
        Buffer(count: keys.count) { ranks in
            var rank: UInt32 = 0
            for place in 0..<keys.count {
                if place > 0, !repeats[place] { rank += 1 }
                ranks[Int(entries[place].key)] = rank
            }
        }
    }

    private func sort(_ part: Part, _ isCancelled: () -> Bool) {
        var parts = [part]
        while let part = parts.popLast() {
            if part.range.count <= Self.fewKeys {
                sortFew(part)
            } else {
                if part.range.count > TextOrder.pace, isCancelled() { return }
                split(part, into: &parts)
            }
        }
    }

    /// Leaves the keys of one word in the middle, with those before it in front and the others behind.
    private func split(_ part: Part, into parts: inout [Part]) {
        let entries = entries.elements
        let pivot = pivot(part.range)
        var (less, next, greater) = (part.range.lowerBound, part.range.lowerBound, part.range.upperBound)
        while next < greater {
            let word = entries[next].word
            if word < pivot {
                entries.swapAt(less, next)
                less += 1
                next += 1
            } else if word > pivot {
                greater -= 1
                entries.swapAt(next, greater)
            } else {
                next += 1
            }
        }
        if less - part.range.lowerBound > 1 {
            parts.append(Part(range: part.range.lowerBound..<less, depth: part.depth))
        }
        if part.range.upperBound - greater > 1 {
            parts.append(Part(range: greater..<part.range.upperBound, depth: part.depth))
        }
        if greater - less > 1 { deepen(Part(range: less..<greater, depth: part.depth), into: &parts) }
    }

    /// The words are the same: keys that end in them come first, the others are told apart by what follows.
    private func deepen(_ part: Part, into parts: inout [Part]) {
        let depth = part.depth + 8
        let entries = entries.elements
        var rest = part.range.lowerBound
        for place in part.range where keys.length(Int(entries[place].key)) <= depth {
            entries.swapAt(place, rest)
            rest += 1
        }
        // Keys of other lengths differ in zeros at their ends.
        var ended = UnsafeMutableBufferPointer(rebasing: entries[part.range.lowerBound..<rest])
        let lengths = ended.map { keys.length(Int($0.key)) }
        if lengths.contains(where: { $0 != lengths[0] }) {
            ended.sort { keys.length(Int($0.key)) < keys.length(Int($1.key)) }
        }
        for place in part.range.lowerBound..<rest where place > part.range.lowerBound {
            repeats[place] = keys.length(Int(entries[place].key)) == keys.length(Int(entries[place - 1].key))
        }
        guard part.range.upperBound - rest > 1 else { return }
        for place in rest..<part.range.upperBound { entries[place].word = keys.word(Int(entries[place].key), depth) }
        parts.append(Part(range: rest..<part.range.upperBound, depth: depth))
    }

    /// The middle one of three words, each the middle one of three from places that no order of keys foresees.
    private func pivot(_ range: Range<Int>) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: range.lowerBound &* 31 &+ range.count)
        func middleOfThree(_ word: () -> UInt64) -> UInt64 {
            let (a, b, c) = (word(), word(), word())
            return max(min(a, b), min(max(a, b), c))
        }
        return middleOfThree {
            middleOfThree {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return entries[range.lowerBound + Int((state >> 32) % UInt64(range.count))].word
            }
        }
    }

    /// By insertion.
    private func sortFew(_ part: Part) {
        let entries = entries.elements
        let behind = part.depth + 8
        func order(_ a: Entry, _ b: Entry) -> Int {
            a.word != b.word ? (a.word < b.word ? -1 : 1) : keys.order(Int(a.key), Int(b.key), from: behind)
        }
        for place in part.range.dropFirst() {
            let entry = entries[place]
            var hole = place
            while hole > part.range.lowerBound, order(entry, entries[hole - 1]) < 0 {
                entries[hole] = entries[hole - 1]
                hole -= 1
            }
            entries[hole] = entry
        }
        for place in part.range.dropFirst() {
            repeats[place] = order(entries[place - 1], entries[place]) == 0
        }
    }
}

import Synchronization
import VietnameseText

/// Ways to order text.
public enum TextOrder: Hashable, Sendable, CaseIterable {
    /// text.md's alphabetical order, numbers inside text by their value.
    case alphabetical
    /// People: the given name first, then the rest.
    case givenName
    /// `alphabetical`, with one place for all texts that `=` takes for one.
    case alphabeticalMerged
    /// `givenName`, with one place for all texts that `=` takes for one.
    case givenNameMerged

    /// How many texts are looked at between two questions whether to stop.
    static let pace = 4096
    /// So few are ordered by one thread.
    private static let fewTexts = 1 << 14
    /// More threads would wait for the one that puts their parts together.
    private static let mostThreads = 4

    /// Each code's place in the order; nil when `isCancelled`, which is asked now and then, says so.
    func ranks(of dictionary: TextDictionary, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<UInt32>? {
        let threads = dictionary.count > Self.fewTexts ? min(Workers.most, Self.mostThreads) : 1
        if fitsPlainTexts, PlainTextOrder.ascends(dictionary, threads, isCancelled) {
            return Buffer(count: dictionary.count) { ranks in
                for code in ranks.indices { ranks[code] = UInt32(truncatingIfNeeded: code) }
            }
        }
        return OrderedTexts(dictionary, self, threads, isCancelled)?.ranks(isCancelled)
    }

    /// Whether plain texts, of small letters without marks, stand in this order as in the alphabetical one.
    private var fitsPlainTexts: Bool {
        switch self {
        case .alphabetical: true
        case .alphabeticalMerged: !Folding.standard.mergesIAndY
        case .givenName, .givenNameMerged: false
        }
    }

    /// Appends the key whose bytes order a text (UTF-8) among others.
    public func appendKey(_ text: Span<UInt8>, to keys: inout [UInt8]) {
        switch self {
        case .alphabetical: CollationKey.append(text, to: &keys)
        case .givenName: CollationKey.appendGivenNameFirst(text, to: &keys)
        case .alphabeticalMerged: CollationKey.append(Self.folded(text).span, to: &keys)
        case .givenNameMerged: CollationKey.appendGivenNameFirst(Self.folded(text).span, to: &keys)
        }
    }

    /// A text as `=` sees it, with every tone on the letter that bears it, so that it has its place among words.
    private static func folded(_ text: Span<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        Folding.append(.parts, of: text, to: &folded)
        return folded
    }
}

/// The codes of a dictionary in an order, in parts that threads have sorted.
private struct OrderedTexts {
    private let count: Int
    private let parts: [SortedPart]

    /// Nil where it was stopped.
    init?(
        _ dictionary: TextDictionary, _ order: TextOrder, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) {
        count = dictionary.count
        let made = SortedParts(count: threads)
        Workers.run(threads) { [count] thread in
            let codes = count * thread / threads..<count * (thread + 1) / threads
            if let part = SortedPart(dictionary, order, codes, isCancelled) { made.set(thread, part) }
        }
        parts = made.all
        if parts.count < threads { return nil }
    }

    /// Puts the parts together; of equal keys the earlier part's come first, which no rank shows.
    func ranks(_ isCancelled: () -> Bool) -> Buffer<UInt32>? {
        var next = [Int](repeating: 0, count: parts.count)
        var (rank, before) = (UInt32(0), (part: -1, place: 0))
        var isStopped = false
        let ranks = Buffer<UInt32>(count: count) { ranks in
            for place in 0..<count {
                if place % TextOrder.pace == 0, isCancelled() {
                    isStopped = true
                    return
                }
                var least = -1
                for part in parts.indices where next[part] < parts[part].order.count {
                    if least < 0 || parts[part].precedes(next[part], parts[least], next[least]) { least = part }
                }
                if before.part >= 0, parts[before.part].precedes(before.place, parts[least], next[least]) { rank += 1 }
                ranks[Int(parts[least].order[next[least]].code)] = rank
                before = (least, next[least])
                next[least] += 1
            }
        }
        return isStopped ? nil : ranks
    }
}

/// A run of codes, sorted by their keys.
private struct SortedPart: Sendable {
    /// A code with the first eight bytes of its key, which tell most texts apart.
    struct Entry: Sendable {
        var head: UInt64
        var code: UInt32
    }

    private(set) var order: [Entry] = []
    private var keys: [UInt8] = []
    /// Where each key ends, from the one of the first code on, behind a 0.
    private var ends: [Int] = [0]
    private let first: Int

    private struct Stopped: Error {}

    /// Nil where it was stopped.
    init?(_ dictionary: TextDictionary, _ order: TextOrder, _ codes: Range<Int>, _ isCancelled: () -> Bool) {
        first = codes.lowerBound
        ends.reserveCapacity(codes.count + 1)
        for code in codes {
            if (code - first) % TextOrder.pace == 0, isCancelled() { return nil }
            dictionary[code].withSpan { order.appendKey($0, to: &keys) }
            ends.append(keys.count)
        }
        var entries = codes.map { Entry(head: head($0), code: UInt32(truncatingIfNeeded: $0)) }
        var comparisons = 0
        do {
            try entries.sort { a, b throws(Stopped) in
                comparisons += 1
                if comparisons % TextOrder.pace == 0, isCancelled() { throw Stopped() }
                return a.head != b.head ? a.head < b.head : keyPrecedes(a, self, b)
            }
        } catch {
            return nil
        }
        self.order = entries
    }

    /// Whether the key at a place of the order comes before one of another part.
    func precedes(_ place: Int, _ other: SortedPart, _ otherPlace: Int) -> Bool {
        let (a, b) = (order[place], other.order[otherPlace])
        return a.head != b.head ? a.head < b.head : keyPrecedes(a, other, b)
    }

    private func keyPrecedes(_ a: Entry, _ other: SortedPart, _ b: Entry) -> Bool {
        keys[range(Int(a.code))].lexicographicallyPrecedes(other.keys[other.range(Int(b.code))])
    }

    private func range(_ code: Int) -> Range<Int> { ends[code - first]..<ends[code - first + 1] }

    /// The first bytes of a key, the first leading; zeros behind a shorter one, which comes before those it begins.
    private func head(_ code: Int) -> UInt64 {
        let range = range(code)
        var head: UInt64 = 0
        for index in range.prefix(8) { head = head << 8 | UInt64(keys[index]) }
        return range.count < 8 ? head << UInt64(8 * (8 - range.count)) : head
    }
}

/// What several threads have sorted.
private final class SortedParts: Sendable {
    private let parts: Mutex<[SortedPart?]>

    init(count: Int) { parts = Mutex(Array(repeating: nil, count: count)) }

    func set(_ number: Int, _ part: SortedPart) { parts.withLock { $0[number] = part } }

    /// In order; fewer than there should be where some were stopped.
    var all: [SortedPart] { parts.withLock { $0.compactMap { $0 } } }
}

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

    /// Each code's place in the order; nil when `isCancelled`, which is asked now and then, says so.
    func ranks(of dictionary: TextDictionary, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<UInt32>? {
        let threads = dictionary.count > Self.fewTexts ? Workers.most : 1
        if fitsPlainTexts, PlainTextOrder.ascends(dictionary, threads, isCancelled) {
            return Buffer(count: dictionary.count) { ranks in
                for code in ranks.indices { ranks[code] = UInt32(truncatingIfNeeded: code) }
            }
        }
        guard let keys = OrderKeys.made(of: dictionary, self, threads, isCancelled) else { return nil }
        return KeySort(keys).ranks(threads, isCancelled)
    }

    /// Whether plain texts, of small letters without marks, stand in this order as in the alphabetical one.
    private var fitsPlainTexts: Bool {
        switch self {
        case .alphabetical: true
        case .alphabeticalMerged: !Folding.standard.mergesIAndY
        case .givenName, .givenNameMerged: false
        }
    }
}

/// The keys whose bytes order texts, of a run of a dictionary's codes.
struct OrderKeys {
    private let order: TextOrder
    private var writer = CollationKeys()
    private var folder = TextFolder(.parts)
    private(set) var made = Made()

    struct Made: Sendable {
        var bytes: [UInt8] = []
        /// Where each key ends.
        var ends: [Int] = []
    }

    init(_ order: TextOrder) { self.order = order }

    /// The keys of all texts, made by several threads; nil when `isCancelled`, which is asked now and then, says so.
    static func made(
        of dictionary: TextDictionary, _ order: TextOrder, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> SortableKeys? {
        let count = dictionary.count
        // Keys of some texts take much longer than of others.
        let length = max(1, threads == 1 ? count : count / (threads * 8))
        let parts = Mutex([Made](repeating: Made(), count: (count + length - 1) / length))
        Workers.shareRuns(of: length, below: count, threads: threads, unless: isCancelled) { codes in
            var keys = OrderKeys(order)
            keys.made.ends.reserveCapacity(codes.count)
            for code in codes {
                if keys.made.ends.count % TextOrder.pace == 0, isCancelled() { return }
                dictionary[code].withSpan { keys.append($0) }
            }
            parts.withLock { [made = keys.made] in $0[codes.lowerBound / length] = made }
        }
        return isCancelled() ? nil : joined(parts.withLock { $0 })
    }

    private static func joined(_ parts: [Made]) -> SortableKeys {
        let bytes = Buffer<UInt8>(count: parts.reduce(0) { $0 + $1.bytes.count }) { target in
            var start = 0
            for part in parts {
                _ = target[start...].update(fromContentsOf: part.bytes)
                start += part.bytes.count
            }
        }
        let offsets = Buffer<Int>(count: parts.reduce(1) { $0 + $1.ends.count }) { target in
            var (key, start) = (0, 0)
            target[0] = 0
            for part in parts {
                for end in part.ends {
                    key += 1
                    target[key] = start + end
                }
                start += part.bytes.count
            }
        }
        return SortableKeys(bytes: bytes, offsets: offsets)
    }

    /// Appends the key of a text (UTF-8).
    mutating func append(_ text: Span<UInt8>) {
        switch order {
        case .alphabetical: writer.append(text, to: &made.bytes)
        case .givenName: writer.appendGivenNameFirst(text, to: &made.bytes)
        case .alphabeticalMerged: writer.append(folded(text).span, to: &made.bytes)
        case .givenNameMerged: writer.appendGivenNameFirst(folded(text).span, to: &made.bytes)
        }
        made.ends.append(made.bytes.count)
    }

    /// A text as `=` sees it, with every tone on the letter that bears it, so that it has its place among words.
    private mutating func folded(_ text: Span<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        folder.append(text, to: &folded)
        return folded
    }
}

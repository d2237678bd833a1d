import VietnameseText

/// A dictionary's texts grouped by a folded form: the identity of `=` (K1), of accentless search (K2), of `==`.
public final class TextClasses: Sendable {
    /// The class of each code.
    public let classOfCode: Buffer<UInt32>
    /// The folded forms, one a class.
    public let keys: TextDictionary
    /// Finds the folded forms.
    public let finder: TextFinder

    /// Nil when `isCancelled`, which is asked now and then, says so.
    init?(_ dictionary: TextDictionary, level: Folding.Level, isCancelled: () -> Bool) {
        var builder = TextDictionaryBuilder()
        var folded: [UInt8] = []
        var isStopped = false
        classOfCode = Buffer(count: dictionary.count) { classes in
            for code in 0..<dictionary.count {
                if code % TextOrder.pace == 0, isCancelled() {
                    isStopped = true
                    return
                }
                folded.removeAll(keepingCapacity: true)
                dictionary[code].withSpan { Folding.append(level, of: $0, to: &folded) }
                classes[code] = builder.code(for: folded.span)
            }
        }
        if isStopped { return nil }
        (keys, finder) = builder.finishWithFinder()
    }

    /// Classes made before: `finder` is that of `keys`.
    public init(classOfCode: Buffer<UInt32>, keys: TextDictionary, finder: TextFinder) {
        self.classOfCode = classOfCode
        self.keys = keys
        self.finder = finder
    }

    public var count: Int { keys.count }

    /// The class of a folded key, or nil where no text of the dictionary folds to it.
    public func find(_ key: [UInt8]) -> UInt32? { finder.find(key.span) }

    /// The class of a folded key of another dictionary.
    public func find(_ key: TextSlice) -> UInt32? { key.withSpan { finder.find($0) } }
}

/// Finds the texts of a dictionary by their bytes: its builder's hash table, finished.
public struct TextFinder: Sendable {
    /// A power of two of slots, at least one of them free, as `TextDictionaryBuilder` fills them; or none at all.
    public let slots: Buffer<UInt64>
    private let dictionary: TextDictionary

    public init(slots: Buffer<UInt64>, dictionary: TextDictionary) {
        self.slots = slots
        self.dictionary = dictionary
    }

    /// The text's code, or nil where the dictionary does not hold it.
    public func find(_ text: Span<UInt8>) -> UInt32? {
        guard slots.count > 0 else { return nil }
        return text.withUnsafeBufferPointer { text in
            slots.withUnsafeElements { slots in
                dictionary.bytes.withUnsafeElements { bytes in
                    dictionary.offsets.withUnsafeElements { offsets in
                        let hash = TextDictionaryBuilder.hash(text)
                        let entry = slots[TextDictionaryBuilder.locate(text, hash, slots, bytes, offsets)]
                        return entry == 0 ? nil : UInt32(truncatingIfNeeded: entry) - 1
                    }
                }
            }
        }
    }

    /// What the hash makes of some texts; a table made with another hash cannot be used.
    public static let hashFingerprint: UInt64 = {
        var state: UInt64 = 0
        for text in ["", "a", "Huân chương", "2021-03-17", "a text of more than sixteen bytes"] {
            var text = text
            let hash = text.withUTF8 { TextDictionaryBuilder.hash($0) }
            state = (state ^ hash) &* 0x9E37_79B9_7F4A_7C15
        }
        return state
    }()
}

import Synchronization
import VietnameseText

/// The distinct texts of a column, numbered from 0; a column holds only the numbers (codes).
///
/// What depends on a text alone (its folded forms, its place in the order) is computed here once a distinct value,
/// when first needed. Memory: the UTF-8 bytes, four bytes an offset, and the forms once computed.
public final class TextDictionary: Sendable {
    public let bytes: Buffer<UInt8>
    /// `count + 1` offsets into `bytes`.
    public let offsets: Buffer<UInt32>
    private let derived = Mutex(Derived())
    private let kept: (any KeptTextForms)?

    private struct Derived {
        var classes: [Folding.Level: TextClasses] = [:]
        var ranks: [TextOrder: Buffer<UInt32>] = [:]
    }

    /// `offsets` ascend from 0 to the number of bytes; `kept` holds forms of these very texts.
    public init(bytes: Buffer<UInt8>, offsets: Buffer<UInt32>, kept: (any KeptTextForms)? = nil) {
        self.bytes = bytes
        self.offsets = offsets
        self.kept = kept
    }

    public static let empty = TextDictionaryBuilder().finish()

    public var count: Int { offsets.count - 1 }
    public var byteCount: Int { bytes.byteCount + offsets.byteCount }

    @inlinable
    public subscript(code: Int) -> TextSlice {
        TextSlice(bytes, Int(offsets[code])..<Int(offsets[code + 1]))
    }

    /// `classes` that nothing stops.
    public func classes(_ level: Folding.Level) -> TextClasses {
        guard let made = classes(level, isCancelled: { false }) else { preconditionFailure("nothing cancels this") }
        return made
    }

    /// The classes of texts that are the same at a level; built on first use, then shared.
    ///
    /// `isCancelled` is asked now and then while they are made; nil when it says so.
    public func classes(_ level: Folding.Level, isCancelled: () -> Bool) -> TextClasses? {
        derived.withLock { state in
            if let known = state.classes[level] { return known }
            guard let made = kept?.classes(level) ?? TextClasses(self, level: level, isCancelled: isCancelled) else {
                return nil
            }
            state.classes[level] = made
            return made
        }
    }

    /// `ranks` that nothing stops.
    public func ranks(_ order: TextOrder) -> Buffer<UInt32> {
        guard let made = ranks(order, isCancelled: { false }) else { preconditionFailure("nothing cancels this") }
        return made
    }

    /// Each code's place in an order; texts with equal sort keys share a place. `count` elements.
    ///
    /// `isCancelled` is asked now and then while they are made; nil when it says so.
    public func ranks(_ order: TextOrder, isCancelled: () -> Bool) -> Buffer<UInt32>? {
        derived.withLock { state in
            if let known = state.ranks[order] { return known }
            guard let made = kept?.ranks(order) ?? order.ranks(of: self, isCancelled: isCancelled) else { return nil }
            state.ranks[order] = made
            return made
        }
    }

    /// The classes, where they are computed or kept already.
    public func classesIfMade(_ level: Folding.Level) -> TextClasses? {
        derived.withLock { $0.classes[level] } ?? kept?.classes(level)
    }

    /// The ranks, where they are computed or kept already.
    public func ranksIfMade(_ order: TextOrder) -> Buffer<UInt32>? {
        derived.withLock { $0.ranks[order] } ?? kept?.ranks(order)
    }
}

/// Forms of a dictionary's texts that were computed before and lie somewhere else, in a file for instance; nil for
/// those that do not.
public protocol KeptTextForms: Sendable {
    func classes(_ level: Folding.Level) -> TextClasses?
    func ranks(_ order: TextOrder) -> Buffer<UInt32>?
}

/// Ways to order text.
public enum TextOrder: Hashable, Sendable, CaseIterable {
    /// text.md's alphabetical order, numbers inside text by their value.
    case alphabetical
    /// People: the given name first, then the rest.
    case givenName

    /// How many texts are looked at between two questions whether to stop.
    static let pace = 4096

    private struct Stopped: Error {}

    func ranks(of dictionary: TextDictionary, isCancelled: () -> Bool) -> Buffer<UInt32>? {
        var keys: [UInt8] = []
        var ends: [Int] = [0]
        for code in 0..<dictionary.count {
            if code % Self.pace == 0, isCancelled() { return nil }
            dictionary[code].withSpan { text in
                switch self {
                case .alphabetical: CollationKey.append(text, to: &keys)
                case .givenName: CollationKey.appendGivenNameFirst(text, to: &keys)
                }
            }
            ends.append(keys.count)
        }
        let key = { (code: UInt32) in keys[ends[Int(code)]..<ends[Int(code) + 1]] }
        var comparisons = 0
        let sorted = try? (0..<UInt32(dictionary.count)).sorted { a, b throws(Stopped) in
            comparisons += 1
            if comparisons % Self.pace == 0, isCancelled() { throw Stopped() }
            return key(a).lexicographicallyPrecedes(key(b))
        }
        guard let order = sorted else { return nil }
        return Buffer(count: dictionary.count) { ranks in
            var rank: UInt32 = 0
            for (position, code) in order.enumerated() {
                if position > 0, key(order[position - 1]) != key(code) { rank += 1 }
                ranks[Int(code)] = rank
            }
        }
    }
}

import CKernels
import Synchronization
import VietnameseText

/// The texts of a column, numbered from 0, each once unless they are computed; a column holds only the numbers (codes).
///
/// What depends on a text alone (its folded forms, its place in the order) is computed here once a distinct value,
/// when first needed. Memory: the UTF-8 bytes, four bytes an offset, and the forms once computed.
public final class TextDictionary: Sendable {
    public let bytes: Buffer<UInt8>
    /// `count + 1` offsets into `bytes`.
    public let offsets: Buffer<UInt32>
    /// Whether no two texts are the same, as far as is known: computed ones may be.
    public let areDistinct: Bool
    private let derived = Mutex(Derived())
    private let kept: (any KeptTextForms)?

    private struct Derived {
        var classes: [Folding.Level: TextClasses] = [:]
        /// Where there are no classes, which hold them too.
        var folded: [Folding.Level: FoldedTexts] = [:]
        var ranks: [TextOrder: Buffer<UInt32>] = [:]
        /// Which bytes stand in folded texts, by the memory of these.
        var alphabets: [ObjectIdentifier: (bytes: Buffer<UInt8>, alphabet: ByteSet)] = [:]
        /// Whether every byte is a character by itself.
        var isPlain: Bool?
        var isAlphabetical: Bool?
        /// Whether folded texts ascend, the same way.
        var orders: [ObjectIdentifier: (bytes: Buffer<UInt8>, isAscending: Bool)] = [:]
    }

    /// `offsets` ascend from 0 to the number of bytes; `kept` holds forms of these very texts.
    public init(
        bytes: Buffer<UInt8>, offsets: Buffer<UInt32>, areDistinct: Bool = true, kept: (any KeptTextForms)? = nil
    ) {
        self.bytes = bytes
        self.offsets = offsets
        self.areDistinct = areDistinct
        self.kept = kept
    }

    public static let empty = TextDictionaryBuilder().finish()

    public var count: Int { offsets.count - 1 }
    public var byteCount: Int { bytes.byteCount + offsets.byteCount }

    @inlinable
    public subscript(code: Int) -> TextSlice {
        TextSlice(bytes, Int(offsets[code])..<Int(offsets[code + 1]))
    }

    /// Bytes of the forms in use so far.
    public var formByteCount: Int {
        derived.withLock { state in
            state.classes.values.reduce(0) { $0 + $1.byteCount(beside: self) }
                + state.folded.values.reduce(0) { $0 + $1.byteCount(beside: self) }
                + state.ranks.values.reduce(0) { $0 + $1.byteCount }
        }
    }

    /// `classes` that nothing stops.
    public func classes(_ level: Folding.Level) -> TextClasses {
        uncancelled { classes(level, isCancelled: $0) }
    }

    /// The classes of texts that are the same at a level; built on first use, then shared.
    ///
    /// `isCancelled` is asked now and then while they are made; nil when it says so, or the folded texts are more than
    /// 4 GiB.
    public func classes(_ level: Folding.Level, isCancelled: @escaping @Sendable () -> Bool) -> TextClasses? {
        derived.withLock { state in
            if let known = state.classes[level] { return known }
            guard let made = kept?.classes(level) ?? makeClasses(level, state.folded[level], isCancelled) else {
                return nil
            }
            state.classes[level] = made
            state.folded[level] = nil
            return made
        }
    }

    /// Whether no two texts are the same at a level.
    public func isDistinct(_ level: Folding.Level) -> Bool {
        areDistinct && folded(level).bytes === bytes || classes(level).count == count
    }

    private func makeClasses(
        _ level: Folding.Level, _ known: FoldedTexts?, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> TextClasses? {
        guard let folded = known ?? FoldedTexts(soundTexts, level, isCancelled) else { return nil }
        // What folding leaves as it is stays distinct.
        return TextClasses(folded, areDistinct: areDistinct && folded.bytes === bytes, isCancelled: isCancelled)
    }

    /// `folded` that nothing stops.
    public func folded(_ level: Folding.Level) -> FoldedTexts {
        uncancelled { folded(level, isCancelled: $0) }
    }

    /// The texts folded to a level, to be searched; made on first use, then shared.
    ///
    /// `isCancelled` is asked now and then while they are made; nil when it says so, or they are more than 4 GiB.
    public func folded(_ level: Folding.Level, isCancelled: @escaping @Sendable () -> Bool) -> FoldedTexts? {
        derived.withLock { state in
            if let known = state.folded[level] { return known }
            if let classes = state.classes[level] ?? kept?.classes(level) {
                state.classes[level] = classes
                return FoldedTexts(classes)
            }
            guard let made = FoldedTexts(soundTexts, level, isCancelled) else { return nil }
            state.folded[level] = made
            return made
        }
    }

    /// Whether a needle may stand in some text folded to a level, as far as its bytes tell: of long dictionaries, whose
    /// bytes are known from then on. A needle that may not need not be looked for.
    public func mayHold(
        _ needle: [UInt8], _ level: Folding.Level, isCancelled: @escaping @Sendable () -> Bool
    ) -> Bool {
        guard byteCount >= ByteSet.worthwhileBytes, let folded = folded(level, isCancelled: isCancelled) else {
            return true
        }
        let key = ObjectIdentifier(folded.bytes)
        let known = derived.withLock { $0.alphabets[key]?.alphabet }
        let alphabet = known ?? ByteSet(folded.bytes)
        if known == nil { derived.withLock { $0.alphabets[key] = (folded.bytes, alphabet) } }
        return needle.allSatisfy(alphabet.contains)
    }

    /// Whether its texts, folded, ascend in the order of their bytes, so that those with one beginning stand side by side:
    /// of long dictionaries, where that is worth knowing, and known from then on.
    public func isAscending(_ folded: FoldedTexts) -> Bool {
        guard byteCount >= ByteSet.worthwhileBytes else { return false }
        let key = ObjectIdentifier(folded.bytes)
        if let known = derived.withLock({ $0.orders[key]?.isAscending }) { return known }
        let isAscending = folded.areAscending
        derived.withLock { $0.orders[key] = (folded.bytes, isAscending) }
        return isAscending
    }

    /// Whether codes stand in alphabetical order, each text behind the one before it, as far as plain texts tell: of long
    /// dictionaries, where that is worth knowing, and known from then on. False also once `isCancelled`.
    func isAlphabetical(_ isCancelled: @escaping @Sendable () -> Bool) -> Bool {
        guard byteCount >= ByteSet.worthwhileBytes else { return false }
        if let known = derived.withLock({ $0.isAlphabetical }) { return known }
        let isAlphabetical = PlainTextOrder.ascends(soundTexts, Workers.most, isCancelled)
        if !isCancelled() { derived.withLock { $0.isAlphabetical = isAlphabetical } }
        return isAlphabetical
    }

    /// Whether the places of all texts in alphabetical order are known already, so that one is found by few comparisons.
    public var isKnownInOrder: Bool {
        derived.withLock { $0.isAlphabetical == true || $0.ranks[.alphabetical] != nil }
    }

    /// Whether every byte of every text is a character by itself: ASCII without carriage returns, which a line feed may
    /// join. Known from then on.
    public var isPlain: Bool {
        derived.withLock { state in
            if let known = state.isPlain { return known }
            let isPlain = bytes.withUnsafeElements { tdq_is_plain($0.baseAddress, $0.count) != 0 }
            state.isPlain = isPlain
            return isPlain
        }
    }

    /// `ranks` that nothing stops.
    public func ranks(_ order: TextOrder) -> Buffer<UInt32> {
        uncancelled { ranks(order, isCancelled: $0) }
    }

    /// Each code's place in an order; texts with equal sort keys share a place. `count` elements.
    ///
    /// `isCancelled` is asked now and then while they are made; nil when it says so.
    public func ranks(_ order: TextOrder, isCancelled: @escaping @Sendable () -> Bool) -> Buffer<UInt32>? {
        derived.withLock { state in
            if let known = state.ranks[order] { return known }
            guard let made = kept?.ranks(order) ?? order.ranks(of: soundTexts, isCancelled: isCancelled) else {
                return nil
            }
            state.ranks[order] = made
            return made
        }
    }

    /// The codes of the texts that are the same as a key at a level, where that is known without reading all texts.
    public func knownCodes(of key: [UInt8], _ level: Folding.Level) -> [UInt32]? {
        guard let classes = derived.withLock({ $0.classes[level] }) else { return kept?.codes(of: key, level) }
        return classes.find(key).map { classes.codes(ofClass: $0) } ?? []
    }

    /// What forms are computed from: these texts, or as many empty ones where these turn out to be damaged.
    var soundTexts: TextDictionary {
        if kept?.areIntact(self) ?? true { return self }
        return TextDictionary(emptyTexts: count)
    }

    /// So many texts, all empty.
    public convenience init(emptyTexts count: Int) {
        self.init(bytes: Buffer(count: 0) { _ in }, offsets: Buffer(repeating: 0, count: count + 1))
    }

    /// The classes, where they are computed or kept already.
    public func classesIfMade(_ level: Folding.Level) -> TextClasses? {
        derived.withLock { $0.classes[level] } ?? kept?.classes(level)
    }

    /// Whether forms of the texts lie somewhere else, with the texts.
    public var isKept: Bool { kept != nil }

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
    /// The codes of the texts that are the same as a key at a level, found by what lies there without reading the other
    /// texts; nil where it does not tell.
    func codes(of key: [UInt8], _ level: Folding.Level) -> [UInt32]?
    /// Whether all texts are what they were; asked before any of them may be read that nobody asked for alone.
    func areIntact(_ texts: TextDictionary) -> Bool
}

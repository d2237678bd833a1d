import Columns

/// Computed texts on their way into a column. A text that comes again has a code of its own, unless it was the last one:
/// who groups by them finds out what is the same, and others need not know.
struct TextOutput {
    private var texts = TextRun()
    private var codes: [UInt32] = []
    private var isWhole = true
    /// How often a text was compared with the last one, and how often it was the same.
    private var (looks, hits) = (0, 0)

    private static let fewLooks = 256
    /// Stands for a missing value until the number of texts is known.
    private static let missing = UInt32.max

    /// Of about so many rows.
    init(_ count: Int) { codes.reserveCapacity(count) }

    mutating func appendMissing() {
        codes.append(Self.missing)
        isWhole = false
    }

    @inline(__always)
    mutating func append(_ text: Span<UInt8>) {
        let isKnown = isWorthLooking && note(texts.endsWith(text))
        if !isKnown { texts.append(text) }
        codes.append(UInt32(truncatingIfNeeded: texts.count - 1))
    }

    /// Appends the text that `write` appends to the bytes.
    @inline(__always)
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        let isLooking = isWorthLooking
        texts.append(write)
        if isLooking, note(texts.repeatsItself) { texts.removeLast() }
        codes.append(UInt32(truncatingIfNeeded: texts.count - 1))
    }

    /// Where neighbours are seldom the same, only now and then one is looked at.
    private var isWorthLooking: Bool {
        texts.count > 0 && (looks < Self.fewLooks || hits * 8 >= looks || codes.count % Self.fewLooks < 8)
    }

    @inline(__always)
    private mutating func note(_ isKnown: Bool) -> Bool {
        looks += 1
        if isKnown { hits += 1 }
        return isKnown
    }

    consuming func finish() throws(ExecutionError) -> Column {
        if texts.isFull { throw .tooMuchText }
        let limit = UInt32(truncatingIfNeeded: texts.count)
        var presence: Bitmap?
        if !isWhole {
            presence = Bitmap(codes.map { $0 != Self.missing })
            for row in codes.indices where codes[row] == Self.missing { codes[row] = limit }
        }
        return Column(
            type: .text, count: codes.count,
            payload: .codes(PackedIntegers(codes: codes, limit: texts.count), texts.dictionary(areDistinct: false)),
            presence: presence)
    }
}

import Values

/// Gathers integers, scaled decimals, booleans, days, microseconds or row numbers.
public struct IntegerColumnBuilder {
    private let type: ValueType
    private var values: [Int64] = []
    private var presence = PresenceBuilder()

    public init(_ type: ValueType) { self.type = type }

    public var count: Int { values.count }

    public mutating func append(_ value: Int64) {
        values.append(value)
        presence.append(true)
    }

    public mutating func appendMissing() {
        values.append(0)
        presence.append(false)
    }

    public consuming func finish() -> Column {
        let bitmap = presence.finish()
        return Column(
            type: type, count: values.count, payload: .integers(PackedIntegers(values, isPresent: bitmap)),
            presence: bitmap)
    }
}

public struct DoubleColumnBuilder {
    private var values: [Double] = []
    private var presence = PresenceBuilder()

    public init() {}

    public var count: Int { values.count }

    public mutating func append(_ value: Double) {
        values.append(value)
        presence.append(true)
    }

    public mutating func appendMissing() {
        values.append(0)
        presence.append(false)
    }

    /// A computed number; missing where it is none, infinite or not a number, which no column holds.
    public mutating func append(finite value: Double?) {
        if let value, value.isFinite { append(value) } else { appendMissing() }
    }

    public consuming func finish() -> Column {
        Column(type: .double, count: values.count, payload: .doubles(Buffer(values)), presence: presence.finish())
    }
}

/// Gathers text as codes; equal bytes share a code.
public struct TextColumnBuilder {
    private var codes: [UInt32] = []
    private var dictionary: TextDictionaryBuilder
    private var presence = PresenceBuilder()
    /// A text found no room in the dictionary: there can be no column.
    public private(set) var isFull = false

    public init() { self.init(maximumBytes: TextDictionaryBuilder.maximumBytes) }

    /// A smaller limit, for tests.
    init(maximumBytes: Int) { dictionary = TextDictionaryBuilder(maximumBytes: maximumBytes) }

    public var count: Int { codes.count }

    public mutating func append(_ text: Span<UInt8>) {
        let code = dictionary.codeIfRoom(for: text)
        isFull = isFull || code == nil
        codes.append(code ?? 0)
        presence.append(true)
    }

    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0.span) }
    }

    /// The text appended last once more; nothing missing may have come since.
    public mutating func appendLast() {
        codes.append(codes[codes.count - 1])
        presence.append(true)
    }

    public mutating func appendMissing() {
        codes.append(UInt32.max)
        presence.append(false)
    }

    /// The column, where it is not full.
    public consuming func finish() -> Column {
        precondition(!isFull, "a text column holds at most 4 GiB of different texts")
        let finished = dictionary.finish()
        let limit = UInt32(finished.count)
        for index in codes.indices where codes[index] == UInt32.max { codes[index] = limit }
        return Column(
            type: .text, count: codes.count,
            payload: .codes(PackedIntegers(codes: codes, limit: Int(limit)), finished), presence: presence.finish())
    }
}

/// Gathers the row borders of a list column; the elements are built beside it by their own builder.
public struct ListColumnBuilder {
    private var offsets: [UInt32] = [0]
    private var presence = PresenceBuilder()

    public init() {}

    public var count: Int { offsets.count - 1 }

    /// A row whose elements end where the element builder stands now.
    public mutating func append(elementCountSoFar: Int) {
        offsets.append(UInt32(elementCountSoFar))
        presence.append(true)
    }

    public mutating func appendMissing() {
        offsets.append(offsets[offsets.count - 1])
        presence.append(false)
    }

    public consuming func finish(elements: Column) -> Column {
        Column(
            type: .list(of: elements.type), count: offsets.count - 1,
            payload: .lists(offsets: Buffer(offsets), elements: elements), presence: presence.finish())
    }
}

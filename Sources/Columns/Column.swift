import Values

/// One typed column: values of one type, in memory, immutable.
public struct Column: Sendable {
    public let type: ValueType
    public let count: Int
    public let payload: Payload
    /// A set bit where a value is present; nil where every value is.
    public let presence: Bitmap?

    public indirect enum Payload: Sendable {
        /// `integer`, `decimal` (scaled by 10^scale), `boolean` (0, 1), `date` (days), `dateTime` (microseconds),
        /// `reference` (the target's row number). A missing value's integer means nothing.
        case integers(PackedIntegers)
        /// `text`: codes into a dictionary, base 0; a missing value's code is the dictionary's count.
        case codes(PackedIntegers, TextDictionary)
        case doubles(Buffer<Double>)
        /// `list`: row i's elements are `offsets[i] ..< offsets[i + 1]` of `elements`.
        case lists(offsets: Buffer<UInt32>, elements: Column)
    }

    public init(type: ValueType, count: Int, payload: Payload, presence: Bitmap?) {
        self.type = type
        self.count = count
        self.payload = payload
        self.presence = presence
        assert(presence == nil || presence!.count == count)
    }

    @inlinable
    public func isPresent(_ row: Int) -> Bool { presence?[row] ?? true }

    public var missingCount: Int { presence.map { count - $0.population } ?? 0 }

    public var dictionary: TextDictionary? {
        if case .codes(_, let dictionary) = payload { return dictionary }
        return nil
    }

    /// The elements of all lists; nil of other columns.
    public var elements: Column? {
        if case .lists(_, let elements) = payload { return elements }
        return nil
    }

    /// The integers, scaled decimals, days or codes; nil for doubles and lists.
    public var packed: PackedIntegers? {
        switch payload {
        case .integers(let packed), .codes(let packed, _): packed
        case .doubles, .lists: nil
        }
    }

    /// Bytes in memory, the dictionary's included.
    public var byteCount: Int {
        let own =
            switch payload {
            case .integers(let packed): packed.byteCount
            case .codes(let packed, let dictionary): packed.byteCount + dictionary.byteCount
            case .doubles(let buffer): buffer.byteCount
            case .lists(let offsets, let elements): offsets.byteCount + elements.byteCount
            }
        return own + (presence?.words.byteCount ?? 0)
    }

    /// A column in which every value is missing.
    public static func missing(_ type: ValueType, count: Int) -> Column {
        let nothing = count > 0 ? Bitmap(repeating: false, count: count) : nil
        let payload: Payload
        switch type {
        case .text:
            payload = .codes(PackedIntegers(codes: Array(repeating: 0, count: count), limit: 0), .empty)
        case .double:
            payload = .doubles(Buffer(repeating: 0, count: count))
        case .list(let element):
            payload = .lists(
                offsets: Buffer(repeating: 0, count: count + 1), elements: Column.missing(element, count: 0))
        default:
            payload = .integers(PackedIntegers(codes: Array(repeating: 0, count: count), limit: 0))
        }
        return Column(type: type, count: count, payload: payload, presence: nothing)
    }
}

extension Column {
    /// One value, for the edges of the system.
    public func value(_ row: Int) -> Value {
        guard isPresent(row) else { return .missing }
        switch payload {
        case .doubles(let buffer): return .double(buffer[row])
        case .codes(let codes, let dictionary): return .text(dictionary[Int(codes[row])].string)
        case .lists(let offsets, let elements):
            return .list((Int(offsets[row])..<Int(offsets[row + 1])).map(elements.value))
        case .integers(let packed):
            let integer = packed[row]
            switch type {
            case .decimal(let scale): return .decimal(ExactDecimal(significand: Int128(integer), scale: scale))
            case .boolean: return .boolean(integer != 0)
            case .date: return .date(CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: integer)))
            case .dateTime: return .dateTime(DateTime(microseconds: integer))
            default: return .integer(integer)
            }
        }
    }
}

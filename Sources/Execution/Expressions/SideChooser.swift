import Columns
import Values

/// Takes each value of a batch from one of two sides, by a condition.
struct SideChooser {
    private let type: ValueType
    /// The texts of both sides together, as long as these bring the same dictionaries.
    private var shared: SharedTexts?
    /// The dictionaries seen last, held, so that no others can take their places in memory.
    private var last: (TextDictionary, TextDictionary)?
    private var rowsSeen = 0

    init(_ type: ValueType) { self.type = type }

    /// `mask`: where the first side's values are wanted. At other places a side is not looked at; it may be shorter.
    mutating func column(_ mask: RowMask, _ a: Vector, _ b: Vector) throws(ExecutionError) -> Column {
        rowsSeen += mask.count
        switch (a.column.payload, b.column.payload) {
        case (.integers, .integers):
            if let column = integers(mask, a, b) { return column }
        case (.doubles, .doubles):
            if let column = doubles(mask, a, b) { return column }
        case (.codes(let left, let first), .codes(let right, let second)):
            if let texts = texts(first, second, mask.count) {
                return codes(mask, (a, left, texts.maps.0), (b, right, texts.maps.1), texts.dictionary)
            }
        default: break
        }
        return try oneByOne(mask, a, b)
    }

    private func oneByOne(_ mask: RowMask, _ a: Vector, _ b: Vector) throws(ExecutionError) -> Column {
        var appender = ColumnAppender(type)
        mask.forEachRow { position, holds in
            let side = holds ? a : b
            appender.append(side.column, row: side.presentRow(position))
        }
        return try appender.finish()
    }

    private func integers(_ mask: RowMask, _ a: Vector, _ b: Vector) -> Column? {
        let count = mask.count
        guard a.isWhole(count), b.isWhole(count), let left = IntegerRun(a, count), let right = IntegerRun(b, count)
        else { return nil }
        var values = right.values
        mask.choose(left.values, in: &values)
        let bounds =
            min(left.bounds.lowerBound, right.bounds.lowerBound)...max(left.bounds.upperBound, right.bounds.upperBound)
        return Column(type, values, within: bounds, presence: Self.presence(mask, left.presence, right.presence))
    }

    private func doubles(_ mask: RowMask, _ a: Vector, _ b: Vector) -> Column? {
        let count = mask.count
        guard a.isWhole(count), b.isWhole(count) else { return nil }
        let (left, right) = (DoubleRun(a, .double, count), DoubleRun(b, .double, count))
        var values = right.values
        mask.choose(left.values, in: &values)
        return Column(computed: values, presence: Self.presence(mask, left.presence, right.presence))
    }

    /// Nil for all.
    private static func presence(_ mask: RowMask, _ a: RowMask?, _ b: RowMask?) -> RowMask? {
        if a == nil, b == nil { return nil }
        var present = a ?? .all(mask.count)
        present.formIntersection(mask)
        var others = b ?? .all(mask.count)
        others.formIntersection(mask.complement)
        present.formUnion(others)
        return present.population == mask.count ? nil : present
    }

    // MARK: Text

    /// Two dictionaries as one.
    private struct SharedTexts {
        let sources: (TextDictionary, TextDictionary)
        let dictionary: TextDictionary
        /// From the codes of each to those of `dictionary`; nil where they are the same.
        let maps: ([UInt32]?, [UInt32]?)

        init(_ first: TextDictionary, _ second: TextDictionary) {
            sources = (first, second)
            guard first !== second else {
                (dictionary, maps) = (first, (nil, nil))
                return
            }
            var builder = TextDictionaryBuilder()
            let codes = [first, second].map { source in
                (0..<source.count).map { code in source[code].withSpan { builder.code(for: $0) } }
            }
            dictionary = builder.finish()
            maps = (codes[0], codes[1])
        }

        func isOf(_ first: TextDictionary, _ second: TextDictionary) -> Bool {
            sources.0 === first && sources.1 === second
        }
    }

    /// Dictionaries of so many texts are put together for any batch.
    private static let fewTexts = 256

    /// Nil where putting the dictionaries together is more work than the rows: where they are long and may be others in
    /// each batch, or where too few rows have come.
    private mutating func texts(_ first: TextDictionary, _ second: TextDictionary, _ count: Int) -> SharedTexts? {
        if let shared, shared.isOf(first, second) { return shared }
        let isSteady = last.map { $0.0 === first && $0.1 === second } ?? false
        last = (first, second)
        let total = first === second ? 0 : first.count + second.count
        guard total <= Self.fewTexts || (isSteady && total <= rowsSeen),
            first.byteCount + second.byteCount <= TextDictionaryBuilder.maximumBytes
        else { return nil }
        let made = SharedTexts(first, second)
        shared = made
        return made
    }

    private typealias Side = (vector: Vector, codes: PackedIntegers, map: [UInt32]?)

    private func codes(_ mask: RowMask, _ a: Side, _ b: Side, _ dictionary: TextDictionary) -> Column {
        let missing = UInt32(truncatingIfNeeded: dictionary.count)
        var codes: [UInt32]
        if a.vector.isWhole(mask.count), b.vector.isWhole(mask.count) {
            // Both at all positions and then one of them, which no branch asks.
            codes = Self.all(mask.count, b, missing)
            mask.choose(Self.all(mask.count, a, missing), in: &codes)
        } else {
            codes = Self.wanted(mask, a, b, missing)
        }
        let isPresent = codes.contains(missing) ? Bitmap(codes.map { $0 != missing }) : nil
        return Column(
            type: .text, count: codes.count,
            payload: .codes(PackedIntegers(codes: codes, limit: dictionary.count), dictionary), presence: isPresent)
    }

    /// The codes of one side, `missing` where it has none.
    private static func all(_ count: Int, _ side: Side, _ missing: UInt32) -> [UInt32] {
        if side.vector.isConstant {
            let code = Int(side.codes[0])
            return Array(repeating: side.map?[code] ?? UInt32(truncatingIfNeeded: code), count: count)
        }
        return [UInt32](unsafeUninitializedCapacity: count) { codes, filled in
            filled = count
            side.codes.withReader { read in
                if let map = side.map {
                    map.withUnsafeBufferPointer { map in
                        side.vector.forEachRow(count) { codes[$0] = $1 < 0 ? missing : map[Int(read($1))] }
                    }
                } else {
                    side.vector.forEachRow(count) {
                        codes[$0] = $1 < 0 ? missing : UInt32(truncatingIfNeeded: read($1))
                    }
                }
            }
        }
    }

    /// The codes of both sides where each is wanted.
    private static func wanted(_ mask: RowMask, _ a: Side, _ b: Side, _ missing: UInt32) -> [UInt32] {
        var codes = [UInt32](repeating: missing, count: mask.count)
        codes.withUnsafeMutableBufferPointer { codes in
            fill(codes, mask, a)
            fill(codes, mask.complement, b)
        }
        return codes
    }

    /// Writes the codes of one side where they are wanted and present.
    private static func fill(_ codes: UnsafeMutableBufferPointer<UInt32>, _ mask: RowMask, _ side: Side) {
        let positions = mask.positions
        side.codes.withReader { read in
            if let map = side.map {
                map.withUnsafeBufferPointer { map in
                    side.vector.forEachPresent(positions) { codes[$0] = map[Int(read($1))] }
                }
            } else {
                side.vector.forEachPresent(positions) { codes[$0] = UInt32(truncatingIfNeeded: read($1)) }
            }
        }
    }
}

extension Vector {
    /// Whether it has a row or none at each of the first `count` positions; a side of a choice may be empty.
    fileprivate func isWhole(_ count: Int) -> Bool {
        switch selection {
        case .range(let start): column.count >= start + count
        case .list(let list, let start): list.count >= start + count
        }
    }
}

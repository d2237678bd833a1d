import Columns
import Values

/// The integers of a batch side by side in 64 bits: plain loops over two of these are vectors of the processor.
///
/// What a missing value's integer is means nothing, but it lies within `bounds` too.
struct IntegerRun {
    let values: [Int64]
    /// Between what all of them lie.
    let bounds: ClosedRange<Int64>
    /// Which are present; nil for all.
    let presence: RowMask?

    /// Nil for what is no integer, and where only a look at each value would tell the bounds.
    init?(_ vector: Vector, _ count: Int) {
        guard let packed = vector.column.packed, let bounds = vector.bounds(packed, count) else { return nil }
        self.bounds = bounds
        presence = vector.presence(count)
        values = vector.integers(packed, count, missing: bounds.lowerBound)
    }

    private init(_ values: [Int64], _ bounds: ClosedRange<Int64>, _ presence: RowMask?) {
        (self.values, self.bounds, self.presence) = (values, bounds, presence)
    }

    /// The same numbers with so many more digits behind the point; nil where one may leave 64 bits.
    func scaled(by digits: Int) -> IntegerRun? {
        if digits == 0 { return self }
        let factor = Int64(ExactDecimal.powerOfTen(digits))
        let (least, isBelow) = bounds.lowerBound.multipliedReportingOverflow(by: factor)
        let (greatest, isAbove) = bounds.upperBound.multipliedReportingOverflow(by: factor)
        guard !isBelow, !isAbove else { return nil }
        return IntegerRun(values.map { $0 &* factor }, least...greatest, presence)
    }
}

extension Vector {
    /// Between what the first `count` values lie, missing ones included.
    fileprivate func bounds(_ packed: PackedIntegers, _ count: Int) -> ClosedRange<Int64>? {
        // One value, seen at every position: a constant.
        if column.count == 1 { return packed[0]...packed[0] }
        guard case .range(let start) = selection, count > 0 else { return packed.bounds }
        let (least, greatest) = packed.extent(of: start..<start + count)
        return least...greatest
    }

    /// Which of the first `count` positions have a value; nil for all.
    func presence(_ count: Int) -> RowMask? {
        switch selection {
        case .range(let start):
            guard column.presence != nil else { return nil }
            let mask = RowMask(count: count, presence: column.presence, from: start)
            return mask.population == count ? nil : mask
        case .list where isConstant: return nil
        case .list(let list, let start):
            var absent: Batch.Positions = []
            list.rows.withUnsafeElements { listed in
                for position in 0..<count {
                    let row = listed[start + position]
                    if row == RowList.none || !column.isPresent(Int(row)) { absent.append(Int32(position)) }
                }
            }
            return absent.isEmpty ? nil : RowMask(count: count, positions: absent).complement
        }
    }

    /// The integers or codes of the first `count` positions; `missing` where a row list has no row.
    func integers(_ packed: PackedIntegers, _ count: Int, missing: Int64) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: count) { values, filled in
            filled = count
            guard let target = values.baseAddress else { return }
            switch selection {
            case .range(let start):
                packed.copy(start..<start + count, to: target)
            case .list where column.count == 1:
                // Where the list has no row, the value means nothing.
                target.update(repeating: packed[0], count: count)
            case .list(let list, let start):
                list.rows.withUnsafeElements { listed in
                    packed.withReader { read in
                        for position in 0..<count {
                            let row = listed[start + position]
                            target[position] = row == RowList.none ? missing : read(Int(row))
                        }
                    }
                }
            }
        }
    }
}

extension Column {
    /// A column of integers within bounds, in the narrowest width for these.
    init(_ type: ValueType, _ values: [Int64], within bounds: ClosedRange<Int64>, presence: RowMask?) {
        let packed = PackedIntegers(
            count: values.count, least: bounds.lowerBound, greatest: bounds.upperBound
        ) { store in
            values.withUnsafeBufferPointer { values in
                for index in 0..<values.count { store(index, values[index]) }
            }
        }
        self.init(type: type, count: values.count, payload: .integers(packed), presence: presence?.bitmap)
    }

    /// A column of integers, of which those that are not present mean nothing.
    init(_ type: ValueType, _ values: [Int64], presence: RowMask?) {
        let bitmap = presence?.bitmap
        self.init(
            type: type, count: values.count, payload: .integers(PackedIntegers(values, isPresent: bitmap)),
            presence: bitmap)
    }
}

extension RowMask {
    /// The rows in both; nil stands for all rows.
    static func common(_ a: RowMask?, _ b: RowMask?) -> RowMask? {
        guard var common = a else { return b }
        if let b { common.formIntersection(b) }
        return common
    }
}

import Columns
import Values

/// The numbers of a batch side by side as doubles: plain loops over two of these are vectors of the processor.
///
/// What a missing value's number is means nothing.
struct DoubleRun {
    let values: [Double]
    /// Which are present; nil for all.
    let presence: RowMask?

    /// `type`: that of the values, a numeric one.
    init(_ vector: Vector, _ type: ValueType, _ count: Int) {
        presence = vector.presence(count)
        if case .doubles(let numbers) = vector.column.payload {
            values = vector.doubles(numbers, count)
            return
        }
        guard let packed = vector.column.packed else { preconditionFailure("numbers were expected") }
        let divisor = type.unitsPerOne
        values = vector.integers(packed, count, missing: 0).map { Double($0) / divisor }
    }

    /// What is made of each of these and the other's.
    @inline(__always)
    func values(with other: DoubleRun, _ make: (Double, Double) -> Double) -> [Double] {
        [Double](unsafeUninitializedCapacity: values.count) { made, filled in
            filled = values.count
            values.withUnsafeBufferPointer { p in
                other.values.withUnsafeBufferPointer { q in
                    for index in p.indices { made[index] = make(p[index], q[index]) }
                }
            }
        }
    }
}

extension Vector {
    /// The numbers of the first `count` positions; 0 where a row list has no row.
    fileprivate func doubles(_ numbers: Buffer<Double>, _ count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { values, filled in
            filled = count
            numbers.withUnsafeElements { numbers in
                switch selection {
                case .range(let start):
                    for position in 0..<count { values[position] = numbers[start + position] }
                case .list(let list, let start):
                    list.rows.withUnsafeElements { listed in
                        for position in 0..<count {
                            let row = listed[start + position]
                            values[position] = row == RowList.none ? 0 : numbers[Int(row)]
                        }
                    }
                }
            }
        }
    }
}

extension Column {
    /// Computed numbers, of which those that are infinite or no numbers are missing: no column holds such.
    init(computed values: [Double], presence: RowMask?) {
        var infinite: Batch.Positions = []
        // The exponent of all ones says so; one look at all of them is quick.
        if !values.allSatisfy(\.isFinite) {
            for position in values.indices where !values[position].isFinite { infinite.append(Int32(position)) }
        }
        let present =
            infinite.isEmpty
            ? presence
            : RowMask.common(presence, RowMask(count: values.count, positions: infinite).complement)
        let numbers = Buffer<Double>(count: values.count) { numbers in
            _ = numbers.update(fromContentsOf: values)
            for position in infinite { numbers[Int(position)] = 0 }
        }
        self.init(type: .double, count: values.count, payload: .doubles(numbers), presence: present?.bitmap)
    }
}

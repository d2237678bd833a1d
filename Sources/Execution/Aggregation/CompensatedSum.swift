import Columns

/// Sums of doubles with what rounding has lost (Knuth's two-sum, which asks no question), so that the order of rows
/// hardly matters; with their count for averages.
struct CompensatedSum: GroupState {
    private(set) var count = 0
    private var sum = 0.0
    private var compensation = 0.0

    mutating func add(_ value: Double) {
        addPart(value)
        count += 1
    }

    private mutating func addPart(_ value: Double) {
        let next = sum + value
        let part = next - sum
        compensation += (sum - (next - part)) + (value - part)
        sum = next
    }

    /// Adds many values, in eight sums side by side: one sum alone waits for each addition before the next.
    mutating func add(_ values: UnsafeBufferPointer<Double>) {
        var sums = SIMD8<Double>.zero
        var compensations = SIMD8<Double>.zero
        let whole = values.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            let next = UnsafeRawPointer(values.baseAddress! + start).loadUnaligned(as: SIMD8<Double>.self)
            let sum = sums + next
            let part = sum - sums
            compensations += (sums - (sum - part)) + (next - part)
            sums = sum
        }
        for lane in 0..<8 { addPart(sums[lane]) }
        compensation += compensations.sum()
        for index in whole..<values.count { addPart(values[index]) }
        count += values.count
    }

    mutating func merge(_ other: CompensatedSum) {
        addPart(other.sum)
        compensation += other.compensation
        count += other.count
    }

    var value: Double { sum + compensation }
    var mean: Double? { count == 0 ? nil : value / Double(count) }
}

extension Vector {
    /// Calls `body` with the present values of the rows that count, as doubles; decimals are divided out.
    func withPresentDoubles(_ rows: GroupedRows, _ body: (UnsafeBufferPointer<Double>) -> Void) {
        if case .doubles(let numbers) = column.payload, case .range(let start) = selection, column.presence == nil,
            rows.positions == nil
        {
            return numbers.withUnsafeElements { body(UnsafeBufferPointer(rebasing: $0[start..<start + rows.count])) }
        }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count) { present in
            var count = 0
            if case .doubles(let numbers) = column.payload {
                numbers.withUnsafeElements { numbers in
                    forEachPresent(rows) { _, row in
                        present[count] = numbers[row]
                        count += 1
                    }
                }
            } else if let packed = column.packed {
                let divisor = column.type.unitsPerOne
                packed.withReader { read in
                    forEachPresent(rows) { _, row in
                        present[count] = Double(read(row)) / divisor
                        count += 1
                    }
                }
            }
            body(UnsafeBufferPointer(rebasing: present[0..<count]))
        }
    }
}

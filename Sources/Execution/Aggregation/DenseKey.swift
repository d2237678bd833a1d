import Columns
import Planning
import Storage
import Values

/// A grouping key that depends on one stored column of few values: every value of the key has a number, numbers stand
/// in the order of the values, and a row's number is found by an array look-up from what the column stores.
///
/// The key's expression is evaluated once for each value that the column can hold, not once a row.
struct DenseKey: Sendable {
    /// The stored column in the batches.
    let column: ColumnID
    /// How many numbers there are, the missing value's included.
    let count: Int
    /// The number of each stored integer (over the column's base); nil where that integer is the number.
    let numbers: Buffer<Int32>?
    /// The number of rows whose stored value is missing.
    let missingNumber: Int32
    /// Row i shows the value numbered i.
    let values: Column
    /// The stored column itself, where the key is no more than that.
    let stored: Column?
    /// For text of several spellings: the class of each number by the identity of `=`.
    let classes: [Int32]?

    /// Whether the numbers are what the column stores, in another order.
    var isReordered: Bool { stored != nil && numbers != nil }

    /// The key as it is stored where the numbers are only reordered: it tells rows apart as well, without a look-up. Its
    /// numbers stand in no order, and a missing value's is the last.
    var asStored: DenseKey {
        guard let stored, isReordered else { return self }
        return DenseKey(
            column: column, count: count, numbers: nil, missingNumber: Int32(count - 1), values: values, stored: stored,
            classes: classes)
    }

    /// Whether its values are rows of a collection.
    var isReference: Bool {
        if case .reference = values.type { return true }
        return false
    }

    /// The same with one number for all spellings that `=` takes for one text; only the first of them is shown.
    var merged: DenseKey {
        guard let classes else { return self }
        let merged = Buffer<Int32>(count: numbers?.count ?? count) { merged in
            for code in merged.indices { merged[code] = classes[Int(numbers?[code] ?? Int32(code))] }
        }
        return DenseKey(
            column: column, count: count, numbers: merged, missingNumber: classes[Int(missingNumber)], values: values,
            stored: nil, classes: nil)
    }

    /// The number of each of the first `count` rows.
    func numbers(_ vector: Vector, count: Int) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: count) { numbers, filled in
            filled = count
            add(vector, stride: 1, isFirst: true, to: UnsafeMutableBufferPointer(rebasing: numbers[..<count]))
        }
    }

    /// Adds `stride` times the number of each row to `sums`, which hold nothing yet where `isFirst`.
    func add(_ vector: Vector, stride: Int32, isFirst: Bool, to sums: UnsafeMutableBufferPointer<Int32>) {
        vector.addNumbers(numbers, missing: missingNumber, stride: stride, isFirst: isFirst, to: sums)
    }

    /// Adds the number of each row, moved left by `shift` bits, to `sums`.
    func add(_ vector: Vector, shift: Int, to sums: UnsafeMutableBufferPointer<UInt64>) {
        if numbers == nil, let base = sums.baseAddress, vector.fusedWidth(sums.count) != nil {
            return vector.fuse(0..<sums.count, into: base, shift: shift, kept: .max)
        }
        let shift = UInt64(shift)
        vector.forEachNumber(numbers, missing: missingNumber, sums.count) { position, number in
            sums[position] |= UInt64(truncatingIfNeeded: number) &<< shift
        }
    }
}

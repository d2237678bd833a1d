import Columns

/// All grouping keys numbered; a row's combination has one number, in mixed radix with the first key leading, so that
/// the numbers stand in the order of the keys.
struct DenseKeys: Sendable {
    let keys: [DenseKey]
    /// What one step of each key adds to the combination's number.
    let strides: [Int32]
    /// How many combinations there can be.
    let count: Int

    /// Arrays of so many groups are worth it for any number of rows.
    private static let smallCombinations = 1 << 14
    /// Beyond this the arrays of all threads leave the caches and hashing by parts is quicker.
    private static let mostCombinations = 1 << 22

    /// Whether arrays of so many groups take next to no memory.
    var areFew: Bool { count <= Self.smallCombinations }

    /// How many combinations arrays are worth, for so many rows.
    static func limit(rowCount: Int) -> Int { max(smallCombinations, min(rowCount, mostCombinations)) }

    /// Beyond this a table of all combinations, of which few occur, is too large.
    private static let mostSparse = 1 << 24

    /// How many combinations, of which few occur, a table is worth, for so many rows.
    static func sparseLimit(rowCount: Int) -> Int { max(smallCombinations, min(4 * rowCount, mostSparse)) }

    /// Nil where the combinations are more than `limit`.
    init?(_ keys: [DenseKey], limit: Int) {
        var strides: [Int32] = []
        var product = 1
        for key in keys.reversed() {
            strides.append(Int32(product))
            let (next, overflow) = product.multipliedReportingOverflow(by: key.count)
            guard !overflow, next <= limit else { return nil }
            product = next
        }
        self.keys = keys
        self.strides = strides.reversed()
        count = product
    }

    private init(_ keys: [DenseKey], like other: DenseKeys) {
        (self.keys, strides, count) = (keys, other.strides, other.count)
    }

    /// The keys as they are stored, where that tells rows apart.
    var asStored: DenseKeys { DenseKeys(keys.map(\.asStored), like: self) }

    /// The combination of each row of a batch.
    func numbers(_ batch: Batch, _ positions: [Int]) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: batch.count) { numbers, count in
            count = batch.count
            if keys.isEmpty { numbers.initialize(repeating: 0) }
            let used = UnsafeMutableBufferPointer(rebasing: numbers[0..<batch.count])
            for (key, position) in positions.enumerated() {
                keys[key].add(batch.vectors[position], stride: strides[key], isFirst: key == 0, to: used)
            }
        }
    }

    /// Whether what the columns store stands in another order than the numbers.
    var isReordered: Bool { keys.contains(where: \.isReordered) }

    /// The combinations of numbers for those of the keys `asStored`.
    func combinations(ofStored stored: [Int32]) -> [Int32] {
        guard isReordered else { return stored }
        var combinations = [Int32](repeating: 0, count: stored.count)
        var rest = stored
        for (key, stride) in zip(keys.indices, strides) {
            let numbers = keys[key].isReordered ? keys[key].numbers : nil
            takeNumbers(ofKey: key, outOf: &rest) { place, number in
                combinations[place] += (numbers?[Int(number)] ?? number) * stride
            }
        }
        return combinations
    }

    /// Calls `body` with each place and the number of one key there; what is left is of the keys behind it.
    @inline(__always)
    private func takeNumbers(
        ofKey key: Int, outOf combinations: inout [Int32], _ body: (_ place: Int, _ number: Int32) -> Void
    ) {
        let stride = strides[key]
        combinations.withUnsafeMutableBufferPointer { combinations in
            for place in combinations.indices {
                let number = stride == 1 ? combinations[place] : combinations[place] / stride
                combinations[place] -= number * stride
                body(place, number)
            }
        }
    }

    /// The number of one key in a combination.
    func number(ofKey key: Int, in combination: Int32) -> Int32 {
        combination / strides[key] % Int32(keys[key].count)
    }

    /// The values of the keys of some combinations.
    func vectors(_ combinations: [Int32]) -> [Vector] {
        var rest = combinations
        return keys.indices.map { key in
            let rows = Buffer<UInt32>(count: combinations.count) { rows in
                takeNumbers(ofKey: key, outOf: &rest) { rows[$0] = UInt32($1) }
            }
            return Vector(keys[key].values, .list(RowList(rows), start: 0))
        }
    }

    var hasSpellings: Bool { keys.contains { $0.classes != nil } }

    /// Whether the place of each group's first row is needed.
    var tracksFirsts: Bool { hasSpellings || hasReferences }

    /// Whether some keys are rows of collections, whose own order is not that of what shows them.
    var hasReferences: Bool { keys.contains { $0.isReference } }
}

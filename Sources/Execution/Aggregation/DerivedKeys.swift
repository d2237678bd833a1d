import Columns
import Planning

/// Grouping keys computed from several stored columns of few combinations: rows are grouped by these columns, and what
/// the keys are is computed once for each combination that occurs, not once a row.
struct DerivedKeys {
    private let keys: [BoundExpression]
    private let compiler: ExpressionCompiler

    /// The combinations of the columns put together by the keys.
    struct Groups {
        /// The group of each combination.
        var numbers: [Int32]
        var count: Int
        /// A row for each group.
        var shown: [Column]
    }

    /// `compiler`: for batches of the columns that the rows were grouped by.
    init(_ keys: [BoundExpression], _ compiler: ExpressionCompiler) { (self.keys, self.compiler) = (keys, compiler) }

    /// - Parameters:
    ///   - combinations: in the order in which they are first seen.
    ///   - rowCounts: how many rows each of them stands for.
    func groups(_ combinations: Batch, _ rowCounts: [Int64]) throws(ExecutionError) -> Groups {
        var hashed = HashedKeys(keys, compiler)
        var columns = keys.map {
            KeyColumn($0.type, isExact: $0.hasExactIdentity(compiler.catalog), isOnlyKey: keys.count == 1)
        }
        var numbers: [Int32] = []
        var cutter = BatchCutter(combinations)
        while let batch = cutter.next() {
            try compiler.cancellation.check()
            let (vectors, groups) = try hashed.groups(batch)
            let weights = rowCounts[numbers.count..<numbers.count + batch.count]
            let start = numbers.count
            for key in columns.indices {
                columns[key].add(vectors[key], groups, weights: weights) { UInt32(truncatingIfNeeded: start + $0) }
            }
            numbers += groups
        }
        var shown: [Column] = []
        for column in columns { shown.append(try column.finish()) }
        return Groups(numbers: numbers, count: hashed.count, shown: shown)
    }
}

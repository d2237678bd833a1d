import Columns
import Planning

/// Numbers the groups of rows by their keys, which are hashed: in the order in which groups are first seen.
struct HashedKeys {
    private var evaluators: [any Evaluator]
    private var coders: [KeyCoder]
    private var index: GroupIndex

    init(_ keys: [BoundExpression], _ compiler: ExpressionCompiler) {
        evaluators = keys.map(compiler.evaluator)
        coders = keys.map { KeyCoder($0, compiler.catalog, compiler.cancellation) }
        index = GroupIndex(width: keys.count, compiler.cancellation)
    }

    /// How many groups were seen.
    var count: Int { index.count }

    /// What taking in so many rows may take at once.
    func growth(_ rows: Int) -> Int { index.growth(rows) }

    /// The keys of a batch's rows, and the group of each row.
    mutating func groups(_ batch: Batch) throws(ExecutionError) -> (keys: [Vector], numbers: [Int32]) {
        var (vectors, codes): ([Vector], [[Int64]]) = ([], [])
        for (key, evaluator) in evaluators.enumerated() {
            vectors.append(try evaluator.evaluate(batch))
            codes.append(try coders[key].codes(vectors[key], batch.count))
        }
        return (vectors, index.groups(codes, count: batch.count))
    }

    /// Takes in all groups of another; the group of each of those here.
    mutating func absorb(_ other: HashedKeys, _ cancellation: Cancellation) throws(ExecutionError) -> GroupMap {
        let translations = coders.indices.map { coders[$0].absorb(other.coders[$0]) }
        var numbers: [Int32] = []
        numbers.reserveCapacity(other.count)
        try cancellation.forEachRun(other.count) { groups throws(ExecutionError) in
            let codes = translations.indices.map { key in
                groups.map { translations[key][other.index.tuples[$0 * coders.count + key]] }
            }
            numbers += index.groups(codes, count: groups.count)
        }
        return GroupMap(numbers: numbers, groupCount: count)
    }

    /// For another thread, of rows that have all been numbered before.
    func copy(_ keys: [BoundExpression], _ compiler: ExpressionCompiler) -> HashedKeys {
        var copy = self
        copy.evaluators = keys.map(compiler.evaluator)
        return copy
    }
}

import Columns
import Planning

/// Keys that are numbered without hashing rows: integers that lie close together by their distance from the least, texts
/// by their class in the dictionary.
enum PlainKeys {
    /// The number of each of `count` rows, -1 where the key is missing; nil where there would be more than `limit`.
    ///
    /// `built`: the values of `key`; `probing`: what is looked up among them, of batches of the compiler's layout.
    static func numbered(
        _ built: Vector, _ count: Int, _ key: BoundExpression, probing: BoundExpression? = nil,
        _ compiler: ExpressionCompiler, limit: Int
    ) throws(ExecutionError) -> (keys: any JoinKeys, groups: [Int32])? {
        let probing = probing ?? key
        let (evaluator, cancellation) = (compiler.evaluator(probing), compiler.cancellation)
        if probing.type == key.type,
            let keys = IntegerJoinKeys(evaluator, built: built, count: count, limit: limit)
        {
            try cancellation.check()
            return (keys, keys.numbers(built, count))
        }
        guard let dictionary = built.column.dictionary, dictionary.count <= max(4 * max(1024, count), limit) else {
            return nil
        }
        let isExact = [probing, key].contains { $0.hasExactIdentity(compiler.catalog) }
        let keys = try TextJoinKeys(evaluator, built: dictionary, isExact: isExact, cancellation)
        return (keys, try keys.numbers(built, count))
    }
}

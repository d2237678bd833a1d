import Columns
import Planning

/// Groups by a hash table over codes of the keys: for keys computed from several columns, or of too many values to
/// number. Groups come out in the order in which they are first seen.
final class HashedGroupTable: GroupTable {
    private let keys: [any Evaluator]
    private let gatherings: [Gathering]
    private let memory: MemoryAccount
    private let cancellation: Cancellation
    private var coders: [KeyCoder]
    private var keyColumns: [KeyColumn]
    private var index: GroupIndex

    init(
        _ keys: [BoundExpression], _ compiler: ExpressionCompiler, _ gatherings: [Gathering], _ memory: MemoryAccount
    ) {
        self.keys = keys.map(compiler.evaluator)
        self.gatherings = gatherings
        self.memory = memory
        cancellation = compiler.cancellation
        coders = keys.map { KeyCoder($0, compiler.catalog, compiler.cancellation) }
        keyColumns = keys.map { KeyColumn($0.type, isExact: $0.hasExactIdentity(compiler.catalog)) }
        index = GroupIndex(width: keys.count, compiler.cancellation)
    }

    var isOrdered: Bool { false }

    func add(_ batch: Batch) throws(ExecutionError) {
        var codes: [[Int64]] = []
        var vectors: [Vector] = []
        for (key, evaluator) in keys.enumerated() {
            let vector = try evaluator.evaluate(batch)
            codes.append(try coders[key].codes(vector, batch.count))
            vectors.append(vector)
        }
        try memory.require(index.growth(batch.count), by: "the aggregation")
        let before = index.count
        let groups = index.groups(codes, count: batch.count)
        let made = index.count - before
        // Slots, key codes, a shown key and an accumulator's state for each group, and what percentiles and lists keep.
        try memory.charge(made * (16 + 24 * keys.count + 24 * gatherings.count), by: "the aggregation")
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try memory.charge(batch.count * kept, by: "the aggregation") }
        for key in keys.indices { keyColumns[key].add(vectors[key], groups) }
        for gathering in gatherings { try gathering.add(batch, groups, groupCount: index.count) }
    }

    func absorb(_ other: any GroupTable) { preconditionFailure("one thread fills a hash table") }

    func finish() throws(ExecutionError) -> Batch {
        let count = index.count
        var vectors: [Vector] = []
        for column in keyColumns {
            try cancellation.check()
            vectors.append(Vector(try column.finish()))
        }
        for gathering in gatherings {
            try cancellation.check()
            vectors.append(Vector(try gathering.finish(groupCount: count)))
        }
        return Batch(count: count, vectors: vectors)
    }
}

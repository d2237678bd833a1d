import Columns
import Planning

/// Groups by a hash table over codes of the keys: for keys computed from several columns, or of too many values to
/// number. Groups come out in the order in which they are first seen.
final class HashedGroupTable: GroupTable {
    private let gatherings: [Gathering]
    private let memory: MemoryAccount
    private let cancellation: Cancellation
    private var keys: HashedKeys
    private var keyColumns: [KeyColumn]

    init(
        _ keys: [BoundExpression], _ compiler: ExpressionCompiler, _ gatherings: [Gathering], _ memory: MemoryAccount
    ) {
        self.keys = HashedKeys(keys, compiler)
        self.gatherings = gatherings
        self.memory = memory
        cancellation = compiler.cancellation
        keyColumns = keys.map { KeyColumn($0.type, isExact: $0.hasExactIdentity(compiler.catalog)) }
    }

    var isOrdered: Bool { false }

    func add(_ batch: Batch) throws(ExecutionError) {
        try memory.require(keys.growth(batch.count), by: "the aggregation")
        let before = keys.count
        let (vectors, groups) = try keys.groups(batch)
        let made = keys.count - before
        // Slots, key codes, a shown key and an accumulator's state for each group, and what percentiles and lists keep.
        try memory.charge(made * (16 + 24 * keyColumns.count + 24 * gatherings.count), by: "the aggregation")
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try memory.charge(batch.count * kept, by: "the aggregation") }
        for key in keyColumns.indices { keyColumns[key].add(vectors[key], groups) }
        for gathering in gatherings { try gathering.add(batch, groups, groupCount: keys.count) }
    }

    func absorb(_ other: any GroupTable) { preconditionFailure("one thread fills a hash table") }

    func finish() throws(ExecutionError) -> Batch {
        let count = keys.count
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

import Columns
import Planning
import Values

/// Groups by a hash table over codes of the keys: for keys computed from several columns, or of too many values to
/// number. Groups come out in the order in which they are first seen.
final class HashedGroupTable: GroupTable {
    private let gatherings: [Gathering]
    private let context: ExecutionContext
    private var keys: HashedKeys
    /// Nil for keys that nobody reads.
    private var keyColumns: [KeyColumn?]
    private let keyTypes: [ValueType]
    /// A column that stands in the batches as in its collection: its row tells the place of a row among all. Nil where one
    /// table is given all rows, in order.
    private let rowPosition: Int?
    /// Where each group's first row stands among all rows, if not the groups are numbered by that.
    private var firsts: [UInt32] = []
    /// How many rows have come.
    private var arrived = 0

    /// `keys`: those that are read are shown.
    init(
        _ keys: [LogicalPlan.Definition], _ compiler: ExpressionCompiler, _ gatherings: [Gathering], rowPosition: Int?,
        _ context: ExecutionContext
    ) {
        self.keys = HashedKeys(keys.map(\.expression), compiler)
        self.gatherings = gatherings
        self.context = context
        self.rowPosition = rowPosition
        keyTypes = keys.map(\.expression.type)
        keyColumns = keys.map { key in
            let isExact = key.expression.hasExactIdentity(compiler.catalog)
            return key.isRead ? KeyColumn(key.expression.type, isExact: isExact, isOnlyKey: keys.count == 1) : nil
        }
    }

    /// Whether several tables can share the rows, as far as the keys tell.
    static func canShare(_ keys: [BoundExpression]) -> Bool {
        // Of doubles, two zeros are one group, which shows the one seen first.
        keys.allSatisfy { KeyCoder.canTranslate($0.type) && $0.type != .double }
    }

    var isOrdered: Bool { false }

    func add(_ batch: Batch) throws(ExecutionError) {
        try context.memory.require(keys.growth(batch.count), by: "the aggregation")
        let before = keys.count
        let (vectors, groups) = try keys.groups(batch)
        try charge(keys.count - before)
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try context.memory.charge(batch.count * kept, by: "the aggregation") }
        let (shown, arrived) = (rowPosition.map { batch.vectors[$0].selection }, arrived)
        let row = { (position: Int) in shown?.row(position) ?? UInt32(truncatingIfNeeded: arrived + position) }
        if shown != nil { noteFirsts(groups, row) }
        for key in keyColumns.indices { keyColumns[key]?.add(vectors[key], groups, row: row) }
        for gathering in gatherings { try gathering.add(batch, groups, groupCount: keys.count) }
        self.arrived += batch.count
    }

    /// Slots, key codes, a shown key and an accumulator's state for each group, and what percentiles and lists keep.
    private func charge(_ groupCount: Int) throws(ExecutionError) {
        let bytesPerGroup = 20 + 24 * keyColumns.count + 24 * gatherings.count
        try context.memory.charge(groupCount * bytesPerGroup, by: "the aggregation")
    }

    /// A table's rows come in the order of the collection.
    private func noteFirsts(_ groups: [Int32], _ row: (Int) -> UInt32) {
        for (position, group) in groups.enumerated() where Int(group) >= firsts.count { firsts.append(row(position)) }
    }

    func absorb(_ other: any GroupTable) throws(ExecutionError) {
        guard let other = other as? HashedGroupTable else { preconditionFailure("tables of one kind") }
        try context.memory.require(keys.growth(other.keys.count), by: "the aggregation")
        let before = keys.count
        let map = try keys.absorb(other.keys, context.cancellation)
        try charge(keys.count - before)
        for (key, theirs) in zip(keyColumns.indices, other.keyColumns) {
            if let theirs { keyColumns[key]?.absorb(theirs, map) }
        }
        firsts.extend(to: keys.count, with: .max)
        for (group, row) in other.firsts.enumerated() { firsts[map[group]] = min(firsts[map[group]], row) }
        for (mine, theirs) in zip(gatherings, other.gatherings) { mine.accumulator.merge(theirs.accumulator, map) }
    }

    func finish() throws(ExecutionError) -> Batch {
        let count = keys.count
        var vectors: [Vector] = []
        for (column, type) in zip(keyColumns, keyTypes) {
            try context.cancellation.check()
            vectors.append(Vector(try column?.finish() ?? Column.missing(type, count: count)))
        }
        for gathering in gatherings {
            try context.cancellation.check()
            vectors.append(Vector(try gathering.finish(groupCount: count)))
        }
        let groups = Batch(count: count, vectors: vectors)
        return try order().map { groups.gathering($0) } ?? groups
    }

    /// The groups as they are first seen; nil where they are numbered so.
    private func order() throws(ExecutionError) -> [Int32]? {
        guard zip(firsts, firsts.dropFirst()).contains(where: { $0 > $1 }) else { return nil }
        let rows = firsts.enumerated().map { KeyedRow(key: UInt64($1), row: UInt32(truncatingIfNeeded: $0)) }
        let sorted = try SortedRows(
            rows, keyBits: UInt32.bitWidth, threads: context.options.threads, context.cancellation)
        return (0..<rows.count).map { Int32(bitPattern: sorted[$0].row) }
    }
}

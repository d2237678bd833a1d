import Columns
import Planning
import Values

/// Hash join that builds its left side: the left input's keys are numbered in a hash table, and only those rows of the
/// right input are kept whose key is among them. Rows come in the order of the left input, partners in the order of the
/// right one. A missing key equals nothing.
final class LeftBuildJoinOperator: Operator {
    let layout: Layout
    private let kind: LogicalPlan.JoinKind
    private let left: any Operator
    private let right: any Operator
    private let leftKeys: [BoundExpression]
    /// The left input's keys, by which the right input's are looked up.
    private let keys: HashedJoinKeys
    private let context: ExecutionContext
    private var partners: Partners?
    /// The left input's rows and the group of each.
    private var drained: (cutter: BatchCutter, groups: [Int32], next: Int)?
    private var probing: JoinProbe?
    private var pending: BatchCutter?

    init(
        _ kind: LogicalPlan.JoinKind, _ left: any Operator, _ right: any Operator, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], _ context: ExecutionContext
    ) {
        (self.kind, self.left, self.right, self.context) = (kind, left, right, context)
        self.leftKeys = leftKeys
        keys = HashedJoinKeys(rightKeys, context.compiler(right.layout), built: leftKeys)
        layout = Layout(kind.givesBothSides ? left.layout.columns + right.layout.columns : left.layout.columns)
    }

    func next() throws(ExecutionError) -> Batch? {
        if partners == nil { partners = try buildLeft() }
        while true {
            if let batch = pending?.next() { return batch }
            if context.cancellation.isCancelled { throw .cancelled }
            if probing?.isDone ?? true {
                guard let next = nextLeft() else { return nil }
                probing = next
            }
            pending = BatchCutter(probing!.rows(kind, partners!))
        }
    }

    // MARK: Building

    private func buildLeft() throws(ExecutionError) -> Partners {
        let rows = try left.drain(for: "join", context)
        try context.memory.charge(rows.count * 8, by: "join")
        let compiler = context.compiler(left.layout)
        drained = (BatchCutter(rows.batch), try keys.number(rows, compiler, leftKeys, context), 0)
        let excluded = keys.groupsWithoutPartners(kind)
        return kind.givesBothSides ? try keepPartners(excluded) : try matchKeys(excluded)
    }

    /// Which of the left side's keys the right side has; stops once all are found.
    private func matchKeys(_ excluded: Set<Int32>) throws(ExecutionError) -> Partners {
        var matched = [Bool](repeating: false, count: keys.groupCount)
        var missing = keys.groupCount - excluded.count
        while missing > 0, let batch = try right.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            for group in try keys.find(batch) where group >= 0 && !excluded.contains(group) && !matched[Int(group)] {
                matched[Int(group)] = true
                missing -= 1
            }
        }
        return Partners(matched: matched)
    }

    /// The right side's rows whose key the left side has.
    private func keepPartners(_ excluded: Set<Int32>) throws(ExecutionError) -> Partners {
        var kept: [Batch] = []
        var groups: [Int32] = []
        while keys.groupCount > 0, let batch = try right.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            var positions: Batch.Positions = []
            for (position, group) in try keys.find(batch).enumerated() where group >= 0 && !excluded.contains(group) {
                positions.append(Int32(position))
                groups.append(group)
            }
            guard !positions.isEmpty else { continue }
            kept.append(batch.gathering(positions))
            try context.memory.charge(kept[kept.count - 1].ownBytes + positions.count * 8, by: "join")
        }
        let rows = try Materialized(kept, types: right.layout.types, context.cancellation)
        return try Partners(rows, groups: groups, groupCount: keys.groupCount, context.cancellation) { _ in true }
    }

    // MARK: Probing

    private func nextLeft() -> JoinProbe? {
        guard let batch = drained!.cutter.next() else { return nil }
        let start = drained!.next
        drained!.next += batch.count
        return JoinProbe(batch: batch, groups: Array(drained!.groups[start..<start + batch.count]))
    }
}

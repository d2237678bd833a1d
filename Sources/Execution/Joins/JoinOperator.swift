import Columns
import Planning

/// Join that builds its right side: the rows of the right input are put under the numbers of their keys once, for all
/// threads; the left input's rows come through in their order and find their partners by number, in the order of the
/// right one. A missing key equals nothing.
final class JoinOperator: Operator {
    let layout: Layout
    private let kind: LogicalPlan.JoinKind
    private let left: any Operator
    private let build: JoinBuild
    private let context: ExecutionContext
    private var keys: (any JoinKeys)?
    private var probing: JoinProbe?
    private var pending: BatchCutter?
    private let isInAnyOrder: Bool
    private var parted: PartedLookUps?
    private var isLeftDone = false

    /// `isInAnyOrder`: the rows may come in another order than the left input's.
    init(
        _ kind: LogicalPlan.JoinKind, _ left: any Operator, _ build: JoinBuild, isInAnyOrder: Bool,
        _ context: ExecutionContext
    ) {
        (self.kind, self.left, self.build, self.context) = (kind, left, build, context)
        self.isInAnyOrder = isInAnyOrder && kind == .inner
        layout = Layout(kind.givesBothSides ? left.layout.columns + build.layout.columns : left.layout.columns)
    }

    func prepare() throws(ExecutionError) {
        try left.prepare()
        _ = try build.made(left.layout)
    }

    func next() throws(ExecutionError) -> Batch? {
        let (built, partners) = try build.made(left.layout)
        if keys == nil {
            keys = built.copy()
            if isInAnyOrder { parted = PartedLookUps(left.layout, key: build.leftKeys[0], keys!, partners) }
        }
        while true {
            if let batch = pending?.next() { return batch }
            if context.cancellation.isCancelled { throw .cancelled }
            if probing?.isDone ?? true {
                guard let batch = try nextLeft() else {
                    guard let part = parted?.next() else { return nil }
                    pending = BatchCutter(part)
                    continue
                }
                if try parted?.add(batch, context.memory) == true { continue }
                if let single = partners.single {
                    let joined = SingleRows.joined(batch, try keys!.findRows(batch, single), kind, partners)
                    if joined.count > 0 { return joined }
                    continue
                }
                probing = JoinProbe(batch: batch, groups: try keys!.find(batch))
            }
            pending = BatchCutter(probing!.rows(kind, partners))
        }
    }

    private func nextLeft() throws(ExecutionError) -> Batch? {
        if isLeftDone { return nil }
        let batch = try left.next()
        isLeftDone = batch == nil
        return batch
    }
}

/// The right side of a join, made when first asked for; threads that share it must have asked before (`prepare`).
final class JoinBuild {
    private let kind: LogicalPlan.JoinKind
    private let right: any Operator
    let leftKeys: [BoundExpression]
    private let rightKeys: [BoundExpression]
    private let context: ExecutionContext
    /// About as many rows will be looked up.
    private let lookUps: Double
    private var known: (keys: any JoinKeys, partners: Partners)?

    init(
        _ kind: LogicalPlan.JoinKind, _ right: any Operator, left leftKeys: [BoundExpression],
        right rightKeys: [BoundExpression], lookUps: Double, _ context: ExecutionContext
    ) {
        (self.kind, self.right, self.lookUps, self.context) = (kind, right, lookUps, context)
        (self.leftKeys, self.rightKeys) = (leftKeys, rightKeys)
    }

    var layout: Layout { right.layout }

    /// The numbers of keys and the rows under them; `left`: what the batches that are looked up look like.
    func made(_ left: Layout) throws(ExecutionError) -> (keys: any JoinKeys, partners: Partners) {
        if let known { return known }
        let rows = try right.drain(for: "join", context)
        let made = try number(rows, left)
        let excluded = made.keys.groupsWithoutPartners(kind)
        let counts = { (group: Int32) in excluded.isEmpty || !excluded.contains(group) }
        let partners: Partners
        if let ordered = try inKeyOrder(rows, made.keys, made.groups) {
            partners = Partners(ordered)
        } else if kind.givesBothSides {
            partners = try Partners(
                rows, groups: made.groups, groupCount: made.keys.groupCount, context.cancellation, counts: counts)
        } else {
            partners = try Partners(
                of: made.groups, groupCount: made.keys.groupCount, context.cancellation, counts: counts)
        }
        known = (made.keys, partners)
        return (made.keys, partners)
    }

    /// The rows in the order of their keys, where that pays.
    private func inKeyOrder(
        _ rows: Materialized, _ keys: any JoinKeys, _ groups: [Int32]
    ) throws(ExecutionError) -> KeyOrderedRows? {
        guard kind.givesBothSides, let keys = keys as? IntegerJoinKeys,
            KeyOrderedRows.pay(rows, keyCount: keys.groupCount, lookUps: lookUps)
        else { return nil }
        let position: Int? = if case .column(let id, _) = rightKeys[0] { right.layout.position(of: id) } else { nil }
        return try KeyOrderedRows(rows, groups, keys, keyPosition: position, context)
    }

    private func number(_ rows: Materialized, _ left: Layout) throws(ExecutionError) -> (
        keys: any JoinKeys, groups: [Int32]
    ) {
        let leftCompiler = context.compiler(left)
        let rightCompiler = context.compiler(right.layout)
        try context.memory.charge(rows.count * 12, by: "join")
        if kind != .intersect, kind != .except, let numbered = try plainNumbers(rows, leftCompiler, rightCompiler) {
            return numbered
        }
        let keys = HashedJoinKeys(leftKeys, leftCompiler, built: rightKeys)
        return (keys, try keys.number(rows, rightCompiler, rightKeys, context))
    }

    /// Keys numbered without hashing rows, where each is numbered so and their combinations are not too many.
    private func plainNumbers(
        _ rows: Materialized, _ left: ExpressionCompiler, _ right: ExpressionCompiler
    ) throws(ExecutionError) -> (keys: any JoinKeys, groups: [Int32])? {
        var parts: [(keys: any JoinKeys, groups: [Int32])] = []
        for (a, b) in zip(leftKeys, rightKeys) {
            let built = try rows.evaluate(b, right, context.cancellation)
            guard
                let part = try PlainKeys.numbered(
                    built, rows.count, b, probing: a, left, limit: mostNumbers(rows.count))
            else { return nil }
            parts.append(part)
        }
        guard parts.count > 1 else { return parts.first }
        guard let keys = CombinedJoinKeys(parts.map(\.keys), limit: mostNumbers(rows.count)) else { return nil }
        return (keys, keys.combined(parts.map(\.groups)))
    }

    /// A number without a row costs a few bytes to be cleared, a row that is hashed a jump in memory: there may be a few
    /// numbers for each row that is built or looked up.
    private func mostNumbers(_ rowCount: Int) -> Int {
        max(1 << 16, 4 * rowCount, 2 * Int(min(lookUps, Double(Self.mostForLookUps))))
    }

    private static let mostForLookUps = 1 << 26
}

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

    init(_ kind: LogicalPlan.JoinKind, _ left: any Operator, _ build: JoinBuild, _ context: ExecutionContext) {
        (self.kind, self.left, self.build, self.context) = (kind, left, build, context)
        layout = Layout(kind.givesBothSides ? left.layout.columns + build.layout.columns : left.layout.columns)
    }

    func prepare() throws(ExecutionError) {
        try left.prepare()
        _ = try build.made(left.layout)
    }

    func next() throws(ExecutionError) -> Batch? {
        let (built, partners) = try build.made(left.layout)
        if keys == nil { keys = built.copy() }
        while true {
            if let batch = pending?.next() { return batch }
            if context.cancellation.isCancelled { throw .cancelled }
            if probing?.isDone ?? true {
                guard let batch = try left.next() else { return nil }
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
}

/// The right side of a join, made when first asked for; threads that share it must have asked before (`prepare`).
final class JoinBuild {
    private let kind: LogicalPlan.JoinKind
    private let right: any Operator
    private let leftKeys: [BoundExpression]
    private let rightKeys: [BoundExpression]
    private let context: ExecutionContext
    private var known: (keys: any JoinKeys, partners: Partners)?

    init(
        _ kind: LogicalPlan.JoinKind, _ right: any Operator, left leftKeys: [BoundExpression],
        right rightKeys: [BoundExpression], _ context: ExecutionContext
    ) {
        (self.kind, self.right, self.context) = (kind, right, context)
        (self.leftKeys, self.rightKeys) = (leftKeys, rightKeys)
    }

    var layout: Layout { right.layout }

    /// The numbers of keys and the rows under them; `left`: what the batches that are looked up look like.
    func made(_ left: Layout) throws(ExecutionError) -> (keys: any JoinKeys, partners: Partners) {
        if let known { return known }
        let rows = try right.drain(for: "join", context)
        let made = try number(rows, left)
        let excluded = made.keys.groupsWithoutPartners(kind)
        let partners = try Partners(
            rows, groups: made.groups, groupCount: made.keys.groupCount, context.cancellation
        ) {
            excluded.isEmpty || !excluded.contains($0)
        }
        known = (made.keys, partners)
        return (made.keys, partners)
    }

    private func number(_ rows: Materialized, _ left: Layout) throws(ExecutionError) -> (
        keys: any JoinKeys, groups: [Int32]
    ) {
        let leftCompiler = context.compiler(left)
        let rightCompiler = context.compiler(right.layout)
        try context.memory.charge(rows.count * 12, by: "join")
        if leftKeys.count == 1, kind != .intersect, kind != .except {
            let key = try rows.evaluate(rightKeys[0], rightCompiler, context.cancellation)
            let probe = leftCompiler.evaluator(leftKeys[0])
            if leftKeys[0].type == rightKeys[0].type,
                let keys = IntegerJoinKeys(probe, built: key, count: rows.count)
            {
                try context.cancellation.check()
                return (keys, keys.numbers(key, rows.count))
            }
            if let dictionary = key.column.dictionary, dictionary.count <= 4 * max(1024, rows.count) {
                let isExact = [leftKeys[0], rightKeys[0]].contains { $0.hasExactIdentity(context.catalog) }
                let keys = try TextJoinKeys(probe, built: dictionary, isExact: isExact, context.cancellation)
                return (keys, try keys.numbers(key, rows.count))
            }
        }
        let keys = HashedJoinKeys(leftKeys, leftCompiler, built: rightKeys)
        return (keys, try keys.number(rows, rightCompiler, rightKeys, context))
    }
}

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
    private let leftKeys: [any Evaluator]
    private let rightKeys: [any Evaluator]
    private var coders: [KeyCoder]
    private var index: GroupIndex
    private let context: ExecutionContext
    private var partners: Partners?
    /// The left input's rows and the group of each, when it is the side that was built.
    private var drained: (cutter: BatchCutter, groups: [Int32], next: Int)?
    private var probing: JoinProbe?
    private var pending: BatchCutter?

    init(
        _ kind: LogicalPlan.JoinKind, _ left: any Operator, _ right: any Operator, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], _ context: ExecutionContext
    ) {
        (self.kind, self.left, self.right, self.context) = (kind, left, right, context)
        let leftCompiler = context.compiler(left.layout)
        let rightCompiler = context.compiler(right.layout)
        self.leftKeys = leftKeys.map(leftCompiler.evaluator)
        self.rightKeys = rightKeys.map(rightCompiler.evaluator)
        coders = zip(leftKeys, rightKeys).map { left, right in
            KeyCoder(
                PhysicalPlan.commonKeyType(left.type, right.type),
                isExact: left.hasExactIdentity(context.catalog) || right.hasExactIdentity(context.catalog),
                context.cancellation)
        }
        index = GroupIndex(width: leftKeys.count, context.cancellation)
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
        var numbers: [Int32] = []
        var cutter = BatchCutter(rows.batch)
        while let batch = cutter.next() { numbers += try number(batch, leftKeys) }
        drained = (BatchCutter(rows.batch), numbers, 0)
        let excluded = excluded()
        return kind.givesBothSides ? try keepPartners(excluded) : try matchKeys(excluded)
    }

    /// Which of the left side's keys the right side has; stops once all are found.
    private func matchKeys(_ excluded: [Bool]) throws(ExecutionError) -> Partners {
        var matched = [Bool](repeating: false, count: index.count)
        var missing = excluded.count { !$0 }
        while missing > 0, let batch = try right.next() {
            for group in try find(batch, rightKeys) where group >= 0 && !excluded[Int(group)] && !matched[Int(group)] {
                matched[Int(group)] = true
                missing -= 1
            }
        }
        return Partners(matched: matched)
    }

    /// The right side's rows whose key the left side has.
    private func keepPartners(_ excluded: [Bool]) throws(ExecutionError) -> Partners {
        var kept: [Batch] = []
        var groups: [Int32] = []
        while index.count > 0, let batch = try right.next() {
            var positions: Batch.Positions = []
            for (position, group) in try find(batch, rightKeys).enumerated() where group >= 0 && !excluded[Int(group)] {
                positions.append(Int32(position))
                groups.append(group)
            }
            guard !positions.isEmpty else { continue }
            kept.append(batch.gathering(positions))
            try context.memory.charge(kept[kept.count - 1].ownBytes + positions.count * 8, by: "join")
        }
        let rows = try Materialized(kept, types: right.layout.types, context.cancellation)
        return try Partners(rows, groups: groups, groupCount: index.count, context.cancellation) { _ in true }
    }

    /// The groups of a batch's keys, new ones added.
    private func number(_ batch: Batch, _ keys: [any Evaluator]) throws(ExecutionError) -> [Int32] {
        if context.cancellation.isCancelled { throw .cancelled }
        try context.memory.require(index.growth(batch.count), by: "join")
        let before = index.count
        let numbers = index.groups(try codes(keys, batch), count: batch.count)
        try context.memory.charge(batch.count * 8 + (index.count - before) * (16 + 8 * keys.count), by: "join")
        return numbers
    }

    /// The groups of a batch's keys, -1 for keys that have none.
    private func find(_ batch: Batch, _ keys: [any Evaluator]) throws(ExecutionError) -> [Int32] {
        if context.cancellation.isCancelled { throw .cancelled }
        let codes = try codes(keys, batch)
        return (0..<batch.count).map { index.find(codes, $0) ?? -1 }
    }

    private func codes(_ keys: [any Evaluator], _ batch: Batch) throws(ExecutionError) -> [[Int64]] {
        var codes: [[Int64]] = []
        for (key, evaluator) in keys.enumerated() {
            codes.append(try coders[key].codes(try evaluator.evaluate(batch), batch.count))
        }
        return codes
    }

    /// Groups with a missing key, which equals nothing unless rows are compared as wholes.
    private func excluded() -> [Bool] {
        let matchesMissing = kind == .intersect || kind == .except
        return (0..<index.count).map { group in
            !matchesMissing
                && (0..<index.width).contains { index.tuples[group * index.width + $0] == KeyCoder.missing }
        }
    }

    // MARK: Probing

    private func nextLeft() -> JoinProbe? {
        guard let batch = drained!.cutter.next() else { return nil }
        let start = drained!.next
        drained!.next += batch.count
        return JoinProbe(batch: batch, groups: Array(drained!.groups[start..<start + batch.count]))
    }
}

import Columns
import Planning
import Values

/// Hash join: the right input is built into chains of rows a key, the left one probes it, in its own order.
/// A missing key equals nothing.
final class JoinOperator: Operator {
    let layout: Layout
    private let kind: LogicalPlan.JoinKind
    private let left: any Operator
    private let right: any Operator
    private let leftKeys: [any Evaluator]
    private let rightKeys: [any Evaluator]
    private var coders: [KeyCoder]
    private let context: ExecutionContext
    private var built: Built?
    private var probing: Probing?
    private var pending: BatchCutter?

    private struct Built {
        var rows: Materialized
        var index: GroupIndex
        /// Rows of each key, ascending: borders and row numbers.
        var offsets: [Int32]
        var members: [UInt32]
    }

    init(
        _ kind: LogicalPlan.JoinKind, _ left: any Operator, _ right: any Operator, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], _ context: ExecutionContext
    ) {
        (self.kind, self.left, self.right, self.context) = (kind, left, right, context)
        let leftCompiler = ExpressionCompiler(layout: left.layout, catalog: context.catalog)
        let rightCompiler = ExpressionCompiler(layout: right.layout, catalog: context.catalog)
        self.leftKeys = leftKeys.map(leftCompiler.evaluator)
        self.rightKeys = rightKeys.map(rightCompiler.evaluator)
        coders = zip(leftKeys, rightKeys).map { left, right in
            KeyCoder(
                JoinOperator.common(left.type, right.type),
                isExact: left.hasExactIdentity(context.catalog) || right.hasExactIdentity(context.catalog))
        }
        layout = Layout(kind.givesBothSides ? left.layout.columns + right.layout.columns : left.layout.columns)
    }

    private static func common(_ a: ValueType, _ b: ValueType) -> ValueType {
        if a == .double || b == .double { return .double }
        guard a.isNumeric, b.isNumeric else { return a }
        if case .decimal(let x) = a, case .decimal(let y) = b { return .decimal(scale: max(x, y)) }
        return a == .integer ? b : a
    }

    func next() throws(ExecutionError) -> Batch? {
        if built == nil { built = try build() }
        while true {
            if let batch = pending?.next() { return batch }
            if context.cancellation.isCancelled { throw .cancelled }
            if probing == nil {
                guard let batch = try left.next() else { return nil }
                probing = Probing(batch: batch, keys: try codes(leftKeys, batch))
            }
            pending = BatchCutter(probe())
        }
    }

    /// A left batch and how far it has been probed: rows with many partners are looked up a few at a time, so that
    /// neither memory nor the way to Ctrl-C grows with them.
    private struct Probing {
        var batch: Batch
        var keys: [[Int64]]
        var next = 0
    }

    private static let rowsAtATime = 16 * Batch.standardCount

    private func build() throws(ExecutionError) -> Built {
        let rows = try right.drain(for: "join", context.memory)
        var index = GroupIndex(width: rightKeys.count)
        var numbers: [Int32] = []
        var cutter = BatchCutter(rows.batch)
        while let batch = cutter.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            numbers += index.groups(try codes(rightKeys, batch), count: batch.count)
            try context.memory.charge(batch.count * (8 + 8 * rightKeys.count), by: "join")
        }
        let missing = (0..<index.count).filter { group in
            (0..<index.width).contains { index.tuples[group * index.width + $0] == KeyCoder.missing }
        }
        let matchesMissing = kind == .intersect || kind == .except
        let excluded = matchesMissing ? [] : Set(missing.map(Int32.init))
        var offsets = [Int32](repeating: 0, count: index.count + 1)
        for number in numbers where !excluded.contains(number) { offsets[Int(number) + 1] += 1 }
        for group in 0..<index.count { offsets[group + 1] += offsets[group] }
        var next = offsets
        var members = [UInt32](repeating: 0, count: Int(offsets[index.count]))
        for (row, number) in numbers.enumerated() where !excluded.contains(number) {
            members[Int(next[Int(number)])] = UInt32(row)
            next[Int(number)] += 1
        }
        return Built(rows: rows, index: index, offsets: offsets, members: members)
    }

    private func codes(_ keys: [any Evaluator], _ batch: Batch) throws(ExecutionError) -> [[Int64]] {
        var codes: [[Int64]] = []
        for (key, evaluator) in keys.enumerated() {
            codes.append(coders[key].codes(try evaluator.evaluate(batch), batch.count))
        }
        return codes
    }

    private func probe() -> Batch {
        guard let built, var current = probing else { preconditionFailure("the build side comes first") }
        let batch = current.batch
        var positions: Batch.Positions = []
        var partners: [UInt32] = []
        while current.next < batch.count, positions.count < Self.rowsAtATime {
            let position = current.next
            current.next += 1
            let range =
                built.index.find(current.keys, position).map { group in
                    Int(built.offsets[Int(group)])..<Int(built.offsets[Int(group) + 1])
                } ?? 0..<0
            switch kind {
            case .with where !range.isEmpty, .intersect where !range.isEmpty, .without where range.isEmpty,
                .except where range.isEmpty:
                positions.append(Int32(position))
            case .with, .without, .intersect, .except: break
            case .left where range.isEmpty:
                positions.append(Int32(position))
                partners.append(RowList.none)
            case .inner, .left:
                for member in range {
                    positions.append(Int32(position))
                    partners.append(built.members[member])
                }
            }
        }
        probing = current.next < batch.count ? current : nil
        let rows = batch.gathering(positions)
        guard kind.givesBothSides else { return rows }
        return Batch(count: rows.count, vectors: rows.vectors + partnerVectors(built.rows, partners))
    }

    /// The right side's vectors at `partners`, each different selection composed once.
    private func partnerVectors(_ rows: Materialized, _ partners: [UInt32]) -> [Vector] {
        var known: [ObjectIdentifier: RowList] = [:]
        let direct = RowList(partners)
        return rows.vectors.map { vector in
            switch vector.selection {
            case .range(start: 0): return Vector(vector.column, .list(direct, start: 0))
            case .range(let start):
                let moved = partners.map { $0 == RowList.none ? $0 : $0 + UInt32(start) }
                return Vector(vector.column, .list(RowList(moved), start: 0))
            case .list(let list, let start):
                if start == 0, let same = known[ObjectIdentifier(list)] {
                    return Vector(vector.column, .list(same, start: 0))
                }
                let composed = RowList(partners.map { $0 == RowList.none ? $0 : list.rows[start + Int($0)] })
                if start == 0 { known[ObjectIdentifier(list)] = composed }
                return Vector(vector.column, .list(composed, start: 0))
            }
        }
    }
}

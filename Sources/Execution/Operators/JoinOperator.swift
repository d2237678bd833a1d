import Columns
import Planning
import Values

/// Hash join: one input's keys are numbered in a hash table, the other input's are looked up in it. Rows come in the
/// order of the left input, partners in the order of the right one, whichever is built. A missing key equals nothing.
final class JoinOperator: Operator {
    let layout: Layout
    private let kind: LogicalPlan.JoinKind
    private let left: any Operator
    private let right: any Operator
    private let build: PhysicalPlan.JoinSide
    private let leftKeys: [any Evaluator]
    private let rightKeys: [any Evaluator]
    private var coders: [KeyCoder]
    private var index: GroupIndex
    private let context: ExecutionContext
    private var partners: Partners?
    /// The left input's rows and the group of each, when it is the side that was built.
    private var drained: (cutter: BatchCutter, groups: [Int32], next: Int)?
    private var probing: Probing?
    private var pending: BatchCutter?

    /// A left batch and how far it has been probed: rows with many partners are looked up a few at a time, so that
    /// neither memory nor the way to Ctrl-C grows with them.
    private struct Probing {
        var batch: Batch
        /// The group of each row's key; -1 where the other side has no such key.
        var groups: [Int32]
        var next = 0
    }

    private static let rowsAtATime = 16 * Batch.standardCount

    init(
        _ kind: LogicalPlan.JoinKind, _ left: any Operator, _ right: any Operator, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], build: PhysicalPlan.JoinSide, _ context: ExecutionContext
    ) {
        (self.kind, self.left, self.right, self.build, self.context) = (kind, left, right, build, context)
        let leftCompiler = ExpressionCompiler(layout: left.layout, catalog: context.catalog)
        let rightCompiler = ExpressionCompiler(layout: right.layout, catalog: context.catalog)
        self.leftKeys = leftKeys.map(leftCompiler.evaluator)
        self.rightKeys = rightKeys.map(rightCompiler.evaluator)
        coders = zip(leftKeys, rightKeys).map { left, right in
            KeyCoder(
                JoinOperator.common(left.type, right.type),
                isExact: left.hasExactIdentity(context.catalog) || right.hasExactIdentity(context.catalog))
        }
        index = GroupIndex(width: leftKeys.count)
        layout = Layout(kind.givesBothSides ? left.layout.columns + right.layout.columns : left.layout.columns)
    }

    private static func common(_ a: ValueType, _ b: ValueType) -> ValueType {
        if a == .double || b == .double { return .double }
        guard a.isNumeric, b.isNumeric else { return a }
        if case .decimal(let x) = a, case .decimal(let y) = b { return .decimal(scale: max(x, y)) }
        return a == .integer ? b : a
    }

    func next() throws(ExecutionError) -> Batch? {
        if partners == nil { partners = try build == .left ? buildLeft() : buildRight() }
        while true {
            if let batch = pending?.next() { return batch }
            if context.cancellation.isCancelled { throw .cancelled }
            if probing == nil {
                guard let next = try nextLeft() else { return nil }
                probing = next
            }
            pending = BatchCutter(probe())
        }
    }

    // MARK: Building

    private func buildRight() throws(ExecutionError) -> Partners {
        guard kind.givesBothSides else {
            // Only which keys there are counts, so no row is kept.
            while let batch = try right.next() { _ = try number(batch, rightKeys) }
            return Partners(matched: excluded().map { !$0 })
        }
        let rows = try right.drain(for: "join", context.memory)
        var numbers: [Int32] = []
        var cutter = BatchCutter(rows.batch)
        while let batch = cutter.next() { numbers += try number(batch, rightKeys) }
        let excluded = excluded()
        return Partners(rows, groups: numbers, groupCount: index.count) { !excluded[Int($0)] }
    }

    private func buildLeft() throws(ExecutionError) -> Partners {
        let rows = try left.drain(for: "join", context.memory)
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
        return Partners(
            Materialized(kept, types: right.layout.types), groups: groups, groupCount: index.count
        ) { _ in true }
    }

    /// The groups of a batch's keys, new ones added.
    private func number(_ batch: Batch, _ keys: [any Evaluator]) throws(ExecutionError) -> [Int32] {
        if context.cancellation.isCancelled { throw .cancelled }
        let before = index.count
        let numbers = index.groups(try codes(keys, batch), count: batch.count)
        let kept = kind.givesBothSides || build == .left ? batch.count * 8 : 0
        try context.memory.charge(kept + (index.count - before) * (16 + 8 * keys.count), by: "join")
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
            codes.append(coders[key].codes(try evaluator.evaluate(batch), batch.count))
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

    private func nextLeft() throws(ExecutionError) -> Probing? {
        if build == .left {
            guard let batch = drained!.cutter.next() else { return nil }
            let start = drained!.next
            drained!.next += batch.count
            return Probing(batch: batch, groups: Array(drained!.groups[start..<start + batch.count]))
        }
        guard let batch = try left.next() else { return nil }
        return Probing(batch: batch, groups: try find(batch, leftKeys))
    }

    private func probe() -> Batch {
        guard let partners, var current = probing else { preconditionFailure("the build side comes first") }
        var positions: Batch.Positions = []
        var members: [UInt32] = []
        while current.next < current.batch.count, positions.count < Self.rowsAtATime {
            let position = current.next
            current.next += 1
            let group = current.groups[position]
            switch kind {
            case .with, .intersect: if partners.has(group) { positions.append(Int32(position)) }
            case .without, .except: if !partners.has(group) { positions.append(Int32(position)) }
            case .left where !partners.has(group):
                positions.append(Int32(position))
                members.append(RowList.none)
            case .inner, .left:
                for member in partners.range(group) {
                    positions.append(Int32(position))
                    members.append(partners.members[member])
                }
            }
        }
        let rows = current.batch.gathering(positions)
        probing = current.next < current.batch.count ? current : nil
        guard kind.givesBothSides else { return rows }
        return Batch(count: rows.count, vectors: rows.vectors + partners.vectors(members))
    }
}

/// What the other side of a join holds for each group of keys: rows, or only whether there are any.
private struct Partners {
    private let rows: Materialized?
    /// Borders of each group in `members`; empty where no rows are kept.
    private let offsets: [Int32]
    /// Row numbers in `rows`, ascending inside each group.
    let members: [UInt32]
    private let matched: [Bool]

    /// `matched`: whether there are any, one a group.
    init(matched: [Bool]) { (rows, offsets, members, self.matched) = (nil, [], [], matched) }

    /// Rows put under their groups by counting; those of groups that do not count are left out.
    init(_ rows: Materialized, groups: [Int32], groupCount: Int, counts: (Int32) -> Bool) {
        var borders = [Int32](repeating: 0, count: groupCount + 1)
        for group in groups where counts(group) { borders[Int(group) + 1] += 1 }
        for group in 0..<groupCount { borders[group + 1] += borders[group] }
        var next = borders
        var placed = [UInt32](repeating: 0, count: Int(borders[groupCount]))
        for (row, group) in groups.enumerated() where counts(group) {
            placed[Int(next[Int(group)])] = UInt32(row)
            next[Int(group)] += 1
        }
        (self.rows, offsets, members) = (rows, borders, placed)
        matched = (0..<groupCount).map { borders[$0] < borders[$0 + 1] }
    }

    func has(_ group: Int32) -> Bool { group >= 0 && matched[Int(group)] }

    /// Where a group's rows stand in `members`.
    func range(_ group: Int32) -> Range<Int> {
        group < 0 ? 0..<0 : Int(offsets[Int(group)])..<Int(offsets[Int(group) + 1])
    }

    /// The columns at some rows, each different selection composed once.
    func vectors(_ partners: [UInt32]) -> [Vector] {
        guard let rows else { return [] }
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

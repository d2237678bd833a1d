import Columns
import Planning
import Values

/// One of two values, of which a row takes only one. What can fail is computed for the rows that take it, so that a
/// condition keeps an overflow away; anything else for the whole batch, which costs less than choosing its rows.
struct BranchEvaluator {
    private let evaluator: any Evaluator
    private let canFail: Bool
    private let type: ValueType

    init(_ evaluator: any Evaluator, canFail: Bool, _ type: ValueType) {
        (self.evaluator, self.canFail, self.type) = (evaluator, canFail, type)
    }

    /// The values at `positions`, which ascend; those at other positions are not to be looked at.
    func evaluate(_ batch: Batch, at positions: Batch.Positions) throws(ExecutionError) -> Vector {
        try evaluate(batch, at: RowMask(count: batch.count, positions: positions), as: type)
    }

    /// The values of `wanted` at some positions; those at others are not to be looked at.
    func evaluate(_ batch: Batch, at mask: RowMask, as wanted: ValueType) throws(ExecutionError) -> Vector {
        let isPartial = mask.population < batch.count
        if !isPartial || !canFail {
            let values = try evaluator.evaluate(batch)
            // The wider type may be too wide for a value that no row takes.
            if !isPartial || type == wanted { return try values.converted(to: wanted, batch.count) }
            if let widened = values.widened(to: wanted, batch.count) { return widened }
        }
        let positions = mask.positions
        guard !positions.isEmpty else { return Vector(ColumnAppender(wanted).finishFitting()) }
        let some = try evaluator.evaluate(batch.gathering(positions)).converted(to: wanted, positions.count)
        return some.spread(to: positions, of: batch.count)
    }
}

extension Vector {
    /// The values, one a position, at those positions of a batch; missing everywhere else.
    fileprivate func spread(to positions: Batch.Positions, of count: Int) -> Vector {
        let rows = Buffer<UInt32>(count: count) { rows in
            rows.update(repeating: RowList.none)
            for (index, position) in positions.enumerated() {
                rows[Int(position)] = presentRow(index).map(UInt32.init) ?? RowList.none
            }
        }
        return Vector(column, .list(RowList(rows), start: 0))
    }
}

/// `if(P, a, b)`.
final class ConditionalEvaluator: Evaluator {
    private let condition: any Predicate
    private let yes: BranchEvaluator
    private let no: BranchEvaluator
    private let type: ValueType
    private var chooser: SideChooser

    init(_ condition: any Predicate, _ yes: BranchEvaluator, _ no: BranchEvaluator, _ type: ValueType) {
        (self.condition, self.yes, self.no, self.type) = (condition, yes, no, type)
        chooser = SideChooser(type)
    }

    var computesRuns: Bool { true }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let mask = try condition.mask(of: batch)
        let a = try yes.evaluate(batch, at: mask, as: type)
        let b = try no.evaluate(batch, at: mask.complement, as: type)
        return Vector(try chooser.column(mask, a, b))
    }
}

/// `a ?? b`.
final class CoalesceEvaluator: Evaluator {
    private let first: any Evaluator
    private let second: BranchEvaluator
    private let type: ValueType
    private var chooser: SideChooser

    init(_ first: any Evaluator, _ second: BranchEvaluator, _ type: ValueType) {
        (self.first, self.second, self.type) = (first, second, type)
        chooser = SideChooser(type)
    }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let a = try first.evaluate(batch).converted(to: type, batch.count)
        guard let present = a.presence(batch.count) else { return a }
        let b = try second.evaluate(batch, at: present.complement, as: type)
        return Vector(try chooser.column(present, a, b))
    }
}

/// A predicate that can fail, asked only of the rows at the positions: `n < 9 and x * n > 5`.
final class GuardedPredicate: Predicate {
    private let inner: any Predicate

    init(_ inner: any Predicate) { self.inner = inner }

    var canFail: Bool { true }

    /// All rows are asked.
    func mask(of batch: Batch) throws(ExecutionError) -> RowMask { try inner.mask(of: batch) }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        guard positions.count < batch.count else { return try inner.keep(&positions, of: batch) }
        guard !positions.isEmpty else { return }
        var kept = Batch.allPositions(positions.count)
        try inner.keep(&kept, of: batch.gathering(positions))
        positions = kept.map { positions[Int($0)] }
    }
}

extension Vector {
    /// Numbers in the wider type that two sides share; anything else is of that type already.
    func converted(to type: ValueType, _ count: Int) throws(ExecutionError) -> Vector {
        guard column.type != type, column.type.isNumeric, type.isNumeric else { return self }
        if let widened = widened(to: type, count) { return widened }
        let reader = NumberReader(self, column.type)
        guard case .decimal(let scale) = type else { return self }
        let factor = Int64(ExactDecimal.powerOfTen(scale - reader.scale))
        var builder = IntegerColumnBuilder(type)
        for position in 0..<count {
            guard let value = reader.integer(position) else {
                builder.appendMissing()
                continue
            }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: factor)
            if overflow { throw .overflow("\(value) with \(scale) digits after the point") }
            builder.append(scaled)
        }
        return Vector(builder.finish())
    }

    /// Numbers in a wider type, a whole batch at once; nil where a value may be too wide for it.
    fileprivate func widened(to type: ValueType, _ count: Int) -> Vector? {
        if isConstant {
            guard let one = Vector(column).widened(to: type, 1) else { return nil }
            return .constant(one.column, count: count)
        }
        if type == .double {
            let run = DoubleRun(self, column.type, count)
            return Vector(Column(computed: run.values, presence: run.presence))
        }
        guard let run = IntegerRun(self, count)?.scaled(by: type.scale - column.type.scale) else { return nil }
        return Vector(Column(type, run.values, within: run.bounds, presence: run.presence))
    }
}

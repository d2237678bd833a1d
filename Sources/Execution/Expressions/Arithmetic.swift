import Columns
import Planning
import Values

/// `+ - * / %` on integers, decimals and doubles. Integers and decimals never wrap: what leaves 64 bits is an error.
/// Division gives doubles; by zero it gives a missing value, and so does whatever is too large for a double.
final class ArithmeticEvaluator: Evaluator {
    private let operation: ArithmeticOperator
    private let left: any Evaluator
    private let right: any Evaluator
    private let type: ValueType

    init(_ operation: ArithmeticOperator, _ left: any Evaluator, _ right: any Evaluator, _ type: ValueType) {
        self.operation = operation
        self.left = left
        self.right = right
        self.type = type
    }

    var computesRuns: Bool { true }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let (x, y) = (try left.evaluate(batch), try right.evaluate(batch))
        if type != .double, let made = combined(x, y, batch.count) { return Vector(made) }
        let a = NumberReader(x, x.column.type)
        let b = NumberReader(y, y.column.type)
        if operation == .divide, !a.isDouble, !b.isDouble { return quotients(a, b, batch.count) }
        return type == .double ? doubles(a, b, batch.count) : try integers(a, b, batch.count)
    }

    /// Whole numbers and decimals divided as the whole numbers that stand for them, so that the result is rounded once
    /// and 0.6 / 0.2 is 3; in doubles where those are more than a double holds exactly.
    private func quotients(_ a: NumberReader, _ b: NumberReader, _ count: Int) -> Vector {
        let scale = max(a.scale, b.scale)
        let up = Int64(ExactDecimal.powerOfTen(scale - a.scale))
        let down = Int64(ExactDecimal.powerOfTen(scale - b.scale))
        let exact: UInt64 = 1 << 53
        var builder = DoubleColumnBuilder()
        for position in 0..<count {
            guard let x = a.integer(position), let y = b.integer(position), y != 0 else {
                builder.appendMissing()
                continue
            }
            let (p, first) = x.multipliedReportingOverflow(by: up)
            let (q, second) = y.multipliedReportingOverflow(by: down)
            if !first, !second, p.magnitude <= exact, q.magnitude <= exact {
                builder.append(Double(p) / Double(q))
            } else {
                builder.append(finite: a.double(of: x) / b.double(of: y))
            }
        }
        return Vector(builder.finish())
    }

    private func doubles(_ a: NumberReader, _ b: NumberReader, _ count: Int) -> Vector {
        var builder = DoubleColumnBuilder()
        for position in 0..<count {
            guard let x = a.double(position), let y = b.double(position) else {
                builder.appendMissing()
                continue
            }
            let result: Double =
                switch operation {
                case .add: x + y
                case .subtract: x - y
                case .multiply: x * y
                case .divide: x / y
                case .remainder: x.truncatingRemainder(dividingBy: y)
                }
            result.isFinite ? builder.append(result) : builder.appendMissing()
        }
        return Vector(builder.finish())
    }

    private func integers(_ a: NumberReader, _ b: NumberReader, _ count: Int) throws(ExecutionError) -> Vector {
        let scale = operation == .multiply ? a.scale + b.scale : max(a.scale, b.scale)
        let isProduct = operation == .multiply
        let up = isProduct ? 1 : Int64(ExactDecimal.powerOfTen(scale - a.scale))
        let down = isProduct ? 1 : Int64(ExactDecimal.powerOfTen(scale - b.scale))
        var builder = IntegerColumnBuilder(type)
        for position in 0..<count {
            guard let x = a.integer(position), let y = b.integer(position) else {
                builder.appendMissing()
                continue
            }
            let (p, first) = x.multipliedReportingOverflow(by: up)
            let (q, second) = y.multipliedReportingOverflow(by: down)
            if operation == .remainder, q == 0 {
                builder.appendMissing()
                continue
            }
            let (result, third) = combine(p, q)
            if first || second || third {
                throw .overflow("\(shown(x, a.scale)) \(operation.rawValue) \(shown(y, b.scale))")
            }
            builder.append(result)
        }
        return Vector(builder.finish())
    }

    private func shown(_ value: Int64, _ scale: Int) -> String {
        ExactDecimal(significand: Int128(value), scale: scale).description
    }

    private func combine(_ p: Int64, _ q: Int64) -> (Int64, Bool) {
        switch operation {
        case .add: p.addingReportingOverflow(q)
        case .subtract: p.subtractingReportingOverflow(q)
        case .multiply: p.multipliedReportingOverflow(by: q)
        case .remainder: p.remainderReportingOverflow(dividingBy: q)
        case .divide: preconditionFailure("division gives doubles")
        }
    }
}

/// Whole batches at once, where the widths of both sides tell that no result leaves 64 bits.
extension ArithmeticEvaluator {
    /// Nil where they do not, or where a divisor may be 0.
    private func combined(_ x: Vector, _ y: Vector, _ count: Int) -> Column? {
        guard x.column.type.scale == y.column.type.scale || operation == .multiply, let a = IntegerRun(x, count),
            let b = IntegerRun(y, count), let bounds = operation.bounds(a.bounds, b.bounds)
        else { return nil }
        let values = [Int64](unsafeUninitializedCapacity: count) { values, filled in
            filled = count
            a.values.withUnsafeBufferPointer { p in
                b.values.withUnsafeBufferPointer { q in
                    switch operation {
                    case .add: for index in 0..<count { values[index] = p[index] &+ q[index] }
                    case .subtract: for index in 0..<count { values[index] = p[index] &- q[index] }
                    case .multiply: for index in 0..<count { values[index] = p[index] &* q[index] }
                    case .remainder: Self.remainders(p, q, a.bounds, b.bounds, values)
                    case .divide: preconditionFailure("division gives doubles")
                    }
                }
            }
        }
        return Column(type, values, within: bounds, presence: RowMask.common(a.presence, b.presence))
    }

    /// A division of 32 bits takes a third of the time.
    private static func remainders(
        _ p: UnsafeBufferPointer<Int64>, _ q: UnsafeBufferPointer<Int64>, _ left: ClosedRange<Int64>,
        _ right: ClosedRange<Int64>, _ values: UnsafeMutableBufferPointer<Int64>
    ) {
        let narrow = 0...Int64(UInt32.max)
        guard narrow.contains(left.lowerBound), narrow.contains(left.upperBound), narrow.contains(right.lowerBound),
            narrow.contains(right.upperBound)
        else {
            for index in p.indices { values[index] = p[index] % q[index] }
            return
        }
        if right.lowerBound == right.upperBound, right.lowerBound.nonzeroBitCount == 1 {
            let mask = right.lowerBound - 1
            for index in p.indices { values[index] = p[index] & mask }
            return
        }
        for index in p.indices {
            values[index] = Int64(UInt32(truncatingIfNeeded: p[index]) % UInt32(truncatingIfNeeded: q[index]))
        }
    }
}

extension ValueType {
    /// Decimal digits behind the point.
    fileprivate var scale: Int {
        if case .decimal(let digits) = self { return digits }
        return 0
    }
}

extension ArithmeticOperator {
    /// Between what the results lie; nil where one may leave 64 bits, or where a divisor may be 0.
    fileprivate func bounds(_ a: ClosedRange<Int64>, _ b: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        let corners: [(partialValue: Int64, overflow: Bool)]
        switch self {
        case .add:
            corners = [
                a.lowerBound.addingReportingOverflow(b.lowerBound), a.upperBound.addingReportingOverflow(b.upperBound),
            ]
        case .subtract:
            corners = [
                a.lowerBound.subtractingReportingOverflow(b.upperBound),
                a.upperBound.subtractingReportingOverflow(b.lowerBound),
            ]
        case .multiply:
            corners = [a.lowerBound, a.upperBound].flatMap { x in
                [b.lowerBound, b.upperBound].map { x.multipliedReportingOverflow(by: $0) }
            }
        case .remainder:
            guard b.lowerBound > 0 else { return nil }
            let most = b.upperBound - 1
            return (a.lowerBound < 0 ? -most : 0)...(a.upperBound > 0 ? most : 0)
        case .divide: return nil
        }
        guard !corners.contains(where: \.overflow), let least = corners.map(\.partialValue).min(),
            let greatest = corners.map(\.partialValue).max()
        else { return nil }
        return least...greatest
    }
}

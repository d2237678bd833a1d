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
        if type == .double, operation != .divide || x.column.packed == nil || y.column.packed == nil {
            return doubles(x, y, batch.count)
        }
        if operation == .divide, let made = quotients(x, y, batch.count) { return Vector(made) }
        let a = NumberReader(x, x.column.type)
        let b = NumberReader(y, y.column.type)
        return operation == .divide ? quotients(a, b, batch.count) : try integers(a, b, batch.count)
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

    private func doubles(_ x: Vector, _ y: Vector, _ count: Int) -> Vector {
        let (a, b) = (DoubleRun(x, x.column.type, count), DoubleRun(y, y.column.type, count))
        let values =
            switch operation {
            case .add: a.values(with: b) { $0 + $1 }
            case .subtract: a.values(with: b) { $0 - $1 }
            case .multiply: a.values(with: b) { $0 * $1 }
            case .divide: a.values(with: b) { $0 / $1 }
            case .remainder: a.values(with: b) { Self.remainder($0, $1) }
            }
        return Vector(Column(computed: values, presence: RowMask.common(a.presence, b.presence)))
    }

    /// Of whole numbers by a division of integers, which takes a fraction of the time.
    private static func remainder(_ x: Double, _ y: Double) -> Double {
        let exact = Double(1 << 53)
        if x.magnitude < exact, y.magnitude < exact, y != 0 {
            let (p, q) = (Int64(x), Int64(y))
            // The sign of a 0 is that of the dividend.
            if Double(p) == x, Double(q) == y { return Double(signOf: x, magnitudeOf: Double(p % q)) }
        }
        return x.truncatingRemainder(dividingBy: y)
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
        let (own, others) = (x.column.type.scale, y.column.type.scale)
        let scale = max(own, others)
        guard let a = IntegerRun(x, count)?.scaled(by: operation == .multiply ? 0 : scale - own),
            let b = IntegerRun(y, count)?.scaled(by: operation == .multiply ? 0 : scale - others),
            let bounds = operation.bounds(a.bounds, b.bounds)
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

    /// Whole numbers and decimals divided as `quotients` of readers divides them, where all are exact as doubles.
    private func quotients(_ x: Vector, _ y: Vector, _ count: Int) -> Column? {
        let scale = max(x.column.type.scale, y.column.type.scale)
        let up = Int64(ExactDecimal.powerOfTen(scale - x.column.type.scale))
        let down = Int64(ExactDecimal.powerOfTen(scale - y.column.type.scale))
        guard let a = IntegerRun(x, count), let b = IntegerRun(y, count), a.bounds.staysExact(times: up),
            b.bounds.staysExact(times: down)
        else { return nil }
        let values = [Double](unsafeUninitializedCapacity: count) { values, filled in
            filled = count
            a.values.withUnsafeBufferPointer { p in
                b.values.withUnsafeBufferPointer { q in
                    // By 0 nothing comes out that a column holds.
                    for index in 0..<count { values[index] = Double(p[index] &* up) / Double(q[index] &* down) }
                }
            }
        }
        return Column(computed: values, presence: RowMask.common(a.presence, b.presence))
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

extension ClosedRange<Int64> {
    /// Whether all in it, multiplied, are whole numbers that doubles hold exactly.
    fileprivate func staysExact(times factor: Int64) -> Bool {
        [lowerBound, upperBound].allSatisfy { bound in
            let (product, overflow) = bound.multipliedReportingOverflow(by: factor)
            return !overflow && product.magnitude <= 1 << 53
        }
    }
}

extension ValueType {
    /// Decimal digits behind the point.
    var scale: Int {
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

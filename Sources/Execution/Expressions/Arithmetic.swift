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

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let (x, y) = (try left.evaluate(batch), try right.evaluate(batch))
        let a = NumberReader(x, x.column.type)
        let b = NumberReader(y, y.column.type)
        return type == .double ? doubles(a, b, batch.count) : try integers(a, b, batch.count)
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

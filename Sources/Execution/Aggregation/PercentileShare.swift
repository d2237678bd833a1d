import Columns
import Values

/// How far on the way from the least of some values to the greatest a percentile stands, exactly: as a decimal.
struct PercentileShare: Sendable {
    /// The share of the way is `numerator / denominator`.
    private let numerator: Int128
    private let denominator: Int128
    /// Digits after the point: the denominator is ten to this power.
    private let scale: Int

    /// The digits of a percentage that count.
    private static let mostDigits = 15

    init(_ percent: Double) {
        let digits = ExactDecimal("\(percent)") ?? Self.rounded(percent)
        let decimal = digits.scale > Self.mostDigits ? Self.rounded(percent) : digits
        numerator = decimal.significand
        scale = decimal.scale + 2
        denominator = ExactDecimal.powerOfTen(scale)
    }

    private static func rounded(_ percent: Double) -> ExactDecimal {
        let units = (percent * ExactDecimal.doublePowerOfTen(mostDigits)).rounded()
        return ExactDecimal(significand: Int128(units), scale: mostDigits)
    }

    /// Which of `count` values in order stands at the place or before it, and how far the place is on the way to the
    /// next, in steps of which the way has `10^scale`.
    func place(count: Int) -> (below: Int, steps: Int64) {
        let (below, steps) = (Int128(count - 1) * numerator).quotientAndRemainder(dividingBy: denominator)
        return (Int(below), Int64(steps))
    }

    /// What lies between two neighbours, in proportion.
    func between(_ low: Double, _ high: Double, steps: Int64) -> Double {
        steps == 0 ? low : low + (high - low) * (Double(steps) / ExactDecimal.doublePowerOfTen(scale))
    }

    /// The same of integers that stand for numbers of a unit; rounded once, to the nearest double.
    func between(_ low: Int64, _ high: Int64, steps: Int64, unitScale: Int) -> Double {
        let steps = Int128(low) * denominator + (Int128(high) - Int128(low)) * Int128(steps)
        return ExactDecimal(significand: steps, scale: scale + unitScale).doubleValue
    }

    /// The same of days or moments, of which the earlier counts.
    func earlier(_ low: Int64, _ high: Int64, steps: Int64) -> Int64 {
        let (whole, rest) = ((Int128(high) - Int128(low)) * Int128(steps)).quotientAndRemainder(dividingBy: denominator)
        return Int64(Int128(low) + whole) - (rest < 0 ? 1 : 0)
    }
}

/// Two neighbours in the order of values, and how far a percentile's place is on the way from the one to the other.
struct Neighbours<Value: BitwiseCopyable & Sendable>: BitwiseCopyable, Sendable {
    var low: Value
    var high: Value
    var steps: Int64
}

extension Column {
    /// Percentiles of doubles.
    static func percentiles(_ found: [Neighbours<Double>?], _ share: PercentileShare) -> Column {
        .doubles(found.map { $0.map { share.between($0.low, $0.high, steps: $0.steps) } })
    }

    /// Percentiles of integers that stand for values of a type: numbers are doubles; between two days, or two moments,
    /// the earlier part counts.
    static func percentiles(_ found: [Neighbours<Int64>?], _ share: PercentileShare, _ type: ValueType) -> Column {
        switch type {
        case .date, .dateTime:
            let values = found.map { $0.map { share.earlier($0.low, $0.high, steps: $0.steps) } }
            return .integers(values.map { $0 ?? 0 }, type, presence: values.map { $0 != nil })
        default:
            let unitScale = if case .decimal(let scale) = type { scale } else { 0 }
            return .doubles(
                found.map { $0.map { share.between($0.low, $0.high, steps: $0.steps, unitScale: unitScale) } })
        }
    }
}

import Columns
import Planning
import Values

/// Functions of numbers, for all rows of a batch together. What they make of a missing value means nothing.
enum NumberFunctions {
    static func column(
        _ function: ScalarFunction, _ vectors: [Vector], _ count: Int, _ type: ValueType
    ) throws(ExecutionError) -> Column {
        let presence = vectors.reduce(nil) { RowMask.common($0, $1.presence(count)) }
        var digits: [Int64]?
        if vectors.count > 1, let packed = vectors[1].column.packed {
            digits = vectors[1].integers(packed, count, missing: 0)
        }
        let source = vectors[0].column
        guard let packed = source.packed, function != .log, function != .sqrt else {
            let values = DoubleRun(vectors[0], source.type, count).values
            return Column(computed: doubles(function, values, digits), presence: presence)
        }
        let values = vectors[0].integers(packed, count, missing: 0)
        let scale = source.type.scale
        switch function {
        case .abs, .negate: return Column(type, try turned(function, values, presence), presence: presence)
        case .floor, .ceil: return Column(type, rounded(values, dropping: scale, function), presence: presence)
        default:
            guard let digits else { return Column(type, rounded(values, dropping: scale, .round), presence: presence) }
            return Column(type, try rounded(values, scale, to: digits, type.scale, presence), presence: presence)
        }
    }

    // MARK: Doubles

    /// What is no number comes out as none: the root of a negative one.
    private static func doubles(_ function: ScalarFunction, _ values: [Double], _ digits: [Int64]?) -> [Double] {
        switch function {
        case .abs: return values.map { Swift.abs($0) }
        case .negate: return values.map { -$0 }
        case .floor: return values.map { $0.rounded(.down) }
        case .ceil: return values.map { $0.rounded(.up) }
        case .sqrt: return values.map { $0.squareRoot() }
        case .log: return values.map { $0 <= 0 ? .nan : SystemMath.naturalLogarithm($0) }
        default:
            guard let digits else { return values.map { rounded($0, toDigits: 0) } }
            return values.indices.map { rounded(values[$0], toDigits: digits[$0]) }
        }
    }

    /// To digits behind the point, or to tens, hundreds and so on where they are fewer than none.
    private static func rounded(_ value: Double, toDigits digits: Int64) -> Double {
        let factor = ExactDecimal.doublePowerOfTen(Int(min(18, digits.magnitude)))
        let scaled = digits >= 0 ? value * factor : value / factor
        // From here on doubles have no digits behind the point.
        guard scaled.magnitude < 9e15 else { return value }
        return digits >= 0 ? scaled.rounded() / factor : scaled.rounded() * factor
    }

    // MARK: Whole numbers and decimals

    /// The magnitude, or the opposite.
    private static func turned(
        _ function: ScalarFunction, _ values: [Int64], _ presence: RowMask?
    ) throws(ExecutionError) -> [Int64] {
        if values.contains(.min), values.indices.contains(where: { values[$0] == .min && presence.holds($0) }) {
            throw .overflow("the opposite of \(Int64.min)")
        }
        return values.map { function == .negate || $0 < 0 ? 0 &- $0 : $0 }
    }

    private static func rounded(_ values: [Int64], dropping digits: Int, _ function: ScalarFunction) -> [Int64] {
        let divisor = Int64(ExactDecimal.powerOfTen(min(18, digits)))
        return digits == 0 ? values : values.map { rounded($0, by: divisor, function) }
    }

    /// `scale`, `kept`: digits behind the point of the values and of the results.
    private static func rounded(
        _ values: [Int64], _ scale: Int, to digits: [Int64], _ kept: Int, _ presence: RowMask?
    ) throws(ExecutionError) -> [Int64] {
        var made = values
        // The digits are nearly always the same for all.
        var (known, divisor, back): (Int64?, Int64, Int64) = (nil, 1, 1)
        for position in values.indices {
            if digits[position] != known {
                known = digits[position]
                let (most, _) = Int64(scale).subtractingReportingOverflow(digits[position])
                let drop = Int(min(18, max(0, digits[position] < 0 && most < 0 ? 18 : most)))
                divisor = Int64(ExactDecimal.powerOfTen(drop))
                // What was dropped beyond the digits of the result comes back as zeros.
                back = Int64(ExactDecimal.powerOfTen(max(0, drop - (scale - kept))))
            }
            let (result, overflow) = rounded(values[position], by: divisor, .round)
                .multipliedReportingOverflow(by: back)
            if overflow, presence.holds(position) { throw .overflow("round(\(values[position]))") }
            made[position] = result
        }
        return made
    }

    /// Divides by a power of ten: down, up, or to the nearest with halves away from zero.
    @inline(__always)
    private static func rounded(_ value: Int64, by divisor: Int64, _ function: ScalarFunction) -> Int64 {
        if divisor == 1 { return value }
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        switch function {
        case .floor: return remainder < 0 ? quotient - 1 : quotient
        case .ceil: return remainder > 0 ? quotient + 1 : quotient
        default:
            guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
            return value < 0 ? quotient - 1 : quotient + 1
        }
    }
}

extension RowMask? {
    /// Whether a row is in the mask; nil stands for all rows.
    func holds(_ position: Int) -> Bool { self?.contains(Int32(position)) ?? true }
}

/// A number as the unevaluated sum of two doubles, about 106 bits of significand (Dekker, 1971): sums and sums of
/// squares kept so do not depend on the order of rows in any digit that a double shows.
struct DoubleDouble {
    private(set) var high = 0.0
    private(set) var low = 0.0

    init() {}

    init(_ value: Double) { high = value }

    /// Exact up to 106 bits.
    init(_ value: Int128) {
        high = Double(nearest: value)
        guard let whole = Int128(exactly: high) else { return }
        low = Double(nearest: value - whole)
    }

    private init(high: Double, low: Double) { (self.high, self.low) = (high, low) }

    var value: Double { high + low }

    /// Knuth's two-sum.
    @inline(__always)
    private static func twoSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
        let sum = a + b
        let part = sum - a
        return (sum, (a - (sum - part)) + (b - part))
    }

    @inline(__always)
    private static func normalized(_ high: Double, _ low: Double) -> DoubleDouble {
        let sum = high + low
        return DoubleDouble(high: sum, low: low - (sum - high))
    }

    @inline(__always)
    mutating func add(_ value: Double) {
        let (sum, error) = DoubleDouble.twoSum(high, value)
        self = .normalized(sum, error + low)
    }

    @inline(__always)
    mutating func add(_ other: DoubleDouble) {
        let (sum, error) = DoubleDouble.twoSum(high, other.high)
        self = .normalized(sum, error + low + other.low)
    }

    /// Adds a product without rounding it first.
    @inline(__always)
    mutating func addProduct(_ a: Double, _ b: Double) {
        let product = a * b
        add(DoubleDouble(high: product, low: (-product).addingProduct(a, b)))
    }

    static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let product = a.high * b.high
        let error = (-product).addingProduct(a.high, b.high) + (a.high * b.low + a.low * b.high)
        return normalized(product, error)
    }

    static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        var difference = a
        difference.add(DoubleDouble(high: -b.high, low: -b.low))
        return difference
    }
}

import Columns
import Values

/// Count and sums of powers and products of pairs, enough for deviations and correlations; exact for integers whose
/// squares allow it, else in about 106 bits.
private struct Moments<Number> {
    var count: Int64 = 0
    var x: Number
    var y: Number
    var xx: Number
    var yy: Number
    var xy: Number

    init(zero: Number) { (x, y, xx, yy, xy) = (zero, zero, zero, zero, zero) }
}

/// The moments of every group, of one value (`y` stays 0) or of two.
private struct GroupedMoments {
    private var exact: [Moments<Int128>] = []
    private var rough: [Moments<DoubleDouble>] = []

    /// Beyond this, squares of integers times rows may leave 128 bits.
    private static let exactMagnitude = Int64(1) << 32

    mutating func add(_ x: Vector, _ rows: GroupedRows) {
        exact.extend(to: rows.groupCount, with: Moments(zero: 0))
        if let packed = x.exactIntegers(below: Self.exactMagnitude) {
            exact.withUnsafeMutableBufferPointer { states in
                packed.withReader { read in
                    x.forEachPresent(rows) { group, row in
                        let value = read(row)
                        states[group].count &+= 1
                        states[group].x &+= Int128(value)
                        states[group].xx &+= Int128(value &* value)
                    }
                }
            }
            return
        }
        rough.extend(to: rows.groupCount, with: Moments(zero: DoubleDouble()))
        if case .doubles(let numbers) = x.column.payload { return addDoubles(x, numbers, rows) }
        let reader = UnscaledReader(x)
        rows.forEachPosition { position, group in
            guard let value = reader.value(position) else { return }
            rough[group].count += 1
            rough[group].x.add(value)
            rough[group].xx.addProduct(value, value)
        }
    }

    private mutating func addDoubles(_ x: Vector, _ numbers: Buffer<Double>, _ rows: GroupedRows) {
        rough.withUnsafeMutableBufferPointer { states in
            numbers.withUnsafeElements { numbers in
                x.forEachPresent(rows) { group, row in
                    let value = numbers[row]
                    states[group].count &+= 1
                    states[group].x.add(value)
                    states[group].xx.addProduct(value, value)
                }
            }
        }
    }

    mutating func add(_ x: Vector, _ y: Vector, _ rows: GroupedRows) {
        exact.extend(to: rows.groupCount, with: Moments(zero: 0))
        if let a = x.exactIntegers(below: Self.exactMagnitude), let b = y.exactIntegers(below: Self.exactMagnitude) {
            exact.withUnsafeMutableBufferPointer { states in
                a.withReader { readX in b.withReader { readY in Self.addPairs(x, readX, y, readY, rows, states) } }
            }
            return
        }
        rough.extend(to: rows.groupCount, with: Moments(zero: DoubleDouble()))
        let (readX, readY) = (UnscaledReader(x), UnscaledReader(y))
        rows.forEachPosition { position, group in
            guard let a = readX.value(position), let b = readY.value(position) else { return }
            rough[group].count += 1
            rough[group].x.add(a)
            rough[group].y.add(b)
            rough[group].xx.addProduct(a, a)
            rough[group].yy.addProduct(b, b)
            rough[group].xy.addProduct(a, b)
        }
    }

    @inline(__always)
    private static func addPairs(
        _ x: Vector, _ readX: (Int) -> Int64, _ y: Vector, _ readY: (Int) -> Int64, _ rows: GroupedRows,
        _ states: UnsafeMutableBufferPointer<Moments<Int128>>
    ) {
        rows.forEachPosition { position, group in
            guard let rowX = x.presentRow(position), let rowY = y.presentRow(position) else { return }
            let (a, b) = (readX(rowX), readY(rowY))
            states[group].count &+= 1
            states[group].x &+= Int128(a)
            states[group].y &+= Int128(b)
            states[group].xx &+= Int128(a &* a)
            states[group].yy &+= Int128(b &* b)
            states[group].xy &+= Int128(a &* b)
        }
    }

    mutating func absorb(_ other: GroupedMoments, _ map: GroupMap) {
        exact.extend(to: map.groupCount, with: Moments(zero: 0))
        for (group, state) in other.exact.enumerated() { exact[map[group]].merge(state) { $0 += $1 } }
        guard !other.rough.isEmpty else { return }
        rough.extend(to: map.groupCount, with: Moments(zero: DoubleDouble()))
        for (group, state) in other.rough.enumerated() { rough[map[group]].merge(state) { $0.add($1) } }
    }

    /// `body` of the group's `n·Σxx − (Σx)²`, the same of y, `n·Σxy − Σx·Σy`, and n.
    func spread(ofGroup group: Int) -> (x: Double, y: Double, product: Double, count: Int64) {
        let exact = group < self.exact.count ? self.exact[group] : Moments(zero: 0)
        guard group < rough.count, rough[group].count > 0 else {
            let n = Int128(exact.count)
            return (
                Double(n * exact.xx - exact.x * exact.x), Double(n * exact.yy - exact.y * exact.y),
                Double(n * exact.xy - exact.x * exact.y), exact.count
            )
        }
        var all = rough[group]
        all.count += exact.count
        all.x.add(DoubleDouble(exact.x))
        all.y.add(DoubleDouble(exact.y))
        all.xx.add(DoubleDouble(exact.xx))
        all.yy.add(DoubleDouble(exact.yy))
        all.xy.add(DoubleDouble(exact.xy))
        let n = DoubleDouble(Double(all.count))
        return (
            (n * all.xx - all.x * all.x).value, (n * all.yy - all.y * all.y).value,
            (n * all.xy - all.x * all.y).value, all.count
        )
    }
}

extension Moments {
    fileprivate mutating func merge(_ other: Moments, _ add: (inout Number, Number) -> Void) {
        count += other.count
        add(&x, other.x)
        add(&y, other.y)
        add(&xx, other.xx)
        add(&yy, other.yy)
        add(&xy, other.xy)
    }
}

extension Vector {
    /// The column's integers when none is larger than `limit`, whatever the sign.
    fileprivate func exactIntegers(below limit: Int64) -> PackedIntegers? {
        guard let packed = column.packed, let magnitude = packed.magnitude, magnitude <= limit else { return nil }
        return packed
    }
}

/// A vector's numbers as doubles, decimals as the integers that stand for them.
private struct UnscaledReader {
    private let vector: Vector
    private let doubles: Buffer<Double>?

    init(_ vector: Vector) {
        self.vector = vector
        if case .doubles(let buffer) = vector.column.payload { doubles = buffer } else { doubles = nil }
    }

    func value(_ position: Int) -> Double? {
        guard let row = vector.presentRow(position) else { return nil }
        return doubles?[row] ?? vector.column.packed.map { Double($0[row]) }
    }
}

/// Sample standard deviation; missing below two values.
final class DeviationAccumulator: MergeableAccumulator {
    private let divisor: Double
    private var moments = GroupedMoments()

    init(_ type: ValueType) { divisor = Double(type.unitsPerOne) }

    func add(_ arguments: [Vector], _ rows: GroupedRows) { moments.add(arguments[0], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? DeviationAccumulator else { preconditionFailure("accumulators of one kind") }
        moments.absorb(other.moments, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.doubles(
            groups.map { group in
                let (spread, _, _, count) = moments.spread(ofGroup: Int(group))
                guard count > 1 else { return nil }
                return (max(0, spread) / (Double(count) * Double(count - 1))).squareRoot() / divisor
            })
    }
}

/// Pearson's correlation of two values; missing below two pairs or where one side does not vary.
final class CorrelationAccumulator: MergeableAccumulator {
    private var moments = GroupedMoments()

    func add(_ arguments: [Vector], _ rows: GroupedRows) { moments.add(arguments[0], arguments[1], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? CorrelationAccumulator else { preconditionFailure("accumulators of one kind") }
        moments.absorb(other.moments, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.doubles(
            groups.map { group in
                let (x, y, product, _) = moments.spread(ofGroup: Int(group))
                guard x > 0, y > 0 else { return nil }
                // One root is exact for a value with itself; the product of two large spreads may be infinite.
                let both = x * y
                return product / (both.isFinite ? both.squareRoot() : x.squareRoot() * y.squareRoot())
            })
    }
}

import Columns
import Values

/// An integer in which products of two values are added up.
protocol MomentSum: FixedWidthInteger {
    static func product(_ a: Int64, _ b: Int64) -> Self
}

extension Int64: MomentSum {
    /// Of values whose products are known to fit.
    @inline(__always)
    static func product(_ a: Int64, _ b: Int64) -> Int64 { a &* b }
}

extension Int128: MomentSum {
    @inline(__always)
    static func product(_ a: Int64, _ b: Int64) -> Int128 { Int128(a) &* Int128(b) }
}

/// A count and sums of powers, or of powers and products, of values.
struct Moments<let size: Int, Number> {
    var count: Int64 = 0
    var sums: InlineArray<size, Number>

    init(zero: Number) { sums = InlineArray(repeating: zero) }

    mutating func merge(_ other: Moments, _ add: (inout Number, Number) -> Void) {
        count += other.count
        for index in sums.indices { add(&sums[index], other.sums[index]) }
    }
}

/// Whether the values of a group differ.
private struct Variation {
    private var first: Double?
    private(set) var varies = false

    mutating func add(_ value: Double) {
        if let first { varies = varies || value != first } else { first = value }
    }

    mutating func merge(_ other: Variation) {
        guard let theirs = other.first else { return }
        add(theirs)
        if other.varies { varies = true }
    }
}

/// The moments of every group, enough for deviations (`size` 2: Σx, Σx²) and correlations (5: then Σy, Σy², Σxy): exact
/// for integers whose squares allow it, in 64 bits while the sizes of the values promise that they suffice and then in
/// 128; else in about 106 bits.
struct GroupedMoments<let size: Int> {
    private var narrow: [Moments<size, Int64>] = []
    private var exact: [Moments<size, Int128>] = []
    private var rough: [Moments<size, DoubleDouble>] = []
    /// Of what is rough.
    private var variations: [(x: Variation, y: Variation)] = []
    /// By how much any narrow sum may still grow.
    private var headroom = Headroom()
    /// Moments that are still to be taken out to the others.
    private var fused: FusedMoments?

    /// Up to this the squares of as many integers as there can be rows add up to less than 128 bits.
    private static var exactMagnitude: Int64 { 1 << 40 }

    /// Columns of integers as they are, when none of them is larger than `exactMagnitude`, whatever the sign.
    private static func exactIntegers(_ vectors: [Vector]) -> [PackedIntegers]? {
        var columns: [PackedIntegers] = []
        for vector in vectors {
            guard let packed = vector.column.packed, let magnitude = packed.magnitude, magnitude <= exactMagnitude
            else { return nil }
            columns.append(packed)
        }
        return columns
    }

    /// Adds rows in fields of words; false where they must be added one sum after another.
    private mutating func addFused(_ vectors: [Vector], _ rows: GroupedRows) -> Bool {
        guard let shape = FusedMoments.Shape(vectors, rows) else { return false }
        if fused?.shape != shape {
            // Taking out touches every group.
            if let fused, fused.held > 0, fused.held < fused.shape.groupCount { return false }
            flush()
            fused = FusedMoments(shape)
        }
        guard fused?.isUsable == true else { return false }
        var left = rows.groups.indices
        while let rest = fused?.add(left, rows.groups, vectors), !rest.isEmpty {
            flush()
            left = rest
        }
        return true
    }

    /// Takes out what the words hold; before anything is read.
    mutating func flush() {
        guard var full = fused.take(), full.held > 0 else { return }
        if reserve(full.shape.magnitude, full.held) {
            narrow.extend(to: full.shape.groupCount, with: Moments(zero: 0))
            narrow.withUnsafeMutableBufferPointer { full.addSums(to: $0) }
        } else {
            exact.extend(to: full.shape.groupCount, with: Moments(zero: 0))
            exact.withUnsafeMutableBufferPointer { full.addSums(to: $0) }
        }
        full.clear()
        fused = full
    }

    /// Whether the sums of some more values fit in 64 bits, after a spill if need be.
    private mutating func reserve(_ columns: [PackedIntegers], _ count: Int) -> Bool {
        reserve(columns.reduce(0) { max($0, $1.magnitude ?? Self.exactMagnitude) }, count)
    }

    private mutating func reserve(_ greatest: Int64, _ count: Int) -> Bool {
        let (square, overflow) = greatest.multipliedReportingOverflow(by: greatest)
        guard !overflow, let fits = headroom.reserve(square, Int64(count)) else { return false }
        if !fits { spill() }
        return true
    }

    private mutating func spill() {
        exact.extend(to: narrow.count, with: Moments(zero: 0))
        for group in narrow.indices {
            exact[group].count += narrow[group].count
            for index in narrow[group].sums.indices { exact[group].sums[index] += Int128(narrow[group].sums[index]) }
            narrow[group] = Moments(zero: 0)
        }
    }

    mutating func absorb(_ other: GroupedMoments, _ map: GroupMap) {
        var other = other
        flush()
        other.flush()
        if !headroom.absorb(other.headroom) { other.spill() }
        narrow.extend(to: map.groupCount, with: Moments(zero: 0))
        for (group, state) in other.narrow.enumerated() { narrow[map[group]].merge(state) { $0 &+= $1 } }
        if !other.exact.isEmpty { exact.extend(to: map.groupCount, with: Moments(zero: 0)) }
        for (group, state) in other.exact.enumerated() { exact[map[group]].merge(state) { $0 += $1 } }
        guard !other.rough.isEmpty else { return }
        rough.extend(to: map.groupCount, with: Moments(zero: DoubleDouble()))
        for (group, state) in other.rough.enumerated() { rough[map[group]].merge(state) { $0.add($1) } }
        variations.extend(to: map.groupCount, with: (Variation(), Variation()))
        for (group, both) in other.variations.enumerated() {
            variations[map[group]].x.merge(both.x)
            variations[map[group]].y.merge(both.y)
        }
    }

    fileprivate mutating func extendRough(to groupCount: Int) {
        rough.extend(to: groupCount, with: Moments(zero: DoubleDouble()))
        variations.extend(to: groupCount, with: (Variation(), Variation()))
    }

    /// How many values, or pairs, a group has.
    func count(ofGroup group: Int) -> Int64 {
        (group < narrow.count ? narrow[group].count : 0) + (group < exact.count ? exact[group].count : 0)
            + (group < rough.count ? rough[group].count : 0)
    }

    /// `n·Σab − Σa·Σb` of a group, where the sums of a, b and ab stand at these places.
    fileprivate func spread(ofGroup group: Int, _ a: Int, _ b: Int, _ product: Int) -> Double {
        var whole = Moments<size, Int128>(zero: 0)
        if group < exact.count { whole = exact[group] }
        if group < narrow.count {
            whole.count += narrow[group].count
            for index in whole.sums.indices { whole.sums[index] += Int128(narrow[group].sums[index]) }
        }
        guard group < rough.count, rough[group].count > 0 else { return whole.spread(a, b, product) }
        // Sums that are rounded do not come to nothing where all values are one.
        if a == b, whole.count == 0, !(a == 0 ? variations[group].x : variations[group].y).varies { return 0 }
        var sum = rough[group]
        sum.merge(whole.rounded) { $0.add($1) }
        return sum.spread(a, b, product)
    }
}

extension Moments where Number == DoubleDouble {
    /// `n·Σab − Σa·Σb`.
    fileprivate func spread(_ a: Int, _ b: Int, _ product: Int) -> Double {
        (DoubleDouble(Double(count)) * sums[product] - sums[a] * sums[b]).value
    }
}

extension Moments where Number == Int128 {
    /// `n·Σab − Σa·Σb`: the nearest double, unless that leaves 128 bits on the way.
    fileprivate func spread(_ a: Int, _ b: Int, _ product: Int) -> Double {
        let (whole, isWhole) = Int128(count).multipliedReportingOverflow(by: sums[product])
        let (middle, isMiddle) = sums[a].multipliedReportingOverflow(by: sums[b])
        let (difference, isDifference) = whole.subtractingReportingOverflow(middle)
        return isWhole || isMiddle || isDifference ? rounded.spread(a, b, product) : Double(nearest: difference)
    }

    fileprivate var rounded: Moments<size, DoubleDouble> {
        var rounded = Moments<size, DoubleDouble>(zero: DoubleDouble())
        rounded.count = count
        for index in sums.indices { rounded.sums[index] = DoubleDouble(sums[index]) }
        return rounded
    }
}

extension GroupedMoments where size == 2 {
    mutating func add(_ x: Vector, _ rows: GroupedRows) {
        guard let columns = Self.exactIntegers([x]) else { return addRough(x, rows) }
        if addFused([x], rows) { return }
        if reserve(columns, rows.count) {
            narrow.extend(to: rows.groupCount, with: Moments(zero: 0))
            narrow.withUnsafeMutableBufferPointer { Self.add(x, columns[0], rows, to: $0) }
        } else {
            exact.extend(to: rows.groupCount, with: Moments(zero: 0))
            exact.withUnsafeMutableBufferPointer { Self.add(x, columns[0], rows, to: $0) }
        }
    }

    @inline(__always)
    private static func add<Number: MomentSum>(
        _ x: Vector, _ packed: PackedIntegers, _ rows: GroupedRows,
        to states: UnsafeMutableBufferPointer<Moments<2, Number>>
    ) {
        packed.withReader { read in
            x.forEachPresent(rows) { group, row in
                let value = read(row)
                states[group].count &+= 1
                states[group].sums[0] &+= Number(truncatingIfNeeded: value)
                states[group].sums[1] &+= Number.product(value, value)
            }
        }
    }

    private mutating func addRough(_ x: Vector, _ rows: GroupedRows) {
        extendRough(to: rows.groupCount)
        let read = UnscaledReader(x)
        rows.forEachPosition { position, group in
            guard let value = read.value(position) else { return }
            rough[group].count += 1
            rough[group].sums[0].add(value)
            rough[group].sums[1].addProduct(value, value)
            variations[group].x.add(value)
        }
    }

    /// `n·Σx² − (Σx)²`.
    func spread(ofGroup group: Int) -> Double { spread(ofGroup: group, 0, 0, 1) }
}

extension GroupedMoments where size == 5 {
    mutating func add(_ x: Vector, _ y: Vector, _ rows: GroupedRows) {
        guard let columns = Self.exactIntegers([x, y]) else { return addRough(x, y, rows) }
        if addFused([x, y], rows) { return }
        let pair = IntegerPair(x: x, y: y, columns[0], columns[1])
        if reserve(columns, rows.count) {
            narrow.extend(to: rows.groupCount, with: Moments(zero: 0))
            narrow.withUnsafeMutableBufferPointer { Self.add(pair, rows, to: $0) }
        } else {
            exact.extend(to: rows.groupCount, with: Moments(zero: 0))
            exact.withUnsafeMutableBufferPointer { Self.add(pair, rows, to: $0) }
        }
    }

    @inline(__always)
    private static func add<Number: MomentSum>(
        _ pair: IntegerPair, _ rows: GroupedRows, to states: UnsafeMutableBufferPointer<Moments<5, Number>>
    ) {
        pair.forEachPresent(rows) { group, x, y in
            states[group].count &+= 1
            states[group].sums[0] &+= Number(truncatingIfNeeded: x)
            states[group].sums[1] &+= Number.product(x, x)
            states[group].sums[2] &+= Number(truncatingIfNeeded: y)
            states[group].sums[3] &+= Number.product(y, y)
            states[group].sums[4] &+= Number.product(x, y)
        }
    }

    private mutating func addRough(_ x: Vector, _ y: Vector, _ rows: GroupedRows) {
        extendRough(to: rows.groupCount)
        let (readX, readY) = (UnscaledReader(x), UnscaledReader(y))
        rows.forEachPosition { position, group in
            guard let a = readX.value(position), let b = readY.value(position) else { return }
            rough[group].count += 1
            rough[group].sums[0].add(a)
            rough[group].sums[1].addProduct(a, a)
            rough[group].sums[2].add(b)
            rough[group].sums[3].addProduct(b, b)
            rough[group].sums[4].addProduct(a, b)
            variations[group].x.add(a)
            variations[group].y.add(b)
        }
    }

    /// `n·Σx² − (Σx)²`, the same of y, and `n·Σxy − Σx·Σy`.
    func spreads(ofGroup group: Int) -> (x: Double, y: Double, product: Double) {
        (spread(ofGroup: group, 0, 0, 1), spread(ofGroup: group, 2, 2, 3), spread(ofGroup: group, 0, 2, 4))
    }
}

/// Two columns of integers, read side by side.
private struct IntegerPair {
    private let x: Vector
    private let y: Vector
    private let packedX: PackedIntegers
    private let packedY: PackedIntegers

    init(x: Vector, y: Vector, _ packedX: PackedIntegers, _ packedY: PackedIntegers) {
        (self.x, self.y, self.packedX, self.packedY) = (x, y, packedX, packedY)
    }

    /// Calls `body` with the group and both values of each row that counts and has both.
    @inline(__always)
    func forEachPresent(_ rows: GroupedRows, _ body: (_ group: Int, _ x: Int64, _ y: Int64) -> Void) {
        packedX.withReader { readX in
            packedY.withReader { readY in
                if let (startX, startY) = starts, rows.positions == nil {
                    let (presentX, presentY) = (x.column.presence, y.column.presence)
                    rows.groups.withUnsafeBufferPointer { groups in
                        for position in groups.indices {
                            let (rowX, rowY) = (startX + position, startY + position)
                            guard presentX?[rowX] ?? true, presentY?[rowY] ?? true else { continue }
                            body(Int(groups[position]), readX(rowX), readY(rowY))
                        }
                    }
                } else {
                    rows.forEachPosition { position, group in
                        guard let rowX = x.presentRow(position), let rowY = y.presentRow(position) else { return }
                        body(group, readX(rowX), readY(rowY))
                    }
                }
            }
        }
    }

    /// Where both begin, when both are runs of rows.
    private var starts: (Int, Int)? {
        guard case .range(let startX) = x.selection, case .range(let startY) = y.selection else { return nil }
        return (startX, startY)
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

extension Moments where size == 2, Number == Int128 {
    /// Of integers of 32 bits.
    init(of values: UnsafeMutableBufferPointer<UInt32>) {
        self.init(zero: 0)
        count = Int64(values.count)
        // The halves of the squares by themselves: no sum of fewer than 2^32 values leaves 64 bits.
        var (sum, low, high): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for value in values {
            let square = UInt64(value) &* UInt64(value)
            sum &+= UInt64(value)
            low &+= square & 0xFFFF_FFFF
            high &+= square &>> 32
        }
        sums = [Int128(sum), Int128(high) << 32 + Int128(low)]
    }

    /// The sample standard deviation; nil below two values.
    var deviation: Double? { DeviationAccumulator.deviation(count: count, spread: spread(0, 0, 1)) }
}

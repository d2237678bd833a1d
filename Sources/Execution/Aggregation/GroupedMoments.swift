import Columns
import Values

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

/// The moments of every group, enough for deviations (`size` 2: Σx, Σx²) and correlations (5: then Σy, Σy², Σxy): exact
/// for integers whose squares allow it, in 64 bits while the sizes of the values promise that they suffice and then in
/// 128; else in about 106 bits.
struct GroupedMoments<let size: Int> {
    private var narrow: [Moments<size, Int64>] = []
    private var exact: [Moments<size, Int128>] = []
    private var rough: [Moments<size, DoubleDouble>] = []
    /// By how much any narrow sum may still grow.
    private var headroom = Headroom()

    /// Beyond this, squares of integers times rows may leave 128 bits.
    private static var exactMagnitude: Int64 { 1 << 32 }

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

    /// Whether the sums of some more values fit in 64 bits, after a spill if need be.
    private mutating func reserve(_ columns: [PackedIntegers], _ count: Int) -> Bool {
        let greatest = columns.reduce(0) { max($0, $1.magnitude ?? Self.exactMagnitude) }
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
        if !headroom.absorb(other.headroom) { other.spill() }
        narrow.extend(to: map.groupCount, with: Moments(zero: 0))
        for (group, state) in other.narrow.enumerated() { narrow[map[group]].merge(state) { $0 &+= $1 } }
        if !other.exact.isEmpty { exact.extend(to: map.groupCount, with: Moments(zero: 0)) }
        for (group, state) in other.exact.enumerated() { exact[map[group]].merge(state) { $0 += $1 } }
        guard !other.rough.isEmpty else { return }
        rough.extend(to: map.groupCount, with: Moments(zero: DoubleDouble()))
        for (group, state) in other.rough.enumerated() { rough[map[group]].merge(state) { $0.add($1) } }
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
        guard group < rough.count, rough[group].count > 0 else {
            return Double(Int128(whole.count) * whole.sums[product] - whole.sums[a] * whole.sums[b])
        }
        var sum = rough[group]
        sum.count += whole.count
        for index in sum.sums.indices { sum.sums[index].add(DoubleDouble(whole.sums[index])) }
        return (DoubleDouble(Double(sum.count)) * sum.sums[product] - sum.sums[a] * sum.sums[b]).value
    }
}

extension GroupedMoments where size == 2 {
    mutating func add(_ x: Vector, _ rows: GroupedRows) {
        guard let columns = Self.exactIntegers([x]) else { return addRough(x, rows) }
        if reserve(columns, rows.count) {
            narrow.extend(to: rows.groupCount, with: Moments(zero: 0))
            narrow.withUnsafeMutableBufferPointer { Self.add(x, columns[0], rows, to: $0) }
        } else {
            exact.extend(to: rows.groupCount, with: Moments(zero: 0))
            exact.withUnsafeMutableBufferPointer { Self.add(x, columns[0], rows, to: $0) }
        }
    }

    @inline(__always)
    private static func add<Number: FixedWidthInteger>(
        _ x: Vector, _ packed: PackedIntegers, _ rows: GroupedRows,
        to states: UnsafeMutableBufferPointer<Moments<2, Number>>
    ) {
        packed.withReader { read in
            x.forEachPresent(rows) { group, row in
                let value = read(row)
                states[group].count &+= 1
                states[group].sums[0] &+= Number(truncatingIfNeeded: value)
                states[group].sums[1] &+= Number(truncatingIfNeeded: value &* value)
            }
        }
    }

    private mutating func addRough(_ x: Vector, _ rows: GroupedRows) {
        rough.extend(to: rows.groupCount, with: Moments(zero: DoubleDouble()))
        rough.withUnsafeMutableBufferPointer { states in
            if case .doubles(let numbers) = x.column.payload {
                numbers.withUnsafeElements { numbers in
                    x.forEachPresent(rows) { group, row in states[group].add(numbers[row]) }
                }
            } else if let packed = x.column.packed {
                packed.withReader { read in
                    x.forEachPresent(rows) { group, row in states[group].add(Double(read(row))) }
                }
            }
        }
    }

    /// `n·Σx² − (Σx)²`.
    func spread(ofGroup group: Int) -> Double { spread(ofGroup: group, 0, 0, 1) }
}

extension GroupedMoments where size == 5 {
    mutating func add(_ x: Vector, _ y: Vector, _ rows: GroupedRows) {
        guard let columns = Self.exactIntegers([x, y]) else { return addRough(x, y, rows) }
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
    private static func add<Number: FixedWidthInteger>(
        _ pair: IntegerPair, _ rows: GroupedRows, to states: UnsafeMutableBufferPointer<Moments<5, Number>>
    ) {
        pair.forEachPresent(rows) { group, x, y in
            states[group].count &+= 1
            states[group].sums[0] &+= Number(truncatingIfNeeded: x)
            states[group].sums[1] &+= Number(truncatingIfNeeded: x &* x)
            states[group].sums[2] &+= Number(truncatingIfNeeded: y)
            states[group].sums[3] &+= Number(truncatingIfNeeded: y &* y)
            states[group].sums[4] &+= Number(truncatingIfNeeded: x &* y)
        }
    }

    private mutating func addRough(_ x: Vector, _ y: Vector, _ rows: GroupedRows) {
        rough.extend(to: rows.groupCount, with: Moments(zero: DoubleDouble()))
        let (readX, readY) = (UnscaledReader(x), UnscaledReader(y))
        rows.forEachPosition { position, group in
            guard let a = readX.value(position), let b = readY.value(position) else { return }
            rough[group].count += 1
            rough[group].sums[0].add(a)
            rough[group].sums[1].addProduct(a, a)
            rough[group].sums[2].add(b)
            rough[group].sums[3].addProduct(b, b)
            rough[group].sums[4].addProduct(a, b)
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
                    rows.groups.withUnsafeBufferPointer { groups in
                        for position in groups.indices {
                            body(Int(groups[position]), readX(startX + position), readY(startY + position))
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

    /// Where both begin, when both are runs of rows that all have a value.
    private var starts: (Int, Int)? {
        guard case .range(let startX) = x.selection, case .range(let startY) = y.selection,
            x.column.presence == nil, y.column.presence == nil
        else { return nil }
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

extension Moments where size == 2, Number == DoubleDouble {
    @inline(__always)
    fileprivate mutating func add(_ value: Double) {
        count &+= 1
        sums[0].add(value)
        sums[1].addProduct(value, value)
    }
}

import Columns

/// By how much sums of 64 bits may still grow.
struct Headroom {
    private var left = Int64.max

    /// Takes room for `count` values of a size; false where the sums must first be spilled and set to 0, as is then
    /// reckoned with; nil where so many do not fit at all.
    mutating func reserve(_ magnitude: Int64, _ count: Int64) -> Bool? {
        let (growth, overflow) = magnitude.multipliedReportingOverflow(by: count)
        guard !overflow else { return nil }
        let fits = growth <= left
        left = (fits ? left : .max) - growth
        return fits
    }

    /// Takes room for all that another has given, or none at all.
    mutating func absorb(_ other: Headroom) -> Bool {
        let taken = Int64.max - other.left
        guard taken <= left else { return false }
        left -= taken
        return true
    }
}

extension Double {
    /// The nearest double, by the processor's own instruction: where 64 bits do not hold the integer, of its leading
    /// ones, the last of which says whether anything stands behind them. (What the standard library has for 128 bits
    /// takes a microsecond.)
    init(nearest integer: Int128) {
        if let small = Int64(exactly: integer) {
            self.init(small)
            return
        }
        let magnitude = integer.magnitude
        let shift = UInt128.bitWidth - UInt64.bitWidth - magnitude.leadingZeroBitCount
        guard shift > 0 else {
            let whole = Double(UInt64(truncatingIfNeeded: magnitude))
            self = integer < 0 ? -whole : whole
            return
        }
        let behind = magnitude & (UInt128(1) << UInt128(shift) - 1)
        let leading = UInt64(truncatingIfNeeded: magnitude >> UInt128(shift)) | (behind == 0 ? 0 : 1)
        self = Double(sign: integer < 0 ? .minus : .plus, exponent: shift, significand: Double(leading))
    }
}

/// What is kept of each group beside the part of its sum that has outgrown 64 bits.
protocol SumState {
    init()
    var sum: Int64 { get set }
    mutating func add(_ value: Int64)
    /// Adds so many values, by their sum.
    mutating func add(total: Int64, count: Int64)
    mutating func merge(_ other: Self)
}

struct PlainSum: SumState {
    var sum: Int64 = 0

    mutating func add(_ value: Int64) { sum &+= value }
    mutating func add(total: Int64, count: Int64) { sum &+= total }
    mutating func merge(_ other: PlainSum) { sum &+= other.sum }
}

/// With the number of values, side by side: one place in memory a row.
struct CountedSum: SumState {
    var sum: Int64 = 0
    private(set) var count: Int64 = 0

    mutating func add(_ value: Int64) {
        sum &+= value
        count &+= 1
    }

    mutating func add(total: Int64, count added: Int64) {
        sum &+= total
        count &+= added
    }

    mutating func merge(_ other: CountedSum) {
        sum &+= other.sum
        count &+= other.count
    }
}

/// Exact sums, one a group: in 64 bits while the sizes of the values promise that they suffice, then in 128.
struct ExactSums<State: SumState> {
    private var narrow: [State] = []
    /// What `narrow` held whenever it might have overflowed; empty until then.
    private var wide: [Int128] = []
    /// By how much any narrow sum may still grow.
    private var headroom = Headroom()

    mutating func add(_ values: Vector, _ rows: GroupedRows) {
        guard let packed = values.column.packed else { preconditionFailure("integers were expected") }
        narrow.extend(to: rows.groupCount, with: State())
        guard reserve(packed.magnitude, Int64(rows.groups.count)) else { return addWide(values, packed, rows) }
        if let run = values.wholeRun(rows) {
            return narrow[0].add(total: packed.total(of: run), count: Int64(run.count))
        }
        narrow.withUnsafeMutableBufferPointer { sums in
            packed.withReader { read in
                if rows.isOneGroup {
                    var whole = State()
                    values.forEachPresent(rows) { _, row in whole.add(read(row)) }
                    sums[0].merge(whole)
                } else {
                    values.forEachPresent(rows) { group, row in sums[group].add(read(row)) }
                }
            }
        }
    }

    /// Whether `count` more values of a size fit in 64 bits, after spilling if need be.
    private mutating func reserve(_ magnitude: Int64?, _ count: Int64) -> Bool {
        guard let magnitude, let fits = headroom.reserve(magnitude, count) else { return false }
        if !fits { spill() }
        return true
    }

    private mutating func spill() {
        wide.extend(to: narrow.count, with: 0)
        for group in narrow.indices {
            wide[group] += Int128(narrow[group].sum)
            narrow[group].sum = 0
        }
    }

    /// 2^63 rows of the widest values fit in 128 bits.
    private mutating func addWide(_ values: Vector, _ packed: PackedIntegers, _ rows: GroupedRows) {
        wide.extend(to: rows.groupCount, with: 0)
        narrow.withUnsafeMutableBufferPointer { narrow in
            wide.withUnsafeMutableBufferPointer { sums in
                packed.withReader { read in
                    values.forEachPresent(rows) { group, row in
                        sums[group] &+= Int128(read(row))
                        narrow[group].add(0)
                    }
                }
            }
        }
    }

    /// Adds sums of each group that were gathered elsewhere, of `count` values of a size in all: of how much they were
    /// above a base, of so many rows a group.
    mutating func add(_ sums: [Int64], _ rowCounts: [Int64], base: Int64, magnitude: Int64?, count: Int64) {
        narrow.extend(to: sums.count, with: State())
        if reserve(magnitude, count) {
            narrow.withUnsafeMutableBufferPointer { narrow in
                for group in sums.indices { narrow[group].sum &+= sums[group] &+ base &* rowCounts[group] }
            }
        } else {
            wide.extend(to: sums.count, with: 0)
            for group in sums.indices { wide[group] += Int128(sums[group]) + Int128(base) * Int128(rowCounts[group]) }
        }
    }

    mutating func absorb(_ other: ExactSums, _ map: GroupMap) {
        var other = other
        narrow.extend(to: map.groupCount, with: State())
        if !headroom.absorb(other.headroom) { other.spill() }
        if !other.wide.isEmpty { wide.extend(to: map.groupCount, with: 0) }
        for (group, sum) in other.wide.enumerated() { wide[map[group]] += sum }
        for (group, state) in other.narrow.enumerated() { narrow[map[group]].merge(state) }
    }

    /// What is kept beside the sum.
    func state(ofGroup group: Int) -> State { group < narrow.count ? narrow[group] : State() }

    /// The sums of some groups; nil where some have outgrown 64 bits on the way.
    func narrow(_ groups: [Int32]) -> [Int64]? {
        guard wide.isEmpty else { return nil }
        return groups.map { Int($0) < narrow.count ? narrow[Int($0)].sum : 0 }
    }

    subscript(group: Int) -> Int128 {
        Int128(state(ofGroup: group).sum) + (group < wide.count ? wide[group] : 0)
    }
}

extension Vector {
    /// The column's rows where all rows are one group, stand side by side, and have a value; nil else.
    fileprivate func wholeRun(_ rows: GroupedRows) -> Range<Int>? {
        guard rows.isOneGroup, rows.positions == nil, column.presence == nil, case .range(let start) = selection else {
            return nil
        }
        return start..<start + rows.groups.count
    }
}

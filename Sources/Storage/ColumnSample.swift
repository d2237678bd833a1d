import Columns

/// Some rows of a column, the same on every run, and what they let one guess of all.
struct ColumnSample {
    /// Rows looked at; a column of no more is read whole.
    static let size = 16_384
    /// Runs of the histogram.
    private static let runs = 64

    /// Different values present in the whole column; exact where every row was looked at.
    private(set) var distinctCount = 0
    private(set) var commonest: [ColumnStatistics.CommonValue] = []
    private(set) var histogram: Histogram?
    private(set) var integerRange: ClosedRange<Int64>?
    private(set) var doubleRange: ClosedRange<Double>?

    init(_ column: Column) {
        let rows = ColumnSample.rows(of: column.count, size: ColumnSample.size)
        let scale = Scale(sampled: rows.count, whole: column.count)
        switch column.payload {
        case .integers(let packed), .codes(let packed, _):
            let values = rows.filter(column.isPresent).map { packed[$0] }.sorted()
            describe(values, scale) { .integer($0) }
            guard column.dictionary == nil, let first = values.first, let last = values.last else { return }
            integerRange = first...last
            histogram = Histogram(sorted: values.map(Double.init), runs: ColumnSample.runs)
        case .doubles(let stored):
            let values = rows.filter(column.isPresent).map { stored[$0] }.filter { !$0.isNaN }.sorted()
            describe(values, scale) { .double($0) }
            guard let first = values.first, let last = values.last else { return }
            doubleRange = first...last
            histogram = Histogram(sorted: values, runs: ColumnSample.runs)
        case .lists: return
        }
    }

    /// Borders of the integers of a few rows; nil where none is present among them.
    static func roughRange(_ column: Column) -> ClosedRange<Int64>? {
        guard let packed = column.packed else { return nil }
        let values = rows(of: column.count, size: 1024).filter(column.isPresent).map { packed[$0] }
        guard let least = values.min(), let greatest = values.max() else { return nil }
        return least...greatest
    }

    private struct Scale {
        var sampled: Int
        var whole: Int

        var isWhole: Bool { sampled == whole }
        var factor: Double { Double(whole) / Double(max(1, sampled)) }
    }

    private mutating func describe<Value: Comparable>(
        _ sorted: [Value], _ scale: Scale, _ stored: (Value) -> ColumnStatistics.CommonValue.Stored
    ) {
        var found: [(value: Value, count: Int)] = []
        for value in sorted {
            if let last = found.last, last.value == value {
                found[found.count - 1].count += 1
            } else {
                found.append((value, 1))
            }
        }
        distinctCount = ColumnSample.distinct(
            seen: found.count, once: found.count { $0.count == 1 }, sampled: sorted.count, scale)
        // A value seen once in a sample says nothing of how common it is.
        commonest = found.filter { scale.isWhole || $0.count > 1 }.enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .prefix(ColumnStatistics.commonCount)
            .map { .init(stored: stored($0.element.value), rows: Int(Double($0.element.count) * scale.factor)) }
    }

    /// The estimator Duj1 of Haas and Stokes, "Estimating the number of classes in a finite population" (1998).
    private static func distinct(seen: Int, once: Int, sampled: Int, _ scale: Scale) -> Int {
        guard !scale.isWhole, sampled > 0 else { return seen }
        let whole = Double(sampled) * scale.factor
        let (n, f) = (Double(sampled), Double(once))
        return Int(min(whole, n * Double(seen) / (n - f + f * n / whole)))
    }

    /// `size` rows spread evenly over the column, shifted inside their stretch so that no rhythm of the data meets
    /// one of the sample; all rows where there are no more.
    static func rows(of count: Int, size: Int) -> [Int] {
        guard count > size else { return Array(0..<count) }
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<size).map { number in
            let start = number * count / size
            let end = (number + 1) * count / size
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return start + Int(truncatingIfNeeded: state >> 33) % (end - start)
        }
    }
}

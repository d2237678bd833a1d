import Columns
import Planning
import Values
import VietnameseText

/// Sample standard deviation, by Welford's one-pass method (1962); missing below two values.
final class DeviationAccumulator: Accumulator {
    private struct State {
        var count = 0.0
        var mean = 0.0
        var squares = 0.0
    }

    private var states: [State] = []

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        let reader = NumberReader(values, values.column.type)
        for position in positions {
            guard let value = reader.double(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            states[group].count += 1
            let delta = value - states[group].mean
            states[group].mean += delta / states[group].count
            states[group].squares += delta * (value - states[group].mean)
        }
    }

    private func extend(_ count: Int) {
        if states.count < count { states.append(contentsOf: repeatElement(State(), count: count - states.count)) }
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.doubles(states.map { $0.count < 2 ? nil : ($0.squares / ($0.count - 1)).squareRoot() })
    }
}

/// Pearson's correlation of two values, in one pass; missing below two pairs or where one side does not vary.
final class CorrelationAccumulator {
    private struct State {
        var count = 0.0
        var meanX = 0.0
        var meanY = 0.0
        var squaresX = 0.0
        var squaresY = 0.0
        var products = 0.0
    }

    private var states: [State] = []

    func add(_ x: Vector, _ y: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        let (readX, readY) = (NumberReader(x, x.column.type), NumberReader(y, y.column.type))
        for position in positions {
            guard let a = readX.double(Int(position)), let b = readY.double(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            var state = states[group]
            state.count += 1
            let (deltaX, deltaY) = (a - state.meanX, b - state.meanY)
            state.meanX += deltaX / state.count
            state.meanY += deltaY / state.count
            state.squaresX += deltaX * (a - state.meanX)
            state.squaresY += deltaY * (b - state.meanY)
            state.products += deltaX * (b - state.meanY)
            states[group] = state
        }
    }

    private func extend(_ count: Int) {
        if states.count < count { states.append(contentsOf: repeatElement(State(), count: count - states.count)) }
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.doubles(
            states.map { state in
                let spread = (state.squaresX * state.squaresY).squareRoot()
                return spread == 0 ? nil : state.products / spread
            })
    }
}

/// Exact percentiles with linear interpolation between neighbours (SQL's `percentile_cont`).
final class PercentileAccumulator: Accumulator {
    private let percent: Double
    private var values: [[Double]] = []

    init(_ percent: Double) { self.percent = percent }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        let reader = NumberReader(vector, vector.column.type)
        for position in positions {
            if let value = reader.double(Int(position)) { values[Int(groups[Int(position)])].append(value) }
        }
    }

    private func extend(_ count: Int) {
        if values.count < count { values.append(contentsOf: repeatElement([], count: count - values.count)) }
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.doubles(values.map { percentile($0.sorted()) })
    }

    private func percentile(_ sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        // Hundredths first: 11 × 90 is exact where 11 × 0.9 is not.
        let hundredths = Double(sorted.count - 1) * percent
        let below = Int((hundredths / 100).rounded(.down))
        let above = min(below + 1, sorted.count - 1)
        let fraction = (hundredths - Double(below) * 100) / 100
        return sorted[below] + (sorted[above] - sorted[below]) * fraction
    }
}

/// How many different values, by the identity of `=`.
final class DistinctAccumulator: Accumulator {
    private var coder: KeyCoder
    private var pairs = GroupIndex(width: 2)
    private var counts: [Int64] = []

    init(_ coder: KeyCoder) { self.coder = coder }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        let all = coder.codes(values, groups.count)
        let present = positions.filter { all[Int($0)] != KeyCoder.missing }
        let codes = present.map { all[Int($0)] }
        let owners = present.map { Int64(groups[Int($0)]) }
        let before = pairs.count
        _ = pairs.groups([owners, codes], count: present.count)
        for pair in before..<pairs.count { counts[Int(pairs.tuples[pair * 2])] += 1 }
    }

    private func extend(_ count: Int) {
        if counts.count < count { counts.append(contentsOf: repeatElement(0, count: count - counts.count)) }
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.integers(counts, .integer)
    }
}

/// The first or last present value in the order of rows.
final class EdgeAccumulator: Accumulator {
    private let type: ValueType
    private let isLast: Bool
    private var found: [(column: Column, row: Int)?] = []

    init(_ type: ValueType, isLast: Bool) {
        self.type = type
        self.isLast = isLast
    }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        for position in positions {
            guard let row = values.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            if isLast || found[group] == nil { found[group] = (values.column, row) }
        }
    }

    private func extend(_ count: Int) {
        if found.count < count { found.append(contentsOf: repeatElement(nil, count: count - found.count)) }
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        var appender = ColumnAppender(type)
        for place in found {
            if let place { appender.append(place.column, row: place.row) } else { appender.appendMissing() }
        }
        return appender.finish()
    }
}

/// All present values, in the order of rows; missing where there are none.
final class ListAccumulator: Accumulator {
    private let elementType: ValueType
    private var values: ColumnAppender
    private var owners: [Int32] = []

    init(_ elementType: ValueType) {
        self.elementType = elementType
        values = ColumnAppender(elementType)
    }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            values.append(vector.column, row: row)
            owners.append(groups[Int(position)])
        }
    }

    func finish(groupCount: Int) -> Column {
        let all = values.finish()
        values = ColumnAppender(elementType)
        var rows = [[Int]](repeating: [], count: groupCount)
        for (row, owner) in owners.enumerated() { rows[Int(owner)].append(row) }
        var elements = ColumnAppender(elementType)
        var lists = ListColumnBuilder()
        for group in rows {
            for row in group { elements.append(all, row: row) }
            if group.isEmpty { lists.appendMissing() } else { lists.append(elementCountSoFar: elements.count) }
        }
        return lists.finish(elements: elements.finish())
    }
}

extension TextSlice {
    /// The key whose bytes sort alphabetically.
    var sortKey: [UInt8] {
        var key: [UInt8] = []
        withSpan { CollationKey.append($0, to: &key) }
        return key
    }
}

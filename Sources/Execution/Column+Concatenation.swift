import Columns
import Values

extension Column {
    /// Columns of one type behind one another. `threads`: how many may work on it.
    static func concatenating(
        _ columns: [Column], threads: Int = 1, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        if columns.count == 1 { return columns[0] }
        if threads > 1, let joined = JoinedIntegers(columns) { return try joined.column(threads, cancellation) }
        return try concatenating(columns.map { (Vector($0), $0.count) }, columns[0].type, cancellation)
    }

    /// What vectors of one type show, behind one another, as a column of its own.
    static func concatenating(
        _ parts: [(vector: Vector, count: Int)], _ type: ValueType, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        let total = parts.reduce(0) { $0 + $1.count }
        switch type {
        case .text: return try TextConcatenation.column(parts, cancellation)
        case .list: return try appended(parts, type, cancellation)
        case .double: return try doubles(runs(parts), total, cancellation)
        default: return try integers(runs(parts), total, type, cancellation)
        }
    }

    /// The same in runs, before each of which the flag is looked at.
    private static func runs(_ parts: [(vector: Vector, count: Int)]) -> [(vector: Vector, count: Int)] {
        parts.flatMap { vector, count in
            stride(from: 0, to: count, by: Cancellation.runLength).map {
                (vector.dropping($0), min(Cancellation.runLength, count - $0))
            }
        }
    }

    /// The rows of a column as one of its own.
    func gathered(_ rows: RowList, _ cancellation: Cancellation) throws(ExecutionError) -> Column {
        try Column.concatenating([(Vector(self, .list(rows, start: 0)), rows.count)], type, cancellation)
    }

    private static func appended(
        _ parts: [(vector: Vector, count: Int)], _ type: ValueType, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var appender = ColumnAppender(type)
        for (vector, count) in parts {
            try cancellation.forEachRun(count) { positions throws(ExecutionError) in
                for position in positions { appender.append(vector.column, row: vector.presentRow(position)) }
            }
        }
        return try appender.finish()
    }

    private static func doubles(
        _ parts: [(vector: Vector, count: Int)], _ total: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        let isWhole = parts.allSatisfy { $0.vector.hasNoMissing }
        var bits = [Bool](repeating: false, count: isWhole ? 0 : total)
        var start = 0
        let values = Buffer<Double>(count: total) { target in
            target.initialize(repeating: 0)
            for (vector, count) in parts where !cancellation.isCancelled {
                guard case .doubles(let source) = vector.column.payload else {
                    preconditionFailure("doubles were expected")
                }
                vector.forEachPresent(count: count) { position, row in
                    target[start + position] = source[row]
                    if !isWhole { bits[start + position] = true }
                }
                start += count
            }
        }
        try cancellation.check()
        return Column(
            type: .double, count: total, payload: .doubles(values),
            presence: isWhole ? nil : presence(bits))
    }

    /// Read twice, for the range and for the values, so that no wider copy is ever made.
    private static func integers(
        _ parts: [(vector: Vector, count: Int)], _ total: Int, _ type: ValueType, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var (least, greatest) = (Int64.max, Int64.min)
        forEachInteger(parts, cancellation) { _, value in
            least = min(least, value)
            greatest = max(greatest, value)
        }
        let packed = PackedIntegers(count: total, least: least, greatest: greatest) {
            forEachInteger(parts, cancellation, $0)
        }
        var isPresent: Bitmap?
        if !parts.allSatisfy({ $0.vector.hasNoMissing }) {
            var bits = [Bool](repeating: false, count: total)
            forEachInteger(parts, cancellation) { index, _ in bits[index] = true }
            isPresent = presence(bits)
        }
        try cancellation.check()
        return Column(type: type, count: total, payload: .integers(packed), presence: isPresent)
    }

    /// Calls `body` with each integer that is present and its place among all, as long as nothing is cancelled.
    @inline(__always)
    private static func forEachInteger(
        _ parts: [(vector: Vector, count: Int)], _ cancellation: Cancellation,
        _ body: (_ index: Int, _ value: Int64) -> Void
    ) {
        var start = 0
        for (vector, count) in parts where !cancellation.isCancelled {
            guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
            packed.withReader { read in
                vector.forEachPresent(count: count) { position, row in body(start + position, read(row)) }
            }
            start += count
        }
    }

    private static func presence(_ bits: [Bool]) -> Bitmap? { bits.allSatisfy { $0 } ? nil : Bitmap(bits) }
}

extension Vector {
    /// Whether it certainly shows a value at every position.
    fileprivate var hasNoMissing: Bool {
        if case .range = selection { return column.presence == nil }
        return false
    }
}

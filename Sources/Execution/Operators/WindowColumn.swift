import Columns
import Planning
import Values

/// Computes one window function for every row.
struct WindowColumn {
    let window: Window
    let compiler: ExpressionCompiler

    init(_ window: Window, _ compiler: ExpressionCompiler) { (self.window, self.compiler) = (window, compiler) }

    func make(_ definition: LogicalPlan.WindowDefinition) throws(ExecutionError) -> Vector {
        switch definition.function {
        case .row: return Vector(try rowNumbers())
        case .rank: return Vector(try ranks())
        case .previous(let value): return try neighbour(value, isBefore: true)
        case .next(let value): return try neighbour(value, isBefore: false)
        case .aggregate(let aggregate): return try whole(aggregate)
        case .running(let aggregate): return try RunningColumn(window, compiler, aggregate).make()
        case .share(let value): return Vector(try share(value))
        }
    }

    private func rowNumbers() throws(ExecutionError) -> Column {
        var numbers = [Int64](repeating: 0, count: window.groupCount)
        let values = try [Int64].filled(window.rows.count) { values throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                numbers[group] += 1
                values[position] = numbers[group]
            }
        }
        return Column.integers(values, .integer)
    }

    private func ranks() throws(ExecutionError) -> Column {
        if let key = window.singleKey {
            var last = [Int64](repeating: 0, count: window.groupCount)
            return try ranks { position, group, isFirst in
                defer { last[group] = key[position] }
                return !isFirst && last[group] == key[position]
            }
        }
        var last = [Int32](repeating: -1, count: window.groupCount)
        return try ranks { position, group, isFirst in
            defer { last[group] = Int32(position) }
            return !isFirst && window.isTied(last[group], Int32(position))
        }
    }

    /// `isTied`: whether a row stands equal with the one of its group before; asked of every row, in order.
    @inline(__always)
    private func ranks(
        _ isTied: (_ position: Int, _ group: Int, _ isFirst: Bool) -> Bool
    ) throws(ExecutionError) -> Column {
        // The number and the rank of each group's last row so far.
        var places = [(number: Int64, rank: Int64)](repeating: (0, 0), count: window.groupCount)
        let values = try [Int64].filled(window.rows.count) { values throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                places[group].number += 1
                if !isTied(position, group, places[group].number == 1) { places[group].rank = places[group].number }
                values[position] = places[group].rank
            }
        }
        return Column.integers(values, .integer)
    }

    /// The value of the row before or after, read where it stands.
    private func neighbour(_ value: BoundExpression, isBefore: Bool) throws(ExecutionError) -> Vector {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        // The last row of each group so far, or -1.
        var last = [Int32](repeating: -1, count: window.groupCount)
        let selection = vector.selection
        let rows = try [UInt32].filled(window.rows.count) { rows throws(ExecutionError) in
            rows.update(repeating: RowList.none)
            try window.forEachInOrder { position, group throws(ExecutionError) in
                let before = Int(last[group])
                last[group] = Int32(position)
                guard before >= 0 else { return }
                if isBefore { rows[position] = selection.row(before) } else { rows[before] = selection.row(position) }
            }
        }
        return Vector(vector.column, .list(RowList(rows), start: 0))
    }

    /// The aggregate of each row's group: computed by group, and shown at every row of it.
    private func whole(_ aggregate: Aggregate) throws(ExecutionError) -> Vector {
        let values = try perGroup(
            Gathering(aggregate, compiler, threads: 1), in: aggregate.dependsOnOrder ? try window.order() : nil)
        return Vector(values, .list(RowList(numbers: window.groups), start: 0))
    }

    /// What is gathered of each group, of the rows as they stand or in an order.
    private func perGroup(_ gathering: Gathering, in order: Batch.Positions?) throws(ExecutionError) -> Column {
        let groups = window.groups
        var start = 0
        var cutter = BatchCutter(order.map { window.rows.batch.gathering($0) } ?? window.rows.batch)
        while let batch = cutter.next() {
            try window.cancellation.check()
            let places = start..<start + batch.count
            let own = order.map { $0[places].map { groups[Int($0)] } } ?? Array(groups[places])
            try gathering.add(batch, own, groupCount: window.groupCount)
            start += batch.count
        }
        return try gathering.finish(groupCount: window.groupCount)
    }

    private func share(_ value: BoundExpression) throws(ExecutionError) -> Column {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        let reader = NumberReader(vector, vector.column.type.withoutUnit)
        let groups = window.groups
        guard case .doubles(let totals) = try perGroup(Gathering(totalOf: value, compiler), in: nil).payload else {
            preconditionFailure("totals are doubles")
        }
        var shares = DoubleColumnBuilder()
        try window.cancellation.forEachRun(groups.count) { positions throws(ExecutionError) in
            for position in positions {
                let total = totals[Int(groups[position])]
                shares.append(finite: reader.double(position).map { $0.percent(of: total) })
            }
        }
        return shares.finish()
    }
}

extension Array where Element: BitwiseCopyable {
    /// So many elements, each of which `fill` writes.
    static func filled(
        _ count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) throws(ExecutionError) -> Void
    ) throws(ExecutionError) -> [Element] {
        var failure: ExecutionError?
        let made = [Element](unsafeUninitializedCapacity: count) { elements, filled in
            do throws(ExecutionError) {
                try fill(UnsafeMutableBufferPointer(rebasing: elements[..<count]))
                filled = count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return made
    }
}

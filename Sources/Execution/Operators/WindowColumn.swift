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
        case .row: return Vector(try numbered(sharesRanks: false))
        case .rank: return Vector(try numbered(sharesRanks: true))
        case .previous(let value): return try neighbour(value, offset: -1)
        case .next(let value): return try neighbour(value, offset: 1)
        case .aggregate(let aggregate): return try whole(aggregate)
        case .running(let aggregate): return try RunningColumn(window, compiler, aggregate).make()
        case .share(let value): return Vector(try share(value))
        }
    }

    private func numbered(sharesRanks: Bool) throws(ExecutionError) -> Column {
        let values = try [Int64].filled(window.rows.count) { values throws(ExecutionError) in
            var (number, rank) = (Int64(0), Int64(0))
            try window.forEachInOrder { position, before, isFirst throws(ExecutionError) in
                number = isFirst ? 1 : number + 1
                if isFirst || !sharesRanks || !window.isTied(Int32(before), Int32(position)) { rank = number }
                values[position] = rank
            }
        }
        return Column.integers(values, .integer)
    }

    /// The value of the row before or after, read where it stands.
    private func neighbour(_ value: BoundExpression, offset: Int) throws(ExecutionError) -> Vector {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        let (order, groups) = (try window.order(), window.groups)
        let rows = try [UInt32].filled(window.rows.count) { rows throws(ExecutionError) in
            try window.cancellation.forEachRun(order.count) { places throws(ExecutionError) in
                for place in places {
                    let (position, other) = (Int(order[place]), place + offset)
                    let isInside = order.indices.contains(other) && groups[Int(order[other])] == groups[position]
                    rows[position] = isInside ? vector.selection.row(Int(order[other])) : RowList.none
                }
            }
        }
        return Vector(vector.column, .list(RowList(rows), start: 0))
    }

    /// The aggregate of each row's group: computed by group, and shown at every row of it.
    private func whole(_ aggregate: Aggregate) throws(ExecutionError) -> Vector {
        let gathering = Gathering(aggregate, compiler, threads: 1)
        let order = aggregate.dependsOnOrder && window.hasOrder ? try window.order() : nil
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
        let perGroup = try gathering.finish(groupCount: window.groupCount)
        let rows = Buffer<UInt32>(count: groups.count) { rows in
            for position in groups.indices { rows[position] = UInt32(bitPattern: groups[position]) }
        }
        return Vector(perGroup, .list(RowList(rows), start: 0))
    }

    private func share(_ value: BoundExpression) throws(ExecutionError) -> Column {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        let reader = NumberReader(vector, vector.column.type)
        let groups = window.groups
        var sums = [CompensatedSum](repeating: CompensatedSum(), count: window.groupCount)
        try window.cancellation.forEachRun(groups.count) { positions throws(ExecutionError) in
            for position in positions {
                if let number = reader.double(position) { sums[Int(groups[position])].add(number) }
            }
        }
        let totals = sums.map(\.value)
        var shares = DoubleColumnBuilder()
        try window.cancellation.forEachRun(groups.count) { positions throws(ExecutionError) in
            for position in positions {
                let total = totals[Int(groups[position])]
                shares.append(finite: reader.double(position).map { $0 / total * 100 })
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

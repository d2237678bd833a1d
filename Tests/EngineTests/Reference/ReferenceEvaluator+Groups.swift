import Foundation
import Values
import VietnameseText

extension ReferenceEvaluator {
    /// Groups and their aggregates; with `across` once for each of its values and once for all.
    func aggregate(
        _ table: ReferenceTable, _ items: [ReferenceStage.NamedAggregate], _ keys: [ReferenceStage.Named],
        across: ReferenceExpression? = nil
    ) -> ReferenceTable {
        let groups =
            keys.isEmpty
            ? [Group(labels: [], rows: table.rows)] : grouped(table, keys.map(\.expression), label: .commonest)
        var columns = keys.map { ReferenceColumn(name: $0.name, kind: $0.expression.kind) }
        var rows = groups.map(\.labels)
        for (value, name) in across.map({ acrossValues($0, table) + [(nil, "total")] }) ?? [(nil, nil)] {
            for item in items {
                let own = name.map { items.count == 1 ? $0 : "\($0) \(item.name)" } ?? item.name
                columns.append(ReferenceColumn(name: own, kind: item.call.kind))
                let members = groups.map { group in
                    guard let value, let across else { return group.rows }
                    return group.rows.filter { identity(self.value(across, Row(table, $0))) == value }
                }
                let cells = aggregate(item.call, members.map { ReferenceTable(columns: table.columns, rows: $0) })
                for row in rows.indices { rows[row].append(cells[row]) }
            }
        }
        return ReferenceTable(columns: columns, rows: rows)
    }

    /// The different values in their order, missing last, with the text of the first row of each.
    private func acrossValues(_ across: ReferenceExpression, _ table: ReferenceTable) -> [(Identity?, String?)] {
        var first: [Identity: Cell] = [:]
        var found: [[Cell]] = []
        for cells in table.rows {
            let cell = value(across, Row(table, cells))
            if first[identity(cell)] == nil {
                first[identity(cell)] = cell
                found.append([cell])
            }
        }
        let column = ReferenceTable(columns: [ReferenceColumn(name: "v", kind: across.kind)], rows: found)
        let key = ReferenceField(column: "v", kind: across.kind)
        return sorted(column, [ReferenceOrder(key: .field(key))]).map {
            (identity($0[0]), written($0[0], across.kind) ?? "missing")
        }
    }

    /// One value a group; a share is of all groups together.
    private func aggregate(_ call: ReferenceAggregate, _ groups: [ReferenceTable]) -> [Cell] {
        guard call.function == "share" else { return groups.map { aggregate(call, $0) } }
        let cells = groups.map { table in counted(call, table).map { value(call.arguments[0], $0) } }
        let sums = cells.map(total)
        let whole = total(cells.flatMap { $0 })
        return sums.map { whole == 0 ? .missing : .double($0 / whole * 100) }
    }

    func aggregate(_ call: ReferenceAggregate, _ table: ReferenceTable) -> Cell {
        let rows = counted(call, table)
        switch call.function {
        case "share": return aggregate(call, [table])[0]
        case "corr": return correlation(call, rows)
        default:
            let argument = call.arguments.first
            return aggregate(call, rows.map { row in argument.map { value($0, row) } })
        }
    }

    /// Over values, of which nil is a row that is counted.
    private func aggregate(_ call: ReferenceAggregate, _ values: [Cell?]) -> Cell {
        guard let argument = call.arguments.first else { return Cell(values.count) }
        let cells = values.compactMap { $0 }.filter { !$0.isMissing }
        switch call.function {
        case "count": return Cell(cells.count)
        case "distinct": return Cell(Set(cells.map(identity)).count)
        case "sum": return sum(cells, argument.kind)
        case "avg": return average(cells)
        case "min": return least(cells.map(shown)) { $0 < 0 }
        case "max": return least(cells.map(shown)) { $0 > 0 }
        case "first": return cells.first ?? .missing
        case "last": return cells.last ?? .missing
        case "list":
            let parts = cells.map(shown).filter { !$0.isMissing }
            return parts.isEmpty ? .missing : .list(parts)
        case "stddev": return deviation(differences(cells))
        case "median": return percentile(cells.compactMap(double), 50)
        default: return percentile(cells.compactMap(double), Double(call.function.dropFirst())!)
        }
    }

    private func counted(_ call: ReferenceAggregate, _ table: ReferenceTable) -> [Row] {
        table.rows.map { Row(table, $0) }.filter { row in call.filter.map { holds($0, row) } ?? true }
    }

    func sum(_ cells: [Cell], _ kind: Kind) -> Cell {
        if kind == .double { return .double(cells.compactMap(double).reduce(0, +)) }
        let sum = cells.reduce(ExactDecimal(0)) { sum, cell in
            let number: ExactDecimal
            switch cell {
            case .number(let exact): number = exact
            default: number = ExactDecimal(cell == .truth(true) ? 1 : 0)
            }
            let scale = max(sum.scale, number.scale)
            return ExactDecimal(
                significand: sum.rescaled(to: scale)!.significand + number.rescaled(to: scale)!.significand,
                scale: scale)
        }
        let scaled = sum.rescaled(to: max(sum.scale, kind.scale ?? 0)) ?? sum
        return exact(scaled.significand, scaled.scale)
    }

    /// A sum as a double: of exact numbers exact, and rounded once.
    private func total(_ cells: [Cell]) -> Double {
        let present = cells.filter { !$0.isMissing }
        let wasOverflown = hasOverflowed
        defer { hasOverflowed = wasOverflown }
        guard case .number? = present.first, case .number(let sum) = sum(present, .integer) else {
            return present.compactMap(double).reduce(0, +)
        }
        return Double(sum.significand) / Double(ExactDecimal.powerOfTen(sum.scale))
    }

    private func average(_ cells: [Cell]) -> Cell {
        guard !cells.isEmpty else { return .missing }
        let wasOverflown = hasOverflowed
        defer { hasOverflowed = wasOverflown }
        guard case .number = cells[0], case .number(let sum) = sum(cells, .integer) else {
            let whole = cells.compactMap(double).reduce(0, +)
            return whole.isFinite ? .double(whole / Double(cells.count)) : .missing
        }
        // Divided once.
        return .double(Double(sum.significand) / (Double(cells.count) * Double(ExactDecimal.powerOfTen(sum.scale))))
    }

    private func least(_ cells: [Cell], _ isBetter: (Int) -> Bool) -> Cell {
        let present = cells.filter { !$0.isMissing }
        return present.reduce(present.first ?? .missing) { isBetter(order($1, $0)) ? $1 : $0 }
    }

    // MARK: Statistics

    private func deviation(_ values: [Double]) -> Cell {
        guard values.count > 1 else { return .missing }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        return .double((squares / Double(values.count - 1)).squareRoot())
    }

    private func correlation(_ call: ReferenceAggregate, _ rows: [Row]) -> Cell {
        let pairs = rows.map { row in call.arguments.map { value($0, row) } }
            .filter { $0.allSatisfy { double($0) != nil } }
        let (p, q) = (differences(pairs.map { $0[0] }), differences(pairs.map { $0[1] }))
        let count = Double(pairs.count)
        guard pairs.count > 1, Set(p).count > 1, Set(q).count > 1 else { return .missing }
        let (x, y) = (p.reduce(0, +) / count, q.reduce(0, +) / count)
        let products = zip(p, q).map { ($0 - x) * ($1 - y) }.reduce(0, +)
        let squares = p.map { ($0 - x) * ($0 - x) }.reduce(0, +) * q.map { ($0 - y) * ($0 - y) }.reduce(0, +)
        return .double(products / squares.squareRoot())
    }

    /// How far each number is from the first: exact numbers far from zero lose nothing.
    private func differences(_ cells: [Cell]) -> [Double] {
        guard case .number(let first)? = cells.first else {
            let doubles = cells.compactMap(double)
            return doubles.map { $0 - doubles[0] }
        }
        return cells.map { cell in
            guard case .number(let number) = cell else { preconditionFailure("numbers of two kinds") }
            let scale = max(first.scale, number.scale)
            let difference = number.rescaled(to: scale)!.significand - first.rescaled(to: scale)!.significand
            return Double(difference) / Double(ExactDecimal.powerOfTen(scale))
        }
    }

    /// Between two neighbours in proportion, as SQL's `percentile_cont`.
    private func percentile(_ values: [Double], _ percent: Double) -> Cell {
        let sorted = values.sorted()
        guard let last = sorted.last else { return .missing }
        let place = Double(sorted.count - 1) * percent / 100
        let below = Int(place)
        let next = below + 1 < sorted.count ? sorted[below + 1] : last
        return .double(sorted[below] + (next - sorted[below]) * (place - Double(below)))
    }

    // MARK: Windows

    /// A window function's value for each row, the rows in their own order.
    func cells(
        of window: ReferenceWindow, _ table: ReferenceTable, _ per: [ReferenceExpression], _ sort: [ReferenceOrder]
    ) -> [Cell] {
        var result = [Cell](repeating: .missing, count: table.rows.count)
        var members: [[Identity]: [Int]] = [:]
        for (number, cells) in table.rows.enumerated() {
            members[per.map { identity(value($0, Row(table, cells))) }, default: []].append(number)
        }
        for numbers in members.values {
            let decorated = numbers.map { ($0, places(sort, Row(table, table.rows[$0]), mergesTexts: true)) }
            let ordered = decorated.sorted { a, b in
                let order = order(a.1, b.1, sort)
                return order == 0 ? a.0 < b.0 : order < 0
            }
            let rows = ordered.map { Row(table, table.rows[$0.0]) }
            let cells = cells(of: window.function, rows) { a, b in self.order(ordered[a].1, ordered[b].1, sort) == 0 }
            for (cell, (number, _)) in zip(cells, ordered) { result[number] = cell }
        }
        guard case .whole(let call) = window.function else { return result }
        return wholes(call, table, members, result)
    }

    /// Aggregates of whole groups, whose rows are in their own order.
    private func wholes(
        _ call: ReferenceAggregate, _ table: ReferenceTable, _ members: [[Identity]: [Int]], _ cells: [Cell]
    ) -> [Cell] {
        var result = cells
        let groups = Array(members.values)
        let values = aggregate(
            call, groups.map { ReferenceTable(columns: table.columns, rows: $0.map { table.rows[$0] }) })
        for (group, value) in zip(groups, values) {
            for number in group { result[number] = value }
        }
        return result
    }

    /// The function's values in a group whose rows are in order.
    private func cells(of function: ReferenceWindow.Function, _ rows: [Row], _ areTied: (Int, Int) -> Bool) -> [Cell] {
        switch function {
        case .row: return rows.indices.map { Cell($0 + 1) }
        case .rank:
            var first = 0
            return rows.indices.map { place in
                if !areTied(first, place) { first = place }
                return Cell(first + 1)
            }
        case .previous(let value): return [.missing] + rows.dropLast().map { self.value(value, $0) }
        case .next(let value): return rows.dropFirst().map { self.value(value, $0) } + [.missing]
        case .share(let call):
            // A row that is left out has no part, and adds nothing to the whole.
            let cells = rows.map { row in
                call.filter.map { holds($0, row) } ?? true ? value(call.arguments[0], row) : .missing
            }
            let whole = total(cells)
            return cells.map { cell in
                guard whole != 0, let number = double(cell) else { return .missing }
                return .double(number / whole * 100)
            }
        case .running(let call):
            var counted: [Cell?] = []
            return rows.map { row in
                if call.filter.map({ holds($0, row) }) ?? true {
                    counted.append(call.arguments.first.map { value($0, row) })
                }
                return aggregate(call, counted)
            }
        case .whole: return rows.map { _ in .missing }
        }
    }
}

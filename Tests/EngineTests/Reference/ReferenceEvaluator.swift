import Values
import VietnameseText

/// Evaluates a query row by row, as the language is described and in no cleverer way: no indexes, no rules, no codes.
final class ReferenceEvaluator {
    let data: ReferenceData
    /// A whole number or decimal left 64 bits somewhere: the engine may say so instead of a result.
    var hasOverflowed = false
    /// A number left 128 bits: what comes out is not to be compared.
    var isBeyond = false
    /// The result is so many of the rows, whichever.
    private(set) var sampleSize: Int?

    init(_ data: ReferenceData) { self.data = data }

    func run(_ query: ReferenceQuery) -> ReferenceTable {
        query.stages.reduce(data[query.source]) { run($1, on: $0) }
    }

    struct Row {
        let table: ReferenceTable
        let cells: [Cell]

        init(_ table: ReferenceTable, _ cells: [Cell]) { (self.table, self.cells) = (table, cells) }
    }

    private func run(_ stage: ReferenceStage, on table: ReferenceTable) -> ReferenceTable {
        var result = table
        switch stage {
        case .filter(let predicate): result.rows = table.rows.filter { holds(predicate, Row(table, $0)) }
        case .search(let words, _): result.rows = search(words, table)
        case .add(let items): result = items.reduce(table, add)
        case .window(let items, let per, let sort): result = items.reduce(table) { add($1, to: $0, per, sort) }
        case .show(let items): result = show(items, table, keepsHidden: true)
        case .hide(let names): result = hide(names, table)
        case .rename(let pairs):
            for (from, to) in pairs { result.columns[table.position(from)].name = to }
        case .sort(let keys): result.rows = sorted(table, keys)
        case .take(let count): result.rows = Array(table.rows.prefix(count))
        case .skip(let count): result.rows = Array(table.rows.dropFirst(count))
        case .sample(let count): sampleSize = count
        case .top(let count, let keys, let per): result.rows = top(table, count, keys, per)
        case .distinct(let items):
            if !items.isEmpty { result = show(items, table, keepsHidden: false) }
            result.rows = distinct(result)
        case .aggregate(let items, let keys): result = aggregate(table, items, keys)
        case .across(let items, let keys, let across): result = aggregate(table, items, keys, across: across)
        case .join(let kind, let operand, let alias, let conditions):
            result = join(table, kind, operand.query, alias, conditions)
        case .combine(let operation, let operand): result = combine(table, operation, run(operand.query))
        case .unnest(let name): result = unnest(table, name)
        }
        return result
    }

    // MARK: Columns

    private func add(_ table: ReferenceTable, _ item: ReferenceStage.Named) -> ReferenceTable {
        var result = table
        result.columns.append(ReferenceColumn(name: item.name, kind: item.expression.kind))
        result.rows = table.rows.map { $0 + [value(item.expression, Row(table, $0))] }
        return result
    }

    private func add(
        _ window: ReferenceWindow, to table: ReferenceTable, _ per: [ReferenceExpression], _ sort: [ReferenceOrder]
    ) -> ReferenceTable {
        var result = table
        result.columns.append(ReferenceColumn(name: window.name, kind: window.kind))
        result.rows = zip(table.rows, cells(of: window, table, per, sort)).map { $0 + [$1] }
        return result
    }

    private func show(_ items: [ReferenceStage.Named], _ table: ReferenceTable, keepsHidden: Bool) -> ReferenceTable {
        let hidden = keepsHidden ? table.columns.indices.filter { table.columns[$0].isHidden } : []
        return ReferenceTable(
            columns: items.map { ReferenceColumn(name: $0.name, kind: $0.expression.kind) }
                + hidden.map { table.columns[$0] },
            rows: table.rows.map { cells in
                items.map { value($0.expression, Row(table, cells)) } + hidden.map { cells[$0] }
            })
    }

    private func hide(_ names: [String], _ table: ReferenceTable) -> ReferenceTable {
        let kept = table.columns.indices.filter { !names.contains(table.columns[$0].name) }
        return ReferenceTable(
            columns: kept.map { table.columns[$0] }, rows: table.rows.map { cells in kept.map { cells[$0] } })
    }

    private func unnest(_ table: ReferenceTable, _ name: String) -> ReferenceTable {
        var result = table
        let position = table.position(name)
        guard case .list(let element) = table.columns[position].kind else { preconditionFailure("not a list") }
        result.columns[position].kind = element
        result.rows = table.rows.flatMap { cells -> [[Cell]] in
            guard case .list(let parts) = cells[position] else { return [] }
            return parts.map { part in
                var row = cells
                row[position] = part
                return row
            }
        }
        return result
    }

    // MARK: Some rows

    private func distinct(_ table: ReferenceTable) -> [[Cell]] {
        var seen = Set<[Identity]>()
        return table.rows.filter { cells in seen.insert(table.shown.map { identity(cells[$0]) }).inserted }
    }

    private func top(
        _ table: ReferenceTable, _ count: Int, _ keys: [ReferenceOrder], _ per: [ReferenceExpression]
    ) -> [[Cell]] {
        let groups = per.isEmpty ? [Group(labels: [], rows: table.rows)] : grouped(table, per, label: .least)
        return groups.flatMap { group in
            sorted(ReferenceTable(columns: table.columns, rows: group.rows), keys).prefix(count)
        }
    }

    /// The rows in which every word stands in some text; a whole word counts twice, a text of nothing but the words
    /// once more.
    private func search(_ words: [String], _ table: ReferenceTable) -> [[Cell]] {
        var scored: [(points: Int, cells: [Cell])] = []
        let name = words.joined(separator: " ")
        let level: Folding.Level = Folding.hasMarks(name) ? .parts : .k2
        for cells in table.rows {
            let texts = table.shown.flatMap { self.texts(in: cells[$0]) }
            let points = words.map { word in texts.map { Self.points(word, $0) }.max() ?? 0 }
            let isNamed = texts.contains { Folding.key(level, $0) == Folding.key(level, name) }
            if !points.contains(0) { scored.append((points.reduce(isNamed ? 1 : 0, +), cells)) }
        }
        let best = Set(scored.map(\.points)).sorted(by: >)
        return best.flatMap { points in scored.filter { $0.points == points }.map(\.cells) }
    }

    private func texts(in cell: Cell) -> [String] {
        switch shown(cell) {
        case .text(let text): [text]
        case .list(let parts): parts.flatMap { texts(in: $0) }
        default: []
        }
    }

    private static func points(_ word: String, _ text: String) -> Int {
        let level: Folding.Level = Folding.hasMarks(word) ? .parts : .k2
        let whole = String(decoding: Folding.key(level, text), as: UTF8.self)
        let part = String(decoding: Folding.key(level, word), as: UTF8.self)
        guard let places = Optional(whole.unicodeScalars.indices.filter { whole[$0...].hasScalars(part) }),
            !places.isEmpty
        else { return 0 }
        let isLetter = { (scalar: Unicode.Scalar) in
            scalar.value >= 128 || Character(scalar).isLetter || Character(scalar).isNumber
        }
        let isWhole = places.contains { start in
            let scalars = whole.unicodeScalars
            let end = scalars.index(start, offsetBy: part.unicodeScalars.count)
            let before = start == scalars.startIndex ? nil : scalars[scalars.index(before: start)]
            let after = end == scalars.endIndex ? nil : scalars[end]
            return !(before.map(isLetter) ?? false) && !(after.map(isLetter) ?? false)
        }
        return isWhole ? 2 : 1
    }
}

extension Substring {
    /// Whether it begins with the same scalars: characters would hide a letter behind its mark.
    fileprivate func hasScalars(_ text: String) -> Bool { unicodeScalars.starts(with: text.unicodeScalars) }
}

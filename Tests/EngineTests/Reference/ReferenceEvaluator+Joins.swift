import Values

extension ReferenceEvaluator {
    func join(
        _ left: ReferenceTable, _ kind: ReferenceStage.JoinKind, _ operand: ReferenceQuery, _ alias: String,
        _ conditions: [ReferenceStage.JoinCondition]
    ) -> ReferenceTable {
        let right = run(operand)
        var partners: [[Identity]: [Int]] = [:]
        for (number, cells) in right.rows.enumerated() {
            let key = conditions.map { joinKey($0.right, $0.left, Row(right, cells)) }
            if !key.contains(.missing) { partners[key.map(identity), default: []].append(number) }
        }
        var result = left
        let keepsBoth = kind == .inner || kind == .left
        if keepsBoth {
            result.columns += right.shown.map { position in
                var column = right.columns[position]
                column.name = "\(alias).\(column.name)"
                return column
            }
        }
        result.rows = left.rows.flatMap { cells -> [[Cell]] in
            let key = conditions.map { joinKey($0.left, $0.right, Row(left, cells)) }
            let found = key.contains(.missing) ? [] : partners[key.map(identity)] ?? []
            switch kind {
            case .with: return found.isEmpty ? [] : [cells]
            case .without: return found.isEmpty ? [cells] : []
            case .left where found.isEmpty: return [cells + right.shown.map { _ in .missing }]
            case .inner, .left: return found.map { number in cells + right.shown.map { right.rows[number][$0] } }
            }
        }
        return result
    }

    /// What one side's field is compared as: a reference beside a field of its own collection is that row.
    private func joinKey(_ field: ReferenceField, _ other: ReferenceField, _ row: Row) -> Cell {
        let cell = value(field, row)
        if other.endKind.isReference, !field.endKind.isReference {
            // A name or key of the very row that the other side refers to.
            return cell.isMissing ? .missing : row.cells[row.table.position("_row")]
        }
        return widened(cell, to: field.endKind.united(with: other.endKind))
    }

    func combine(_ left: ReferenceTable, _ operation: ReferenceStage.SetOperation, _ right: ReferenceTable)
        -> ReferenceTable
    {
        let kinds = left.shown.map { position in
            let column = left.columns[position]
            let other = right.columns.first { $0.name == column.name && !$0.isHidden }
            return column.kind.united(with: other?.kind ?? column.kind)
        }
        let own = { (cells: [Cell]) in zip(left.shown, kinds).map { self.widened(cells[$0], to: $1) } }
        let others = { (cells: [Cell]) in
            zip(left.shown, kinds).map { position, kind in
                let place = right.columns.firstIndex { $0.name == left.columns[position].name && !$0.isHidden }
                return place.map { self.widened(cells[$0], to: kind) } ?? .missing
            }
        }
        guard operation != .union else {
            let new = right.shown.filter { place in
                !left.shown.contains { left.columns[$0].name == right.columns[place].name }
            }
            var columns = zip(left.shown, kinds).map { ReferenceColumn(name: left.columns[$0].name, kind: $1) }
            columns += new.map { right.columns[$0] }
            return ReferenceTable(
                columns: columns,
                rows: left.rows.map { own($0) + new.map { _ in .missing } }
                    + right.rows.map { cells in others(cells) + new.map { cells[$0] } })
        }
        let known = Set(right.rows.map { others($0).map(identity) })
        var seen = Set<[Identity]>()
        var result = left
        result.rows = left.rows.filter { cells in
            let key = own(cells).map(identity)
            return seen.insert(key).inserted && known.contains(key) == (operation == .intersect)
        }
        return result
    }
}

import Storage
import Values

/// A condition on a field behind a reference becomes the set of target rows that satisfy it.
///
///     before   filter unit.bloc = x ← scan awards
///     after    filter unit in (rows of units whose bloc is x) ← scan awards
///
/// The condition is asked of the small collection once instead of of every row that refers to it, and an index of the
/// reference can answer it. References behind references go the same way, from the far end.
///
/// Not legal for `is empty`, which also holds where the reference itself is missing. Not done for targets of many
/// rows, for patterns other than whole texts (they are asked of each different text once anyway), or where the rows
/// found are too scattered for a short set.
enum ReferenceSets: Rule {
    static let name = "reference-sets"

    private static let maximumTargetRows = 65_536
    private static let maximumRanges = 4096

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .filter(let input, let predicate) = node else { return node }
            return .filter(input, rewritten(predicate, FieldNames(input, context.catalog)))
        }
    }

    private static func rewritten(_ expression: BoundExpression, _ names: FieldNames) -> BoundExpression {
        switch expression {
        case .inIntegers(let path, _, let note), .inDoubles(let path, _, let note):
            return replaced(expression, path, note, names)
        case .matchesText(let path, .anyOf(let keys)):
            let shown = keys.prefix(8).map { names.text(path) + ($0.level == .exact ? "==" : "=") + $0.written }
            return replaced(expression, path, shown.joined(separator: ", "), names)
        default: return expression.mapChildren { rewritten($0, names) }
        }
    }

    /// The reference before the last step of `path`, in the rows that satisfy the comparison.
    private static func replaced(
        _ comparison: BoundExpression, _ path: BoundExpression, _ note: String, _ names: FieldNames
    ) -> BoundExpression {
        guard case .follow(let base, let name, let position, _) = path, position >= 0, let table = names.catalog[name],
            table.rowCount <= maximumTargetRows, let test = table.columns[position].test(comparison)
        else { return comparison.mapChildren { rewritten($0, names) } }
        let set = IntegerSet(values: (0..<table.rowCount).filter(test).map(Int64.init))
        guard set.ranges.count <= maximumRanges else { return comparison }
        return rewritten(.inIntegers(base, set, note: note), names)
    }
}

/// Paths of fields as they are written.
private struct FieldNames {
    let catalog: Catalog
    private var names: [ColumnID: String] = [:]

    init(_ plan: LogicalPlan, _ catalog: Catalog) {
        self.catalog = catalog
        collect(plan)
    }

    private mutating func collect(_ plan: LogicalPlan) {
        if case .scan(let table, let columns) = plan {
            for column in columns { names[column.id] = ExpressionText.fieldName(table, column.position, catalog) }
        }
        for input in plan.inputs { collect(input) }
    }

    func text(_ path: BoundExpression) -> String {
        switch path {
        case .column(let id, _): names[id] ?? "…"
        case .follow(let base, let table, let position, _):
            "\(text(base)).\(ExpressionText.fieldName(table, position, catalog))"
        default: "…"
        }
    }
}

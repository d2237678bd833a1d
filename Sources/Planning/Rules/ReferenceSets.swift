import Columns
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
        case .inIntegers(.follow(let base, let table, let position, _), let set, let note):
            guard let column = target(table, position, names), let packed = column.packed else { return expression }
            return replaced(expression, base, column, note, names) { set.contains(packed[$0]) }
        case .inDoubles(.follow(let base, let table, let position, _), let intervals, let note):
            guard let column = target(table, position, names), case .doubles(let values) = column.payload else {
                return expression
            }
            return replaced(expression, base, column, note, names) { row in
                intervals.contains { $0.contains(values[row]) }
            }
        case .matchesText(.follow(let base, let table, let position, let type), .anyOf(let keys)):
            guard let column = target(table, position, names),
                case .codes(let codes, let dictionary) = column.payload
            else { return expression }
            let wanted = Set(keys.flatMap { key in dictionary.codes(of: key) })
            let path = BoundExpression.follow(base, table: table, position: position, type)
            let shown = keys.prefix(8).map { names.text(path) + ($0.level == .exact ? "==" : "=") + $0.written }
            return replaced(expression, base, column, shown.joined(separator: ", "), names) {
                wanted.contains(codes[$0])
            }
        default: return expression.mapChildren { rewritten($0, names) }
        }
    }

    private static func target(_ name: String, _ position: Int, _ names: FieldNames) -> Column? {
        guard let table = names.catalog[name], table.rowCount <= maximumTargetRows else { return nil }
        return table.columns[position]
    }

    /// `base` in the rows of `column` that hold something that satisfies `holds`.
    private static func replaced(
        _ original: BoundExpression, _ base: BoundExpression, _ column: Column, _ note: String, _ names: FieldNames,
        where holds: (Int) -> Bool
    ) -> BoundExpression {
        let set = IntegerSet(values: (0..<column.count).filter { column.isPresent($0) && holds($0) }.map(Int64.init))
        guard set.ranges.count <= maximumRanges else { return original }
        return rewritten(.inIntegers(base, set, note: note), names)
    }
}

extension TextDictionary {
    /// The codes of the texts that are `key` at its level.
    fileprivate func codes(of key: TextPattern.Key) -> [Int64] {
        let classes = classes(key.level)
        guard let wanted = classes.find(key.bytes) else { return [] }
        return (0..<count).filter { classes.classOfCode[$0] == wanted }.map(Int64.init)
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

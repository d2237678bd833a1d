import Storage
import VietnameseText

/// A physical plan as indented lines, an operator each: what it does, the rows it is expected to give, and, when it
/// has run, the rows it gave and the time it took.
public struct PlanText {
    /// What happened in one operator.
    public struct Measured: Sendable {
        public var rows: Int
        /// Its own, without the operators below it.
        public var nanoseconds: UInt64

        public init(rows: Int, nanoseconds: UInt64) { (self.rows, self.nanoseconds) = (rows, nanoseconds) }
    }

    /// Numbers are aligned behind operators of so many columns; behind longer ones they follow at once.
    private static let widestAligned = 72

    private let text: ExpressionText
    private let measured: [Int: Measured]?
    private var lines: [(left: String, right: String)] = []

    /// `measured`: by the plan's node numbers, after a run; nil before one.
    public static func describe(_ planned: PlannedQuery, catalog: Catalog, measured: [Int: Measured]? = nil) -> String {
        var writer = PlanText(text: ExpressionText(planned.plan, catalog), measured: measured)
        writer.write(planned.plan, indent: 0)
        let widths = writer.lines.map { DisplayWidth.columns(of: $0.left) }
        let width = widths.filter { $0 <= widestAligned }.max() ?? 0
        var result = zip(writer.lines, widths).map { line, own in
            line.left + String(repeating: " ", count: max(0, width - own)) + "  " + line.right
        }
        if !planned.firedRules.isEmpty { result.append("rules: \(planned.firedRules.joined(separator: ", "))") }
        return result.joined(separator: "\n")
    }

    private init(text: ExpressionText, measured: [Int: Measured]?) {
        self.text = text
        self.measured = measured
    }

    private mutating func write(_ plan: PhysicalPlan, indent: Int) {
        let prefix = String(repeating: "  ", count: indent) + (indent > 0 ? "└ " : "")
        var right = "about \(rows(plan.estimate))"
        if let measured {
            let own = measured[plan.id] ?? Measured(rows: 0, nanoseconds: 0)
            right += " · really \(own.rows) · \(PlanText.milliseconds(own.nanoseconds)) ms"
        }
        lines.append((prefix + describe(plan.operation), right))
        // What does not run is not shown.
        if case .shared(_, .made, _) = plan.operation { return }
        for input in plan.inputs { write(input, indent: indent + 1) }
    }

    private func rows(_ estimate: Double) -> String {
        let whole = Int(min(1e15, max(0, estimate.rounded())))
        return "\(whole) row\(whole == 1 ? "" : "s")"
    }

    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let thousandths = (nanoseconds + 500) / 1000
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private func describe(_ operation: PhysicalPlan.Operation) -> String {
        switch operation {
        case .scan(let table, let columns, let access, let predicates):
            let names = columns.map { text.name($0.id) }
            let shown = names.isEmpty ? "no column" : ExpressionText.list(names, length: 32)
            let conditions =
                predicates.isEmpty ? "" : " where \(predicates.map(text.describe).joined(separator: " and "))"
            return "\(describe(access, table)) of \(table)\(conditions) (\(shown))"
        case .filter(let predicates): return "where \(predicates.map(text.describe).joined(separator: " and "))"
        case .extend(let made): return "add \(ExpressionText.list(made.map { text.describe($0.expression) }))"
        case .project(let made): return "show \(ExpressionText.list(made.map { text.describe($0.expression) }))"
        case .aggregate(let keys, let aggregates, let isOrdered):
            let by = keys.isEmpty ? "" : " by \(keys.map { text.describe($0.expression) }.joined(separator: ", "))"
            let order = isOrdered ? ", ordered" : ""
            return "\(ExpressionText.list(aggregates.map { text.describe($0.aggregate) }))\(by)\(order)"
        case .count(let table, .allRows, _): return "count of all rows of \(table)"
        case .count(let table, let access, _): return "count by \(describe(access, table)) of \(table)"
        case .countByCode(let table, let position, _, _, _):
            return "count by \(ExpressionText.fieldName(table, position, text.catalog)) from the statistics of \(table)"
        case .aggregateFromStatistics(let table, _, let aggregates):
            return
                "\(aggregates.map { text.describe($0.aggregate) }.joined(separator: ", ")) from the statistics of \(table)"
        case .firstRows(let table, let columns, let position):
            let field = ExpressionText.fieldName(table, position, text.catalog)
            return
                "first rows of each \(field) of \(table) (\(ExpressionText.list(columns.map { text.name($0.id) })))"
        case .topRows(let table, _, let position, let isDescending, _, let count):
            let field = ExpressionText.fieldName(table, position, text.catalog)
            return "first \(count) rows of the sorted \(field)\(isDescending ? " desc" : "") of \(table)"
        case .sort(let keys): return "sort by \(ExpressionText.list(keys.map(text.describe)))"
        case .top(let keys, let count, let per):
            let groups = per.isEmpty ? "" : " per \(per.map(text.describe).joined(separator: ", "))"
            return "top \(count) by \(keys.map(text.describe).joined(separator: ", "))\(groups)"
        case .limit(let skip, let take):
            return [skip > 0 ? "skip \(skip)" : nil, take.map { "take \($0)" }].compactMap { $0 }.joined(separator: " ")
        case .distinct(let columns): return "distinct \(ExpressionText.list(columns.map(text.name)))"
        case .join(let kind, let left, let right, let build):
            let pairs = zip(left, right).map { "\(text.describe($0)) = \(text.describe($1))" }
            let side = build == .left ? ", the left side built" : ""
            return "\(kind.rawValue) hash join on \(pairs.joined(separator: ", "))\(side)"
        case .union: return "union"
        case .unnest(let list, _, _): return "unnest \(text.name(list))"
        case .window(let made, let per, let order), .countedRanks(let made, let per, let order):
            let groups = per.isEmpty ? "" : " per \(per.map(text.describe).joined(separator: ", "))"
            let sorted = order.isEmpty ? "" : " sort by \(order.map(text.describe).joined(separator: ", "))"
            let kind = if case .countedRanks = operation { "window by counting" } else { "window" }
            return "\(kind) \(made.map { text.describe($0.function) }.joined(separator: ", "))\(groups)\(sorted)"
        case .sample(let count): return "sample \(count)"
        case .shared(let number, .plan, _): return "shared rows \(number)"
        case .shared(let number, .script, _): return "shared rows \(number), kept for the script"
        case .shared(let number, .made, _): return "shared rows \(number), made by an earlier statement"
        }
    }

    private func describe(_ access: PhysicalPlan.Access, _ table: String) -> String {
        switch access {
        case .allRows: "scan"
        case .postings(let position, let predicate):
            "postings of \(ExpressionText.fieldName(table, position, text.catalog)) [\(text.describe(predicate))]"
        case .words(let position, let predicate):
            "words of \(ExpressionText.fieldName(table, position, text.catalog)) [\(text.describe(predicate))]"
        case .permutation(let position, let predicate):
            "sorted \(ExpressionText.fieldName(table, position, text.catalog)) [\(text.describe(predicate))]"
        case .all(let parts): "(\(parts.map { describe($0, table) }.joined(separator: " and ")))"
        case .any(let parts): "(\(parts.map { describe($0, table) }.joined(separator: " or ")))"
        case .except(let inner): "all but \(describe(inner, table))"
        }
    }
}

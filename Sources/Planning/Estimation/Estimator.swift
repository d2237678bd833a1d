import Columns
import Storage
import Values

/// Guesses how many rows come out of an operator, from the statistics of the collections below it.
struct Estimator {
    private let catalog: Catalog
    private let origins: [ColumnID: (table: Table, position: Int)]

    init(_ plan: LogicalPlan, _ catalog: Catalog) {
        self.catalog = catalog
        var origins: [ColumnID: (table: Table, position: Int)] = [:]
        Estimator.collect(plan, catalog, &origins)
        self.origins = origins
    }

    private static func collect(
        _ plan: LogicalPlan, _ catalog: Catalog, _ origins: inout [ColumnID: (table: Table, position: Int)]
    ) {
        if case .scan(let name, let columns) = plan, let table = catalog[name] {
            for column in columns where column.position >= 0 { origins[column.id] = (table, column.position) }
        }
        for input in plan.inputs { collect(input, catalog, &origins) }
    }

    // MARK: Conditions

    /// Assumed where nothing is known; after Selinger et al., "Access Path Selection" (1979).
    private static let unknownEquality = 0.1
    private static let unknownRange = 1.0 / 3

    /// The share of rows, 0 to 1, for which a predicate holds; parts of a conjunction are taken as independent.
    func selectivity(_ predicate: BoundExpression) -> Double {
        switch predicate {
        case .and(let parts): return parts.reduce(1) { $0 * selectivity($1) }
        case .or(let parts): return 1 - parts.reduce(1) { $0 * (1 - selectivity($1)) }
        case .not(let inner): return 1 - selectivity(inner)
        case .inIntegers(let subject, let set, _): return integerSelectivity(subject, set)
        case .inDoubles(let subject, let intervals, _): return doubleSelectivity(subject, intervals)
        case .matchesText(let subject, let pattern): return textSelectivity(subject, pattern)
        case .isMissing(let subject):
            guard let statistics = statistics(subject), statistics.rowCount > 0 else { return Self.unknownEquality }
            return Double(statistics.missingCount) / Double(statistics.rowCount)
        case .compare(.equal, let a, let b), .compare(.identical, let a, let b):
            return 1 / Double(max(1, max(distinct(a) ?? 10, distinct(b) ?? 10)))
        case .compare, .anyElement: return Self.unknownRange
        default: return 0.5
        }
    }

    private func integerSelectivity(_ subject: BoundExpression, _ set: IntegerSet) -> Double {
        guard let (table, position) = column(subject) else { return Self.unknownEquality }
        let statistics = table.statistics(ofColumn: position)
        guard statistics.rowCount > 0, let range = statistics.integerRange else { return 0 }
        if let counts = statistics.codeCounts, let packed = table.columns[position].packed {
            var rows = 0
            for part in set.ranges where part.overlaps(range) {
                let inside = part.clamped(to: range)
                for value in inside { rows += Int(counts[Int(value - packed.base)]) }
            }
            return Double(rows) / Double(statistics.rowCount)
        }
        let width = Double(range.upperBound) - Double(range.lowerBound) + 1
        let covered = set.ranges.reduce(0.0) { sum, part in
            guard part.overlaps(range) else { return sum }
            let inside = part.clamped(to: range)
            return sum + Double(inside.upperBound) - Double(inside.lowerBound) + 1
        }
        let share =
            set.ranges.allSatisfy { $0.lowerBound == $0.upperBound }
            ? Double(set.ranges.count) / Double(max(1, statistics.distinctCount)) : covered / width
        return min(1, share) * Double(statistics.rowCount - statistics.missingCount) / Double(statistics.rowCount)
    }

    private func doubleSelectivity(_ subject: BoundExpression, _ intervals: [DoubleInterval]) -> Double {
        guard let statistics = statistics(subject), let range = statistics.doubleRange, statistics.rowCount > 0 else {
            return Self.unknownRange
        }
        let width = range.upperBound - range.lowerBound
        guard width > 0 else { return intervals.contains { $0.contains(range.lowerBound) } ? 1 : 0 }
        let covered = intervals.reduce(0.0) {
            $0 + max(0, min($1.high, range.upperBound) - max($1.low, range.lowerBound))
        }
        return max(1 / Double(max(1, statistics.distinctCount)), min(1, covered / width))
    }

    private func textSelectivity(_ subject: BoundExpression, _ pattern: TextPattern) -> Double {
        guard let (table, position) = column(subject) else { return Self.unknownEquality }
        let statistics = table.statistics(ofColumn: position)
        guard statistics.rowCount > 0 else { return 0 }
        switch pattern {
        case .anyOf(let keys):
            // A long list is taken as so many even shares: looking each up would cost more than the scan.
            let known = keys.prefix(16).reduce(0) { $0 + rows(of: $1, in: table, position, statistics) }
            let scaled = Double(known) * Double(keys.count) / Double(min(16, keys.count))
            return min(1, scaled / Double(statistics.rowCount))
        case .order: return Self.unknownRange
        case .contains, .word, .starts, .ends, .like, .regex: return Self.unknownEquality
        }
    }

    /// Exact for dictionaries small enough to look through, else an even share.
    private func rows(
        of key: TextPattern.Key, in table: Table, _ position: Int, _ statistics: ColumnStatistics
    ) -> Int {
        guard let dictionary = table.dictionary(ofColumn: position) else { return 0 }
        guard let counts = statistics.codeCounts, dictionary.count <= 4096 else {
            return statistics.rowCount / max(1, statistics.distinctCount)
        }
        let classes = dictionary.classes(key.level)
        guard let wanted = classes.find(key.bytes) else { return 0 }
        return (0..<dictionary.count).reduce(0) { $0 + (classes.classOfCode[$1] == wanted ? Int(counts[$1]) : 0) }
    }

    /// What asking a predicate of one row costs, in units of a look at one packed integer.
    func cost(_ predicate: BoundExpression) -> Double {
        switch predicate {
        case .inIntegers(let subject, _, _), .inDoubles(let subject, _, _), .isMissing(let subject):
            1 + depth(subject)
        // The pattern is asked of each distinct text once; a row costs a look into a table.
        case .matchesText(let subject, _): 1.5 + depth(subject)
        case .anyElement(let list, let inner): 2 + depth(list) + cost(inner) * 2
        case .compare(_, let a, let b): (a.type == .text ? 10 : 3) + depth(a) + depth(b)
        case .not(let inner): cost(inner)
        case .and(let parts), .or(let parts): parts.reduce(0.5) { $0 + cost($1) }
        default: 5
        }
    }

    private func depth(_ subject: BoundExpression) -> Double {
        switch subject {
        case .column, .literal, .element: 0
        case .follow(let base, _, _, _): 2 + depth(base)
        default: 5 + subject.children.reduce(0) { $0 + depth($1) }
        }
    }

    // MARK: Columns

    /// The stored column behind an expression: its own, or one a reference leads to.
    func column(_ expression: BoundExpression) -> (table: Table, position: Int)? {
        switch expression {
        case .column(let id, _): return origins[id]
        case .follow(_, let name, let position, _): return catalog[name].map { ($0, position) }
        default: return nil
        }
    }

    func statistics(_ expression: BoundExpression) -> ColumnStatistics? {
        column(expression).map { $0.table.statistics(ofColumn: $0.position) }
    }

    func distinct(_ expression: BoundExpression) -> Int? { statistics(expression)?.distinctCount }

    /// How many groups keys make of `rows` rows.
    func groups(_ keys: [BoundExpression], rows: Double) -> Double {
        guard !keys.isEmpty else { return 1 }
        return min(rows, keys.reduce(1.0) { $0 * Double(max(1, distinct($1) ?? 10)) })
    }
}

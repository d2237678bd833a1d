import Execution
import Language
import Planning

/// Finds the expression that made a query fail while it ran.
///
/// Plans know nothing of the text they were made from, so this asks again: each expression that could have failed is
/// computed alone, over the rows that reach its stage. It costs time only where there is more than one.
struct FailurePlace {
    let runner: StatementRunner
    let error: ExecutionError

    /// More expressions than this are not tried.
    private static let candidateLimit = 16

    private struct Candidate {
        var range: SourceRange
        /// Computes it alone.
        var query: Query
    }

    /// Nil where no place in the query's own text can be told.
    func find(in query: Query) -> SourceRange? {
        switch error {
        case .cancelled, .memory, .damage: return nil
        case .overflow, .dateOutOfRange, .tooMuchText: break
        }
        if let inner = innerPlace(query) { return inner }
        let found = candidates(in: query)
        if found.count == 1 { return found[0].range }
        return found.prefix(Self.candidateLimit).first { fails($0.query) }?.range
    }

    /// The place in a query that stands inside this one, where it fails by itself.
    private func innerPlace(_ query: Query) -> SourceRange? {
        if case .named(let name) = query.source, runner.session.definitions.query(name.text) != nil,
            fails(Query(source: query.source, stages: [], range: name.range))
        {
            return name.range
        }
        for inner in query.innerQueries where fails(inner) { return find(in: inner) ?? inner.range }
        return nil
    }

    private func fails(_ query: Query) -> Bool {
        guard let bound = try? runner.bind(query) else { return false }
        let executor = runner.executor(runner.plan(bound).plan)
        do {
            while try executor.next() != nil {}
            return false
        } catch {
            return error != .cancelled
        }
    }

    /// In the order in which they are computed: stage after stage, inner expressions before outer ones.
    private func candidates(in query: Query) -> [Candidate] {
        var found: [Candidate] = []
        for (index, stage) in query.stages.enumerated() {
            let before = Array(query.stages[..<index])
            func add(_ expression: Expression, _ stages: [Stage]) {
                for part in expression.fallible {
                    let shown: Stage.Kind =
                        part.isAggregate
                        ? .aggregate([NamedExpression(part, name: alone)], by: stage.keys, across: nil)
                        : .show([NamedExpression(part, name: alone)])
                    let last = Stage(shown, range: part.range, keywordRange: part.range)
                    let whole = Query(source: query.source, stages: stages + [last], range: query.range)
                    found.append(Candidate(range: part.range, query: whole))
                }
            }
            var earlier: [NamedExpression] = []
            for item in stage.addedColumns {
                let part = Stage(.add(earlier, per: [], sortBy: []), range: stage.range, keywordRange: stage.range)
                add(item.expression, earlier.isEmpty ? before : before + [part])
                earlier.append(item)
            }
            for expression in stage.expressions { add(expression, before) }
        }
        return found
    }

    private var alone: Name { Name("value", range: SourceRange(0, 0)) }
}

extension Query {
    fileprivate var innerQueries: [Query] {
        var inner: [Query] = []
        if case .query(let query) = source { inner.append(query) }
        for stage in stages {
            switch stage.kind {
            case .join(let join): inner.append(join.other)
            case .combine(_, let query): inner.append(query)
            default: break
            }
        }
        return inner
    }
}

extension Stage {
    fileprivate var addedColumns: [NamedExpression] {
        if case .add(let items, _, _) = kind { return items }
        return []
    }

    fileprivate var keys: [NamedExpression] {
        if case .aggregate(_, let keys, _) = kind { return keys }
        return []
    }

    /// The expressions that stand over the rows before the stage.
    fileprivate var expressions: [Expression] {
        switch kind {
        case .where(let predicate): [predicate]
        case .show(let items), .distinct(let items): items.map(\.expression)
        case .add(_, let per, let order): per + order.map(\.expression)
        case .aggregate(let items, let keys, let across): (keys + items).map(\.expression) + [across].compactMap { $0 }
        case .sort(let keys): keys.map(\.expression)
        case .top(_, let keys, let per): keys.map(\.expression) + per
        default: []
        }
    }
}

extension Expression {
    fileprivate var isAggregate: Bool {
        switch self {
        case .aggregate: true
        case .binary(_, let left, let right): left.isAggregate || right.isAggregate
        case .unary(_, let inner, _): inner.isAggregate
        case .call(_, let arguments, _): arguments.contains(where: \.isAggregate)
        default: false
        }
    }

    /// The expressions in it that can fail while they are computed, inner ones first.
    fileprivate var fallible: [Expression] {
        switch self {
        // Alone, a value behind a condition would be computed for rows that never ask for it.
        case .binary(.coalesce, let left, let right): left.fallible + (right.fallible.isEmpty ? [] : [self])
        case .call(let name, let arguments, _) where name.text.lowercased() == "if" && arguments.count == 3:
            arguments[0].fallible + (arguments.allSatisfy(\.fallible.isEmpty) ? [] : [self])
        case .binary(let operation, let left, let right):
            left.fallible + right.fallible + (operation == .concatenate ? [] : [self])
        case .unary(_, let inner, _): inner.fallible + [self]
        case .call(_, let arguments, _): arguments.flatMap(\.fallible) + [self]
        // So would the argument of rows that a filter leaves out.
        case .aggregate(let call):
            (call.filter.map(\.fallible) ?? call.arguments.flatMap(\.fallible)) + [self]
        case .comparison(_, let left, let right), .and(let left, let right), .or(let left, let right):
            left.fallible + right.fallible
        case .not(let inner, _), .matches(let inner, _, _), .isEmpty(let inner, _, _): inner.fallible
        case .has(let inner, let value, _): inner.fallible + value.fallible
        case .inList(let inner, let items, _): inner.fallible + items.flatMap(\.fallible)
        case .inRange(let inner, let low, let high, _):
            inner.fallible + (low?.fallible ?? []) + (high?.fallible ?? [])
        case .field, .parameter, .value, .invalid: []
        }
    }
}

extension Expression.InItem {
    fileprivate var fallible: [Expression] {
        switch self {
        case .value(let value): value.fallible
        case .range(let low, let high): (low?.fallible ?? []) + (high?.fallible ?? [])
        }
    }
}

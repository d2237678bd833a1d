extension Estimator {
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
}

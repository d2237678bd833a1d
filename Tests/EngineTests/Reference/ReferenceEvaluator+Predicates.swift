import Values
import VietnameseText

extension ReferenceEvaluator {
    /// A missing value equals nothing and differs from everything, so every condition is a plain yes or no.
    func holds(_ predicate: ReferencePredicate, _ row: Row) -> Bool {
        switch predicate {
        case .and(let left, let right): holds(left, row) && holds(right, row)
        case .or(let left, let right): holds(left, row) || holds(right, row)
        case .not(let inner): !holds(inner, row)
        case .truth(let field): value(field, row) == .truth(true)
        case .empty(let field): isEmpty(value(field, row))
        case .has(let field, let literal): holds("=", value(field, row), literal, ofElements: true)
        case .list(let field, let items): items.contains { holds("=", value(field, row), $0) }
        case .range(let field, let low, let high):
            (low.map { holds(">=", value(field, row), $0) } ?? true)
                && (high.map { holds("<=", value(field, row), $0) } ?? true)
        case .compare(let field, let operation, let literal): holds(operation, value(field, row), literal)
        case .fields(let left, let operation, let right): holds(operation, value(left, row), value(right, row))
        }
    }

    private func isEmpty(_ cell: Cell) -> Bool { cell.isMissing || cell == .list([]) }

    private func holds(_ operation: String, _ cell: Cell, _ literal: ReferenceLiteral, ofElements: Bool = false) -> Bool
    {
        if operation == "!=" { return !holds("=", cell, literal) }
        if operation == "!~" { return !holds("~", cell, literal) }
        switch (cell, literal) {
        case (.missing, _): return false
        case (.text(let text), .text(let written)): return holds(operation, text, written)
        case (.list(let parts), .text(let written)): return parts.contains { holds(operation, $0, written) }
        case (.target(let number), .text(let written)):
            if ["<", "<=", ">", ">="].contains(operation) { return holds(operation, targets[number].name, written) }
            return targets[number].names.contains { holds(operation, $0, written) }
        case (.truth(let truth), .truth(let wanted)): return truth == wanted
        case (.number, .number(let wanted)): return compare(operation, order(cell, .number(wanted)))
        case (.double, .number(let wanted)): return compare(operation, order(cell, .number(wanted)))
        case (.date(let date), .period(_, let first, let last)):
            switch operation {
            case "<": return date < first
            case "<=": return date <= last
            case ">": return date > last
            case ">=": return date >= first
            default: return first <= date && date <= last
            }
        default: preconditionFailure("\(cell) is not compared with \(literal)")
        }
    }

    /// A text with a written one: without marks typed, marks do not count.
    private func holds(_ operation: String, _ text: String, _ written: String) -> Bool {
        let level: Folding.Level = operation == "==" ? .exact : Folding.hasMarks(written) ? .k1 : .k2
        let (whole, part) = (Folding.key(level, text), Folding.key(level, written))
        switch operation {
        case "=", "==": return whole == part
        case "~": return part.isEmpty || whole.indices.contains { whole[$0...].starts(with: part) }
        case "starts": return whole.starts(with: part)
        case "ends": return whole.count >= part.count && Array(whole.suffix(part.count)) == part
        default:
            let (a, b) = (alphabetical(text), alphabetical(written))
            return compare(operation, a.lexicographicallyPrecedes(b) ? -1 : b.lexicographicallyPrecedes(a) ? 1 : 0)
        }
    }

    private func holds(_ operation: String, _ left: Cell, _ right: Cell) -> Bool {
        if operation == "!=" { return !holds("=", left, right) }
        guard !left.isMissing, !right.isMissing else { return false }
        if operation == "=" || operation == "==" {
            if case .text(let a) = left, case .text(let b) = right {
                let level: Folding.Level = operation == "=" ? .k1 : .exact
                return Folding.key(level, a) == Folding.key(level, b)
            }
            if case .target = left { return left == right }
        }
        return compare(operation, order(left, right))
    }

    private func compare(_ operation: String, _ order: Int) -> Bool {
        switch operation {
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        case ">=": order >= 0
        default: order == 0
        }
    }
}

import Planning
import Values

/// Whether a pattern matches at one of some places of a row, each of which may be asked about others too: what a search
/// asks of every word.
struct TextQuestion {
    /// Text that is stored, or a list of such.
    struct Place: Hashable {
        /// The list whose elements are asked; nil for text.
        var list: BoundExpression?
        /// Over `.element` in a list.
        var text: BoundExpression

        /// What the place's rows are read by.
        var subject: BoundExpression { list ?? text }
    }

    let asked: [(place: Place, pattern: TextPattern)]

    /// Nil for what asks anything else, or asks it of computed text.
    init?(_ expression: BoundExpression) {
        let parts: [BoundExpression]
        if case .or(let all) = expression { parts = all } else { parts = [expression] }
        var asked: [(place: Place, pattern: TextPattern)] = []
        for part in parts {
            switch part {
            case .matchesText(let text, let pattern) where text.isPath:
                asked.append((Place(list: nil, text: text), pattern))
            case .anyElement(let list, .matchesText(let text, let pattern)) where list.isPath && text.isElementPath:
                asked.append((Place(list: list, text: text), pattern))
            default: return nil
            }
        }
        self.asked = asked
    }

    /// The questions among the terms of a sum, each of which gives one of two numbers; nil for other expressions.
    static func points(_ expression: BoundExpression) -> [(question: TextQuestion, yes: Int64, no: Int64)]? {
        switch expression {
        case .arithmetic(.add, let a, let b, .integer):
            guard let left = points(a), let right = points(b) else { return nil }
            return left + right
        case .conditional(
            let condition, .literal(.integer(let yes), .integer), .literal(.integer(let no), .integer), .integer):
            return TextQuestion(condition).map { [($0, yes, no)] }
        default: return nil
        }
    }
}

extension BoundExpression {
    /// A column, or a field of the row to which such a path leads.
    fileprivate var isPath: Bool {
        switch self {
        case .column: true
        case .follow(let base, _, _, _): base.isPath
        default: false
        }
    }

    /// An element of a list, or a field of the row to which it leads.
    fileprivate var isElementPath: Bool {
        switch self {
        case .element, .follow(.element, _, _, _): true
        default: false
        }
    }
}

import Storage

/// What a predicate over one column asks of the column's postings: which lists to read.
public enum PostingsQuestion: Hashable, Sendable {
    /// Those of the integers (decimals, days, target rows) in a set.
    case integers(IntegerSet)
    /// Those of the texts that match.
    case texts(TextPattern)
    /// Those of the rows of a collection that satisfy a predicate over `row`, a reference to one.
    case targets(table: String, row: ColumnID, BoundExpression)
}

extension BoundExpression {
    /// The one column that a predicate is over, and what it asks of that column's postings, be they those of its
    /// values or of the elements of its lists; nil for predicates that postings do not answer.
    public func postingsQuestion(_ catalog: Catalog) -> (column: ColumnID, question: PostingsQuestion)? {
        switch self {
        case .inIntegers(.column(let id, _), let set, _): return (id, .integers(set))
        case .matchesText(.column(let id, _), let pattern): return (id, .texts(pattern))
        case .inIntegers(let path, _, _), .inDoubles(let path, _, _), .matchesText(let path, _):
            guard case .column(let id, .reference(let table))? = path.root else { return nil }
            return (id, .targets(table: table, row: id, self))
        case .anyElement(.column(let id, .list(let element)), let inner):
            switch (inner, element) {
            case (.inIntegers(.element, let set, _), _): return (id, .integers(set))
            case (.matchesText(.element, let pattern), _): return (id, .texts(pattern))
            case (_, .reference(let table)):
                return targets(of: id, table, inner, element: .column(id, .reference(to: table)))
            default: return nil
            }
        case .anyElement(.call(.text, let list, _), let inner):
            guard case .column(let id, .list(of: .reference(let table)))? = list.first,
                let target = catalog[table], let display = target.displayPosition,
                target.schema.fields[display].type == .text
            else { return nil }
            let shown = BoundExpression.follow(
                .column(id, .reference(to: table)), table: table, position: display, .text)
            return targets(of: id, table, inner, element: shown)
        default: return nil
        }
    }

    /// A test of list elements that are references as one of the rows they lead to.
    private func targets(
        of id: ColumnID, _ table: String, _ inner: BoundExpression, element: BoundExpression
    ) -> (column: ColumnID, question: PostingsQuestion)? {
        switch inner {
        case .inIntegers(let path, _, _), .inDoubles(let path, _, _), .matchesText(let path, _):
            guard case .element? = path.root else { return nil }
            return (id, .targets(table: table, row: id, inner.replacingElement(element)))
        default: return nil
        }
    }

    /// Where a path of references begins; nil for what is no path.
    private var root: BoundExpression? {
        switch self {
        case .column, .element: self
        case .follow(let base, _, _, _): base.root
        default: nil
        }
    }

    private func replacingElement(_ replacement: BoundExpression) -> BoundExpression {
        if case .element = self { return replacement }
        return mapChildren { $0.replacingElement(replacement) }
    }
}

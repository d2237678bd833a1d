import Columns
import Language
import Values

extension Binder {
    /// `E in low..high`, both ends included, either may be open.
    func bindRange(
        _ subject: BoundExpression, _ written: Expression, _ low: Expression?, _ high: Expression?,
        _ range: SourceRange, _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        var parts: [BoundExpression] = []
        for (bound, operation) in [(low, ComparisonOperator.greaterOrEqual), (high, .lessOrEqual)] {
            guard let bound else { continue }
            parts.append(try bindEnd(subject, operation, bound, written, scope))
        }
        guard !parts.isEmpty else {
            throw BindingError("a range needs one end at least", at: range, hints: ["2018..2022"])
        }
        if let low, let high, isWritten(low), isWritten(high),
            try isTurned(
                parts,
                swapped: {
                    () throws(BindingError) in
                    [
                        try bindEnd(subject, .greaterOrEqual, high, written, scope),
                        try bindEnd(subject, .lessOrEqual, low, written, scope),
                    ]
                })
        {
            throw turnedRange(low, high)
        }
        if let both = Binder.intersection(parts) { return both }
        return .conjunction(parts)
    }

    private func bindEnd(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ bound: Expression, _ written: Expression,
        _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        if let value = try writtenValue(bound) {
            return try compare(subject, operation, value, subjectText: source.text(written.range), scope)
        }
        return try compare(subject, operation, try bindValue(bound, scope), written, bound)
    }

    /// Both ends as one set, where they are sets of whole numbers (or what such stand for).
    private static func intersection(_ ends: [BoundExpression]) -> BoundExpression? {
        guard ends.count == 2, case .inIntegers(let base, let low, let first) = ends[0],
            case .inIntegers(_, let high, let second) = ends[1]
        else { return nil }
        return .inIntegers(base, low.intersection(high), note: "\(first) and \(second)")
    }

    // MARK: Turned ranges

    /// Whether a person wrote the value, so that it can be told to be wrong; what a query gave may be anything.
    private func isWritten(_ bound: Expression) -> Bool {
        switch bound {
        case .value: true
        case .parameter(let name): definitions.value(name.text) != nil
        default: false
        }
    }

    /// `5..2`: nothing lies between the ends, but something would if they changed places.
    private func isTurned(_ ends: [BoundExpression], swapped: () throws(BindingError) -> [BoundExpression])
        throws(BindingError) -> Bool
    {
        switch (ends[0], ends[1]) {
        case (.inIntegers, .inIntegers):
            guard let both = Binder.intersection(ends), both.isEmptySet,
                let turned = Binder.intersection(try swapped())
            else { return false }
            return !turned.isEmptySet
        case (.inDoubles(_, let low, _), .inDoubles(_, let high, _)): return low[0].low > high[0].high
        case (.matchesText(_, .order(_, than: let low)), .matchesText(_, .order(_, than: let high))):
            var room: [UInt8] = []
            return TextBound(low).side(of: Array(high.utf8).span, room: &room) < 0
        default: return false
        }
    }

    private func turnedRange(_ low: Expression, _ high: Expression) -> BindingError {
        let between = source.text(SourceRange(low.range.upper, high.range.lower))
        let (first, last) = (source.text(low.range), source.text(high.range))
        return BindingError(
            "nothing lies between \(shown(low)) and \(shown(high)): the lesser end of a range stands first",
            at: low.range.union(high.range), hints: ["\(last)\(between)\(first)"])
    }

    /// An end as it was written, a parameter with its value.
    private func shown(_ end: Expression) -> String {
        guard case .parameter(let name) = end, let value = definitions.value(name.text) else {
            return source.text(end.range)
        }
        return "$\(name.text) (\(value.text))"
    }
}

extension BoundExpression {
    fileprivate var isEmptySet: Bool {
        if case .inIntegers(_, let set, _) = self { return set.ranges.isEmpty }
        return false
    }
}

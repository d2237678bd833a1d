import Language
import Storage
import Values
import VietnameseText

/// A value that becomes a column, and the text that names it.
public struct AcrossValue: Sendable {
    /// References are their target's row number.
    public var value: Value
    public var name: String

    public init(value: Value, name: String) { (self.value, self.name) = (value, name) }
}

/// Runs a plan of two columns (a value and the text that shows it) while a query is bound: what `across` needs to
/// know its columns. Given by whoever can run plans.
public typealias AcrossValues = (_ plan: LogicalPlan) throws(BindingError) -> [AcrossValue]

extension Binder {
    static let maximumAcross = 200

    /// The values of E as columns, each with the aggregates over its rows, then their totals.
    ///
    ///     sum quantity by bloc across year   →   bloc, 2017, 2021, total
    func bindAcross(
        _ items: [NamedExpression], _ across: Expression, _ input: inout LogicalPlan, _ scope: Scope,
        _ grouped: inout Scope
    ) throws(BindingError) -> (aggregates: [LogicalPlan.AggregateDefinition], computed: [LogicalPlan.Definition]) {
        let subject = try bindValue(across, scope)
        if case .list = subject.type {
            throw BindingError("a list cannot become columns", at: across.range, hints: ["unnest it first"])
        }
        input = pending.attach(to: input)
        let values = try acrossValues(subject, input, across)
        let collector = AggregateCollector(binder: self, scope: scope)
        var computed: [LogicalPlan.Definition] = []
        let filters = values.map { Optional(equality(subject, source.text(across.range), $0.value)) } + [nil]
        let isTotalTaken = values.contains { $0.name == "total" } || grouped.entry(exactly: "total") != nil
        let names = values.map(\.name) + [isTotalTaken ? "total (all)" : "total"]
        for (column, filter) in zip(names, filters) {
            collector.extraFilter = filter
            for item in items {
                let expression = try collector.bind(item.expression)
                let own = item.name?.text ?? defaultName(item.expression, nil)
                let field = Field(
                    Binder.free(items.count == 1 ? column : "\(column) \(own)", in: grouped), expression.type)
                if case .column(let id, _) = expression {
                    grouped.entries.append(.init(field: field, id: id))
                } else {
                    let id = columnNumbers.next()
                    computed.append(.init(id, expression))
                    grouped.entries.append(.init(field: field, id: id))
                }
            }
        }
        input = pending.attach(to: input)
        return (collector.aggregates, computed)
    }

    /// A name that no column has yet: what the data calls its values is in nobody's hand, so that `year`, `year (2)`, …
    /// keep them apart.
    private static func free(_ name: String, in scope: Scope) -> String {
        var candidate = name
        var number = 1
        while scope.entry(exactly: candidate) != nil {
            number += 1
            candidate = "\(name) (\(number))"
        }
        return candidate
    }

    /// Runs `plan` now; what goes wrong then is told where the query needs it.
    func values(of plan: LogicalPlan, at range: SourceRange) throws(BindingError) -> [AcrossValue] {
        do { return try valuesAcross(plan) } catch {
            throw BindingError(error.message, at: range, hints: error.hints, kind: error.kind)
        }
    }

    private func acrossValues(_ subject: BoundExpression, _ input: LogicalPlan, _ across: Expression)
        throws(BindingError) -> [AcrossValue]
    {
        // A plan with errors in it cannot run.
        guard errors.isEmpty else { throw .followOn(at: across.range) }
        let id = columnNumbers.next()
        let column = BoundExpression.column(id, subject.type)
        let distinct = LogicalPlan.distinct(.project(input, [.init(id, subject)]), [id])
        let sorted = LogicalPlan.sort(distinct, [.init(displayed(column))])
        let plan = LogicalPlan.project(sorted, [.init(id, column), .init(columnNumbers.next(), asText(column))])
        let values = try values(of: plan, at: across.range)
        guard values.count <= Binder.maximumAcross else {
            throw BindingError(
                "“\(source.text(across.range))” has \(values.count) different values, too many for columns",
                at: across.range, hints: ["put it behind by", "keep fewer rows with where first"])
        }
        return values
    }

    /// The rows whose value of `subject`, written so, is this one, by the identity of `=`.
    private func equality(_ subject: BoundExpression, _ text: String, _ value: Value) -> BoundExpression {
        var shown: [UInt8] = []
        switch value {
        case .missing, .list: return .isMissing(subject)
        case .text(let text): return .matchesText(subject, .anyOf([TextPattern.Key(text, level: .k1)]))
        case .integer(let integer):
            return .inIntegers(subject, IntegerSet(values: [integer]), note: "\(text)=\(integer)")
        case .boolean(let truth):
            return .inIntegers(subject, IntegerSet(values: [truth ? 1 : 0]), note: "\(text)=\(truth)")
        case .date(let date):
            date.append(to: &shown)
            let set = IntegerSet(values: [Int64(date.daysSinceEpoch)])
            return .inIntegers(subject, set, note: "\(text)=\(String(decoding: shown, as: UTF8.self))")
        case .dateTime(let moment):
            moment.append(to: &shown)
            let set = IntegerSet(values: [moment.microseconds])
            return .inIntegers(subject, set, note: "\(text)=\(String(decoding: shown, as: UTF8.self))")
        case .decimal(let decimal):
            let set = Binder.set(.equal, decimal, scale: Binder.scale(of: subject.type))
            return .inIntegers(subject, set, note: "\(text)=\(decimal)")
        case .double(let double):
            return .inDoubles(subject, [DoubleInterval(double, double)], note: "\(text)=\(double)")
        }
    }
}

import Language
import Values
import VietnameseText

extension Binder {
    func bindCall(_ name: Name, _ arguments: [Expression], _ range: SourceRange, _ scope: Scope) throws(BindingError)
        -> BoundExpression
    {
        if name.text.lowercased() == "if" {
            guard arguments.count == 3 else {
                throw BindingError("if takes a condition and two values", at: range, hints: ["if(quantity > 10, 1, 0)"])
            }
            var condition: BoundExpression?
            do { condition = try bindPredicate(arguments[0], scope) } catch { errors.add(error) }
            let values = try bindArguments(Array(arguments[1...]), scope)
            let (a, b, type) = try unified(values[0], values[1], at: range)
            guard let condition else { throw .followOn(at: arguments[0].range) }
            return .conditional(condition, a, b, type)
        }
        let bound = try bindArguments(arguments, scope, ofDatePart: Scope.dateParts.contains(name.text.lowercased()))
        return try bindFunction(name, bound, arguments, at: range)
    }

    /// A function's arguments. A word that names no field may have been meant as text, or as the date that is there.
    private func bindArguments(
        _ arguments: [Expression], _ scope: Scope, ofDatePart: Bool = false
    ) throws(BindingError) -> [BoundExpression] {
        var bound: [BoundExpression] = []
        var failure: BindingError?
        for argument in arguments {
            do { bound.append(try bindValue(argument, scope)) } catch {
                var error = error
                if case .field(let path) = argument, path.names.count == 1, !path.names[0].isQuoted,
                    error.kind == .wrong
                {
                    let dates = ofDatePart ? scope.dates.prefix(3).map { "did you mean \($0)?" } : []
                    let isUnlike = error.hints.first?.hasPrefix("the fields are ") ?? true
                    if !dates.isEmpty {
                        error.hints = dates
                    } else if isUnlike {
                        error.hints.insert("\"\(path.names[0].text)\" in quotes is text", at: 0)
                    }
                }
                failure = note(error)
            }
        }
        if let failure { throw failure }
        return bound
    }

    func bindFunction(_ name: Name, _ arguments: [BoundExpression], _ written: [Expression], at range: SourceRange)
        throws(BindingError) -> BoundExpression
    {
        guard let signature = FunctionSignature.named[name.text.lowercased()] else {
            let near = Spelling.nearest(name.text, among: FunctionSignature.named.keys.sorted(), limit: 3)
            throw BindingError(
                "there is no function “\(name.text)”", at: name.range, hints: near.map { "did you mean \($0)(…)?" })
        }
        guard signature.arity.contains(arguments.count) else {
            throw BindingError(
                "\(name.text) takes \(signature.arityText), not \(arguments.count)", at: range,
                hints: [signature.example])
        }
        warnOfThousands(signature.function, arguments, written)
        if let noDay = noDay(signature.function, arguments, written) { throw noDay }
        var coerced: [BoundExpression] = []
        for (index, argument) in arguments.enumerated() {
            coerced.append(try coerce(argument, to: signature.parameter(index), signature, written[index].range))
        }
        return .call(signature.function, coerced, Binder.roundedType(signature, coerced))
    }

    /// `number("1.234")` is 1.234, where Vietnamese mostly means a thousand.
    private func warnOfThousands(
        _ function: ScalarFunction, _ arguments: [BoundExpression], _ written: [Expression]
    ) {
        guard function == .number, case .literal(.text(let text), _)? = arguments.first,
            let whole = Binder.thousands(text)
        else { return }
        columnNumbers.warn("“\(text)” is read with a decimal point", at: written[0].range, hints: [whole])
    }

    /// `date("tháng 3/2022")`: a text written here that is no day, and would be missing in every row.
    private func noDay(_ function: ScalarFunction, _ arguments: [BoundExpression], _ written: [Expression])
        -> BindingError?
    {
        guard function == .date, case .literal(.text(let text), _)? = arguments.first, DateInput.date(text) == nil,
            DateInput.dateTime(text) == nil
        else { return nil }
        let isPeriod = DateInput.period(text) != nil
        let reason = isPeriod ? "it has more days than one" : DateInput.explain(text) ?? "no form of dates"
        return BindingError("“\(text)” is no day: \(reason)", at: written[0].range)
    }

    /// A decimal rounded to a written number of digits has that many.
    private static func roundedType(_ signature: FunctionSignature, _ arguments: [BoundExpression]) -> ValueType {
        guard signature.function == .round, arguments.count == 2, case .decimal(let scale) = arguments[0].type,
            case .literal(.integer(let digits), _) = arguments[1], digits < scale
        else { return signature.resultType(arguments.map(\.type)) }
        return digits <= 0 ? .integer : .decimal(scale: Int(digits))
    }

    private func coerce(
        _ argument: BoundExpression, to kind: FunctionSignature.Kind, _ signature: FunctionSignature,
        _ range: SourceRange
    ) throws(BindingError) -> BoundExpression {
        switch kind {
        case .any: return displayed(argument)
        case .text: return asText(argument)
        case .number where argument.type.isNumeric: return argument
        case .integer where argument.type == .integer: return argument
        case .date where argument.type == .date || argument.type == .dateTime: return argument
        case .textOrList:
            if case .list = argument.type { return argument }
            return asText(argument)
        case .number, .integer, .date:
            throw BindingError(
                "\(signature.function.rawValue) needs \(kind.rawValue) here, and “\(source.text(range))” is \(argument.type.inWords)",
                at: range, hints: [signature.example])
        }
    }
}

/// What a function takes and gives.
struct FunctionSignature {
    enum Kind: String {
        case any = "a value"
        case text
        case number = "a number"
        case integer = "a whole number"
        case date = "a date"
        case textOrList = "text or a list"
    }

    var function: ScalarFunction
    var kinds: [Kind]
    /// How many of the last kinds may be left out.
    var optional = 0
    var example: String
    var result: Result

    enum Result {
        case fixed(ValueType)
        /// The type of the first argument.
        case same
        /// Decimals become whole numbers or decimals of fewer digits; doubles stay.
        case rounded
    }

    var arity: ClosedRange<Int> { (kinds.count - optional)...kinds.count }
    var arityText: String {
        let count = arity.count == 1 ? "\(kinds.count)" : "\(arity.lowerBound) or \(arity.upperBound)"
        return "\(count) \(kinds.count == 1 ? "value" : "values")"
    }

    func parameter(_ index: Int) -> Kind { kinds[index] }

    func resultType(_ types: [ValueType]) -> ValueType {
        switch result {
        case .fixed(let type): type
        case .same: types[0]
        case .rounded: types[0] == .double ? .double : (types.count == 1 ? .integer : types[0])
        }
    }

    static let named: [String: FunctionSignature] = [
        "lower": .init(function: .lower, kinds: [.text], example: "lower(name)", result: .fixed(.text)),
        "upper": .init(function: .upper, kinds: [.text], example: "upper(name)", result: .fixed(.text)),
        "length": .init(function: .length, kinds: [.textOrList], example: "length(name)", result: .fixed(.integer)),
        "left": .init(function: .left, kinds: [.text, .integer], example: "left(name, 3)", result: .fixed(.text)),
        "right": .init(function: .right, kinds: [.text, .integer], example: "right(name, 3)", result: .fixed(.text)),
        "replace": .init(
            function: .replace, kinds: [.text, .text, .text], example: "replace(name, \"a\", \"b\")",
            result: .fixed(.text)),
        "split": .init(
            function: .split, kinds: [.text, .text], example: "split(name, \" \")", result: .fixed(.list(of: .text))),
        "trim": .init(function: .trim, kinds: [.text], example: "trim(name)", result: .fixed(.text)),
        "fold": .init(function: .fold, kinds: [.text], example: "fold(name)", result: .fixed(.text)),
        "given": .init(function: .given, kinds: [.text], example: "given(name)", result: .fixed(.text)),
        "round": .init(
            function: .round, kinds: [.number, .integer], optional: 1, example: "round(share, 1)", result: .rounded),
        "abs": .init(function: .abs, kinds: [.number], example: "abs(a - b)", result: .same),
        "floor": .init(function: .floor, kinds: [.number], example: "floor(a / b)", result: .rounded),
        "ceil": .init(function: .ceil, kinds: [.number], example: "ceil(a / b)", result: .rounded),
        "log": .init(function: .log, kinds: [.number], example: "log(quantity)", result: .fixed(.double)),
        "sqrt": .init(function: .sqrt, kinds: [.number], example: "sqrt(quantity)", result: .fixed(.double)),
        "year": .init(function: .year, kinds: [.date], example: "year(date)", result: .fixed(.integer)),
        "quarter": .init(function: .quarter, kinds: [.date], example: "quarter(date)", result: .fixed(.integer)),
        "month": .init(function: .month, kinds: [.date], example: "month(date)", result: .fixed(.integer)),
        "day": .init(function: .day, kinds: [.date], example: "day(date)", result: .fixed(.integer)),
        "weekday": .init(function: .weekday, kinds: [.date], example: "weekday(date)", result: .fixed(.integer)),
        "days": .init(function: .days, kinds: [.date, .date], example: "days(first, last)", result: .fixed(.integer)),
        "today": .init(function: .today, kinds: [], example: "today()", result: .fixed(.date)),
        "number": .init(function: .number, kinds: [.any], example: "number(code)", result: .fixed(.double)),
        "text": .init(function: .text, kinds: [.any], example: "text(year)", result: .fixed(.text)),
        "date": .init(function: .date, kinds: [.any], example: "date(written)", result: .fixed(.date)),
    ]
}

import Values

extension ReferenceGenerator {
    // MARK: Fields

    /// A random column, or a field behind references to any depth, whose kind fits.
    mutating func field(_ fits: (Kind) -> Bool, allowsExtreme: Bool = true) -> ReferenceField? {
        var choices: [ReferenceField] = []
        for column in columns where column.name != "_row" {
            // Hidden ones are named now and then.
            if column.isHidden, !random.chance(10) { continue }
            let plain = ReferenceField(column: column.name, kind: column.kind, isExtreme: column.isExtreme)
            choices.append(plain)
            if column.kind.isReference {
                for _ in 0..<3 { choices.append(walk(from: plain)) }
            }
        }
        choices = choices.filter { fits($0.endKind) && (allowsExtreme || !$0.isExtreme) }
        if let focus, random.chance(60) {
            let focused = choices.filter { $0.steps.isEmpty && focus.columns.contains($0.column) }
            if !focused.isEmpty { return random.pick(focused) }
        }
        return choices.isEmpty ? nil : random.pick(choices)
    }

    private mutating func walk(from start: ReferenceField) -> ReferenceField {
        var field = start
        while case .reference(let target) = field.endKind, field.steps.count < 4 {
            let step = random.pick(data[target].columns.filter { !$0.isHidden })
            field.steps.append(.init(name: step.name, kind: step.kind))
            field.isExtreme = step.isExtreme
            if random.chance(30) { break }
        }
        return field
    }

    mutating func anyField() -> ReferenceExpression? { field { _ in true }.map { .field($0) } }

    // MARK: Expressions

    mutating func expression(depth: Int) -> ReferenceExpression {
        switch random.below(10) {
        case 0, 1: return text(depth: depth)
        case 2: return dateOrPart()
        case 3: return .truth(predicate(depth: 1))
        case 4: return listOrConversion() ?? number(depth: depth)
        case 5: return backward() ?? number(depth: depth)
        case 6: return either() ?? number(depth: depth)
        default: return number(depth: depth)
        }
    }

    mutating func number(depth: Int, allowsExtreme: Bool = true) -> ReferenceExpression {
        if depth == 0 || random.chance(25) {
            let allowed = allowsExtreme && random.chance(20)
            if random.chance(70),
                let field = field({ $0 == .double || ($0.scale ?? 9) <= 4 }, allowsExtreme: allowed)
            {
                return .field(field)
            }
            return .number(numberLiteral())
        }
        if random.chance(25) { return numberCall(depth: depth, allowsExtreme: allowsExtreme) }
        let left = number(depth: depth - 1, allowsExtreme: allowsExtreme)
        let right = number(depth: depth - 1, allowsExtreme: allowsExtreme)
        switch random.below(8) {
        case 0: return .coalesce(left, right)
        case 1: return .conditional(predicate(depth: 0), left, right)
        case 2: return .arithmetic("/", left, right)
        case 3: return .arithmetic("%", left, right)
        // Digits behind the point end somewhere.
        case 4: return (left.kind.scale ?? 0) + (right.kind.scale ?? 0) > 8 ? left : .arithmetic("*", left, right)
        case 5: return .arithmetic("-", left, right)
        default: return .arithmetic("+", left, right)
        }
    }

    private mutating func numberCall(depth: Int, allowsExtreme: Bool) -> ReferenceExpression {
        let inner = number(depth: depth - 1, allowsExtreme: allowsExtreme)
        // A double's halves are where two ways of rounding part.
        switch random.below(8) {
        case 0: return .negated(inner)
        case 1: return .call("abs", [inner])
        case 2: return .call("floor", [inner])
        case 3: return .call("ceil", [inner])
        case 4 where inner.kind.scale != nil: return .call("round", [inner])
        case 5 where inner.kind.scale != nil:
            return .call("round", [inner, .number(ExactDecimal(Int64(random.below(3))))])
        case 6: return .call("sqrt", [inner])
        default: return .call("log", [inner])
        }
    }

    private mutating func text(depth: Int) -> ReferenceExpression {
        let inner = textField()
        switch random.below(14) {
        case 0: return .call("lower", [inner])
        case 1: return .call("upper", [inner])
        case 2: return .call("length", [inner])
        case 3: return .call("left", [inner, .number(ExactDecimal(Int64(random.below(6))))])
        case 4: return .call("right", [inner, .number(ExactDecimal(Int64(random.below(6))))])
        case 5:
            return .call("replace", [inner, .text(random.pick([" ", "-", "2"])), .text(random.pick(["", "_", "đ"]))])
        case 6: return .call("trim", [.joined(.text("  "), inner)])
        case 7: return .call("fold", [inner])
        case 8: return .call("given", [inner])
        case 9: return .call("number", [inner])
        case 10: return .coalesce(inner, textField())
        case 11: return .conditional(predicate(depth: 0), inner, textField())
        default:
            guard let other = field({ $0 != .approximate && $0 != .double && !$0.isList }) else { return inner }
            return random.chance(50) ? .joined(inner, .field(other)) : .call("text", [.field(other)])
        }
    }

    private mutating func textField() -> ReferenceExpression {
        if random.chance(80), let field = field({ $0 == .text }) { return .field(field) }
        return .text(random.pick(ReferenceData.texts + ReferenceData.people))
    }

    /// Days as they are written. Two stand twice in the place of texts that are none, which are refused.
    private static let writtenDays: [String] = {
        let days = ReferenceEvaluator.dates.keys.sorted()
        return days + days.prefix(2)
    }()

    private mutating func dateOrPart() -> ReferenceExpression {
        guard let first = field({ $0 == .date }) else {
            return .call("date", [.text(random.pick(Self.writtenDays))])
        }
        let date = ReferenceExpression.field(first)
        switch random.below(6) {
        case 0: return .moved(date, random.below(61) - 30, random.pick(["days", "weeks", "months", "years"]))
        case 1:
            guard let second = field({ $0 == .date }) else { return date }
            return random.chance(50) ? .call("days", [date, .field(second)]) : .arithmetic("-", date, .field(second))
        case 2: return .call("date", [.text(random.pick(Self.writtenDays))])
        default: return .call(random.pick(["year", "quarter", "month", "day", "weekday"]), [date])
        }
    }

    private mutating func listOrConversion() -> ReferenceExpression? {
        switch random.below(4) {
        case 0: return field { $0.isList }.map { .call("length", [.field($0)]) }
        case 1: return .call("split", [textField(), .text(random.pick([" ", "-"]))])
        case 2: return field { $0 == .truth || $0.scale != nil }.map { .call("number", [.field($0)]) }
        default: return field { $0 == .date }.map { .call("text", [.field($0)]) }
        }
    }

    /// One of two values of one kind that is no number.
    private mutating func either() -> ReferenceExpression? {
        guard let first = field({ !$0.isNumeric && !$0.isList && $0 != .approximate }),
            let second = field({ $0 == first.endKind })
        else { return nil }
        return random.chance(50)
            ? .coalesce(.field(first), .field(second))
            : .conditional(predicate(depth: 0), .field(first), .field(second))
    }

    // MARK: References backwards

    /// An aggregate over the rows that refer to a row, while these are rows of a collection.
    mutating func backward() -> ReferenceExpression? {
        guard let collection, !isLarge || collection != .rows else { return nil }
        let ways: [(ReferenceCollection, String, isNamed: Bool)] =
            switch collection {
            case .rows: [(.rows, "kin", false), (.rows, "kin", true), (.more, "kin", false)]
            case .targets:
                [(.rows, "ref", false), (.more, "owner", true), (.more, "other", true), (.targets, "parent", false)]
            case .more: []
            }
        guard !ways.isEmpty else { return nil }
        let (other, reference, isNamed) = random.pick(ways)
        return apart { generator in
            generator.columns = generator.data[other].columns
            guard var call = generator.aggregateCall(), call.function != "share", call.function != "corr" else {
                return nil
            }
            // What stands behind the collection is a field, not the field that leads back.
            if let argument = call.arguments.first {
                guard case .field(let field) = argument, !field.column.hasPrefix("_"),
                    isNamed || field.column != reference
                else { return nil }
                call.arguments = [.field(field)]
            }
            return .backward(call, of: other, by: reference, isNamed: isNamed)
        }
    }

    mutating func numberLiteral() -> ExactDecimal {
        if let variety = data.variety, random.chance(20) { return ExactDecimal(Int64(variety.integer(&random))) }
        return random.chance(60)
            ? ExactDecimal(Int64(random.below(12)))
            : ExactDecimal(significand: Int128(random.below(300)), scale: 1 + random.below(2))
    }
}

import Values

extension ReferenceGenerator {
    mutating func predicate(depth: Int) -> ReferencePredicate {
        if depth > 0 {
            switch random.below(10) {
            case 0, 1: return .and(predicate(depth: depth - 1), predicate(depth: depth - 1))
            case 2, 3: return .or(predicate(depth: depth - 1), predicate(depth: depth - 1))
            case 4: return .not(predicate(depth: depth - 1))
            default: break
            }
        }
        guard let subject = subject(depth: depth) else { return .compare(.number(ExactDecimal(1)), "=", number()) }
        if random.chance(10) { return .empty(subject, isNegated: random.chance(50)) }
        if random.chance(12), let comparison = comparison(subject) { return comparison }
        switch subject.kind {
        case .truth:
            return random.chance(40)
                ? .truth(subject)
                : .compare(subject, random.pick(["=", "!=", "=="]), truth())
        case .list(let element):
            guard element == .text else {
                return element.scale != nil ? .has(subject, number()) : .empty(subject, isNegated: true)
            }
            return random.chance(60) ? .has(subject, text()) : parts(of: subject)
        case .text, .reference: return textual(subject)
        case .number, .double, .date, .approximate: return ordered(subject)
        }
    }

    private mutating func subject(depth: Int) -> ReferenceExpression? {
        if depth > 0, random.chance(15) {
            let made = expression(depth: 1)
            // A predicate in a predicate needs its parentheses, which only it knows.
            if made.kind != .approximate, made.kind != .truth { return made }
        }
        return field { $0 != .approximate }.map { .field($0) }
    }

    /// With another field, or something computed of one.
    private mutating func comparison(_ subject: ReferenceExpression) -> ReferencePredicate? {
        let kind = subject.kind
        guard kind.isKey, let field = self.field({ kind.isNumeric ? $0.isNumeric : $0 == kind }) else { return nil }
        var other = ReferenceExpression.field(field)
        if kind.isNumeric, random.chance(30), !field.isExtreme {
            other = .arithmetic("+", other, .number(ExactDecimal(Int64(random.below(5)))))
        }
        switch kind {
        case .truth: return .expressions(subject, random.pick(["=", "!="]), other)
        case .reference(let target):
            let operations = target == .targets ? ["=", "!=", "==", "<", ">="] : ["=", "!=", "=="]
            return .expressions(subject, random.pick(operations), other)
        case .text:
            let operations = ["=", "!=", "==", "<", "<=", ">", ">=", "~", "starts", "ends"]
            return .expressions(subject, random.pick(operations), other)
        default: return .expressions(subject, random.pick(["=", "!=", "<", "<=", ">", ">=", "<>"]), other)
        }
    }

    private mutating func textual(_ subject: ReferenceExpression) -> ReferencePredicate {
        let isReference = subject.kind.isReference
        let written = isReference ? name(subject.kind) : text()
        switch random.below(9) {
        case 0:
            return .list(
                subject,
                (0...random.below(3)).map { _ in .value(isReference ? name(subject.kind) : text()) })
        case 1, 2: return parts(of: subject)
        case 3: return .compare(subject, random.pick(["<", "<=", ">", ">="]), written)
        case 4: return .compare(subject, "==", written)
        case 5: return .compare(subject, random.pick(["!=", "<>"]), written)
        default: return .compare(subject, "=", written)
        }
    }

    private mutating func parts(of subject: ReferenceExpression) -> ReferencePredicate {
        let part = random.pick(["hợp", "hop", "o", "à", "hoà", "b", "T", "Nẵng", "n", "tổ", "2", "Ð"])
        switch random.below(8) {
        case 0: return .like(subject, random.pick(["%\(part)%", "\(part)%", "%\(part)", "_\(part)%", "%_ng%"]))
        case 1: return .matches(subject, random.pick(ReferencePattern.allCases))
        default:
            let literal = ReferenceLiteral(meaning: .text(part), description: "\"\(part)\"")
            return .compare(subject, random.pick(["~", "!~", "starts", "ends"]), literal)
        }
    }

    private mutating func ordered(_ subject: ReferenceExpression) -> ReferencePredicate {
        switch random.below(7) {
        case 0:
            let items = (0...random.below(3)).map { _ in
                random.chance(25) ? range(subject) : .value(bound(subject))
            }
            return .list(subject, items)
        case 1: return .range(subject, range(subject), form: random.pick([.inside, .equal]))
        case 2: return .range(subject, inOrder(bound(subject), bound(subject)), form: .between)
        default: return .compare(subject, random.pick(["=", "!=", "<", "<=", ">", ">=", "==", "<>"]), bound(subject))
        }
    }

    private mutating func range(_ subject: ReferenceExpression) -> ReferenceItem {
        let ends = random.below(3)
        if ends == 0 { return inOrder(end(subject), end(subject)) }
        return .range(ends == 1 ? nil : end(subject), ends == 2 ? nil : end(subject))
    }

    /// A turned range is an error.
    private func inOrder(_ a: ReferenceLiteral, _ b: ReferenceLiteral) -> ReferenceItem {
        switch (a.meaning, b.meaning) {
        case (.number(let low), .number(let high)) where low > high: .range(b, a)
        case (.period(let low, _), .period(_, let high)) where low > high: .range(b, a)
        default: .range(a, b)
        }
    }

    /// The end of a range begins with a digit, or it would be a text with dots in it.
    private mutating func end(_ subject: ReferenceExpression) -> ReferenceLiteral {
        while true {
            let literal = bound(subject)
            if let first = literal.description.first, first.isNumber || "-$".contains(first) { return literal }
        }
    }

    // MARK: Values

    private mutating func bound(_ subject: ReferenceExpression) -> ReferenceLiteral {
        guard subject.kind == .date else {
            guard case .field(let field) = subject, field.isExtreme, field.endKind == .integer else { return number() }
            let great = ExactDecimal(random.pick(ReferenceData.greatIntegers))
            return ReferenceLiteral(meaning: .number(great), description: great.description)
        }
        return defined(period())
    }

    private mutating func number() -> ReferenceLiteral {
        let number = random.chance(10) ? ExactDecimal(Int64(-random.below(4))) : numberLiteral()
        return defined(ReferenceLiteral(meaning: .number(number), description: number.description))
    }

    private mutating func truth() -> ReferenceLiteral {
        let truth = random.chance(50)
        let written = truth ? ["true", "có", "đúng", "yes", "1"] : ["false", "không", "sai", "no", "0"]
        return ReferenceLiteral(meaning: .truth(truth), description: random.pick(written))
    }

    /// A day, month, quarter or year in one of the ways in which people write them.
    private mutating func period() -> ReferenceLiteral {
        let (year, month, day) = (2020 + random.below(3), 1 + random.below(12), 1 + random.below(28))
        let quarter = (month - 1) / 3 + 1
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        let date = { (month: Int, day: Int) in CalendarDate(year: year, month: month, day: day)! }
        let end = { (month: Int) in date(month, CalendarDate.length(ofMonth: month, year: year)) }
        let (first, last, forms): (CalendarDate, CalendarDate, [String]) =
            switch random.below(5) {
            case 0: (date(1, 1), date(12, 31), ["\(year)", "năm \(year)"])
            case 1:
                (
                    date(quarter * 3 - 2, 1), end(quarter * 3),
                    ["\(year)-Q\(quarter)", "Q\(quarter)/\(year)", "quý \(quarter)/\(year)"]
                )
            case 2:
                (
                    date(month, 1), end(month),
                    [
                        "\(year)-\(two(month))", "\(month)/\(year)", "tháng \(month)/\(year)",
                        "tháng \(month) năm \(year)",
                    ]
                )
            default:
                (
                    date(month, day), date(month, day),
                    [
                        "\(year)-\(two(month))-\(two(day))", "\(day)/\(month)/\(year)",
                        "\(two(day))/\(two(month))/\(year)",
                        "\(day)-\(month)-\(year)", "\(day).\(month).\(year)",
                        "ngày \(two(day)) tháng \(two(month)) năm \(year)",
                    ]
                )
            }
        return ReferenceLiteral(meaning: .period(first, last), description: random.pick(forms))
    }

    private mutating func text() -> ReferenceLiteral {
        written(random.pick(ReferenceData.texts + ReferenceData.people.prefix(4)))
    }

    private mutating func name(_ kind: Kind) -> ReferenceLiteral {
        switch kind {
        case .reference(.targets):
            written(random.pick(ReferenceData.names + ReferenceData.aliases + ["key-1", "KEY-2"]))
        // Rows are called by what shows them and by their number.
        default: written(random.chance(70) ? random.pick(ReferenceData.texts) : String(random.below(12)))
        }
    }

    /// Words need no quotes where nothing in them ends a value.
    private mutating func written(_ text: String) -> ReferenceLiteral {
        let isPlain = text.allSatisfy { $0.isLetter || $0 == " " } && !text.contains("  ") && random.chance(50)
        return defined(ReferenceLiteral(meaning: .text(text), description: isPlain ? text : "\"\(text)\""))
    }

    /// Now and then a value has a name of its own.
    private mutating func defined(_ literal: ReferenceLiteral) -> ReferenceLiteral {
        guard random.chance(4) else { return literal }
        let name = "v" + newName()
        // Words alone would be a query.
        let isBare = literal.description.first.map { $0.isNumber || "-\"".contains($0) } ?? false
        definitions.append((name, isBare ? literal.description : "\"\(literal.description)\""))
        return ReferenceLiteral(meaning: literal.meaning, description: "$\(name)")
    }
}

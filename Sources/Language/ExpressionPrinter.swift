/// Prints expressions with as few parentheses as parse back to the same tree.
struct ExpressionPrinter {
    /// Right of a comparison fields have their dot and words are values.
    var wordsAreFields = true
    /// `sum` would begin an aggregate, so a field of that name needs back quotes.
    var takesAggregateWords = false

    /// How tightly an expression binds; a lower one inside a higher one needs parentheses.
    enum Level {
        static let or = 1
        static let and = 2
        static let not = 3
        static let comparison = 4
        static let arithmetic = 5
        static let unary = 10
        static let operand = 11
    }

    /// Words that could be read as something else where a field may stand.
    private static let reserved: Set<String> = [
        "and", "or", "not", "as", "by", "across", "per", "where", "sort", "asc", "desc",
    ]

    func text(_ expression: Expression, minimum: Int = Level.or) -> String {
        guard level(of: expression) >= minimum else {
            var inner = self
            inner.takesAggregateWords = false
            return "(" + inner.bareText(expression) + ")"
        }
        return bareText(expression)
    }

    private func level(of expression: Expression) -> Int {
        switch expression {
        case .or: Level.or
        case .and: Level.and
        case .not: Level.not
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has: Level.comparison
        case .binary(let operation, _, _): Level.arithmetic + operation.precedence - 1
        case .unary: Level.unary
        case .field, .parameter, .value, .call, .aggregate, .invalid: Level.operand
        }
    }

    private func bareText(_ expression: Expression) -> String {
        switch expression {
        case .field(let path): return pathText(path)
        case .parameter(let name): return "$" + name.text
        case .value(let value): return operandText(value)
        case .unary(_, let operand, _):
            let minimum = if case .unary = operand { Level.operand } else { Level.unary }
            return "-" + text(operand, minimum: minimum)
        case .binary(let operation, let left, let right):
            let level = level(of: expression)
            return "\(text(left, minimum: level)) \(operation.rawValue) \(text(right, minimum: level + 1))"
        case .call(let name, let arguments, _): return callText(name, arguments)
        case .aggregate(let call): return aggregateText(call)
        case .not(let operand, _): return "not " + text(operand, minimum: Level.not)
        case .and(let left, let right):
            return text(left, minimum: Level.and) + " and " + text(right, minimum: Level.and)
        case .or(let left, let right): return text(left) + " or " + text(right)
        case .invalid: return "…"
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has: return comparisonText(expression)
        }
    }

    // MARK: Operands

    func pathText(_ path: FieldPath) -> String {
        let first = path.names[0].text.lowercased()
        let isReserved =
            wordsAreFields
            && (Self.reserved.contains(first) || (takesAggregateWords && Vocabulary.aggregate(first) != nil))
        let names = path.names.enumerated().map { index, name in
            Formatter.nameText(name, isReserved: index == 0 && isReserved)
        }
        return (wordsAreFields ? "" : ".") + names.joined(separator: ".")
    }

    /// A value inside an expression: numbers as they are, text in quotes.
    private func operandText(_ value: WrittenValue) -> String {
        guard !value.isQuoted, Self.looksUnlikeText(value.text) else { return Formatter.quoted(value.text) }
        var reader = SyntaxReader(SourceText(name: "", value.text))
        reader.context.wordsAreFields = wordsAreFields
        guard case .value(let same)? = try? reader.readArithmetic(), same.text == value.text, !same.isQuoted,
            reader.position == reader.bytes.count, reader.diagnostics.isEmpty
        else { return Formatter.quoted(value.text) }
        return value.text
    }

    /// A value alone on the right of a comparison.
    static func rightText(_ value: WrittenValue, takesRange: Bool = true) -> String {
        guard !value.isQuoted, looksUnlikeText(value.text) else { return Formatter.quoted(value.text) }
        var reader = SyntaxReader(SourceText(name: "", value.text))
        guard case .value(.value(let same))? = try? reader.readRightSide(of: SourceRange(0, 0), takesRange: takesRange),
            same.text == value.text, !same.isQuoted, reader.position == reader.bytes.count, reader.errorCount == 0
        else { return Formatter.quoted(value.text) }
        return value.text
    }

    /// Numbers, dates and truth values, which quotes would turn into text where no type tells.
    private static func looksUnlikeText(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return isDigit(first) || "+-.".utf8.contains(first) || text == "true" || text == "false"
    }

    // MARK: Calls

    private func callText(_ name: Name, _ arguments: [Expression]) -> String {
        let texts = arguments.enumerated().map { index, argument in
            var inner = self
            inner.takesAggregateWords = false
            inner.wordsAreFields = wordsAreFields || (name.text == "if" && index == 0)
            return inner.text(argument)
        }
        return name.text + "(" + texts.joined(separator: ", ") + ")"
    }

    /// The form with parentheses, which may stand anywhere.
    private func aggregateText(_ call: AggregateCall) -> String {
        var inner = self
        inner.takesAggregateWords = Vocabulary.windowFunctions.contains(call.name.text) || call.name.text == "share"
        var result = call.arguments.map { inner.text($0, minimum: Level.arithmetic) }.joined(separator: ", ")
        if let filter = call.filter {
            result += (result.isEmpty ? "" : " ") + "where " + ExpressionPrinter().text(filter)
        }
        return call.name.text + "(" + result + ")"
    }

    /// An item of an aggregates stage: `sum E` where it can be written so.
    func itemText(_ expression: Expression, isFirst: Bool) -> String {
        guard case .aggregate(let call) = expression, call.filter == nil, !(isFirst && call.name.text == "distinct"),
            !Vocabulary.windowFunctions.contains(call.name.text)
        else { return text(expression, minimum: Level.arithmetic) }
        if call.arguments.isEmpty, call.name.text == "count" { return "count" }
        guard call.arguments.count == 1 else { return text(expression) }
        let argument = ExpressionPrinter().text(call.arguments[0], minimum: Level.arithmetic)
        return argument.hasPrefix("-") ? text(expression) : call.name.text + " " + argument
    }

    // MARK: Comparisons

    private func comparisonText(_ expression: Expression) -> String {
        switch expression {
        case .comparison(let operation, let left, let right):
            let takesRange = [.equal, .identical, .notEqual].contains(operation)
            return "\(leftText(left)) \(operation.rawValue) \(rightText(right, takesRange: takesRange))"
        case .inList(let left, let items, _):
            return leftText(left) + " in (" + items.map(itemText).joined(separator: ", ") + ")"
        case .inRange(let left, let low, let high, _): return leftText(left) + " in " + rangeText(low, high)
        case .matches(let left, let pattern, _): return leftText(left) + " matches /" + Self.patternText(pattern) + "/"
        case .isEmpty(let left, let negated, _): return leftText(left) + (negated ? " is not empty" : " is empty")
        case .has(let left, let right, _): return leftText(left) + " has " + rightText(right)
        default: return bareText(expression)
        }
    }

    private func leftText(_ expression: Expression) -> String { text(expression, minimum: Level.arithmetic) }

    private func itemText(_ item: Expression.InItem) -> String {
        switch item {
        case .value(let value): rightText(value)
        case .range(let low, let high): rangeText(low, high)
        }
    }

    /// `..` and a leading dot behind it would be read as three dots.
    private func rangeText(_ low: Expression?, _ high: Expression?) -> String {
        let highText = high.map(boundText) ?? ""
        return (low.map(boundText) ?? "") + (highText.hasPrefix(".") ? ".. " : "..") + highText
    }

    /// A bare word before the dots would not be read as the end of a range.
    private func boundText(_ expression: Expression) -> String {
        if case .value(let value) = expression, !value.isQuoted, value.text == "true" || value.text == "false" {
            return Formatter.quoted(value.text)
        }
        return rightText(expression)
    }

    private func rightText(_ expression: Expression, takesRange: Bool = true) -> String {
        if case .value(let value) = expression { return Self.rightText(value, takesRange: takesRange) }
        let printer = ExpressionPrinter(wordsAreFields: false)
        let text = printer.text(expression, minimum: Level.arithmetic)
        return Self.beginsExpression(expression) ? text : "(" + text + ")"
    }

    /// Whether the text of the expression begins with what tells it from a value.
    private static func beginsExpression(_ expression: Expression) -> Bool {
        switch expression {
        case .field, .parameter, .call, .aggregate: true
        case .binary(let operation, let left, _):
            // A looser operator on the left stands in parentheses, and those begin an expression.
            if case .binary(let inner, _, _) = left, inner.precedence < operation.precedence {
                true
            } else {
                beginsExpression(left)
            }
        case .value, .unary, .invalid: false
        // These print in parentheses inside arithmetic.
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has, .not, .and, .or: true
        }
    }

    /// The pattern with its slashes escaped; a line break would end it.
    private static func patternText(_ pattern: WrittenValue) -> String {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in pattern.text.utf8 {
            switch byte {
            case UInt8(ascii: "/") where !isEscaped: result += "\\/".utf8
            case 10: result += isEscaped ? "n".utf8 : "\\n".utf8
            default: result.append(byte)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        if isEscaped { result.append(UInt8(ascii: "\\")) }
        return String(decoding: result, as: UTF8.self)
    }
}

extension SyntaxReader {
    /// Reads a whole expression: conditions joined by `or`, and all that binds tighter.
    mutating func readExpression() throws(Failure) -> Expression {
        try readChain(of: .doubleBar, word: "or", join: Expression.or) { reader throws(Failure) in
            try reader.readConjunction()
        }
    }

    private mutating func readConjunction() throws(Failure) -> Expression {
        try readChain(of: .doubleAmpersand, word: "and", join: Expression.and) { reader throws(Failure) in
            try reader.readNegation()
        }
    }

    /// Reads `a and b and …` into a balanced tree, so that a chain of any length stays shallow.
    private mutating func readChain(
        of symbol: Symbol, word: String, join: (Expression, Expression) -> Expression,
        operand: (inout SyntaxReader) throws(Failure) -> Expression
    ) throws(Failure) -> Expression {
        let first = try operand(&self)
        var operands = [first]
        var tallest = height
        while true {
            let token = peek()
            guard token.isSymbol(symbol) || isWord(token, word) else { break }
            advance(token, as: .keyword, continues: true)
            if let failure = repeatedLogic(behind: token) { throw failure }
            skipRepeatedWhere()
            if let failure = missingSubject(behind: operands[operands.count - 1]) { throw failure }
            let start = peek().range.lower
            let next = try operand(&self)
            if let failure = bareAlternative(next, from: start, to: operands[operands.count - 1]) { throw failure }
            operands.append(next)
            tallest = max(tallest, height)
        }
        guard operands.count > 1 else { return first }
        height = tallest
        var reach = 1
        while reach < operands.count {
            try grow(over: 0, at: first.range)
            reach *= 2
        }
        return Self.balanced(operands[...], join)
    }

    /// `a = 1 and and b = 2`, `a = 1 and or b = 2`
    private mutating func repeatedLogic(behind word: Token) -> Failure? {
        let token = peek()
        guard isLogicalWord(token), !isPredicateAhead(token) else { return nil }
        let isSame = lowered(token) == lowered(word)
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        return failure(
            isSame ? "`\(shown(token))` stands twice" : "`\(shown(token))` stands behind `\(shown(word))`",
            at: token.range, hints: [rest])
    }

    /// `a = 1 and where b = 2`: the second `where` says nothing more.
    private mutating func skipRepeatedWhere() {
        let token = peek()
        guard isWord(token, "where"), !isComparisonAhead(token) else { return }
        switch peek(after: token).kind {
        case .word, .quotedName: advance(token, as: .keyword, continues: true)
        case .symbol(.leftParenthesis) where !isDirectlyCalled(token): advance(token, as: .keyword, continues: true)
        default: return
        }
    }

    private static func balanced(
        _ operands: ArraySlice<Expression>, _ join: (Expression, Expression) -> Expression
    ) -> Expression {
        guard operands.count > 1 else { return operands[operands.startIndex] }
        let middle = operands.startIndex + (operands.count + 1) / 2
        return join(balanced(operands[..<middle], join), balanced(operands[middle...], join))
    }

    private mutating func readNegation() throws(Failure) -> Expression {
        let token = peek()
        guard isWord(token, "not"), isPrefix(token) else { return try readComparison() }
        try descend(at: token.range)
        defer { nesting -= 1 }
        advance(token, as: .keyword, continues: true)
        let operand = try readNegation()
        try grow(over: 0, at: token.range)
        return .not(operand, token.range.union(operand.range))
    }

    /// Whether `not` negates what follows, or is a field's name.
    private mutating func isPrefix(_ token: Token) -> Bool {
        let next = peek(after: token)
        switch next.kind {
        case .end: return false
        case .symbol(let symbol): return symbol == .leftParenthesis || symbol == .dot || symbol == .minus
        case .word: return !isLogicalWord(next)
        default: return true
        }
    }

    // MARK: Comparisons

    private mutating func readComparison() throws(Failure) -> Expression {
        let left = try readArithmetic()
        let token = peek()
        if case .symbol(let symbol) = token.kind {
            guard let comparison = symbol.comparison else { return left }
            if let failure = turnedOperator(token.range, left) { throw failure }
            if [.equal, .identical, .notEqual].contains(comparison),
                let failure = listBehindEquals(left, token.range)
            {
                throw failure
            }
            if [.contains, .notContains].contains(comparison),
                let failure = valuesBehind(token, of: left, isNegated: false)
            {
                throw failure
            }
            advance(token, as: .operator, continues: true)
            return try readComparison(left, comparison, token.range)
        }
        guard token.kind == .word else { return left }
        if isWord(token, "not") {
            let next = peek(after: token)
            guard ["in", "starts", "ends", "matches", "has", "like", "between"].contains(lowered(next)) else {
                return left
            }
            advance(token, as: .keyword, continues: true)
            let positive = try readWordComparison(left, next, isNegated: true) ?? left
            try grow(over: 0, at: token.range)
            return .not(positive, positive.range)
        }
        return try readWordComparison(left, token) ?? left
    }

    private mutating func readComparison(
        _ left: Expression, _ comparison: ComparisonOperator, _ operatorRange: SourceRange
    ) throws(Failure) -> Expression {
        let leftHeight = height
        let takesRange = [.equal, .identical, .notEqual].contains(comparison)
        switch try readRightSide(of: operatorRange, takesRange: takesRange) {
        case .value(let right):
            try grow(over: leftHeight, at: operatorRange)
            if takesRange, case .value(let written) = right, !written.isQuoted,
                Vocabulary.emptyWords.contains(written.text.lowercased())
            {
                let isNegated = comparison == .notEqual
                return .isEmpty(left, negated: isNegated, left.range.union(right.range))
            }
            return .comparison(comparison, left, right)
        case .range(let low, let high, let range):
            try grow(over: leftHeight + 1, at: operatorRange)
            let inside = Expression.inRange(left, low: low, high: high, left.range.union(range))
            return comparison == .notEqual ? .not(inside, inside.range) : inside
        }
    }

    /// A comparison whose operator is a word; nil, with nothing consumed, when the word is none.
    private mutating func readWordComparison(_ left: Expression, _ token: Token, isNegated: Bool = false)
        throws(Failure) -> Expression?
    {
        let word = lowered(token)
        guard ["in", "is", "has", "starts", "ends", "matches", "like", "between"].contains(word) else { return nil }
        let leftHeight = height
        if word == "is" { return try readEmptiness(left, token) }
        if ["has", "starts", "ends", "like"].contains(word),
            let failure = valuesBehind(token, of: left, isNegated: isNegated)
        {
            throw failure
        }
        advance(token, as: .keyword, continues: true)
        let result: Expression
        switch word {
        case "in": result = try readMembership(left, token, isNegated: isNegated)
        case "between": result = try readBetween(left, token)
        case "matches": result = try readMatch(left, token)
        case "has":
            if let failure = qualifiedHas(left, token, isNegated: isNegated) { throw failure }
            let value = try readRightValue(of: token.range)
            result = .has(left, value, left.range.union(value.range))
        default:
            skipWith(behind: token)
            let value = try readRightValue(of: token.range)
            if word == "like" { warnOfStars(value) }
            result = .comparison(word == "starts" ? .starts : word == "ends" ? .ends : .like, left, value)
        }
        try grow(over: leftHeight, at: token.range)
        return result
    }

    /// `starts with x` is `starts x`, as other languages have it; quotes look for a text with the word.
    private mutating func skipWith(behind token: Token) {
        let next = peek()
        guard isWord(next, "with"), !isWord(token, "like") else { return }
        let start = endOfSpaces(from: next.range.upper)
        guard !isEnd(at: start) else { return }
        advance(next, as: .keyword, continues: true)
    }

    /// What stands from an offset to the end of a value without quotes.
    func rawValue(from start: Int) -> SourceRange {
        var end = start
        while !isEnd(at: end) { end += 1 }
        return trimmed(start, end)
    }

    /// `is empty`, `is not empty`, `is null`, `is not null`
    private mutating func readEmptiness(_ left: Expression, _ token: Token) throws(Failure) -> Expression {
        advance(token, as: .keyword, continues: true)
        var word = peek()
        let isNegated = isWord(word, "not")
        if isNegated {
            advance(word, as: .keyword, continues: true)
            word = peek()
        }
        guard isWord(word, "empty") || isWord(word, "null") else {
            let other = isNegated ? "!=" : "="
            var end = word.range.lower
            while !isEnd(at: end) { end += 1 }
            let value = source.text(trimmed(word.range.lower, end))
            if let stage = Vocabulary.superlative(value, of: source.text(left.range)) {
                throw failure(
                    "a condition looks at one row, and “\(value)” at all of them",
                    at: trimmed(word.range.lower, end), hints: [stage])
            }
            let isMissing = Self.missingWords.contains(value.lowercased())
            let words = value.split(separator: " ", maxSplits: 2).map(String.init)
            let size = words.count == 3 && words[1] == "than" ? Self.foreignOperators[words[0].lowercased()] : nil
            let hint =
                value.isEmpty || isMissing
                ? [] : [size.map { "\($0) \(words[2])" } ?? "\(other) \(value)"]
            let whole = isMissing ? trimmed(token.range.lower, end) : token.range
            throw failure(
                "`is` takes `empty` or `not empty`", at: whole,
                hints: hint + [isNegated ? "is not empty" : "is empty"])
        }
        advance(word, as: .keyword)
        try grow(over: 0, at: token.range)
        return .isEmpty(left, negated: isNegated, left.range.union(word.range))
    }

    /// Words that people use for a value that is not there.
    static let missingWords: Set<String> = [
        "missing", "blank", "none", "nil", "na", "absent", "empty", "null", "no", "trống", "rỗng", "thiếu",
    ]

    /// `5-20`, `5 to 20`, `5 đến 20` as a range.
    static func range(_ text: String) -> String? {
        for separator in [" - ", "-", ":", " to ", " đến "] {
            let ends = text.split(separator: separator)
            guard ends.count == 2, ends.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else { continue }
            return "\(ends[0])..\(ends[1])"
        }
        return nil
    }

    // MARK: Lists and ranges

    private mutating func readMembership(_ left: Expression, _ token: Token, isNegated: Bool) throws(Failure)
        -> Expression
    {
        let next = peek()
        if next.isSymbol(.leftParenthesis) { return try readList(left, next, isNegated: isNegated) }
        if byte(at: next.range.lower) == UInt8(ascii: "[") {
            let end = endOfStageText(from: next.range.lower)
            let inside = source.text(SourceRange(next.range.lower + 1, end)).prefix { $0 != "]" }
            throw failure("a list stands in parentheses", at: next.range, hints: ["in (\(inside))"])
        }
        switch try readRightSide(of: token.range, takesRange: true) {
        case .range(let low, let high, let range):
            if let failure = valuesBehindRange(range) { throw failure }
            return .inRange(left, low: low, high: high, left.range.union(range))
        case .value(let value):
            if case .value(let written) = value {
                let end = endOfStageText(from: written.range.lower)
                let values = source.text(SourceRange(written.range.lower, end))
                if let failure = valueOfIn(written, left, isNegated: isNegated) { throw failure }
                throw failure(
                    "`in` needs a list in parentheses or a range", at: written.range,
                    hints: values.contains("(") || values.contains(" and ") || values.contains(" or ")
                        ? ["in (\(source.text(written.range)), …)"] : ["in (\(values))"])
            }
            return .inList(left, [.value(value)], left.range.union(value.range))
        }
    }

    /// What was meant by one value behind `in`: a range, a time told from today, or a list that stands on the wrong side.
    private mutating func valueOfIn(_ written: WrittenValue, _ left: Expression, isNegated: Bool) -> Failure? {
        if let range = Self.range(written.text) {
            return failure("a range is written with two dots", at: written.range, hints: [range])
        }
        if let range = Self.textRange(written.text) {
            // It is an error here, of which the warning is told already.
            diagnostics.removeAll { $0.range == written.range }
            return failure("the ends of a range of texts stand in quotes", at: written.range, hints: [range])
        }
        let subject = source.text(left.range)
        if case .field = left, let condition = RelativeTime.condition(subject, "=", written.text) {
            return failure("times near today are counted from today()", at: written.range, hints: [condition])
        }
        if case .value(let value) = left, value.isQuoted {
            let field = written.text
            return failure(
                "a field stands on the left of an operator, a value on the right", at: left.range.union(written.range),
                hints: isNegated
                    ? ["\(field) !~ \(subject)", "not \(field) has \(subject)"]
                    : ["\(field) ~ \(subject)", "\(field) has \(subject)"])
        }
        return nil
    }

    /// `in 2018..2021, 2023`: what is more than one range is a list.
    private mutating func valuesBehindRange(_ range: SourceRange) -> Failure? {
        let comma = peek()
        guard comma.isSymbol(.comma), !context.isListItem, openers.count == queryOpeners else { return nil }
        var end = comma.range.lower
        while byte(at: end) == UInt8(ascii: ",") { end = rawValue(from: end + 1).upper }
        let values = source.text(SourceRange(comma.range.upper, end)).drop { $0 == " " }
        return failure(
            "several values stand in parentheses", at: comma.range,
            hints: values.isEmpty ? [] : ["in (\(source.text(range)), \(values))"])
    }

    private mutating func readList(_ left: Expression, _ opener: Token, isNegated: Bool) throws(Failure)
        -> Expression
    {
        try descend(at: opener.range)
        let saved = context
        defer {
            nesting -= 1
            context = saved
        }
        context.isListItem = false
        open(opener)
        if let failure = queryInList(left, opener, isNegated: isNegated) { throw failure }
        var items: [Expression.InItem] = []
        var tallest = 0
        repeat {
            let comma = SourceRange(position - 1, position)
            switch try readRightSide(of: comma, takesRange: true) {
            case .value(let value): items.append(.value(value))
            case .range(let low, let high, _): items.append(.range(low: low, high: high))
            }
            tallest = max(tallest, height)
        } while takeComma()
        let range = try close(opener)
        height = tallest
        return try membership(left, items, left.range.union(range))
    }

    /// `in (null, a)`: what is missing, or one of the values.
    private mutating func membership(_ left: Expression, _ items: [Expression.InItem], _ range: SourceRange)
        throws(Failure) -> Expression
    {
        let values = items.filter { item in
            guard case .value(.value(let written)) = item, !written.isQuoted else { return true }
            return !Vocabulary.emptyWords.contains(written.text.lowercased())
        }
        guard values.count < items.count else { return .inList(left, items, range) }
        let isEmpty = Expression.isEmpty(left, negated: false, range)
        if values.isEmpty { return isEmpty }
        try grow(over: 0, at: range)
        return .or(isEmpty, .inList(left, values, range))
    }

    /// `between (2020, 2021)`
    private mutating func endsInParentheses(_ between: Token) -> Failure? {
        let opener = peek()
        guard opener.isSymbol(.leftParenthesis), let end = endOfParenthesis(opener.range.lower) else { return nil }
        let ends = Self.items(source.text(SourceRange(opener.range.upper, end)))
        guard ends.count == 2 else { return nil }
        return failure(
            "`between` has `and` between its two ends", at: between.range, hints: ["between \(ends[0]) and \(ends[1])"])
    }

    private mutating func readBetween(_ left: Expression, _ token: Token) throws(Failure) -> Expression {
        if let failure = endsInParentheses(token) { throw failure }
        let low = try readRightValue(of: token.range)
        let lowHeight = height
        let and = peek()
        guard isWord(and, "and") else {
            throw failure(
                "`between` needs `and` between its two ends", at: token.range,
                hints: ["between \(source.text(low.range)) and \(valueBehind(and))"])
        }
        advance(and, as: .keyword, continues: true)
        let high = try readRightValue(of: and.range)
        height = max(height, lowHeight)
        return .inRange(left, low: low, high: high, left.range.union(high.range))
    }

    /// The value behind a comma that should have been `and`.
    private func valueBehind(_ token: Token) -> String {
        guard token.isSymbol(.comma) else { return "…" }
        var end = token.range.upper
        while !isEnd(at: end) { end += 1 }
        let value = trimmed(token.range.upper, end)
        return value.length > 0 ? source.text(value) : "…"
    }

    // MARK: Patterns

    private mutating func readMatch(_ left: Expression, _ token: Token) throws(Failure) -> Expression {
        let next = peek()
        if next.kind == .string {
            let pattern = takeString(next)
            return .matches(left, pattern: pattern, left.range.union(pattern.range))
        }
        guard next.isSymbol(.slash) else {
            throw failure(
                "`matches` needs a pattern between slashes", at: token.range,
                hints: [next.kind == .word ? "matches /\(source.text(next.range))/" : "matches /^Quận \\d+$/"])
        }
        guard let end = endOfPattern(from: next.range.lower) else {
            throw failure("this pattern is never closed; another `/` closes it", at: next.range)
        }
        let whole = SourceRange(next.range.lower, end)
        let inside = SourceRange(whole.lower + 1, end - 1)
        if let failure = flags(behind: end, inside) { throw failure }
        mark(.string, whole)
        move(to: end)
        return .matches(
            left, pattern: WrittenValue(patternText(inside), range: inside, isQuoted: true), left.range.union(whole))
    }

    /// The offset behind the slash that closes the one at `start`, in the same line.
    func endOfPattern(from start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count, bytes[index] != 10 {
            if bytes[index] == UInt8(ascii: "/") { return index + 1 }
            index += bytes[index] == UInt8(ascii: "\\") && byte(at: index + 1) != 10 ? 2 : 1
        }
        return nil
    }

    /// The pattern with `\/` undone and all other escapes kept.
    private func patternText(_ range: SourceRange) -> String {
        var result: [UInt8] = []
        var index = range.lower
        while index < range.upper {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upper {
                if bytes[index + 1] != UInt8(ascii: "/") { result.append(bytes[index]) }
                result.append(bytes[index + 1])
                index += 2
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

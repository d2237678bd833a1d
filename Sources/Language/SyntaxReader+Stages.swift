extension SyntaxReader {
    /// Reads one stage. What cannot be read is reported, and reading goes on at the next border.
    mutating func readStage(isOperand: Bool) -> Stage {
        let keyword = peek()
        stageStart = keyword.range.lower
        let opened = openers.count
        let level = nesting
        let behindSource = leadingSource
        leadingSource = nil
        context = ReadingContext()
        var kind = Stage.Kind.invalid
        do throws(Failure) {
            kind = try readStageKind(keyword, behind: behindSource)
            stageStart = keyword.range.lower
            let next = peek()
            if !isBorder(next), !(isOperand && (isWord(next, "as") || isWord(next, "on"))) {
                throw unexpected(next)
            }
        } catch {
            var diagnostic = withBeginning(error.diagnostic)
            // What is no stage may stand behind what is no collection: `xyz awards`.
            let isStage = Vocabulary.stageWords[lowered(keyword)] != nil || aggregateName(at: keyword) != nil
            if !isStage || diagnostic.range.lower == keyword.range.lower { diagnostic.premise = behindSource }
            report(diagnostic)
            kind = .invalid
            nesting = level
            recover(openers: opened)
        }
        let upper = max(position, keyword.range.upper)
        return Stage(kind, range: SourceRange(keyword.range.lower, upper), keywordRange: keyword.range)
    }

    private mutating func readStageKind(_ keyword: Token, behind source: SourceRange?) throws(Failure) -> Stage.Kind {
        if keyword.isSymbol(.exclamation) { return readShellCommand(keyword) }
        if keyword.isSymbol(.leftParenthesis) { return try readAggregates() }
        guard keyword.kind == .word else { throw unknownStage(keyword, behind: source) }
        if isWord(keyword, "distinct") { return try readDistinct(keyword) }
        if aggregateName(at: keyword).map({ !Vocabulary.windowFunctions.contains($0.text) }) ?? false,
            !isComparisonAhead(keyword)
        {
            return try readAggregates()
        }
        if isDirectlyCalled(keyword), Vocabulary.functions[lowered(keyword)] != nil { return try readAggregates() }
        guard let word = Vocabulary.stageWords[lowered(keyword)], !isComparisonAhead(keyword) else {
            throw unknownStage(keyword, behind: source)
        }
        advance(keyword, as: .stage)
        switch word {
        case .where: return .where(try readExpression())
        case .search: return .search(try readSearchWords(keyword))
        case .show:
            let items = try readNamedExpressions()
            warnOfSelect(keyword, items)
            return .show(items)
        case .hide: return .hide(try readFieldPaths())
        case .rename: return .rename(try readRenames())
        case .add: return try readAdd()
        case .sort: return try readSort()
        case .take: return .take(try readCount(of: keyword))
        case .skip: return .skip(try readCount(of: keyword))
        case .sample: return .sample(try readCount(of: keyword))
        case .top: return try readTop(keyword)
        case .distinct: return try readDistinct(keyword)
        case .join: return try readJoin(.inner, keyword, isNamed: isWord(keyword, "join"))
        case .leftJoin: return try readJoin(.left, keyword, isNamed: false)
        case .with: return try readJoin(.with, keyword, isNamed: true)
        case .without: return try readJoin(.without, keyword, isNamed: true)
        case .union: return .combine(.union, try readOperandQuery())
        case .except: return .combine(.except, try readOperandQuery())
        case .intersect: return .combine(.intersect, try readOperandQuery())
        case .unnest: return .unnest(try readFieldPath(from: peek().range.lower))
        case .chart: return try readChart(keyword)
        case .format: return .format(try readName(what: "the name of a format", as: .value))
        case .into: return .into(try readFileName(keyword))
        }
    }

    /// `awards year=2021`: a field and not a stage.
    mutating func isComparisonAhead(_ token: Token) -> Bool {
        guard case .symbol(let symbol) = peek(after: token).kind else { return false }
        return symbol.comparison != nil
    }

    /// `select(year > 2020)`: elsewhere that keeps rows.
    private mutating func warnOfSelect(_ keyword: Token, _ items: [NamedExpression]) {
        guard isWord(keyword, "select"), isDirectlyCalled(keyword), items.count == 1, items[0].name == nil else {
            return
        }
        switch items[0].expression {
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has, .not, .and, .or:
            warn(
                "`select` shows columns; `where` keeps rows", at: keyword.range,
                hints: ["where \(source.text(items[0].expression.range))"])
        default: return
        }
    }

    // MARK: Lists

    /// `E [as n], …`
    mutating func readNamedExpressions() throws(Failure) -> [NamedExpression] {
        var result: [NamedExpression] = []
        repeat { result.append(try readNamedExpression()) } while takeComma()
        return result
    }

    mutating func readNamedExpression() throws(Failure) -> NamedExpression {
        let expression = try readItem()
        let token = peek()
        guard isWord(token, "as") else { return NamedExpression(expression) }
        advance(token, as: .keyword)
        return NamedExpression(expression, name: try readName(what: "a name", as: .field))
    }

    /// An expression of a list, behind which clauses may follow.
    private mutating func readItem() throws(Failure) -> Expression {
        context.isListItem = true
        defer { context.isListItem = false }
        return try readExpression()
    }

    private mutating func readItems() throws(Failure) -> [Expression] {
        var result: [Expression] = []
        repeat { result.append(try readItem()) } while takeComma()
        return result
    }

    private mutating func readFieldPaths() throws(Failure) -> [FieldPath] {
        var result: [FieldPath] = []
        repeat { result.append(try readFieldPath(from: peek().range.lower)) } while takeComma()
        return result
    }

    private mutating func readRenames() throws(Failure) -> [(from: FieldPath, to: Name)] {
        var result: [(from: FieldPath, to: Name)] = []
        repeat {
            let from = try readFieldPath(from: peek().range.lower)
            let token = peek()
            guard isWord(token, "as") else {
                let name = peek(after: token)
                let isNamed =
                    (token.isSymbol(.equal) || isWord(token, "to") || isWord(token, "into")) && name.kind == .word
                throw failure(
                    "`rename` needs `as` and the new name behind `\(from.description)`", at: token.range,
                    hints: ["rename \(from.description) as \(isNamed ? source.text(name.range) : "…")"])
            }
            advance(token, as: .keyword)
            result.append((from, try readName(what: "a name", as: .field)))
        } while takeComma()
        return result
    }

    // MARK: Order

    /// `sort by E [given] [asc|desc], …`; `by` may be left out.
    private mutating func readSort() throws(Failure) -> Stage.Kind {
        if let failure = orderBeforeBy() { throw failure }
        takeBy()
        return .sort(try readSortKeys())
    }

    /// `sort desc by quantity`
    private mutating func orderBeforeBy() -> Failure? {
        let order = peek()
        guard isWord(order, "desc") || isWord(order, "asc") else { return nil }
        let by = peek(after: order)
        guard isWord(by, "by") else { return nil }
        let key = source.text(SourceRange(by.range.upper, endOfStageText(from: by.range.upper)))
        return failure(
            "`\(shown(order))` stands behind the field", at: order.range, hints: ["sort by\(key) \(lowered(order))"])
    }

    /// Consumes `by`, unless it is a field's name.
    private mutating func takeBy() {
        let by = peek()
        guard isWord(by, "by") else { return }
        let next = peek(after: by)
        let isField = isBorder(next) || next.isSymbol(.comma) || isWord(next, "desc") || isWord(next, "asc")
        if !isField { advance(by, as: .stage) }
    }

    private mutating func readSortKeys() throws(Failure) -> [SortKey] {
        var result: [SortKey] = []
        repeat { result.append(try readSortKey().key) } while takeComma()
        return result
    }

    private mutating func readSortKey() throws(Failure) -> (key: SortKey, saysAscending: Bool) {
        var key = SortKey(try readItem())
        var saysAscending = false
        while true {
            let token = peek()
            switch lowered(token) {
            case "asc": saysAscending = true
            case "desc": key.isDescending = true
            case "given": key.isGivenName = true
            default: return (key, saysAscending)
            }
            advance(token, as: .keyword)
        }
    }

    /// `top n by E [per E, …]`: the largest first.
    private mutating func readTop(_ keyword: Token) throws(Failure) -> Stage.Kind {
        let count = try readCount(of: keyword)
        let by = peek()
        guard isWord(by, "by") else {
            let number = source.text(trimmed(keyword.range.upper, position))
            let rest = source.text(SourceRange(position, endOfStageText(from: position)))
            let key = by.kind == .word ? rest.replacing(" by ", with: " per ") : " quantity"
            throw failure(
                "`top` needs `by` and what to compare", at: keyword.range,
                hints: ["top \(number) by\(key)"] + (by.kind == .word ? [] : ["take \(number)"]))
        }
        advance(by, as: .keyword)
        var keys: [SortKey] = []
        repeat {
            var (key, saysAscending) = try readSortKey()
            key.isDescending = !saysAscending
            keys.append(key)
        } while takeComma()
        return .top(count, by: keys, per: try readPer())
    }

    private mutating func readPer() throws(Failure) -> [Expression] {
        let per = peek()
        guard isWord(per, "per") else { return [] }
        advance(per, as: .keyword)
        return try readItems()
    }

    mutating func readCount(of keyword: Token) throws(Failure) -> Stage.Count {
        let token = peek()
        if token.kind == .parameter {
            advance(token, as: .parameter)
            let name = source.text(SourceRange(token.range.lower + 1, token.range.upper))
            return .parameter(Name(name, range: token.range))
        }
        let word = source.text(keyword.range)
        guard token.kind == .number, let number = Int(numberText(token.range)) else {
            let range = token.kind == .end ? keyword.range : token.range
            let inside = peek(after: token)
            if token.isSymbol(.leftParenthesis), inside.kind == .number {
                throw failure(
                    "`\(word)` is no function", at: range, hints: ["\(word) \(numberText(inside.range))"])
            }
            if isWord(token, "all"), ["take", "limit"].contains(word.lowercased()) {
                throw failure("all rows are there without `\(word)`", at: keyword.range.union(token.range))
            }
            throw failure(
                "`\(word)` needs a whole number of rows", at: range,
                hints: [countCure(keyword, token)])
        }
        advance(token, as: .number)
        if let failure = shareBehindCount(keyword, token) { throw failure }
        return .number(number, token.range)
    }

    /// `take five`, `top quantity`: with the number that is meant, or some number.
    private func countCure(_ keyword: Token, _ token: Token) -> String {
        let number = Self.numberWords[lowered(token)]
        guard isWord(keyword, "top"), number == nil, token.kind == .word else {
            return "\(source.text(keyword.range)) \(number ?? 10)"
        }
        let key = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        return isWord(token, "by") ? "top 10 \(key)" : "top 10 by \(key)"
    }

    private static let numberWords = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5,
    ]

    // MARK: Columns

    /// `add E as n, … [per E, …] [sort by E, …]`
    private mutating func readAdd() throws(Failure) -> Stage.Kind {
        var items: [NamedExpression] = []
        repeat {
            context.takesAggregateWords = true
            items.append(try readNamedExpression())
        } while takeComma()
        context.takesAggregateWords = false
        let per = try readPer()
        let sort = peek()
        guard isWord(sort, "sort") || isWord(sort, "order") else { return .add(items, per: per, sortBy: []) }
        advance(sort, as: .keyword)
        takeBy()
        return .add(items, per: per, sortBy: try readSortKeys())
    }

    // MARK: Results

    private mutating func readChart(_ keyword: Token) throws(Failure) -> Stage.Kind {
        if isBorder(peek()) {
            throw failure(
                "`chart` needs a kind and what to draw", at: keyword.range,
                hints: Vocabulary.charts.map { "chart \($0) …" })
        }
        let kind = try readName(what: "the kind of chart", as: .value)
        var expression: Expression?
        if !isBorder(peek()), !isWord(peek(), "by") {
            context.takesAggregateWords = true
            expression = try readItem()
            context.takesAggregateWords = false
        }
        let by = peek()
        guard isWord(by, "by") else {
            if let failure = secondKeyOfChart() { throw failure }
            return .chart(kind: kind, expression, by: nil)
        }
        advance(by, as: .keyword)
        let key = try readItem()
        if let failure = secondKeyOfChart() { throw failure }
        return .chart(kind: kind, expression, by: key)
    }

    private mutating func readFileName(_ keyword: Token) throws(Failure) -> WrittenValue {
        let value = try readRightValue(of: keyword.range)
        guard case .value(let written) = value else {
            throw failure("`into` needs the name of a file", at: value.range, hints: ["into \"awards.csv\""])
        }
        return written
    }

    /// `!command …`: the rest of the line, whatever stands in it.
    private mutating func readShellCommand(_ keyword: Token) -> Stage.Kind {
        mark(.stage, keyword.range)
        let range = trimmed(keyword.range.upper, endOfLine(from: keyword.range.upper))
        if range.length == 0 { report("a command is missing after `!`", at: keyword.range, hints: ["!less"]) }
        mark(.string, range)
        move(to: max(range.upper, keyword.range.upper))
        return .shell(source.text(range))
    }
}

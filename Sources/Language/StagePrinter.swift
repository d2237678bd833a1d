/// Prints stages.
enum StagePrinter {
    private typealias Level = ExpressionPrinter.Level

    static func text(_ kind: Stage.Kind) -> String {
        switch kind {
        case .where(let predicate): "where " + ExpressionPrinter().text(predicate)
        case .search(let words): "search " + Formatter.searchText(words)
        case .show(let items): "show " + namedTexts(items)
        case .hide(let paths): "hide " + paths.map(ExpressionPrinter().pathText).joined(separator: ", ")
        case .rename(let pairs):
            "rename "
                + pairs.map { ExpressionPrinter().pathText($0.from) + " as " + Formatter.nameText($0.to) }
                .joined(separator: ", ")
        case .add(let items, let per, let sortBy): addText(items, per, sortBy)
        case .aggregate(let items, let by, let across): aggregateText(items, by, across)
        case .sort(let keys): "sort by " + keyTexts(keys)
        case .take(let count): "take " + countText(count)
        case .skip(let count): "skip " + countText(count)
        case .top(let count, let by, let per): topText(count, by, per)
        case .sample(let count): "sample " + countText(count)
        case .distinct(let items): items.isEmpty ? "distinct" : "distinct " + namedTexts(items)
        case .join(let join): joinText(join)
        case .combine(let operation, let query): operation.rawValue + " " + operandText(query)
        case .unnest(let path): "unnest " + ExpressionPrinter().pathText(path)
        case .chart(let kind, let expression, let by): chartText(kind, expression, by)
        case .format(let name): "as " + Formatter.nameText(name)
        case .into(let file): "into " + Formatter.quoted(file.text)
        // `!=` and `!~` are operators.
        case .shell(let command): (command.hasPrefix("=") || command.hasPrefix("~") ? "! " : "!") + command
        case .invalid: "…"
        }
    }

    // MARK: Lists

    /// An item of a list; comparisons stand in parentheses there, because their values run on to the next comma.
    private static func itemText(_ expression: Expression, takesAggregateWords: Bool = false) -> String {
        ExpressionPrinter(takesAggregateWords: takesAggregateWords).text(expression, minimum: Level.arithmetic)
    }

    private static func itemTexts(_ expressions: [Expression]) -> String {
        expressions.map { itemText($0) }.joined(separator: ", ")
    }

    private static func namedTexts(_ items: [NamedExpression], takesAggregateWords: Bool = false) -> String {
        items.map { itemText($0.expression, takesAggregateWords: takesAggregateWords) + nameText($0) }
            .joined(separator: ", ")
    }

    private static func nameText(_ item: NamedExpression) -> String {
        item.name.map { " as " + Formatter.nameText($0) } ?? ""
    }

    private static func keyTexts(_ keys: [SortKey]) -> String {
        keys.map { key in
            itemText(key.expression) + (key.isGivenName ? " given" : "") + (key.isDescending ? " desc" : "")
        }.joined(separator: ", ")
    }

    private static func countText(_ count: Stage.Count) -> String {
        switch count {
        case .number(let number, _): "\(number)"
        case .parameter(let name): "$" + name.text
        }
    }

    // MARK: Stages of several parts

    private static func addText(_ items: [NamedExpression], _ per: [Expression], _ sortBy: [SortKey]) -> String {
        var result = "add " + namedTexts(items, takesAggregateWords: true)
        if !per.isEmpty { result += " per " + itemTexts(per) }
        if !sortBy.isEmpty { result += " sort by " + keyTexts(sortBy) }
        return result
    }

    private static func aggregateText(
        _ items: [NamedExpression], _ by: [NamedExpression], _ across: Expression?
    ) -> String {
        let printer = ExpressionPrinter(takesAggregateWords: true)
        var result = items.enumerated()
            .map { index, item in printer.itemText(item.expression, isFirst: index == 0) + nameText(item) }
            .joined(separator: ", ")
        if !by.isEmpty { result += " by " + namedTexts(by) }
        if let across { result += " across " + itemText(across) }
        return result
    }

    private static func topText(_ count: Stage.Count, _ by: [SortKey], _ per: [Expression]) -> String {
        let keys = by.map { key in
            itemText(key.expression) + (key.isGivenName ? " given" : "") + (key.isDescending ? "" : " asc")
        }
        return "top " + countText(count) + " by " + keys.joined(separator: ", ")
            + (per.isEmpty ? "" : " per " + itemTexts(per))
    }

    private static func chartText(_ kind: Name, _ expression: Expression?, _ by: Expression?) -> String {
        var result = "chart " + Formatter.nameText(kind)
        if let expression { result += " " + itemText(expression, takesAggregateWords: true) }
        if let by { result += " by " + itemText(by) }
        return result
    }

    private static func joinText(_ join: Join) -> String {
        let keyword =
            switch join.kind {
            case .inner: "join"
            case .left: "left join"
            case .with: "with"
            case .without: "without"
            }
        let conditions = join.conditions.map { condition in
            let left = itemText(condition.left)
            let right = itemText(condition.right)
            return left == right ? left : left + " = " + right
        }
        return keyword + " " + operandText(join.other) + (join.alias.map { " as " + Formatter.nameText($0) } ?? "")
            + (conditions.isEmpty ? "" : " on " + conditions.joined(separator: ", "))
    }

    /// A query behind `union` or `join`: a name alone needs no parentheses.
    private static func operandText(_ query: Query) -> String {
        if case .named(let name) = query.source, query.stages.isEmpty { return Formatter.sourceName(name) }
        return Formatter.parenthesized(query)
    }
}

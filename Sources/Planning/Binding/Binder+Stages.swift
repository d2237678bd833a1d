import Language
import Storage
import Values
import VietnameseText

extension Binder {
    /// `as FORMAT` and its like; nil for a stage over rows. A chart is both: it makes the rows that it draws.
    func outputStage(_ stage: Stage) -> OutputStage? {
        switch stage.kind {
        case .format(let name): .format(name)
        case .into(let path): .file(path)
        case .shell(let command): .command(command, stage.range)
        case .chart(let kind, _, _): .chart(kind.text.lowercased())
        default: nil
        }
    }

    func bind(_ stage: Stage, _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (LogicalPlan, Scope) {
        switch stage.kind {
        case .where(let predicate):
            let bound = try bindPredicate(predicate, scope)
            return (.filter(pending.attach(to: input), bound), scope)
        case .show(let items): return try bindShow(items, input, scope)
        case .hide(let paths): return (input, try bindHide(paths, scope))
        case .rename(let pairs): return (input, try bindRename(pairs, scope))
        case .add(let items, let per, let order): return try bindAdd(items, per, order, stage, input, scope)
        case .aggregate(let items, let keys, let across):
            return try bindAggregate(items, by: keys, across: across, input, scope)
        case .sort(let keys):
            let order = try bindOrder(keys, scope)
            return (.sort(pending.attach(to: input), order), scope)
        case .take(let count): return (.limit(input, skip: 0, take: try bindCount(count)), scope)
        case .skip(let count): return (.limit(input, skip: try bindCount(count), take: nil), scope)
        case .top(let count, let keys, let per): return try bindTop(count, keys, per, input, scope)
        case .sample(let count): return (.sample(input, try bindCount(count)), scope)
        case .distinct(let items): return try bindDistinct(items, input, scope)
        case .join(let join): return try bindJoin(join, stage, input, scope)
        case .combine(let operation, let query): return try bindCombine(operation, query, stage, input, scope)
        case .unnest(let path): return try bindUnnest(path, input, scope)
        case .search(let words): return (try bindSearch(words, input, scope), scope)
        case .chart(let kind, let value, let label): return try bindChart(kind, value, by: label, input, scope)
        case .format, .into, .shell: preconditionFailure("output stages are bound apart")
        case .invalid: throw BindingError("this stage could not be read", at: stage.range)
        }
    }

    func bindShow(_ items: [NamedExpression], _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        var shown = Scope(entries: [], hidden: scope.hidden, row: scope.row)
        var made: [LogicalPlan.Definition] = []
        for item in items {
            let expression = try bindValue(item.expression, scope)
            let entry = try self.entry(for: item, expression, scope, adding: &made)
            try append(entry, to: &shown, at: item.range)
        }
        let whole = pending.attach(to: input)
        return (made.isEmpty ? whole : .extend(whole, made), shown)
    }

    /// The scope entry of a named expression; a bare column keeps its identity, anything else becomes a definition.
    private func entry(
        for item: NamedExpression, _ expression: BoundExpression, _ scope: Scope,
        adding made: inout [LogicalPlan.Definition]
    ) throws(BindingError) -> Scope.Entry {
        let origin = originField(of: item.expression, scope)
        var field = origin ?? Field("", expression.type)
        field.name = item.name?.text ?? defaultName(item.expression, origin)
        field.type = expression.type
        if item.name != nil { (field.title, field.aliases) = (nil, []) }
        if case .column(let id, _) = expression { return Scope.Entry(field: field, id: id) }
        let id = columnNumbers.next(isExact: isExact(expression))
        made.append(.init(id, expression))
        return Scope.Entry(field: field, id: id)
    }

    func append(_ entry: Scope.Entry, to scope: inout Scope, at range: SourceRange) throws(BindingError) {
        if scope.entry(exactly: entry.field.name) != nil {
            throw BindingError(
                "two columns would be called “\(entry.field.name)”", at: range,
                hints: ["give one a name of its own with as"])
        }
        scope.entries.append(entry)
    }

    private func bindHide(_ paths: [FieldPath], _ scope: Scope) throws(BindingError) -> Scope {
        var left = scope
        for path in paths {
            let entry = try plainEntry(path, scope)
            left.entries.removeAll { $0.field.name == entry.field.name }
        }
        return left
    }

    private func bindRename(_ pairs: [(from: FieldPath, to: Name)], _ scope: Scope) throws(BindingError) -> Scope {
        var renamed = scope
        for (from, to) in pairs {
            let entry = try plainEntry(from, scope)
            guard
                let position = renamed.entries.firstIndex(where: {
                    $0.id == entry.id && $0.field.name == entry.field.name
                })
            else { throw BindingError("“\(from.description)” is renamed twice", at: from.range) }
            if to.text != entry.field.name, renamed.entry(exactly: to.text) != nil {
                throw BindingError("there is already a column “\(to.text)”", at: to.range, hints: ["hide it first"])
            }
            renamed.entries[position].field.name = to.text
            (renamed.entries[position].field.title, renamed.entries[position].field.aliases) = (nil, [])
        }
        return renamed
    }

    /// A field of the rows themselves, not one behind a reference.
    private func plainEntry(_ path: FieldPath, _ scope: Scope) throws(BindingError) -> Scope.Entry {
        if let qualified = scope.entry(exactly: path.description) { return qualified }
        guard path.names.count == 1 else {
            throw BindingError("“\(path.description)” is not a column of these rows", at: path.range)
        }
        return try scope.find(path.names[0])
    }

    private func bindAdd(
        _ items: [NamedExpression], _ per: [Expression], _ order: [Language.SortKey], _ stage: Stage,
        _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        var groups: [BoundExpression] = []
        for expression in per { groups.append(try bindValue(expression, scope)) }
        let keys = try bindOrder(order, scope)
        var plan = pending.attach(to: input)
        var grown = scope
        var usesWindow = per.isEmpty && order.isEmpty
        pending.allowsWindows = true
        defer { pending.allowsWindows = false }
        // One after another, so that a later expression can use an earlier name.
        for item in items {
            let expression = try bindValue(item.expression, grown)
            plan = pending.attach(to: plan)
            let windows = pending.takeWindows()
            if !windows.isEmpty {
                plan = .window(plan, windows, per: groups, order: keys)
                usesWindow = true
            }
            var made: [LogicalPlan.Definition] = []
            var entry = try self.entry(for: item, expression, grown, adding: &made)
            if item.name == nil, case .field = item.expression { entry.field.name = defaultName(item.expression, nil) }
            try append(entry, to: &grown, at: item.range)
            if !made.isEmpty { plan = .extend(plan, made) }
        }
        guard usesWindow else {
            throw BindingError(
                "per and sort by are for window functions, and nothing here is one", at: stage.keywordRange,
                hints: ["add rank() as place sort by quantity desc"])
        }
        return (plan, grown)
    }

    func bindOrder(_ keys: [Language.SortKey], _ scope: Scope) throws(BindingError) -> [LogicalPlan.OrderKey] {
        var bound: [LogicalPlan.OrderKey] = []
        for key in keys {
            let expression = displayed(try bindSubject(key.expression, scope))
            if key.isGivenName, expression.type != .text {
                throw BindingError("given orders the names of people, which are text", at: key.expression.range)
            }
            if case .list = expression.type {
                throw BindingError("a list has no order", at: key.expression.range, hints: ["unnest it first"])
            }
            bound.append(.init(expression, isDescending: key.isDescending, isGivenName: key.isGivenName))
        }
        return bound
    }

    func bindCount(_ count: Stage.Count) throws(BindingError) -> Int {
        switch count {
        case .number(let number, _): return number
        case .parameter(let name):
            let value = try writtenParameter(name)
            guard case .integer(let number)? = NumberInput.number(value.text), number >= 0 else {
                throw BindingError("$\(name.text) is “\(value.text)”, not a number of rows", at: name.range)
            }
            return Int(number)
        }
    }

    private func bindTop(
        _ count: Stage.Count, _ keys: [Language.SortKey], _ per: [Expression], _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        var groups: [BoundExpression] = []
        for expression in per { groups.append(try bindValue(expression, scope)) }
        let order = try bindOrder(keys, scope)
        let top = LogicalPlan.top(pending.attach(to: input), order, count: try bindCount(count), per: groups)
        // Groups come in the order in which they are shown; inside each the order of the top stays.
        return (groups.isEmpty ? top : .sort(top, groups.map { .init(displayed($0)) }), scope)
    }

    private func bindDistinct(_ items: [NamedExpression], _ input: LogicalPlan, _ scope: Scope) throws(BindingError)
        -> (
            LogicalPlan, Scope
        )
    {
        if items.isEmpty { return (.distinct(input, scope.entries.map(\.id)), scope) }
        var (plan, shown) = try bindShow(items, input, scope)
        (shown.hidden, shown.row) = ([], nil)
        plan = .distinct(plan, shown.entries.map(\.id))
        return (plan, shown)
    }

    private func bindUnnest(_ path: FieldPath, _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        let entry = try plainEntry(path, scope)
        guard case .list(let element) = entry.field.type else {
            throw BindingError("“\(entry.field.name)” is \(entry.field.type.description), not a list", at: path.range)
        }
        var grown = scope
        let id = columnNumbers.next()
        for position in grown.entries.indices where grown.entries[position].field.name == entry.field.name {
            grown.entries[position].id = id
            grown.entries[position].field.type = element
        }
        return (.unnest(input, list: entry.id, element: id, element), grown)
    }

    /// Where a pattern can stand in a value: the text itself, a list's elements, a reference's names.
    func textPlaces(_ expression: BoundExpression, _ pattern: TextPattern) -> [BoundExpression] {
        switch expression.type {
        case .text: return [.matchesText(expression, pattern)]
        case .list(let element):
            return textPlaces(.element(element), pattern).map { .anyElement(expression, $0) }
        case .reference(let target): return nameFields(of: target, expression).flatMap { textPlaces($0, pattern) }
        default: return []
        }
    }
}

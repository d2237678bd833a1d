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
        case .invalid: throw .followOn(at: stage.range)
        }
    }

    func bindShow(_ items: [NamedExpression], _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        var shown = Scope(entries: [], hidden: scope.hidden, row: scope.row)
        var made: [LogicalPlan.Definition] = []
        for item in items {
            do {
                try rejectNameInFront(item, scope)
                let expression =
                    item.name == nil ? try bindSubject(item.expression, scope) : try bindValue(item.expression, scope)
                let entry = try self.entry(for: item, expression, scope, adding: &made)
                try append(entry, to: &shown, at: item.range)
            } catch {
                addBroken(item, error, to: &shown)
            }
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

    /// `add x = quantity * 2`: a name that is no field, where a comparison would begin with one.
    private func rejectNameInFront(_ item: NamedExpression, _ scope: Scope) throws(BindingError) {
        guard item.name == nil, case .comparison(.equal, .field(let path), let right) = item.expression,
            path.names.count == 1, !scope.isOpen, case .unknown = scope.schema.find(path.names[0].text)
        else { return }
        throw BindingError(
            "a name is given with `as`, behind the expression", at: path.range,
            hints: ["\(source.text(right.range)) as \(path.description)"])
    }

    /// Keeps the error of a column, and its name for those who use it.
    func addBroken(_ item: NamedExpression, _ error: BindingError, to scope: inout Scope) {
        errors.add(error)
        let name = item.name?.text ?? defaultName(item.expression, nil)
        guard scope.entry(exactly: name) == nil else { return }
        scope.entries.append(.init(field: Field(name, .text), id: columnNumbers.next(), isBroken: true))
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
            do {
                let entry = try plainEntry(path, scope)
                left.entries.removeAll { $0.field.name == entry.field.name }
            } catch {
                errors.add(error)
            }
        }
        return left
    }

    private func bindRename(_ pairs: [(from: FieldPath, to: Name)], _ scope: Scope) throws(BindingError) -> Scope {
        var renamed = scope
        for (from, to) in pairs {
            let entry: Scope.Entry
            do { entry = try plainEntry(from, scope) } catch {
                addBroken(NamedExpression(.field(from), name: to), error, to: &renamed)
                continue
            }
            guard
                let position = renamed.entries.firstIndex(where: {
                    $0.id == entry.id && $0.field.name == entry.field.name
                })
            else { throw BindingError("“\(from.description)” is renamed twice", at: from.range) }
            let isFreed = pairs.contains { $0.from.description == to.text && $0.to.text != to.text }
            if to.text != entry.field.name, !isFreed, renamed.entry(exactly: to.text) != nil {
                throw BindingError("there is already a column “\(to.text)”", at: to.range, hints: ["hide it first"])
            }
            renamed.entries[position].field.name = to.text
            (renamed.entries[position].field.title, renamed.entries[position].field.aliases) = (nil, [])
        }
        return renamed
    }

    /// A field of the rows themselves, not one behind a reference.
    private func plainEntry(_ path: FieldPath, _ scope: Scope) throws(BindingError) -> Scope.Entry {
        if let qualified = try scope.usableEntry(exactly: path.description, at: path.range) { return qualified }
        guard path.names.count == 1 else {
            throw BindingError("“\(path.description)” is not a column of these rows", at: path.range)
        }
        return try scope.find(path.names[0])
    }

    /// `add rank() as r` without an order, in which all rows stand equal.
    private func warnOfRank(_ items: [NamedExpression]) {
        for item in items {
            guard case .aggregate(let call) = item.expression, call.name.text.lowercased() == "rank",
                call.arguments.isEmpty
            else { continue }
            columnNumbers.warn(
                "without `sort by` all rows stand equal, and every rank is 1", at: call.range,
                hints: ["what is ranked by stands behind `sort by`, at the end of the stage"])
        }
    }

    private func bindAdd(
        _ items: [NamedExpression], _ per: [Expression], _ order: [Language.SortKey], _ stage: Stage,
        _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        if let first = itemsBefore(per + order.map(\.expression), items, scope) {
            let (plan, grown) = try bindAdd(Array(items[..<first]), [], [], stage, input, scope)
            return try bindAdd(Array(items[first...]), per, order, stage, plan, grown)
        }
        var groups: [BoundExpression] = []
        var keys: [LogicalPlan.OrderKey] = []
        do { groups = try bindKeys(per, scope) } catch { errors.add(error) }
        do { keys = try bindOrder(order, scope) } catch { errors.add(error) }
        var plan = pending.attach(to: input)
        var grown = scope
        var usesWindow = per.isEmpty && order.isEmpty
        pending.allowsWindows = true
        defer { pending.allowsWindows = false }
        if order.isEmpty { warnOfRank(items) }
        // One after another, so that a later expression can use an earlier name.
        for item in items {
            let expression: BoundExpression
            do {
                try rejectNameInFront(item, grown)
                expression = try bindValue(item.expression, grown)
            } catch {
                addBroken(item, error, to: &grown)
                usesWindow = true
                continue
            }
            plan = pending.attach(to: plan)
            let windows = pending.takeWindows()
            if !windows.isEmpty {
                plan = .window(plan, windows, per: groups, order: keys)
                usesWindow = true
            }
            var made: [LogicalPlan.Definition] = []
            do {
                var entry = try self.entry(for: item, expression, grown, adding: &made)
                if item.name == nil, case .field = item.expression {
                    entry.field.name = defaultName(item.expression, nil)
                }
                try append(entry, to: &grown, at: item.range)
            } catch {
                errors.add(error)
            }
            if !made.isEmpty { plan = .extend(plan, made) }
        }
        if !usesWindow {
            errors.add(
                BindingError(
                    "per and sort by are for window functions, and nothing here is one", at: stage.keywordRange,
                    hints: ["add rank() as place sort by quantity desc"]))
        }
        return (plan, grown)
    }

    /// How many of an `add`'s items come before its window, because a key of the window names one of them; nil for none.
    private func itemsBefore(_ keys: [Expression], _ items: [NamedExpression], _ scope: Scope) -> Int? {
        let names = keys.compactMap { key -> String? in
            guard case .field(let path) = key, path.names.count == 1,
                case .unknown = scope.schema.find(path.description)
            else { return nil }
            return path.description
        }
        guard let last = items.lastIndex(where: { $0.name.map { names.contains($0.text) } ?? false }),
            !items[...last].contains(where: { $0.expression.mayHaveAggregate })
        else { return nil }
        return last + 1
    }

    func bindOrder(_ keys: [Language.SortKey], _ scope: Scope) throws(BindingError) -> [LogicalPlan.OrderKey] {
        var bound: [LogicalPlan.OrderKey] = []
        var failure: BindingError?
        for key in keys {
            do { bound.append(try bindOrderKey(key, scope)) } catch { failure = note(error) }
        }
        if let failure { throw failure }
        return bound
    }

    private func bindOrderKey(_ key: Language.SortKey, _ scope: Scope) throws(BindingError) -> LogicalPlan.OrderKey {
        let expression = displayed(try bindSubject(key.expression, scope))
        if case .value(let written) = key.expression { throw constantKey(written, key.isDescending, scope) }
        if key.isGivenName, expression.type != .text {
            throw BindingError("given orders the names of people, which are text", at: key.expression.range)
        }
        if case .list = expression.type {
            throw BindingError("a list has no order", at: key.expression.range, hints: ["unnest it first"])
        }
        return .init(expression, isDescending: key.isDescending, isGivenName: key.isGivenName)
    }

    /// `sort by 2`: SQL means the second column.
    private func constantKey(_ written: WrittenValue, _ isDescending: Bool, _ scope: Scope) -> BindingError {
        // A column that `across` made of a year is called so; SQL counts columns.
        let column =
            scope.entry(exactly: written.text)
            ?? Int(written.text).flatMap { scope.entries.indices.contains($0 - 1) ? scope.entries[$0 - 1] : nil }
        return BindingError(
            "“\(written.text)” is the same in every row, so it orders nothing", at: written.range,
            hints: column.map { [Scope.written($0.field.name) + (isDescending ? " desc" : "")] } ?? [])
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
        do { groups = try bindKeys(per, scope) } catch { errors.add(error) }
        let order = try bindOrder(keys, scope)
        return (.top(pending.attach(to: input), order, count: try bindCount(count), per: groups), scope)
    }

    private func bindDistinct(
        _ items: [NamedExpression], _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        if items.isEmpty {
            return (.distinct(input, scope.entries.map(\.id)), scope)
        }
        var (plan, shown) = try bindShow(items, input, scope)
        (shown.hidden, shown.row) = ([], nil)
        plan = .distinct(plan, shown.entries.map(\.id))
        return (plan, shown)
    }

    /// What rows are grouped by.
    func bindKey(_ expression: Expression, _ scope: Scope) throws(BindingError) -> BoundExpression {
        let key = try bindSubject(expression, scope)
        try requireKey(key, at: expression.range)
        return key
    }

    private func bindKeys(_ expressions: [Expression], _ scope: Scope) throws(BindingError) -> [BoundExpression] {
        let keys = try bindValues(expressions, scope)
        for (key, expression) in zip(keys, expressions) { try requireKey(key, at: expression.range) }
        return keys
    }

    private func requireKey(_ key: BoundExpression, at range: SourceRange) throws(BindingError) {
        guard case .list = key.type else { return }
        throw BindingError("rows cannot be grouped by a list", at: range, hints: ["unnest it first"])
    }

    private func bindUnnest(_ path: FieldPath, _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        let entry = try plainEntry(path, scope)
        guard case .list(let element) = entry.field.type else {
            let lists = scope.entries.filter { if case .list = $0.field.type { true } else { false } }
            throw BindingError(
                "“\(entry.field.name)” is \(entry.field.type.inWords), not a list", at: path.range,
                hints: lists.map { "unnest \(Scope.written($0.field.name))" })
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
        case .reference(let target):
            return nameFields(of: target, expression, withKey: pattern.asksWholeTexts)
                .flatMap { textPlaces($0, pattern) }
        default: return []
        }
    }
}

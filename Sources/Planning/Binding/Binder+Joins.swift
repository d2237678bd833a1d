import Language
import Storage
import Values
import VietnameseText

extension Binder {
    func bindJoin(_ join: Join, _ stage: Stage, _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        if let failure = missingField(join, stage, scope) { throw failure }
        let (other, rightScope) = try rows(of: join.other, as: "the other side of a join")
        if join.conditions.isEmpty { throw missingCondition(join, stage, scope, rightScope) }
        var (left, right) = (input, other)
        var leftKeys: [BoundExpression] = []
        var rightKeys: [BoundExpression] = []
        for written in join.conditions {
            let condition = unqualified(written, join, scope, rightScope)
            do {
                let (x, y) = try bindCondition(condition, scope, rightScope, &left, &right)
                leftKeys.append(x)
                rightKeys.append(y)
            } catch {
                errors.add(error)
            }
        }
        let kind = LogicalPlan.JoinKind(rawValue: join.kind.rawValue)!
        let plan = LogicalPlan.join(left, right, kind: kind, left: leftKeys, right: rightKeys)
        guard kind.givesBothSides else { return (plan, scope) }
        var joined = scope
        let prefix = try joinName(join, stage)
        for entry in rightScope.entries {
            var renamed = entry
            renamed.field.name = "\(prefix).\(entry.field.name)"
            (renamed.field.title, renamed.field.aliases) = (nil, [])
            try append(renamed, to: &joined, at: stage.keywordRange)
        }
        joined.hidden += rightScope.hidden.map { entry in
            var renamed = entry
            renamed.field.name = "\(prefix).\(entry.field.name)"
            return renamed
        }
        joined.isOpen = scope.isOpen || rightScope.isOpen
        return (plan, joined)
    }

    private func bindCondition(
        _ condition: Join.Condition, _ left: Scope, _ right: Scope, _ leftPlan: inout LogicalPlan,
        _ rightPlan: inout LogicalPlan
    ) throws(BindingError) -> (BoundExpression, BoundExpression) {
        var bound: BoundExpression?
        do { bound = try bindValue(condition.left, left) } catch { errors.add(error) }
        leftPlan = pending.attach(to: leftPlan)
        let b: BoundExpression
        do { b = try bindValue(condition.right, right) } catch {
            throw isShared(condition) ? notShared(error, bound, right) : error
        }
        rightPlan = pending.attach(to: rightPlan)
        guard let a = bound else { throw .followOn(at: condition.left.range) }
        if let same = rowKeys(a, b, left, right) { return same }
        return try joinKeys(a, b, condition)
    }

    /// `on unit = u.name` and `on u.name = unit`, where `u` names the other side, as `on unit = name`.
    private func unqualified(_ condition: Join.Condition, _ join: Join, _ left: Scope, _ right: Scope)
        -> Join.Condition
    {
        guard !isShared(condition), let name = otherName(join) else { return condition }
        var condition = condition
        if case .reference(let own)? = left.row?.field.type {
            // `on awards.unit = units.name`, as SQL has it.
            condition.left = condition.left.stripped(of: own, in: left) ?? condition.left
            if own != name { condition.right = condition.right.stripped(of: own, in: right) ?? condition.right }
        }
        let (first, second) = (
            condition.left.stripped(of: name, in: left), condition.right.stripped(of: name, in: right)
        )
        if let second { return Join.Condition(left: condition.left, right: second) }
        if let first { return Join.Condition(left: condition.right, right: first) }
        return condition
    }

    /// `on f`, a field of both sides.
    private func isShared(_ condition: Join.Condition) -> Bool { condition.left.range == condition.right.range }

    /// The other side has no such field. A reference leads to its rows by their key, and needs no join for it.
    private func notShared(_ error: BindingError, _ left: BoundExpression?, _ right: Scope) -> BindingError {
        guard error.kind == .wrong, case .reference(let other)? = right.row?.field.type else { return error }
        let field = source.text(error.range)
        var hints = error.hints
        if let left, left.type == .reference(to: other), let key = catalog[other]?.primaryKey.first,
            let name = catalog[other]?.schema.fields[key].name
        {
            hints = ["on \(field) = \(name)", "\(field).… reaches the fields of \(other) without a join"]
        }
        return BindingError("\(other) has no field “\(field)”", at: error.range, hints: hints)
    }

    /// `a` in `join C as a`, else the collection's own name.
    private func joinName(_ join: Join, _ stage: Stage) throws(BindingError) -> String {
        if let name = otherName(join) { return name }
        throw BindingError(
            "a query in parentheses needs a name here", at: join.other.range, hints: ["join (…) as a on …"])
    }

    private func otherName(_ join: Join) -> String? {
        if let alias = join.alias { return alias.text }
        if case .named(let name) = join.other.source { return name.text }
        return nil
    }

    /// A reference joined with a name or key of the very rows it refers to is joined with those rows: a reference
    /// knows which of two people of one name it means.
    private func rowKeys(_ a: BoundExpression, _ b: BoundExpression, _ left: Scope, _ right: Scope) -> (
        BoundExpression, BoundExpression
    )? {
        if let row = right.row, row.field.type == a.type, isName(b) { return (a, row.expression) }
        if let row = left.row, row.field.type == b.type, isName(a) { return (row.expression, b) }
        return nil
    }

    /// Whether an expression is a stored field by which its rows are called: the key, or a name.
    private func isName(_ expression: BoundExpression) -> Bool {
        guard case .column(let id, .text) = expression, let (table, position) = columnNumbers.storedColumn(id) else {
            return false
        }
        return table.primaryKey == [position] || table.naming.nameFields.contains(position)
            || table.displayPosition == position
    }

    /// Keys of one type on both sides: references to one collection by row, numbers by value, else as shown.
    private func joinKeys(_ a: BoundExpression, _ b: BoundExpression, _ condition: Join.Condition) throws(BindingError)
        -> (BoundExpression, BoundExpression)
    {
        if a.type == b.type, case .list = a.type {} else if a.type == b.type { return (a, b) }
        if a.type.isNumeric, b.type.isNumeric { return (a, b) }
        let (x, y) = alike(a, b)
        if x.type == y.type, case .list = x.type {} else if x.type == y.type { return (x, y) }
        let left = source.text(condition.left.range)
        let right = source.text(condition.right.range)
        throw BindingError(
            "“\(left)” is \(a.type.inWords) and “\(right)” is \(b.type.inWords), so they cannot be joined",
            at: condition.left.range.union(condition.right.range))
    }

    /// A reference beside a field of the collection it refers to becomes that field (`id = directive`); any other
    /// reference becomes the text that shows it.
    func alike(_ a: BoundExpression, _ b: BoundExpression) -> (BoundExpression, BoundExpression) {
        (followed(a, beside: b) ?? displayed(a), followed(b, beside: a) ?? displayed(b))
    }

    private func followed(_ reference: BoundExpression, beside other: BoundExpression) -> BoundExpression? {
        guard case .reference(let target) = reference.type, case .column(let id, let type) = other,
            let stored = columnNumbers.storedColumn(id), stored.table.name == target
        else { return nil }
        // Beside another reference both are shown.
        if case .reference = type { return nil }
        return .follow(reference, table: target, position: stored.position, type)
    }

    func bindCombine(
        _ operation: Stage.SetOperation, _ query: Query, _ stage: Stage, _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        let (right, rightScope) = try rows(of: query, as: "the other side of \(operation.rawValue)")
        switch operation {
        case .union: return try bindUnion(input, scope, right, rightScope, at: stage.keywordRange)
        case .except, .intersect:
            var leftKeys: [BoundExpression] = []
            var rightKeys: [BoundExpression] = []
            for entry in scope.entries {
                guard let other = rightScope.entry(exactly: entry.field.name) else {
                    if rightScope.isOpen { continue }
                    throw BindingError(
                        "the other side of \(operation.rawValue) has no column “\(entry.field.name)”", at: query.range,
                        hints: ["show the columns that both have"])
                }
                // References to one collection are compared by row: two rows may be shown alike.
                let (x, y) =
                    entry.field.type == other.field.type
                    ? (entry.expression, other.expression) : alike(entry.expression, other.expression)
                let (a, b, _) = try unified(x, y, at: stage.keywordRange)
                leftKeys.append(a)
                rightKeys.append(b)
            }
            let kind: LogicalPlan.JoinKind = operation == .except ? .except : .intersect
            let kept = LogicalPlan.join(input, right, kind: kind, left: leftKeys, right: rightKeys)
            return (.distinct(kept, scope.entries.map(\.id)), scope)
        }
    }

    private func bindUnion(
        _ left: LogicalPlan, _ leftScope: Scope, _ right: LogicalPlan, _ rightScope: Scope, at range: SourceRange
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        var (leftPlan, rightPlan) = (left, right)
        var columns: [LogicalPlan.UnionColumn] = []
        var united = Scope(entries: [])
        for entry in leftScope.entries {
            var field = entry.field
            let other = rightScope.entry(exactly: field.name)
            if entry.isBroken || other?.isBroken ?? false {
                united.entries.append(.init(field: field, id: entry.id, isBroken: true))
                continue
            }
            guard let other else {
                columns.append(.init(id: columnNumbers.next(), type: field.type, left: entry.id, right: nil))
                united.entries.append(.init(field: field, id: columns.last!.id))
                continue
            }
            let (a, b, type) = try unified(entry.expression, other.expression, at: range)
            field.type = type
            let leftID = define(a, as: entry.id, in: &leftPlan)
            let rightID = define(b, as: other.id, in: &rightPlan)
            columns.append(.init(id: columnNumbers.next(), type: type, left: leftID, right: rightID))
            united.entries.append(.init(field: field, id: columns.last!.id))
        }
        for entry in rightScope.entries where leftScope.entry(exactly: entry.field.name) == nil {
            columns.append(.init(id: columnNumbers.next(), type: entry.field.type, left: nil, right: entry.id))
            united.entries.append(.init(field: entry.field, id: columns.last!.id, isBroken: entry.isBroken))
        }
        for field in RowOrigin.hiddenFields {
            let (left, right) = (leftScope.hiddenEntry(field.name), rightScope.hiddenEntry(field.name))
            guard left != nil || right != nil else { continue }
            let column = LogicalPlan.UnionColumn(
                id: columnNumbers.next(), type: field.type, left: left?.id, right: right?.id)
            columns.append(column)
            united.hidden.append(.init(field: field, id: column.id))
        }
        united.isOpen = leftScope.isOpen || rightScope.isOpen
        return (.union(leftPlan, rightPlan, columns), united)
    }

    /// The column that holds an expression, added to the plan where it is not a column already.
    private func define(_ expression: BoundExpression, as id: ColumnID, in plan: inout LogicalPlan) -> ColumnID {
        if case .column(let same, _) = expression { return same }
        let made = columnNumbers.next()
        plan = .extend(plan, [.init(made, expression)])
        return made
    }
}

extension Expression {
    /// A field of the other side without that side's name before it; nil for anything else, and where these rows have
    /// a field of that name themselves.
    fileprivate func stripped(of name: String, in scope: Scope) -> Expression? {
        guard case .field(let path) = self, path.names.count > 1, path.names[0].text == name, !scope.isOpen,
            case .unknown = scope.schema.find(name), scope.entry(exactly: path.description) == nil
        else { return nil }
        let rest = Array(path.names.dropFirst())
        return .field(FieldPath(rest, range: SourceRange(rest[0].range.lower, path.range.upper)))
    }
}

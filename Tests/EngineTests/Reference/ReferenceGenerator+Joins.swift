import Values

extension ReferenceGenerator {
    mutating func join() -> ReferenceStage? {
        let left = columns
        let made = apart { generator -> (ReferenceOperand, [ReferenceStage.JoinCondition], [ReferenceColumn])? in
            let source = generator.random.pick(generator.isLarge ? [.targets, .more] : ReferenceCollection.allCases)
            let query = generator.query(over: source, stageCount: generator.random.below(3))
            guard let condition = generator.condition(left, source) else { return nil }
            var conditions = [condition]
            if generator.random.chance(20), let second = generator.condition(left, source) { conditions.append(second) }
            return (generator.operand(query), conditions, generator.shown)
        }
        guard let (operand, conditions, right) = made else { return nil }
        let kind = random.pick(ReferenceStage.JoinKind.allCases)
        let alias = newName()
        if kind == .inner || kind == .left {
            columns += right.map { column in
                var renamed = column
                renamed.name = "\(alias).\(column.name)"
                return renamed
            }
        }
        return .join(kind, operand, alias: alias, on: conditions)
    }

    /// A field of the left rows with one of these that can be equal to it.
    private mutating func condition(_ left: [ReferenceColumn], _ source: ReferenceCollection)
        -> ReferenceStage.JoinCondition?
    {
        let own = self
        guard let right = field(\.isKey) else { return nil }
        columns = left
        defer { columns = own.columns }
        // A key or name of the rows that a reference leads to.
        if own.collection == .targets, right.steps.isEmpty, ["id", "name"].contains(right.column),
            own.isStored(right, of: .targets), random.chance(70),
            let reference = field({ $0 == .reference(.targets) })
        {
            return .init(left: reference, right: right)
        }
        let kind = right.endKind
        let isStoredName = right.steps.isEmpty && own.isStored(right, of: .targets) && kind == .text
        let fits = { (other: Kind) in kind.isNumeric ? other.isNumeric : other == kind }
        guard !isStoredName || kind == .text, let field = field(fits) else { return nil }
        return .init(left: field, right: right)
    }

    /// Whether a column is the one that a collection's file has.
    private func isStored(_ field: ReferenceField, of collection: ReferenceCollection) -> Bool {
        data[collection].columns.contains { $0.name == field.column && $0.kind == field.kind }
    }

    /// A query as it stands behind a stage: in parentheses, or by a name that a `let` gave it.
    private mutating func operand(_ query: ReferenceQuery) -> ReferenceOperand {
        guard random.chance(25) else { return ReferenceOperand(query: query) }
        let name = "q" + newName()
        definitions.append((name, query.body))
        return ReferenceOperand(query: query, name: name)
    }

    mutating func combine() -> ReferenceStage? {
        let operation = random.pick(ReferenceStage.SetOperation.allCases)
        let wanted = shown
        guard !wanted.isEmpty, wanted.count <= 8 else { return nil }
        if operation != .union, !wanted.allSatisfy(\.kind.isKey) { return nil }
        let made = apart { generator -> (ReferenceOperand, [ReferenceColumn])? in
            let source = generator.random.pick([ReferenceCollection.rows, .rows, .more, .targets])
            var query = generator.query(over: source, stageCount: generator.random.below(2))
            var items: [ReferenceStage.Named] = []
            for column in wanted {
                if operation == .union, generator.random.chance(20) { continue }
                let fits = { (kind: Kind) in column.kind.isNumeric ? kind.isNumeric : kind == column.kind }
                guard let field = generator.field(fits) else {
                    if operation == .union { continue }
                    return nil
                }
                items.append((.field(field), column.name))
            }
            if operation == .union, generator.random.chance(30), let extra = generator.anyField() {
                items.append((extra, generator.newName()))
            }
            // A name with a dot is a join's, and cannot be given.
            guard !items.isEmpty, !items.contains(where: { $0.name.contains(".") }) else { return nil }
            query.stages.append(.show(items))
            let columns = generator.columns(items)
            return (generator.operand(query), columns)
        }
        guard let (operand, right) = made else { return nil }
        if operation == .union {
            columns = wanted.map { column in
                var united = column
                let other = right.first { $0.name == column.name }
                united.kind = column.kind.united(with: other?.kind ?? column.kind)
                united.isExtreme = column.isExtreme || other?.isExtreme ?? false
                return united
            }
            columns += right.filter { column in !wanted.contains { $0.name == column.name } }
        }
        return .combine(operation, operand)
    }
}

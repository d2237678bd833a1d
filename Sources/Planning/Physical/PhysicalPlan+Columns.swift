import Storage
import Values

extension PhysicalPlan {
    /// The columns that come out, with their types, in order.
    var output: [(id: ColumnID, type: ValueType)] {
        switch operation {
        case .scan(_, let columns, _, _), .firstRows(_, let columns, _), .topRows(_, let columns, _, _, _, _):
            columns.map { ($0.id, $0.type) }
        case .filter, .sort, .top, .limit, .distinct, .sample: inputs[0].output
        case .extend(let definitions): inputs[0].output + definitions.map { ($0.id, $0.expression.type) }
        case .project(let definitions): definitions.map { ($0.id, $0.expression.type) }
        case .aggregate(let keys, let aggregates, _):
            keys.map { ($0.id, $0.expression.type) } + aggregates.map { ($0.id, $0.aggregate.type) }
        case .aggregateFromStatistics(_, _, let aggregates): aggregates.map { ($0.id, $0.aggregate.type) }
        case .count(_, _, let ids): ids.map { ($0, .integer) }
        case .countByCode(_, _, let key, let type, let counts): [(key, type)] + counts.map { ($0, .integer) }
        case .join(let kind, _, _, _): kind.givesBothSides ? inputs[0].output + inputs[1].output : inputs[0].output
        case .union(let columns): columns.map { ($0.id, $0.type) }
        case .unnest(_, let element, let type): inputs[0].output + [(element, type)]
        case .window(let definitions, _, _), .countedRanks(let definitions, _, _):
            inputs[0].output + definitions.map { ($0.id, $0.type) }
        case .shared(_, _, let columns): columns.map { ($0.id, $0.type) }
        }
    }

    /// The same plan with its columns numbered from 1 in the order in which they are met, inputs first, and nothing
    /// else to tell it from an equal one elsewhere.
    public var canonical: PhysicalPlan {
        var names = ColumnRenaming()
        return renamed(&names)
    }

    private func renamed(_ names: inout ColumnRenaming) -> PhysicalPlan {
        var made: [PhysicalPlan] = []
        for input in inputs { made.append(input.renamed(&names)) }
        return PhysicalPlan(id: 0, names.rename(operation), inputs: made, estimate: 0)
    }
}

/// Gives columns new numbers.
private struct ColumnRenaming {
    private var known: [ColumnID: ColumnID] = [:]

    mutating func rename(_ operation: PhysicalPlan.Operation) -> PhysicalPlan.Operation {
        switch operation {
        case .scan(let table, let columns, let access, let predicates):
            let scanned = rename(columns)
            return .scan(table: table, columns: scanned, access: rename(access), predicates: rename(predicates))
        case .filter(let predicates): return .filter(rename(predicates))
        case .extend(let definitions): return .extend(rename(definitions))
        case .project(let definitions): return .project(rename(definitions))
        case .aggregate(let keys, let aggregates, let isOrdered):
            return .aggregate(keys: rename(keys), aggregates: rename(aggregates), isOrdered: isOrdered)
        case .count(let table, let access, let ids):
            return .count(table: table, access: rename(access), ids: rename(ids))
        case .countByCode(let table, let position, let key, let type, let counts):
            return .countByCode(
                table: table, position: position, key: rename(key), type: type, counts: rename(counts))
        case .aggregateFromStatistics(let table, let columns, let aggregates):
            return .aggregateFromStatistics(table: table, columns: rename(columns), aggregates: rename(aggregates))
        case .firstRows(let table, let columns, let position):
            return .firstRows(table: table, columns: rename(columns), position: position)
        case .topRows(let table, let columns, let position, let isDescending, let isGivenName, let count):
            return .topRows(
                table: table, columns: rename(columns), position: position, isDescending: isDescending,
                isGivenName: isGivenName, count: count)
        case .sort(let keys): return .sort(rename(keys))
        case .top(let keys, let count, let per): return .top(rename(keys), count: count, per: rename(per))
        case .limit, .sample: return operation
        case .distinct(let ids): return .distinct(rename(ids))
        case .join(let kind, let left, let right, let build):
            return .join(kind, left: rename(left), right: rename(right), build: build)
        case .union(let columns): return .union(rename(columns))
        case .unnest(let list, let element, let type):
            return .unnest(list: rename(list), element: rename(element), type)
        case .window(let definitions, let per, let order):
            return .window(rename(definitions), per: rename(per), order: rename(order))
        case .countedRanks(let definitions, let per, let order):
            return .countedRanks(rename(definitions), per: rename(per), order: rename(order))
        case .shared(let number, let use, let columns):
            return .shared(
                number: number, use, columns: columns.map { .init(id: $0.source, source: $0.source, type: $0.type) })
        }
    }

    private mutating func rename(_ id: ColumnID) -> ColumnID {
        if let name = known[id] { return name }
        let name = ColumnID(known.count + 1, isExact: id.isExact)
        known[id] = name
        return name
    }

    private mutating func rename(_ ids: [ColumnID]) -> [ColumnID] { ids.map { rename($0) } }

    private mutating func rename(_ expression: BoundExpression) -> BoundExpression {
        if case .column(let id, let type) = expression { return .column(rename(id), type) }
        return expression.mapChildren { rename($0) }
    }

    private mutating func rename(_ expressions: [BoundExpression]) -> [BoundExpression] {
        expressions.map { rename($0) }
    }

    private mutating func rename(_ columns: [LogicalPlan.ScanColumn]) -> [LogicalPlan.ScanColumn] {
        columns.map { .init(id: rename($0.id), position: $0.position, type: $0.type) }
    }

    private mutating func rename(_ access: PhysicalPlan.Access) -> PhysicalPlan.Access {
        switch access {
        case .allRows: .allRows
        case .postings(let position, let predicate): .postings(position: position, rename(predicate))
        case .words(let position, let predicate): .words(position: position, rename(predicate))
        case .permutation(let position, let predicate): .permutation(position: position, rename(predicate))
        case .all(let parts): .all(parts.map { rename($0) })
        case .any(let parts): .any(parts.map { rename($0) })
        case .except(let inner): .except(rename(inner))
        }
    }

    private mutating func rename(_ definitions: [LogicalPlan.Definition]) -> [LogicalPlan.Definition] {
        definitions.map { definition in
            let expression = rename(definition.expression)
            return .init(rename(definition.id), expression)
        }
    }

    private mutating func rename(_ aggregates: [LogicalPlan.AggregateDefinition]) -> [LogicalPlan.AggregateDefinition] {
        aggregates.map { definition in
            let aggregate = rename(definition.aggregate)
            return .init(rename(definition.id), aggregate)
        }
    }

    private mutating func rename(_ aggregate: Aggregate) -> Aggregate {
        Aggregate(
            aggregate.function, aggregate.argument.map { rename($0) }, second: aggregate.second.map { rename($0) },
            filter: aggregate.filter.map { rename($0) }, type: aggregate.type)
    }

    private mutating func rename(_ keys: [LogicalPlan.OrderKey]) -> [LogicalPlan.OrderKey] {
        keys.map { key in
            .init(rename(key.expression), isDescending: key.isDescending, isGivenName: key.isGivenName)
        }
    }

    private mutating func rename(_ columns: [LogicalPlan.UnionColumn]) -> [LogicalPlan.UnionColumn] {
        columns.map { column in
            let (left, right) = (column.left.map { rename($0) }, column.right.map { rename($0) })
            return .init(id: rename(column.id), type: column.type, left: left, right: right)
        }
    }

    private mutating func rename(_ definitions: [LogicalPlan.WindowDefinition]) -> [LogicalPlan.WindowDefinition] {
        definitions.map { definition in
            let function = rename(definition.function)
            return .init(rename(definition.id), function, definition.type)
        }
    }

    private mutating func rename(_ function: WindowFunction) -> WindowFunction {
        switch function {
        case .rank, .row: function
        case .running(let aggregate): .running(rename(aggregate))
        case .previous(let value): .previous(rename(value))
        case .next(let value): .next(rename(value))
        case .share(let value): .share(rename(value))
        case .aggregate(let aggregate): .aggregate(rename(aggregate))
        }
    }
}

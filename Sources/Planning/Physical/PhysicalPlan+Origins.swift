import Values

extension PhysicalPlan {
    /// The scan whose rows this part passes on, each by itself and at most once; nil where an operator does otherwise.
    public var streamedScan: Operation? {
        switch operation {
        case .scan: operation
        case .filter, .extend, .project: inputs[0].streamedScan
        case .join(let kind, _, _, build: .right) where !kind.givesBothSides: inputs[0].streamedScan
        case .window where isStreamedWindow: inputs[0].streamedScan
        case .countedRanks: inputs[0].streamedScan
        default: nil
        }
    }

    /// The scan whose rows copies of this part can share: each row goes its way without the others, and may become
    /// several.
    public var sharedScan: Operation? {
        switch operation {
        case .scan: operation
        case .filter, .extend, .project, .unnest: inputs[0].sharedScan
        case .join(_, _, _, build: .right): inputs[0].sharedScan
        case .window where isStreamedWindow: inputs[0].streamedScan
        case .countedRanks: inputs[0].streamedScan
        default: nil
        }
    }

    /// Whether a streamed window is among the operators that stream a scan's rows here.
    public var streamsWindows: Bool {
        switch operation {
        case .filter, .extend, .project, .unnest, .join(_, _, _, build: .right): inputs[0].streamsWindows
        default: isStreamedWindow
        }
    }

    /// Whether this is a window of a scan's rows that shows each row what is known of its group as a whole: the groups
    /// are made of all rows first, then the rows come by once more, each by itself. Keys that are made of more than a
    /// stored column are not worth making twice.
    public var isStreamedWindow: Bool {
        if case .countedRanks = operation { return true }
        guard case .window(let definitions, let keys, let order) = operation, inputs[0].streamedScan != nil else {
            return false
        }
        let origins = inputs[0].origins
        guard keys.allSatisfy({ origins.expanded($0).columns.count == 1 && origins.isStored($0) }) else { return false }
        return definitions.allSatisfy { definition in
            switch definition.function {
            case .share: true
            case .aggregate(let aggregate): order.isEmpty || !aggregate.dependsOnOrder
            case .rank, .row, .running, .previous, .next: false
            }
        }
    }

    /// Where the columns of this part come from.
    public var origins: ColumnOrigins {
        var origins = ColumnOrigins()
        origins.gather(self)
        return origins
    }
}

/// Which columns of a plan show a stored column, or are computed from such by a known expression.
public struct ColumnOrigins: Sendable {
    /// A column of a collection, by its position in the schema.
    public struct Stored: Hashable, Sendable {
        public var table: String
        public var position: Int
    }

    private var stored: [ColumnID: Stored] = [:]
    /// The stored lists whose elements a column shows.
    private var elements: [ColumnID: Stored] = [:]
    private var computed: [ColumnID: BoundExpression] = [:]

    /// The stored column that a plan's column shows, if it is one.
    public func stored(_ id: ColumnID) -> Stored? { stored[id] }

    /// The stored column of lists whose elements a plan's column shows, if it shows such.
    public func element(_ id: ColumnID) -> Stored? { elements[id] }

    /// The same expression with computed columns replaced by what computes them.
    public func expanded(_ expression: BoundExpression) -> BoundExpression { expression.substituting(computed) }

    /// Whether an expression's values come from one column in all batches, so that text has one dictionary.
    public func isSteady(_ expression: BoundExpression) -> Bool {
        switch expanded(expression) {
        case .column(let id, let type): type != .text || stored(id) != nil
        case .follow: true
        default: expression.type != .text
        }
    }

    /// Whether an expression depends on stored columns only.
    public func isStored(_ expression: BoundExpression) -> Bool {
        expanded(expression).columns.allSatisfy { stored[$0] != nil }
    }

    fileprivate mutating func gather(_ plan: PhysicalPlan) {
        for input in plan.inputs { gather(input) }
        switch plan.operation {
        case .scan(let table, let columns, _, _), .firstRows(let table, let columns, _),
            .topRows(let table, let columns, _, _, _, _):
            for column in columns { stored[column.id] = Stored(table: table, position: column.position) }
        case .extend(let definitions), .project(let definitions): define(definitions)
        case .unnest(let list, let element, _): elements[element] = stored[list]
        // What these put out under an identity of their own is no longer one column's value.
        case .union, .aggregate: self = ColumnOrigins()
        default: break
        }
    }

    private mutating func define(_ definitions: [LogicalPlan.Definition]) {
        let before = self
        for definition in definitions where !definition.isPassedOn {
            if case .column(let source, _) = definition.expression, let place = before.stored[source] {
                stored[definition.id] = place
            } else {
                computed[definition.id] = before.expanded(definition.expression)
            }
        }
    }
}

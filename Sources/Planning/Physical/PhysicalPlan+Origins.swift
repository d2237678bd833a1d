import Values

extension PhysicalPlan {
    /// The scan whose rows this part passes on, each by itself and at most once; nil where an operator does otherwise.
    public var streamedScan: Operation? {
        switch operation {
        case .scan: operation
        case .filter, .extend, .project: inputs[0].streamedScan
        default: nil
        }
    }

    /// The scan whose rows copies of this part can share: each row goes its way without the others.
    public var sharedScan: Operation? {
        switch operation {
        case .scan: operation
        case .filter, .extend, .project: inputs[0].sharedScan
        case .join(_, _, _, build: .right): inputs[0].sharedScan
        default: nil
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
    private var computed: [ColumnID: BoundExpression] = [:]

    /// The stored column that a plan's column shows, if it is one.
    public func stored(_ id: ColumnID) -> Stored? { stored[id] }

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

    fileprivate mutating func gather(_ plan: PhysicalPlan) {
        for input in plan.inputs { gather(input) }
        switch plan.operation {
        case .scan(let table, let columns, _, _), .firstRows(let table, let columns, _),
            .topRows(let table, let columns, _, _, _, _):
            for column in columns { stored[column.id] = Stored(table: table, position: column.position) }
        case .extend(let definitions), .project(let definitions): define(definitions)
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

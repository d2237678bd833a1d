import Columns
import Planning
import Storage

/// Makes operators from a plan.
struct OperatorCompiler {
    let context: ExecutionContext
    /// The rows that the scan of a streaming part shares with its copies; nil for a scan of its own.
    private var shared: ScanSource?
    private let parts = SharedParts()

    /// Parts of the plan that are run once for several readers, by their numbers.
    private final class SharedParts {
        var rows: [Int: SharedRows] = [:]
    }

    /// The right sides of joins and the groups of windows that copies of a part share, by the operators' numbers.
    private final class SharedBuilds {
        var builds: [Int: JoinBuild] = [:]
        var windows: [Int: WindowGroups] = [:]
    }

    private var builds = SharedBuilds()
    private var isProfiled = true
    /// Whether the rows of what is made may come in any order.
    private var isInAnyOrder = false
    /// How many rows a scan gives at a time.
    private var scannedRows = Batch.standardCount
    /// Where nothing is computed of the rows, there is no need that what is made of a batch fits in the first cache.
    private static let longBatch = 4 * Batch.standardCount

    init(context: ExecutionContext) { self.context = context }

    func compile(_ plan: PhysicalPlan) -> any Operator {
        let made = make(plan)
        guard isProfiled, let profile = context.profile else { return made }
        return ProfiledOperator(made, node: plan.id, profile)
    }

    /// The compiler of copies of a part that all read one source, where it only streams the rows of a scan; nil for
    /// other parts, and for one thread.
    private func sharingCompiler(_ plan: PhysicalPlan) -> OperatorCompiler? {
        guard context.options.threads > 1 || plan.streamsWindows else { return nil }
        return source(of: plan.sharedScan).map(sharing)
    }

    /// The same part of a plan once for each thread, where they share a source that is long enough; else once.
    private func copies(_ plan: PhysicalPlan) -> [any Operator] {
        let isLong = shared.map { $0.rowCount > context.options.morselRows } ?? false
        return (0..<(isLong ? context.options.threads : 1)).map { _ in compile(plan) }
    }

    /// The rows that a scan reads, to be shared by copies.
    private func source(of scan: PhysicalPlan.Operation?) -> ScanSource? {
        guard case .scan(let name, let columns, let access, let predicates) = scan else { return nil }
        if access == .allRows { note(predicates, table(name), columns) }
        return ScanSource(table(name), access, context)
    }

    /// Some rows of the collection that a part streams, in the order given, by the compiler of its copies, of which
    /// there are some; not counted in the profile once more.
    private func reading(_ rows: RowList, _ plan: PhysicalPlan) -> any Operator {
        guard case .scan(let name, _, _, _) = plan.streamedScan else { preconditionFailure("a scan's rows") }
        return again(ScanSource(table(name), rows: rows, morselRows: rows.count)).compile(plan)
    }

    /// Reads another source in the same way, once more: what copies share stays as it is.
    private func again(_ source: ScanSource) -> OperatorCompiler {
        var compiler = self
        (compiler.shared, compiler.isProfiled, compiler.isInAnyOrder) = (source, false, false)
        return compiler
    }

    /// Remembers which indexes would have answered, so that the planner knows when one has paid for itself.
    private func note(_ predicates: [BoundExpression], _ table: Table, _ scanned: [LogicalPlan.ScanColumn]) {
        for predicate in predicates {
            for wanted in predicate.wantedIndexes(scanned, table, context.catalog) {
                table.noteScan(ofColumn: wanted.position, for: wanted.kind)
            }
        }
    }

    private func sharing(_ source: ScanSource) -> OperatorCompiler {
        var compiler = self
        compiler.shared = source
        compiler.builds = SharedBuilds()
        return compiler
    }

    /// A `top` that first looks for the rows it wants, where the rows are a scan's and the keys mean the same in every
    /// batch; nil elsewhere.
    private func scannedTop(
        _ input: PhysicalPlan, _ keys: [LogicalPlan.OrderKey], _ count: Int, per groups: [BoundExpression]
    ) -> ScannedTopOperator? {
        let origins = input.origins
        guard count > 0, groups.isEmpty || keys.count <= 2,
            keys.allSatisfy({ origins.isSteady($0.expression) }),
            case .scan(let name, _, _, _) = input.streamedScan, let source = source(of: input.streamedScan)
        else { return nil }
        let compiler = sharing(source)
        let inputs = compiler.copies(input)
        let layout = inputs[0].layout
        guard source.rowCount / 4 > count,
            let position = layout.columns.firstIndex(where: { origins.stored($0.id)?.table == name })
        else { return nil }
        return ScannedTopOperator(
            inputs, keys, per: groups, rowPosition: position, source: source,
            isOfStored: keys.allSatisfy { origins.isStored($0.expression) }, context,
            candidates: { [context] () throws(ExecutionError) in
                if groups.isEmpty { return TopOfAll(keyCount: keys.count, count: count) }
                let maker = DenseKeyMaker(
                    context, origins: origins, layout: layout, rowBound: source.table.rowCount,
                    expectedRows: input.estimate)
                guard let numbered = try maker.make(groups),
                    let dense = DenseKeys(numbered, limit: Self.mostCandidates / count), !dense.hasSpellings
                else { return nil }
                return TopOfGroups(dense, layout, keyCount: keys.count, count: count)
            },
            fetch: { rows in compiler.reading(rows, input) },
            fallback: {
                TopOperator(
                    compiler.again(source.rewound()).compile(input), keys, count: count, per: groups, context)
            })
    }

    /// The first row of each combination of columns, by numbers where these can hold few values.
    private func distinct(_ input: any Operator, _ columns: [ColumnID], _ plan: PhysicalPlan) -> DistinctOperator {
        DistinctOperator(input, columns, context) { [context] () throws(ExecutionError) in
            let maker = DenseKeyMaker(
                context, origins: plan.origins, layout: input.layout, rowBound: Self.mostDistinctValues,
                expectedRows: plan.estimate)
            // What is estimated may be more than an integer holds.
            let limit = Int(min(Double(Self.mostCombinations), max(Double(Self.fewCombinations), plan.estimate)))
            return try maker.make(columns.map(input.layout.column)).flatMap {
                DenseKeys($0.map(\.merged), limit: limit)
            }
        }
    }

    /// A column of more values has no numbers for `distinct`, whose rows need no order that would come with them.
    private static let mostDistinctValues = 1 << 14
    /// Combinations for each of which there is a bit: so many for any number of rows, one a row, and at most.
    private static let fewCombinations = 1 << 14
    private static let mostCombinations = 1 << 27

    /// For more rows than this, and more than one in so many, all are put in order: keeping the first of those that were
    /// seen, again and again, is slower.
    private static let mostTop = 65_536.0
    private static let partOfSort = 64.0

    /// Rows that `top` keeps for all groups together, at most.
    private static let mostCandidates = 1 << 22

    private func make(_ plan: PhysicalPlan) -> any Operator {
        if isInAnyOrder, !plan.hasOrderOfInput {
            var ordered = self
            ordered.isInAnyOrder = false
            return ordered.make(plan)
        }
        if case .aggregate(let keys, let aggregates, let isOrdered) = plan.operation {
            var compiler = sharingCompiler(plan.inputs[0]) ?? self
            if plan.aggregatesScannedColumns { compiler.scannedRows = Self.longBatch }
            compiler.isInAnyOrder = keys.isEmpty && aggregates.allSatisfy(\.aggregate.ignoresOrder)
            return AggregateOperator(
                compiler.copies(plan.inputs[0]), keys, aggregates, isOrdered: isOrdered, plan.inputs[0], context
            ) { rows in compiler.reading(rows, plan.inputs[0]) }
        }
        if case .top(let keys, _, let groups) = plan.operation, groups.isEmpty,
            let wanted = plan.inputs[0].wantedIndex(firstBy: keys, context.catalog)
        {
            wanted.table.noteScan(ofColumn: wanted.position, for: wanted.kind)
        }
        if case .top(let keys, let count, let groups) = plan.operation, groups.isEmpty,
            Double(count) > max(Self.mostTop, plan.inputs[0].estimate / Self.partOfSort)
        {
            return LimitOperator(SortOperator(compile(plan.inputs[0]), keys, context), skip: 0, take: count)
        }
        if case .top(let keys, let count, let groups) = plan.operation,
            let top = scannedTop(plan.inputs[0], keys, count, per: groups)
        {
            return top
        }
        if case .join(let kind, let left, let right, let build) = plan.operation {
            return join(plan, kind, left, right, build)
        }
        if plan.isStreamedWindow {
            return shared == nil ? sharingCompiler(plan)!.streamedWindow(plan) : streamedWindow(plan)
        }
        if case .shared(let number, .made, let columns) = plan.operation {
            return MadeRowsOperator(madeRows(number), Layout(columns.map { ($0.id, $0.type) }))
        }
        let inputs = plan.inputs.map(compile)
        switch plan.operation {
        case .scan(let name, let columns, let access, let predicates):
            return scan(table(name), columns, access, predicates)
        case .filter(let predicates): return FilterOperator(inputs[0], predicates, context)
        case .extend(let definitions): return ProjectOperator(inputs[0], definitions, keepsInput: true, context)
        case .project(let definitions): return ProjectOperator(inputs[0], definitions, keepsInput: false, context)
        case .aggregate, .join: preconditionFailure("compiled above: copies share their inputs")
        case .count(let name, let access, let ids): return CountOperator(table(name), access, ids, context)
        case .countByCode(let name, let position, let key, let type, let counts):
            return CodeCountOperator(table(name), position, key, type, counts)
        case .aggregateFromStatistics(let name, let columns, let aggregates):
            return StatisticsAggregateOperator(table(name), columns, aggregates, context)
        case .firstRows(let name, let columns, let position):
            return FirstRowsOperator(table(name), columns, position)
        case .topRows(let name, let columns, let position, let isDescending, let isGivenName, let count):
            return IndexTopOperator(
                table(name), columns, position, isDescending: isDescending,
                isGivenName ? .givenName : .alphabetical, count: count, context.cancellation)
        case .shared(let number, let use, let columns):
            return SharedOperator(sharedRows(number, inputs, isKept: use == .script), columns)
        case .sort(let keys): return SortOperator(inputs[0], keys, context)
        case .top(let keys, let count, let per): return TopOperator(inputs[0], keys, count: count, per: per, context)
        case .limit(let skip, let take): return LimitOperator(inputs[0], skip: skip, take: take)
        case .distinct(let columns): return distinct(inputs[0], columns, plan.inputs[0])
        case .union(let columns): return UnionOperator(inputs[0], inputs[1], columns)
        case .unnest(let list, let element, let type):
            return UnnestOperator(inputs[0], list: list, element: element, type, context)
        case .window(let definitions, let per, let order):
            return WindowOperator(inputs[0], definitions, per: per, order: order, context)
        case .countedRanks: preconditionFailure("compiled above: copies share their groups")
        case .sample(let count): return SampleOperator(inputs[0], count, context)
        }
    }

    /// The window's rows from the source that is shared, its groups from all rows of that source.
    private func streamedWindow(_ plan: PhysicalPlan) -> StreamedWindowOperator {
        let input = compile(plan.inputs[0])
        if let known = builds.windows[plan.id] { return StreamedWindowOperator(input, known, context) }
        guard let shared else { preconditionFailure("a window of shared rows") }
        let (definitions, keys, ranked): ([LogicalPlan.WindowDefinition], [BoundExpression], [LogicalPlan.OrderKey])
        switch plan.operation {
        case .window(let wanted, let per, _): (definitions, keys, ranked) = (wanted, per, [])
        case .countedRanks(let wanted, let per, let order):
            (definitions, keys, ranked) = (wanted, per + order.map(\.expression), order)
        default: preconditionFailure("a window")
        }
        let inputs = again(shared.rewound()).copies(plan.inputs[0])
        let maker = DenseKeyMaker(
            context, origins: plan.inputs[0].origins, layout: input.layout, rowBound: shared.table.rowCount,
            expectedRows: plan.inputs[0].estimate)
        let groups = WindowGroups(
            inputs, definitions, per: keys, ranked: ranked, context
        ) { () throws(ExecutionError) in
            // How many combinations are counted for ranks the planner has decided.
            let limit = ranked.isEmpty ? DenseKeys.limit(rowCount: maker.rowBound) : Int(Int32.max)
            return try maker.make(keys).flatMap { DenseKeys($0.map(\.merged), limit: limit) }
        }
        builds.windows[plan.id] = groups
        return StreamedWindowOperator(input, groups, context)
    }

    /// The right side is read by a scan of its own, whatever the left one shares.
    private func join(
        _ plan: PhysicalPlan, _ kind: LogicalPlan.JoinKind, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], _ side: PhysicalPlan.JoinSide
    ) -> any Operator {
        let left = compile(plan.inputs[0])
        if let known = builds.builds[plan.id] {
            return JoinOperator(kind, left, known, isInAnyOrder: isInAnyOrder, context)
        }
        var own = self
        (own.shared, own.builds, own.isInAnyOrder) = (nil, SharedBuilds(), false)
        let right = own.compile(plan.inputs[1])
        if side == .left { return LeftBuildJoinOperator(kind, left, right, leftKeys, rightKeys, context) }
        let build = JoinBuild(
            kind, right, left: leftKeys, right: rightKeys, lookUps: plan.inputs[0].estimate, context)
        builds.builds[plan.id] = build
        return JoinOperator(kind, left, build, isInAnyOrder: isInAnyOrder, context)
    }

    private func scan(
        _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ access: PhysicalPlan.Access,
        _ predicates: [BoundExpression]
    ) -> ScanOperator {
        if shared == nil, access == .allRows { note(predicates, table, columns) }
        return ScanOperator(
            shared ?? ScanSource(table, access, context), columns, predicates, batchRows: scannedRows, context)
    }

    /// The first reader in the order of the plan has the operator that makes the rows.
    private func sharedRows(_ number: Int, _ inputs: [any Operator], isKept: Bool) -> SharedRows {
        if let known = parts.rows[number] { return known }
        guard let maker = inputs.first else { preconditionFailure("the first reader brings the rows") }
        let rows = SharedRows(
            maker, context, keptIn: isKept ? context.kept.map { (rows: $0, number: number) } : nil)
        parts.rows[number] = rows
        return rows
    }

    private func madeRows(_ number: Int) -> Batch {
        guard let rows = context.kept?[number] else { preconditionFailure("the planner was told of these rows") }
        return rows
    }

    private func table(_ name: String) -> Table {
        guard let table = context.catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
        return table
    }
}

extension Aggregate {
    /// Whether the result certainly is the same in whatever order rows come.
    fileprivate var ignoresOrder: Bool {
        switch function {
        case .count, .sum, .average, .minimum, .maximum: argument?.type != .double && argument?.type != .text
        default: false
        }
    }
}

extension PhysicalPlan {
    /// Whether the rows come in the order of the first input's.
    fileprivate var hasOrderOfInput: Bool {
        switch operation {
        case .filter, .extend, .project, .join: true
        default: false
        }
    }

    /// Whether the rows of a scan are grouped, and nothing but their columns is looked at.
    fileprivate var aggregatesScannedColumns: Bool {
        guard case .aggregate(let keys, let aggregates, _) = operation, case .scan = inputs[0].operation else {
            return false
        }
        return keys.allSatisfy(\.expression.isColumn)
            && aggregates.allSatisfy { definition in
                let aggregate = definition.aggregate
                return aggregate.filter == nil
                    && [aggregate.argument, aggregate.second].allSatisfy { $0?.isColumn ?? true }
            }
    }
}

extension BoundExpression {
    fileprivate var isColumn: Bool {
        if case .column = self { return true }
        return false
    }
}

import Language
import Storage
import Values

/// Turns a syntax tree into a logical plan over the catalog: names become columns, written values become typed ones.
///
/// It reads names and dictionaries of the catalog (rule 3 needs them) but never a row of a query.
public struct Binder {
    let catalog: Catalog
    let source: SourceText
    let definitions: Definitions
    /// Numbers columns; shared by everything bound into one plan.
    let columnNumbers: ColumnNumbers
    /// Tells the values that `across` turns into columns.
    let valuesAcross: AcrossValues
    /// What the stage being bound needs its input to get first.
    let pending = PendingColumns()
    /// How many `let`s and parentheses deep this query is.
    let depth: Int

    static let maximumDepth = 64
    static let maximumStages = 2000

    public init(
        catalog: Catalog, source: SourceText, definitions: Definitions, valuesAcross: @escaping AcrossValues
    ) {
        self.init(
            catalog: catalog, source: source, definitions: definitions, valuesAcross: valuesAcross,
            columnNumbers: ColumnNumbers(), depth: 0)
    }

    private init(
        catalog: Catalog, source: SourceText, definitions: Definitions, valuesAcross: @escaping AcrossValues,
        columnNumbers: ColumnNumbers, depth: Int
    ) {
        self.catalog = catalog
        self.source = source
        self.definitions = definitions
        self.valuesAcross = valuesAcross
        self.columnNumbers = columnNumbers
        self.depth = depth
    }

    /// The query as a plan whose output is what is shown: references replaced by the texts that display them.
    public func bind(_ query: Query) throws(BindingError) -> BoundQuery {
        let (plan, scope, outputs) = try bindRows(query)
        var fields: [Field] = []
        var ownTypes: [ValueType] = []
        var shown: [LogicalPlan.Definition] = []
        for entry in scope.entries {
            let expression = displayed(entry.expression)
            var field = entry.field
            ownTypes.append(field.type)
            field.type = expression.type
            fields.append(field)
            shown.append(.init(expression == entry.expression ? entry.id : columnNumbers.next(), expression))
        }
        return BoundQuery(
            plan: LogicalPlan.project(plan, shown).withoutUnusedHiddenColumns(), schema: Schema(fields),
            ownTypes: ownTypes, outputs: outputs, notes: columnNumbers.notes)
    }

    /// Source and stages, references still references.
    func bindRows(_ query: Query) throws(BindingError) -> (LogicalPlan, Scope, [OutputStage]) {
        guard depth < Binder.maximumDepth else {
            throw BindingError("queries are nested more than \(Binder.maximumDepth) deep", at: query.range)
        }
        var (plan, scope) = try bindSource(query.source)
        var outputs: [OutputStage] = []
        guard query.stages.count <= Binder.maximumStages else {
            throw BindingError(
                "a query has at most \(Binder.maximumStages) stages, this one \(query.stages.count)", at: query.range,
                hints: ["name a part of it with let"])
        }
        for stage in query.stages {
            let output = outputStage(stage)
            let makesRows = output?.isChart ?? true
            if makesRows, let last = outputs.last {
                throw BindingError(
                    last.isChart
                        ? "only as, into and ! can follow a chart"
                        : "nothing can follow a stage that says where the result goes", at: stage.keywordRange,
                    hints: ["move it in front of \(last.word)"])
            }
            if let output { outputs.append(output) }
            if makesRows { (plan, scope) = try bind(stage, plan, scope) }
        }
        return (plan, scope, outputs)
    }

    private func bindSource(_ source: Query.Source) throws(BindingError) -> (LogicalPlan, Scope) {
        switch source {
        case .named(let name): return try bindNamed(name)
        case .query(let query):
            let (plan, scope, _) = try nested(definitions).bindRows(query)
            return (plan, scope)
        case .search(let words, let range): return try bindSearchEverywhere(words, at: range)
        case .invalid(let range): throw BindingError("a query begins with a collection", at: range)
        }
    }

    private func bindNamed(_ name: Name) throws(BindingError) -> (LogicalPlan, Scope) {
        if let definition = definitions.query(name.text) {
            let inner = nested(definition.earlier, in: definition.source)
            let (plan, scope, _) = try inner.bindRows(definition.query)
            return (plan, scope)
        }
        return try scan(try table(name), at: name.range)
    }

    /// The collection a person means.
    func table(_ name: Name) throws(BindingError) -> Table {
        switch catalog.find(name.text) {
        case .found(let table): return table
        case .ambiguous(let tables):
            throw BindingError(
                "“\(name.text)” could be any of these collections", at: name.range, hints: tables.map(\.name))
        case .unknown(let suggestions):
            var hints = suggestions.map { "did you mean \($0)?" }
            if hints.isEmpty {
                let names = catalog.tables.map(\.name)
                hints = [
                    names.isEmpty
                        ? "no data is loaded; name a file or folder when starting, or use .load"
                        : names.count > 6
                            ? ".collections lists the \(names.count) collections, such as \(names[0])"
                            : "the collections are \(names.joined(separator: ", "))"
                ]
            }
            throw BindingError("there is no collection “\(name.text)”", at: name.range, hints: hints)
        }
    }

    /// More readings of collections in one query come from queries built of themselves again and again.
    private static let maximumScans = 1000

    func scan(_ table: Table, at range: SourceRange) throws(BindingError) -> (LogicalPlan, Scope) {
        guard columnNumbers.countScan() <= Binder.maximumScans else {
            throw BindingError("the query reads collections more than \(Binder.maximumScans) times", at: range)
        }
        var columns: [LogicalPlan.ScanColumn] = []
        var scope = Scope(entries: [])
        for (position, field) in table.schema.fields.enumerated() {
            let id = columnNumbers.next(isExact: field.hasExactIdentity)
            columns.append(.init(id: id, position: position, type: field.type))
            columnNumbers.note(id, isStoredIn: table, at: position)
            scope.entries.append(.init(field: field, id: id))
        }
        for (index, field) in RowOrigin.hiddenFields.enumerated() {
            let id = columnNumbers.next()
            columns.append(.init(id: id, position: -1 - index, type: field.type))
            scope.hidden.append(.init(field: field, id: id))
        }
        let row = Scope.Entry(field: Field("_row", .reference(to: table.name)), id: columnNumbers.next())
        columns.append(.init(id: row.id, position: LogicalPlan.rowPosition, type: row.field.type))
        scope.row = row
        return (.scan(table: table.name, columns: columns), scope)
    }

    func nested(_ definitions: Definitions, in other: SourceText? = nil) -> Binder {
        Binder(
            catalog: catalog, source: other ?? source, definitions: definitions, valuesAcross: valuesAcross,
            columnNumbers: columnNumbers, depth: depth + 1)
    }
}

/// Hands out column numbers, each once, and gathers what is learnt of the whole plan while it is bound.
final class ColumnNumbers {
    private var used = 0
    private var scans = 0
    private var stored: [ColumnID: (table: Table, position: Int)] = [:]
    private(set) var notes: [String] = []

    /// `isExact`: the column's text is compared exactly, not by K1.
    func next(isExact: Bool = false) -> ColumnID {
        used += 1
        return ColumnID(used, isExact: isExact)
    }

    /// How often the query reads a collection, this time included.
    func countScan() -> Int {
        scans += 1
        return scans
    }

    /// Remembers that a column is a collection's own.
    func note(_ id: ColumnID, isStoredIn table: Table, at position: Int) { stored[id] = (table, position) }

    func storedColumn(_ id: ColumnID) -> (table: Table, position: Int)? { stored[id] }

    func add(note: String) {
        if !notes.contains(note) { notes.append(note) }
    }
}

/// A query ready to be planned.
public struct BoundQuery: Sendable {
    /// Its output columns stand in the order of `schema`.
    public var plan: LogicalPlan
    public var schema: Schema
    /// The types of the fields before references became the texts that display them.
    public var ownTypes: [ValueType]
    public var outputs: [OutputStage]
    /// What a person should know of how values were read.
    public var notes: [String]

    public init(
        plan: LogicalPlan, schema: Schema, ownTypes: [ValueType]? = nil, outputs: [OutputStage], notes: [String] = []
    ) {
        (self.plan, self.schema, self.outputs, self.notes) = (plan, schema, outputs, notes)
        self.ownTypes = ownTypes ?? schema.fields.map(\.type)
    }
}

/// Stages that say what becomes of the result; they end a query.
public enum OutputStage: Sendable {
    /// `as FORMAT`
    case format(Name)
    /// `into "file.ext"`
    case file(WrittenValue)
    /// `!command …`
    case command(String, SourceRange)
    /// `chart KIND …`: the rows are drawn where the format has pictures.
    case chart(String)

    var isChart: Bool {
        if case .chart = self { return true }
        return false
    }

    var word: String {
        switch self {
        case .format: "as"
        case .file: "into"
        case .command: "!"
        case .chart: "chart"
        }
    }
}

/// What `let` and `param` have defined so far.
public struct Definitions: Sendable {
    public struct NamedQuery: Sendable {
        public var query: Query
        public var source: SourceText
        public var earlier: Definitions
    }

    private var queries: [String: NamedQuery] = [:]
    private var values: [String: WrittenValue] = [:]

    public init() {}

    public mutating func define(query: Query, named name: String, in source: SourceText) {
        queries[name] = NamedQuery(query: query, source: source, earlier: self)
    }

    public mutating func define(value: WrittenValue, named name: String) { values[name] = value }

    public func query(_ name: String) -> NamedQuery? { queries[name] }

    public func value(_ name: String) -> WrittenValue? { values[name] }

    public var queryNames: [String] { queries.keys.sorted() }
    public var valueNames: [String] { values.keys.sorted() }
}

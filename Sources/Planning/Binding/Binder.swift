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
    /// What is wrong so far.
    let errors: BindingErrorList
    /// How many `let`s and parentheses deep this query is.
    let depth: Int

    static let maximumDepth = 64
    static let maximumStages = 2000

    public init(
        catalog: Catalog, source: SourceText, definitions: Definitions, valuesAcross: @escaping AcrossValues
    ) {
        self.init(
            catalog: catalog, source: source, definitions: definitions, valuesAcross: valuesAcross,
            columnNumbers: ColumnNumbers(), errors: BindingErrorList(), depth: 0)
    }

    private init(
        catalog: Catalog, source: SourceText, definitions: Definitions, valuesAcross: @escaping AcrossValues,
        columnNumbers: ColumnNumbers, errors: BindingErrorList, depth: Int
    ) {
        self.catalog = catalog
        self.source = source
        self.definitions = definitions
        self.valuesAcross = valuesAcross
        self.columnNumbers = columnNumbers
        self.errors = errors
        self.depth = depth
    }

    /// The query as a plan whose output is what is shown: references replaced by the texts that display them.
    ///
    /// `rowsOnly`: what the query is where its last stages cannot say what becomes of the rows.
    public func bind(_ query: Query, rowsOnly what: String? = nil) throws(BindingErrors) -> BoundQuery {
        let (plan, scope, outputs) = try bindAll(query)
        if let what, let problem = BindingError(outputs, of: query, as: what) {
            throw BindingErrors(errors: [problem], omitted: 0)
        }
        var fields: [Field] = []
        var ownTypes: [ValueType] = []
        var shown: [LogicalPlan.Definition] = []
        let asked = plan.askedColumns
        for entry in scope.entries {
            let expression = displayed(entry.expression)
            var field = entry.field
            field.isAskedFor = asked.contains(entry.id)
            ownTypes.append(field.type)
            field.type = expression.type
            fields.append(field)
            shown.append(.init(expression == entry.expression ? entry.id : columnNumbers.next(), expression))
        }
        return BoundQuery(
            plan: LogicalPlan.project(plan, shown).withoutUnusedHiddenColumns(), schema: Schema(fields),
            ownTypes: ownTypes, outputs: outputs, notes: columnNumbers.notes, warnings: columnNumbers.warnings)
    }

    /// Source and stages, once nothing is wrong with any of them.
    private func bindAll(_ query: Query) throws(BindingErrors) -> (LogicalPlan, Scope, [OutputStage]) {
        var bound: (LogicalPlan, Scope, [OutputStage])?
        do { bound = try bindRows(query) } catch { errors.add(error) }
        try errors.check()
        guard let bound else { preconditionFailure("what failed has left an error") }
        return bound
    }

    /// Source and stages, references still references. Errors of stages are gathered, not thrown.
    func bindRows(_ query: Query) throws(BindingError) -> (LogicalPlan, Scope, [OutputStage]) {
        guard depth < Binder.maximumDepth else {
            throw BindingError(
                "queries are nested more than \(Binder.maximumDepth) deep", at: query.range, kind: .beyondBound)
        }
        var (plan, scope) = bindSourceOrNothing(query)
        var outputs: [OutputStage] = []
        guard query.stages.count <= Binder.maximumStages else {
            throw BindingError(
                "a query has at most \(Binder.maximumStages) stages, this one \(query.stages.count)", at: query.range,
                hints: ["name a part of it with let"], kind: .beyondBound)
        }
        for stage in query.stages {
            if errors.isClosed { throw .followOn(at: stage.range) }
            let output = outputStage(stage)
            let makesRows = output?.isChart ?? true
            if makesRows, let last = outputs.last {
                errors.add(
                    BindingError(
                        last.isChart
                            ? "only as, into and ! can follow a chart"
                            : "nothing can follow a stage that says where the result goes", at: stage.keywordRange,
                        hints: ["move it in front of \(last.word)"]))
            }
            if let output { outputs.append(output) }
            guard makesRows else { continue }
            let before = scope
            do { (plan, scope) = try bind(stage, plan, scope) } catch {
                errors.add(error)
                scope = scopeBehind(failed: stage, scope)
            }
            scope.noteGone(from: before, by: source.text(stage.keywordRange))
        }
        return (plan, scope, outputs)
    }

    /// The fields that later stages may count on where this one could not be bound.
    private func scopeBehind(failed stage: Stage, _ scope: Scope) -> Scope {
        switch stage.kind {
        case .where, .search, .hide, .sort, .take, .skip, .top, .sample, .chart: return scope
        case .join(let join) where join.kind == .with || join.kind == .without: return scope
        case .combine(let operation, _) where operation != .union: return scope
        case .unnest(let path):
            var broken = scope
            for position in broken.entries.indices where broken.entries[position].field.name == path.description {
                broken.entries[position].isBroken = true
            }
            return broken
        default: return scope.opened
        }
    }

    /// The rows of a source; where there is no such source, no rows, and any field may be one of theirs.
    private func bindSourceOrNothing(_ query: Query) -> (LogicalPlan, Scope) {
        do { return try bindSource(query.source) } catch {
            errors.add(nameOfManyWords(query) ?? error)
            return (.scan(table: "", columns: []), Scope(entries: [], isOpen: true))
        }
    }

    /// `khen thưởng count`: the second word is part of the name.
    private func nameOfManyWords(_ query: Query) -> BindingError? {
        guard case .named(let name) = query.source, let stage = query.stages.first, case .invalid = stage.kind,
            name.range.upper <= stage.range.lower, case .unknown(let near) = catalog.find(name.text),
            !source.bytes[name.range.upper..<stage.range.lower].contains(UInt8(ascii: "|"))
        else { return nil }
        let names = near.filter { $0.contains(" ") }
        guard !names.isEmpty else { return nil }
        return BindingError(
            "a name of several words stands in back quotes", at: name.range, hints: names.map { Scope.written($0) })
    }

    private func bindSource(_ source: Query.Source) throws(BindingError) -> (LogicalPlan, Scope) {
        switch source {
        case .named(let name): return try bindNamed(name)
        case .query(let query):
            return try rows(of: query, as: "a query in parentheses")
        case .search(let words, let range): return try bindSearchEverywhere(words, at: range)
        case .invalid(let range): throw .followOn(at: range)
        }
    }

    /// Source and stages of a query inside another, which says nothing of where its rows go.
    func rows(of query: Query, as what: String) throws(BindingError) -> (LogicalPlan, Scope) {
        let (plan, scope, outputs) = try nested(definitions).bindRows(query)
        if let problem = BindingError(outputs, of: query, as: what) { throw problem }
        return (plan, scope)
    }

    private func bindNamed(_ name: Name) throws(BindingError) -> (LogicalPlan, Scope) {
        if definitions.isBroken(name.text) { throw .brokenDefinition(name.text, at: name.range) }
        if let definition = definitions.query(name.text) {
            let (plan, scope) = try bindDefinition(definition, name)
            return (plan, scope)
        }
        return try scan(try table(name), at: name.range)
    }

    /// The rows of a `let` query. An error in it belongs to another place, so it is told of the name.
    func bindDefinition(_ definition: Definitions.NamedQuery, _ name: Name) throws(BindingError) -> (
        LogicalPlan, Scope
    ) {
        let inner = nested(definition.earlier, in: definition.source, errors: BindingErrorList())
        let told = columnNumbers.warnings.count
        defer { columnNumbers.forgetWarnings(behind: told) }
        do {
            let (plan, scope, _) = try inner.bindAll(definition.query)
            return (plan, scope)
        } catch {
            let first = error.errors[0]
            if let bound = error.errors.first(where: { $0.kind == .beyondBound }) {
                throw BindingError(bound.message, at: name.range, hints: bound.hints, kind: .beyondBound)
            }
            throw BindingError(
                "the query “\(name.text)” no longer fits the data: \(first.message)", at: name.range,
                hints: first.hints, kind: first.kind)
        }
    }

    /// The collection a person means.
    func table(_ name: Name) throws(BindingError) -> Table {
        switch catalog.find(name.text) {
        case .found(let table): return table
        case .ambiguous(let tables):
            throw BindingError(
                "“\(name.text)” could be any of these collections", at: name.range, hints: tables.map(\.name))
        case .unknown(let suggestions):
            if definitions.takesUnknownNames { throw .followOn(at: name.range) }
            if definitions.value(name.text) != nil {
                throw BindingError(
                    "“\(name.text)” is a value, and a query begins with a collection", at: name.range,
                    hints: ["a value stands right of a comparison: where … = $\(name.text)"])
            }
            var hints = suggestions.map { "did you mean \($0)?" }
            if let command = [
                "help": ".help", "exit": ".quit", "quit": ".quit", "tables": ".collections",
                "search": "search huân chương",
            ][

                name.text.lowercased()]
            {
                hints = [command]
            }
            if let meant = sourceBehind(name) { hints = [meant] }
            if hints.isEmpty {
                let names = catalog.names
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

    /// `which awards …`: from the collection on that stands behind a word that is none.
    private func sourceBehind(_ name: Name) -> String? {
        let line = source.line(containing: name.range.lower).range
        guard name.range.upper < line.upper else { return nil }
        let rest = source.text(SourceRange(name.range.upper, line.upper))
        guard rest.hasPrefix(" "), let word = rest.split(separator: " ").first.map(String.init),
            Vocabulary.stages.allSatisfy({ $0.split(separator: " ")[0] != word.lowercased() }), isSource(word)
        else { return nil }
        return String(rest.drop { $0 == " " })
    }

    /// More readings of collections in one query come from queries built of themselves again and again.
    private static let maximumScans = 1000

    func scan(_ table: Table, at range: SourceRange) throws(BindingError) -> (LogicalPlan, Scope) {
        guard columnNumbers.countScan() <= Binder.maximumScans else {
            throw BindingError(
                "the query reads collections more than \(Binder.maximumScans) times", at: range, kind: .beyondBound)
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

    func nested(_ definitions: Definitions, in other: SourceText? = nil, errors: BindingErrorList? = nil) -> Binder {
        Binder(
            catalog: catalog, source: other ?? source, definitions: definitions, valuesAcross: valuesAcross,
            columnNumbers: columnNumbers, errors: errors ?? self.errors, depth: depth + 1)
    }
}

/// Hands out column numbers, each once, and gathers what is learnt of the whole plan while it is bound.
final class ColumnNumbers {
    private var used = 0
    private var scans = 0
    private var stored: [ColumnID: (table: Table, position: Int)] = [:]
    private(set) var notes: [String] = []
    private(set) var warnings: [Diagnostic] = []

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

    func warn(_ message: String, at range: SourceRange, hints: [String] = []) {
        guard !warnings.contains(where: { $0.range == range }) else { return }
        warnings.append(Diagnostic(message, at: range, hints: hints, severity: .warning))
    }

    /// Forgets the warnings behind the first so many: they were told where their query was named.
    func forgetWarnings(behind count: Int) { warnings.removeSubrange(count...) }
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
    /// What was probably meant otherwise than it was read.
    public var warnings: [Diagnostic]

    public init(
        plan: LogicalPlan, schema: Schema, ownTypes: [ValueType]? = nil, outputs: [OutputStage], notes: [String] = [],
        warnings: [Diagnostic] = []
    ) {
        (self.plan, self.schema, self.outputs, self.notes, self.warnings) = (plan, schema, outputs, notes, warnings)
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

    /// Collections may be loaded, and names defined, before the query runs that are not there yet.
    public var takesUnknownNames = false
    /// Names whose definition is wrong.
    private var broken: Set<String> = []
    /// The names of values that a `let` has given.
    private var letValues: Set<String> = []

    public mutating func define(query: Query, named name: String, in source: SourceText) {
        broken.remove(name)
        if letValues.remove(name) != nil { values[name] = nil }
        queries[name] = NamedQuery(query: query, source: source, earlier: self)
    }

    /// The value of a parameter, beside which a query may have the same name.
    public mutating func define(value: WrittenValue, named name: String) {
        broken.remove(name)
        values[name] = value
    }

    /// The value of a `let`, which takes the name from an earlier one, be it a value or a query.
    public mutating func defineLet(value: WrittenValue, named name: String) {
        define(value: value, named: name)
        letValues.insert(name)
        queries[name] = nil
    }

    /// Remembers a name whose definition is wrong, so that its uses are no further errors.
    public mutating func markBroken(_ name: String) { broken.insert(name) }

    func isBroken(_ name: String) -> Bool { broken.contains(name) }

    public func query(_ name: String) -> NamedQuery? { queries[name] }

    public func value(_ name: String) -> WrittenValue? { values[name] }

    public var queryNames: [String] { queries.keys.sorted() }
    public var valueNames: [String] { values.keys.sorted() }
}

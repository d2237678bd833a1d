import Language
import Storage
import Values
import VietnameseText

/// `search`: the rows in which every word stands in some text field, best first.
extension Binder {
    func bindSearch(_ words: WrittenValue, _ input: LogicalPlan, _ scope: Scope) throws(BindingError) -> LogicalPlan {
        let search = try SearchWords(words)
        let places = scope.entries.map { displayed($0.expression) }
        guard let (condition, score) = search.bind(places, self) else {
            if scope.isOpen { throw .followOn(at: words.range) }
            throw BindingError("no field here holds text", at: words.range)
        }
        // One stable sort by how well a row matches; equal ones keep their order.
        return .sort(.filter(input, condition), [.init(score, isDescending: true)])
    }

    /// Every collection at once: where each hit stands, what displays its row, the text that was found.
    func bindSearchEverywhere(_ words: WrittenValue, at range: SourceRange) throws(BindingError) -> (LogicalPlan, Scope)
    {
        let search = try SearchWords(words)
        var whole: LogicalPlan?
        var columns: [(Field, ColumnID)] = []
        for table in catalog.everyTable {
            guard let (plan, ids) = try searchOne(table, search, at: range) else { continue }
            guard let before = whole else {
                whole = plan
                columns = zip(Binder.hitFields, ids).map { ($0, $1) }
                continue
            }
            let united = zip(columns, ids).map { old, right in
                LogicalPlan.UnionColumn(id: columnNumbers.next(), type: old.0.type, left: old.1, right: right)
            }
            whole = .union(before, plan, united)
            columns = zip(Binder.hitFields, united).map { ($0, $1.id) }
        }
        guard let plan = whole else { throw BindingError("no collection here holds text", at: range) }
        let score = BoundExpression.column(columns[3].1, .integer)
        return (
            .sort(plan, [.init(score, isDescending: true)]),
            Scope(entries: columns.prefix(3).map { .init(field: $0.0, id: $0.1) })
        )
    }

    private static let hitFields = [
        Field("collection", .text), Field("row", .text), Field("found", .text), Field("score", .integer),
    ]

    /// Text fields in the order in which a hit is shown: what displays a row, then the rest, codes last.
    private func searchedFields(_ table: Table) -> [Int] {
        let fields = table.schema.fields
        let textual = fields.indices.filter { fields[$0].type == .text || fields[$0].type == .list(of: .text) }
        let place = { (position: Int) in
            fields[position].hasExactIdentity ? 2 : position == table.displayPosition ? 0 : 1
        }
        return textual.sorted { (place($0), $0) < (place($1), $1) }
    }

    private func searchOne(_ table: Table, _ search: SearchWords, at range: SourceRange) throws(BindingError) -> (
        LogicalPlan, [ColumnID]
    )? {
        let (plan, scope) = try scan(table, at: range)
        let own = searchedFields(table).map { scope.entries[$0].expression }
        guard let (condition, score) = search.bind(own, self), let row = scope.row else { return nil }
        let ids = (0..<4).map { _ in columnNumbers.next() }
        let made: [LogicalPlan.Definition] = [
            .init(ids[0], .literal(.text(table.name), .text)), .init(ids[1], asText(row.expression)),
            .init(ids[2], search.found(own, self)), .init(ids[3], score),
        ]
        return (.project(.filter(plan, condition), made), ids)
    }
}

/// The words of a search with what each asks.
private struct SearchWords {
    private let words: [Word]
    /// All of them, as a text of its own.
    private let whole: TextPattern

    private struct Word {
        var key: TextPattern.Key
        /// What finds the word as a part of others: also where it ends within a syllable whose tone stands further on.
        var parts: [TextPattern]

        init(_ written: String) {
            key = .words(written)
            parts = [.contains(key)] + Folding.continuations(written).map { .contains(.words($0)) }
        }
    }

    init(_ written: WrittenValue) throws(BindingError) {
        let parts = written.searchWords
        guard !parts.isEmpty else { throw BindingError("search needs a word", at: written.range) }
        guard parts.count <= 16 else { throw BindingError("search takes at most 16 words", at: written.range) }
        // A pattern without wildcards is a whole text; it reads the folded texts that are there for the words anyway.
        whole = .like(.words(parts.joined(separator: " ")))
        words = parts.map { Word($0) }
    }

    /// Whether every word stands somewhere, and how well: 2 for a whole word, 1 for a part of one, and 1 more where a
    /// text is nothing but the words: what is called so comes before what speaks of it.
    func bind(_ places: [BoundExpression], _ binder: Binder) -> (condition: BoundExpression, score: BoundExpression)? {
        var conditions: [BoundExpression] = []
        var score: BoundExpression?
        for word in words {
            let parts = found(word, places, binder)
            guard !parts.isEmpty else { return nil }
            conditions.append(parts.count == 1 ? parts[0] : .or(parts))
            let wholes = places.flatMap { binder.textPlaces($0, .word(word.key)) }
            let points = BoundExpression.conditional(
                .or(wholes), .literal(.integer(2), .integer), .literal(.integer(1), .integer), .integer)
            score = score.map { .arithmetic(.add, $0, points, .integer) } ?? points
        }
        let named = BoundExpression.conditional(
            .or(places.flatMap { binder.textPlaces($0, whole) }), .literal(.integer(1), .integer),
            .literal(.integer(0), .integer), .integer)
        return score.map { (.conjunction(conditions), .arithmetic(.add, $0, named, .integer)) }
    }

    private func found(_ word: Word, _ places: [BoundExpression], _ binder: Binder) -> [BoundExpression] {
        word.parts.flatMap { part in places.flatMap { binder.textPlaces($0, part) } }
    }

    /// The first text that holds the first word; lists as text.
    func found(_ places: [BoundExpression], _ binder: Binder) -> BoundExpression {
        places.reversed().reduce(.literal(.missing, .text)) { rest, place in
            let parts = found(words[0], [place], binder)
            let condition = parts.count == 1 ? parts[0] : BoundExpression.or(parts)
            return .conditional(condition, binder.asText(place), rest, .text)
        }
    }
}

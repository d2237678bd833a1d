import Columns
import Execution
import Language
import Planning
import Storage
import Values
import VietnameseText

/// Why a query finds nothing: what each condition, or each word searched for, finds alone, and the nearest value to one
/// that finds none.
///
///     year=2021: 15 rows · bloc=tổng hơp: none; did you mean tổng hợp?
struct EmptyResultExplanation {
    let runner: StatementRunner

    /// Conditions beyond this are not tried one by one.
    private static let conditionLimit = 8
    /// Different texts beyond this are not looked through for a nearest one.
    private static let nameLimit = 1 << 16

    func explain(_ query: Query) -> String? {
        if case .search(let words, _) = query.source { return explainSearch(words, query, before: nil) }
        if let explanation = explainDefinition(of: query) { return explanation }
        let choosing = query.stages.indices.filter { query.stages[$0].isChoice }
        // The one that leaves no row; those before it found some.
        let guilty = choosing.dropLast().first { count(query, Array(query.stages[...$0])) == 0 } ?? choosing.last
        guard let guilty else { return nil }
        let before = Array(query.stages[..<guilty])
        switch query.stages[guilty].kind {
        case .where(let predicate): return explain(predicate, query, before)
        case .search(let words): return explainSearch(words, query, before: before)
        default:
            guard let rows = count(query, before), rows > 0 else { return nil }
            return "\(runner.source.text(query.stages[guilty].range)): none of \(Self.rows(rows)) has a partner"
        }
    }

    /// Why the `let` that a query reads finds nothing, where it does.
    private func explainDefinition(of query: Query) -> String? {
        let session = runner.session
        guard case .named(let name) = query.source, let named = session.definitions.query(name.text),
            count(query, []) == 0
        else { return nil }
        let definitions = session.definitions
        session.definitions = named.earlier
        defer { session.definitions = definitions }
        let reader = StatementRunner(
            session: session, source: named.source, parameters: runner.parameters, host: runner.host)
        return EmptyResultExplanation(runner: reader).explain(named.query).map { "\(name.text): none, for \($0)" }
    }

    /// Whether the rows that a query with one count (or the like) adds up are none, so that it tells of nothing.
    func isOfNoRows(_ query: Query, _ result: Batch) -> Bool {
        guard result.count == 1, result.vectors.allSatisfy({ [Value.missing, .integer(0)].contains($0.value(0)) }),
            let index = query.stages.firstIndex(where: \.isTotal)
        else { return false }
        return count(query, Array(query.stages[..<index])) == 0
    }

    // MARK: Conditions

    private func explain(_ predicate: Expression, _ query: Query, _ before: [Stage]) -> String? {
        let parts = predicate.conjuncts
        guard parts.count <= Self.conditionLimit else { return nil }
        var sentences: [String] = []
        for part in parts {
            guard let count = count(query, before + [filterStage(part)]) else { return nil }
            let text = written(part)
            if count > 0 {
                sentences.append("\(text): \(Self.rows(count))")
            } else {
                let cure = cure(part, query, before).map { "did you mean \($0)?" }
                let note = cure ?? nearestNumbers(part, query, before)
                sentences.append("\(text): none" + (note.map { "; \($0)" } ?? ""))
            }
        }
        return sentences.joined(separator: " · ")
    }

    /// What was probably meant by a condition that finds nothing.
    private func cure(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        switch part {
        case .inList(let subject, let items, _):
            let near = items.compactMap { item -> String? in
                guard case .value(.value(let written)) = item else { return nil }
                return nearest(.comparison(.equal, subject, .value(written)), query, before)
            }
            return near.isEmpty ? nil : near.joined(separator: ", ")
        case .has(.field(let path), .value(let written), _):
            let elements = Stage(.unnest(path), range: path.range, keywordRange: path.range)
            return Spelling.nearest(written.text, among: names(path, query, before + [elements]), limit: 1).first
        case .or(let left, let right):
            let near = [left, right].compactMap { cure($0, query, before) }
            return near.isEmpty ? nil : near.joined(separator: ", ")
        case .comparison(.equal, let subject, .value(let written))
        where written.text.isEmpty || Self.missingWords.contains(written.text.lowercased()):
            return "\(runner.source.text(subject.range)) is empty"
        default:
            return fieldOnTheRight(part, query, before) ?? withItsEnd(part, query, before)
                ?? nearest(part, query, before) ?? otherField(part, query, before)
        }
    }

    /// What people write for a value that is not there.
    private static let missingWords: Set<String> = ["missing", "none", "nil", "n/a", "na", "trống", "rỗng", "không có"]

    /// Text fields beyond this are not asked.
    private static let fieldLimit = 20

    /// `name = VPQH` finds nothing, where `abbreviation = VPQH` does.
    private func otherField(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(.equal, .field, .value(let written)) = part else { return nil }
        runner.session.loadFieldsIfQuick()
        let rows = Query(source: query.source, stages: before, range: query.range)
        guard let bound = try? runner.bind(rows) else { return nil }
        let texts = zip(bound.schema.fields, bound.ownTypes).filter { $0.1 == .text }.map(\.0.name)
        for name in texts.prefix(Self.fieldLimit) {
            let path = FieldPath([Name(name, range: part.range, isQuoted: true)], range: part.range)
            let other = Expression.comparison(.equal, .field(path), .value(written))
            guard let found = count(query, before + [filterStage(other)]), found > 0 else { continue }
            return "\(Formatter.format(.field(path))) = \(runner.source.text(written.range))"
        }
        return nil
    }

    /// A condition as it is written, with the parenthesis that closes it: the range of `not (…)` ends before it.
    private func written(_ part: Expression) -> String {
        let bytes = runner.source.bytes
        let text = runner.source.text(part.range)
        var open =
            text.utf8.count(where: { $0 == UInt8(ascii: "(") })
            - text.utf8.count(where: { $0 == UInt8(ascii: ")") })
        var end = part.range.upper
        while open > 0, end < bytes.count, bytes[end] == UInt8(ascii: ")") || bytes[end] == UInt8(ascii: " ") {
            if bytes[end] == UInt8(ascii: ")") { open -= 1 }
            end += 1
        }
        return open == 0 ? runner.source.text(SourceRange(part.range.lower, end)) : text
    }

    private static func rows(_ count: Int) -> String { "\(count) row\(count == 1 ? "" : "s")" }

    func showStage(_ expression: Expression, _ range: SourceRange) -> Stage {
        Stage(.show([NamedExpression(expression)]), range: range, keywordRange: range)
    }

    func filterStage(_ predicate: Expression) -> Stage {
        Stage(.where(predicate), range: predicate.range, keywordRange: predicate.range)
    }

    private func count(_ query: Query, _ stages: [Stage]) -> Int? {
        let part = Query(source: query.source, stages: stages, range: query.range)
        guard let bound = try? runner.bind(part) else { return nil }
        let executor = runner.executor(runner.plan(bound).plan)
        var rows = 0
        while true {
            guard let batch = try? executor.next() else { return runner.session.cancellation.isCancelled ? nil : rows }
            rows += batch.count
        }
    }

    /// `date > 2022` is behind the whole year, where `date >= 2022` finds rows.
    private func withItsEnd(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(let operation, let subject, .value(let written)) = part,
            operation == .greater || operation == .less
        else { return nil }
        let inclusive: ComparisonOperator = operation == .greater ? .greaterOrEqual : .lessOrEqual
        let wider = Expression.comparison(inclusive, subject, .value(written))
        guard let found = count(query, before + [filterStage(wider)]), found > 0 else { return nil }
        return "\(runner.source.text(subject.range)) \(inclusive.rawValue) \(written.text)"
    }

    /// `name = Nguyễn` finds nobody, where `name ~ Nguyễn` finds some.
    private func asAPart(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(.equal, let subject, .value(let written)) = part, !written.text.isEmpty else {
            return nil
        }
        let wider = Expression.comparison(.contains, subject, .value(written))
        guard let found = count(query, before + [filterStage(wider)]), found > 0 else { return nil }
        return "\(runner.source.text(subject.range)) ~ \(runner.source.text(written.range))"
    }

    /// The nearest value of the field that an equality asks for.
    private func nearest(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(let operation, .field(let path), .value(let written)) = part,
            operation == .equal || operation == .identical
        else { return nil }
        let near = Spelling.nearest(written.text, among: names(path, query, before), limit: 1)
            .first { $0 != written.text && !isFound($0, by: written.text) }
        // A part of a name is no misspelling of it.
        if let near, !holds(near, written.text) { return near }
        return asAPart(part, query, before) ?? near
    }

    /// Whether a part of a name is written, with its marks or without any.
    private func holds(_ name: String, _ written: String) -> Bool {
        let level = Folding.hasMarks(written) ? Folding.Level.k1 : .k2
        return Folding.key(level, name).contains(Folding.key(level, written))
    }

    /// Whether a value without marks stands for a name already.
    private func isFound(_ name: String, by written: String) -> Bool {
        !Folding.hasMarks(written) && Folding.key(.k2, name) == Folding.key(.k2, written)
    }

    /// `form = status`: a word on the right is a value; the field of that name has a dot, a named value a dollar.
    private func fieldOnTheRight(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(_, .field, .value(let written)) = part, !written.isQuoted,
            let bound = try? runner.bind(Query(source: query.source, stages: before, range: query.range))
        else { return nil }
        if case .found(let position) = bound.schema.find(written.text) {
            return "." + bound.schema.fields[position].name
        }
        return runner.session.definedNames.first { $0 == "$" + written.text }
    }

    private func names(_ path: FieldPath, _ query: Query, _ before: [Stage]) -> [String] {
        let part = Query(
            source: query.source, stages: before + [showStage(.field(path), path.range)], range: query.range)
        guard let bound = try? runner.bind(part), bound.schema.fields.first?.type == .text else { return [] }
        guard let rows = try? runner.executor(runner.plan(bound).plan).all() else { return [] }
        // Looking for the nearest of very many takes longer than anybody waits for a hint.
        if let dictionary = rows.vectors[0].column.dictionary, dictionary.count > Self.nameLimit { return [] }
        var seen = Set<String>()
        for position in 0..<rows.count {
            if case .text(let text) = rows.vectors[0].value(position) { seen.insert(text) }
        }
        return seen.sorted() + otherNames(bound.ownTypes[0])
    }

    /// What else the rows are called to which a reference may lead: abbreviations and the like.
    private func otherNames(_ type: ValueType) -> [String] {
        guard case .reference(let target) = type, let table = runner.session.catalog[target],
            table.rowCount <= Self.nameLimit
        else { return [] }
        return table.rowNames.allNames
    }

    // MARK: Words

    /// What each word finds alone; `before`: the stages before the search, nil where it is the source.
    private func explainSearch(_ words: WrittenValue, _ query: Query, before: [Stage]?) -> String? {
        var parts = words.searchWords
        // A phrase alone is told of word by word.
        if parts.count == 1 { parts = parts[0].split(separator: " ").map(String.init) }
        guard !parts.isEmpty, parts.count <= Self.conditionLimit else { return nil }
        if parts.count == 1 { return "\(parts[0]): none" }
        var sentences: [String] = []
        for part in parts {
            let word = WrittenValue(part, range: words.range, isQuoted: true)
            let stage = Stage(.search(word), range: words.range, keywordRange: words.range)
            var alone = query
            if before == nil { alone.source = .search(word, range: words.range) }
            guard let count = count(alone, before.map { $0 + [stage] } ?? []) else { return nil }
            sentences.append("\(part): \(count == 0 ? "none" : Self.rows(count))")
        }
        return sentences.joined(separator: " · ")
    }
}

extension Stage {
    /// Whether it keeps some of the rows, by what they hold or by their partners.
    fileprivate var isChoice: Bool {
        switch kind {
        case .where, .search: true
        case .join(let join): join.kind == .inner || join.kind == .with
        default: false
        }
    }

    /// Whether it makes one row of all rows.
    fileprivate var isTotal: Bool {
        if case .aggregate(_, by: let keys, across: nil) = kind { return keys.isEmpty }
        return false
    }
}

extension Expression {
    fileprivate var conjuncts: [Expression] {
        if case .and(let left, let right) = self { return left.conjuncts + right.conjuncts }
        return [self]
    }
}

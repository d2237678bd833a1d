import Execution
import Language
import Planning
import Storage
import Values
import VietnameseText

/// Why a query finds nothing: what each condition finds alone, and the nearest value to one that finds none.
///
///     year=2021: 15 rows · bloc=tổng hơp: none; did you mean tổng hợp?
struct EmptyResultExplanation {
    let runner: StatementRunner

    /// Conditions beyond this are not tried one by one.
    private static let conditionLimit = 8
    /// Different texts beyond this are not looked through for a nearest one.
    private static let nameLimit = 1 << 16

    func explain(_ query: Query) -> String? {
        guard let index = query.stages.firstIndex(where: { $0.isWhere }),
            case .where(let predicate) = query.stages[index].kind
        else { return nil }
        let before = Array(query.stages[..<index])
        let parts = predicate.conjuncts
        guard parts.count <= Self.conditionLimit else { return nil }
        var sentences: [String] = []
        for part in parts {
            guard let count = count(query, before + [filterStage(part)]) else { return nil }
            let text = runner.source.text(part.range)
            if count > 0 {
                sentences.append("\(text): \(count) row\(count == 1 ? "" : "s")")
            } else {
                let cure = fieldOnTheRight(part, query, before) ?? nearest(part, query, before)
                sentences.append("\(text): none" + (cure.map { "; did you mean \($0)?" } ?? ""))
            }
        }
        return sentences.joined(separator: " · ")
    }

    private func filterStage(_ predicate: Expression) -> Stage {
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

    /// The nearest value of the field that an equality asks for.
    private func nearest(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(let operation, .field(let path), .value(let written)) = part,
            operation == .equal || operation == .identical
        else { return nil }
        let names = names(path, query, before)
        return Spelling.nearest(written.text, among: names, limit: 1).first { $0 != written.text }
    }

    /// `form = status`: a word on the right is a value; the field of that name has a dot.
    private func fieldOnTheRight(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        guard case .comparison(_, .field, .value(let written)) = part, !written.isQuoted,
            let bound = try? runner.bind(Query(source: query.source, stages: before, range: query.range)),
            case .found(let position) = bound.schema.find(written.text)
        else { return nil }
        return "." + bound.schema.fields[position].name
    }

    private func names(_ path: FieldPath, _ query: Query, _ before: [Stage]) -> [String] {
        let field = Expression.field(path)
        let show = Stage(.show([NamedExpression(field)]), range: path.range, keywordRange: path.range)
        let part = Query(source: query.source, stages: before + [show], range: query.range)
        guard let bound = try? runner.bind(part), bound.schema.fields.first?.type == .text else { return [] }
        guard let rows = try? runner.executor(runner.plan(bound).plan).all() else { return [] }
        // Looking for the nearest of very many takes longer than anybody waits for a hint.
        if let dictionary = rows.vectors[0].column.dictionary, dictionary.count > Self.nameLimit { return [] }
        var seen = Set<String>()
        for position in 0..<rows.count {
            if case .text(let text) = rows.vectors[0].value(position) { seen.insert(text) }
        }
        return seen.sorted()
    }
}

extension Stage {
    fileprivate var isWhere: Bool {
        if case .where = kind { return true }
        return false
    }
}

extension Expression {
    fileprivate var conjuncts: [Expression] {
        if case .and(let left, let right) = self { return left.conjuncts + right.conjuncts }
        return [self]
    }
}

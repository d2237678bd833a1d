import Execution
import Language
import Planning
import Values

/// The numbers and dates beside a condition that finds none.
extension EmptyResultExplanation {
    /// `the nearest are 2019 and 2021` of `year = 2020`, `the greatest is 2024` of `year > 2030`; nil where the field
    /// holds no numbers or dates, or nothing at all.
    func nearestNumbers(_ part: Expression, _ query: Query, _ before: [Stage]) -> String? {
        switch part {
        case .comparison(let operation, .field(let path), let value):
            guard isOrdered(path, query, before) else { return nil }
            switch operation {
            case .equal, .identical: return nearest(path, below: value, above: value, query, before)
            case .greater, .greaterOrEqual: return end("max", path, query, before).map { "the greatest is \($0)" }
            case .less, .lessOrEqual: return end("min", path, query, before).map { "the least is \($0)" }
            default: return nil
            }
        case .inRange(.field(let path), let low, let high, _):
            return isOrdered(path, query, before) ? nearest(path, below: low, above: high, query, before) : nil
        default: return nil
        }
    }

    private func nearest(
        _ path: FieldPath, below: Expression?, above: Expression?, _ query: Query, _ before: [Stage]
    ) -> String? {
        let field = Expression.field(path)
        let sides = [
            below.flatMap { end("max", path, query, before + [filterStage(.comparison(.lessOrEqual, field, $0))]) },
            above.flatMap { end("min", path, query, before + [filterStage(.comparison(.greaterOrEqual, field, $0))]) },
        ].compactMap { $0 }
        switch sides.count {
        case 0: return nil
        case 1: return "the nearest is \(sides[0])"
        default: return "the nearest are \(sides[0]) and \(sides[1])"
        }
    }

    private func isOrdered(_ path: FieldPath, _ query: Query, _ before: [Stage]) -> Bool {
        let part = Query(
            source: query.source, stages: before + [showStage(.field(path), path.range)], range: query.range)
        switch (try? runner.bind(part))?.schema.fields.first?.type {
        case .integer, .decimal, .double, .date, .dateTime: return true
        default: return false
        }
    }

    /// The least or the greatest value, as it is written in a query.
    private func end(_ aggregate: String, _ path: FieldPath, _ query: Query, _ stages: [Stage]) -> String? {
        let range = path.range
        let call = AggregateCall(name: Name(aggregate, range: range), arguments: [.field(path)], range: range)
        let name = Name("n", range: range)
        let value = Stage(
            .aggregate([NamedExpression(.aggregate(call), name: name)], by: [], across: nil), range: range,
            keywordRange: range)
        let text = Expression.call(Name("text", range: range), [.field(FieldPath([name], range: range))], range)
        let part = Query(source: query.source, stages: stages + [value, showStage(text, range)], range: query.range)
        guard let bound = try? runner.bind(part), let rows = try? runner.executor(runner.plan(bound).plan).all(),
            rows.count == 1, case .text(let written) = rows.vectors[0].value(0)
        else { return nil }
        return written
    }
}

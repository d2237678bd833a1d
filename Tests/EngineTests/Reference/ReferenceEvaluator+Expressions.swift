import Foundation
import Values
import VietnameseText

extension ReferenceEvaluator {
    func value(_ field: ReferenceField, _ row: Row) -> Cell {
        var cell = row.cells[row.table.position(field.column)]
        for step in field.steps {
            guard case .reference(let collection, let number) = cell else { return .missing }
            cell = data[collection].rows[number][data[collection].position(step.name)]
        }
        return cell
    }

    func value(_ expression: ReferenceExpression, _ row: Row) -> Cell {
        switch expression {
        case .field(let field): return value(field, row)
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .truth(let predicate): return .truth(holds(predicate, row))
        case .coalesce(let left, let right):
            // Both sides, because a number too large on the side that is not taken may be an error too.
            let (first, second) = (
                widened(value(left, row), to: expression.kind), widened(value(right, row), to: expression.kind)
            )
            return first.isMissing ? second : first
        case .conditional(let condition, let yes, let no):
            let (first, second) = (
                widened(value(yes, row), to: expression.kind), widened(value(no, row), to: expression.kind)
            )
            return holds(condition, row) ? first : second
        case .negated(let inner):
            switch value(inner, row) {
            case .number(let number): return exact(-number.significand, number.scale)
            case .double(let double): return .double(-double)
            default: return .missing
            }
        case .joined(let left, let right):
            let (a, b) = (written(value(left, row), left.kind), written(value(right, row), right.kind))
            guard let a, let b else { return .missing }
            return .text(a + b)
        case .moved(let date, let count, let unit):
            guard case .date(let day) = value(date, row) else { return .missing }
            return .date(moved(day, count, unit))
        case .arithmetic("-", let left, let right) where left.kind == .date && right.kind == .date:
            guard case .date(let a) = value(left, row), case .date(let b) = value(right, row) else { return .missing }
            return Cell(Int(a.daysSinceEpoch - b.daysSinceEpoch))
        case .arithmetic(let operation, let left, let right):
            return combine(operation, value(left, row), value(right, row))
        case .call(let name, let arguments):
            let values = arguments.map { value($0, row) }
            return values.contains(.missing) ? .missing : call(name, values, arguments.map(\.kind))
        case .backward(let call, let collection, let reference, _):
            let table = data[collection]
            let this = row.cells[row.table.columns.firstIndex { $0.name == "_row" }!]
            let position = table.position(reference)
            let rows = table.rows.filter { $0[position] == this }
            return aggregate(call, ReferenceTable(columns: table.columns, rows: rows))
        }
    }

    // MARK: Numbers

    /// A whole number or decimal, and a note where it leaves 64 bits.
    func exact(_ significand: Int128, _ scale: Int) -> Cell {
        if Int64(exactly: significand) == nil { hasOverflowed = true }
        return .number(ExactDecimal(significand: significand, scale: scale))
    }

    func combine(_ operation: Character, _ left: Cell, _ right: Cell) -> Cell {
        if case .number(let a) = left, case .number(let b) = right, operation != "/" {
            return combine(operation, a, b)
        }
        if case .number(let a) = left, case .number(let b) = right, operation == "/",
            let quotient = quotient(a, b)
        {
            return quotient
        }
        guard let x = double(left), let y = double(right) else { return .missing }
        let result: Double =
            switch operation {
            case "+": x + y
            case "-": x - y
            case "*": x * y
            case "/": y == 0 ? .nan : x / y
            default: y == 0 ? .nan : x.truncatingRemainder(dividingBy: y)
            }
        return result.isFinite ? .double(result) : .missing
    }

    /// Rounded once, where a double holds both as whole numbers; nil where it does not.
    private func quotient(_ a: ExactDecimal, _ b: ExactDecimal) -> Cell? {
        let scale = max(a.scale, b.scale)
        guard let x = a.rescaled(to: scale)?.significand, let y = b.rescaled(to: scale)?.significand,
            max(x.magnitude, y.magnitude) <= 1 << 53
        else { return nil }
        return y == 0 ? .missing : .double(Double(x) / Double(y))
    }

    private func combine(_ operation: Character, _ a: ExactDecimal, _ b: ExactDecimal) -> Cell {
        let scale = max(a.scale, b.scale)
        guard operation != "*" else {
            let (product, isBeyond) = a.significand.multipliedReportingOverflow(by: b.significand)
            return isBeyond || a.scale + b.scale > ExactDecimal.maximumScale
                ? beyond() : exact(product, a.scale + b.scale)
        }
        guard let x = a.rescaled(to: scale)?.significand, let y = b.rescaled(to: scale)?.significand else {
            return beyond()
        }
        if Int64(exactly: x) == nil || Int64(exactly: y) == nil { hasOverflowed = true }
        switch operation {
        case "+", "-":
            let (sum, isBeyond) = operation == "+" ? x.addingReportingOverflow(y) : x.subtractingReportingOverflow(y)
            return isBeyond ? beyond() : exact(sum, scale)
        default:
            // The one remainder that processors refuse.
            if y == -1, x == Int128(Int64.min) { hasOverflowed = true }
            return y == 0 ? .missing : exact(x % y, scale)
        }
    }

    private func beyond() -> Cell {
        (isBeyond, hasOverflowed) = (true, true)
        return .missing
    }

    func double(_ cell: Cell) -> Double? {
        switch cell {
        case .number(let number): number.doubleValue
        case .double(let double): double
        default: nil
        }
    }

    /// A number in the wider kind that it shares with others.
    func widened(_ cell: Cell, to kind: Kind) -> Cell {
        switch (cell, kind) {
        case (.number(let number), .double): return .double(number.doubleValue)
        case (.number(let number), .number(let scale)):
            guard let same = number.rescaled(to: max(scale, number.scale)) else { return beyond() }
            return exact(same.significand, same.scale)
        default: return cell
        }
    }

    // MARK: Text

    /// A value as text, as it is shown; nil for a missing one.
    func written(_ cell: Cell, _ kind: Kind) -> String? {
        switch shown(cell) {
        case .missing: return nil
        case .text(let text): return text
        case .number(let number): return number.rescaled(to: max(number.scale, kind.scale ?? 0))?.description
        case .double(let double):
            let text = double.description
            return double == 0 ? "0" : text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .truth(let truth): return truth.description
        case .date(let date): return date.isoText
        case .list(let parts):
            guard case .list(let element) = kind else { preconditionFailure("a list has a list's kind") }
            return parts.compactMap { written($0, element) }.joined(separator: "; ")
        case .reference: preconditionFailure("shown references are values")
        }
    }

    private func call(_ name: String, _ values: [Cell], _ kinds: [Kind]) -> Cell {
        switch values[0] {
        case .date(let date) where name != "text" && name != "date": return call(name, date, values)
        case .number, .double:
            if name != "text" && name != "number" { return call(name, values) }
        case .list(let parts) where name == "length": return Cell(parts.count)
        default: break
        }
        guard let text = written(values[0], kinds[0]) else { return .missing }
        switch name {
        case "text": return .text(text)
        case "number": return number(values[0])
        case "date": return Self.dates[text].map(Cell.date) ?? .missing
        default: return call(name, text, values)
        }
    }

    private func call(_ name: String, _ text: String, _ values: [Cell]) -> Cell {
        let count = values.count > 1 ? max(0, Int(double(values[1]) ?? 0)) : 0
        switch name {
        case "lower": return .text(text.lowercased())
        case "upper": return .text(text.uppercased())
        case "length": return Cell(text.count)
        case "left": return .text(String(text.prefix(count)))
        case "right": return .text(String(text.suffix(count)))
        case "trim": return .text(text.trimmingCharacters(in: .whitespacesAndNewlines))
        case "fold": return .text(String(decoding: Folding.key(.k2, text), as: UTF8.self))
        case "given": return .text(text.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? "")
        case "replace":
            guard case .text(let old) = values[1], case .text(let new) = values[2] else { return .missing }
            // What it looks through is composed, and so is what it returns.
            let composed = text.precomposedStringWithCanonicalMapping
            return .text(composed.replacingOccurrences(of: old, with: new, options: .literal))
        default:
            guard case .text(let separator) = values[1] else { return .missing }
            return .list(text.components(separatedBy: separator).map(Cell.text))
        }
    }

    private func number(_ cell: Cell) -> Cell {
        switch cell {
        case .truth(let truth): .double(truth ? 1 : 0)
        case .text(let text): Double(text).map(Cell.double) ?? .missing
        default: double(cell).map(Cell.double) ?? .missing
        }
    }

    private func call(_ name: String, _ values: [Cell]) -> Cell {
        let digits = values.count > 1 ? Int(double(values[1]) ?? 0) : 0
        guard case .number(let number) = values[0], name != "sqrt", name != "log" else {
            let x = double(values[0])!
            let power = pow(10, Double(digits))
            switch name {
            case "abs": return .double(abs(x))
            case "floor": return .double(x.rounded(.down))
            case "ceil": return .double(x.rounded(.up))
            case "round": return .double((x * power).rounded() / power)
            case "sqrt": return x < 0 ? .missing : .double(x.squareRoot())
            default: return x <= 0 ? .missing : .double(log(x))
            }
        }
        if name == "abs" {
            return exact(number.significand < 0 ? -number.significand : number.significand, number.scale)
        }
        let kept = name == "round" ? min(digits, number.scale) : 0
        let unit = ExactDecimal.powerOfTen(number.scale - kept)
        let (quotient, rest) = number.significand.quotientAndRemainder(dividingBy: unit)
        switch name {
        case "floor": return exact(rest < 0 ? quotient - 1 : quotient, 0)
        case "ceil": return exact(rest > 0 ? quotient + 1 : quotient, 0)
        default: return exact(2 * abs(rest) >= unit ? quotient + rest.signum() : quotient, kept)
        }
    }

    // MARK: Dates

    private func call(_ name: String, _ date: CalendarDate, _ values: [Cell]) -> Cell {
        let parts = date.components
        switch name {
        case "year": return Cell(parts.year)
        case "quarter": return Cell([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][parts.month - 1])
        case "month": return Cell(parts.month)
        case "day": return Cell(parts.day)
        // 5 January 1970 was a Monday.
        case "weekday": return Cell((Int(date.daysSinceEpoch) - 4 + 7_000_000) % 7 + 1)
        default:
            guard case .date(let other) = values[1] else { return .missing }
            return Cell(Int(other.daysSinceEpoch - date.daysSinceEpoch))
        }
    }

    private func moved(_ date: CalendarDate, _ count: Int, _ unit: String) -> CalendarDate {
        let parts = date.components
        let months: Int
        switch unit {
        case "days": return CalendarDate(daysSinceEpoch: date.daysSinceEpoch + Int32(count))
        case "weeks": return CalendarDate(daysSinceEpoch: date.daysSinceEpoch + Int32(7 * count))
        case "months": months = count
        default: months = 12 * count
        }
        let total = parts.year * 12 + parts.month - 1 + months
        // Past the month's end the last day that there is.
        return (0...3).lazy.compactMap {
            CalendarDate(year: total / 12, month: total % 12 + 1, day: parts.day - $0)
        }.first!
    }

    /// Dates as texts that `date(…)` is asked to read.
    static let dates: [String: CalendarDate] = [
        "2022-03-17": CalendarDate(year: 2022, month: 3, day: 17)!,
        "17/03/2022": CalendarDate(year: 2022, month: 3, day: 17)!,
        "29/2/2020": CalendarDate(year: 2020, month: 2, day: 29)!,
        "ngày 05 tháng 01 năm 2020": CalendarDate(year: 2020, month: 1, day: 5)!,
    ]
}

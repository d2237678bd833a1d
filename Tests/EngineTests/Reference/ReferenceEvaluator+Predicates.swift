import Values
import VietnameseText

extension ReferenceEvaluator {
    /// A missing value equals nothing and differs from everything, so every condition is a plain yes or no.
    func holds(_ predicate: ReferencePredicate, _ row: Row) -> Bool {
        switch predicate {
        case .and(let left, let right): return holds(left, row) && holds(right, row)
        case .or(let left, let right): return holds(left, row) || holds(right, row)
        case .not(let inner): return !holds(inner, row)
        case .truth(let subject): return value(subject, row) == .truth(true)
        case .empty(let subject, let isNegated):
            let cell = value(subject, row)
            return (cell.isMissing || cell == .list([])) != isNegated
        case .has(let subject, let literal):
            guard case .list(let parts) = value(subject, row) else { return false }
            return parts.contains { holds("=", $0, literal) }
        case .list(let subject, let items):
            let cell = value(subject, row)
            return items.contains { holds($0, cell) }
        case .range(let subject, let range, _): return holds(range, value(subject, row))
        case .compare(let subject, let operation, let literal): return holds(operation, value(subject, row), literal)
        case .expressions(let left, let operation, let right):
            return holds(operation, value(left, row), value(right, row))
        case .like(let subject, let pattern):
            return places(value(subject, row)).contains { Self.isLike($0, pattern) }
        case .matches(let subject, let pattern):
            return places(value(subject, row)).contains { Self.matches($0, pattern) }
        }
    }

    private func holds(_ item: ReferenceItem, _ cell: Cell) -> Bool {
        switch item {
        case .value(let literal): holds("=", cell, literal)
        case .range(let low, let high):
            (low.map { holds(">=", cell, $0) } ?? true) && (high.map { holds("<=", cell, $0) } ?? true)
        }
    }

    /// The texts in which a part is looked for: a list's elements, the names of a reference.
    private func places(_ cell: Cell) -> [String] {
        switch cell {
        case .text(let text): return [text]
        case .list(let parts): return parts.flatMap { places($0) }
        case .reference(let collection, let number):
            let cells = data[collection].rows[number]
            // Name and aliases, or what shows the row.
            return collection == .targets ? places(cells[1]) + places(cells[2]) : places(shown(cell))
        default: return []
        }
    }

    // MARK: A value with a written one

    private func holds(_ operation: String, _ cell: Cell, _ literal: ReferenceLiteral) -> Bool {
        switch operation {
        case "!=", "<>": return !holds("=", cell, literal)
        case "!~": return !holds("~", cell, literal)
        default: break
        }
        switch (cell, literal.meaning) {
        case (.missing, _): return false
        case (.text(let text), .text(let written)): return holds(operation, text, written)
        case (.list, .text(let written)): return places(cell).contains { holds(operation, $0, written) }
        case (.reference(let collection, let number), .text(let written)):
            if ["<", "<=", ">", ">="].contains(operation) {
                guard case .text(let name) = shown(cell) else { return false }
                return holds(operation, name, written)
            }
            // The key calls a row too, exactly as it is.
            let key = data[collection].rows[number][0]
            let isKey = operation == "=" || operation == "=="
            return isKey && self.written(key, .integer) == written
                || places(cell).contains { holds(operation, $0, written) }
        case (.truth(let truth), .truth(let wanted)): return truth == wanted
        case (.number, .number(let wanted)), (.double, .number(let wanted)):
            return compare(operation, order(cell, .number(wanted)))
        case (.date(let date), .period(let first, let last)):
            switch operation {
            case "<": return date < first
            case "<=": return date <= last
            case ">": return date > last
            case ">=": return date >= first
            default: return first <= date && date <= last
            }
        default: preconditionFailure("\(cell) is not compared with \(literal)")
        }
    }

    /// A text with a written one: without marks typed, marks do not count.
    private func holds(_ operation: String, _ text: String, _ written: String) -> Bool {
        if ["<", "<=", ">", ">="].contains(operation) { return compare(operation, order(.text(text), .text(written))) }
        let level: Folding.Level =
            operation == "==" ? .exact : Folding.hasMarks(written) ? Self.markedLevel(operation) : .k2
        return holds(operation, Folding.key(level, text), Folding.key(level, written))
    }

    /// The level of a text with marks: in parts, tones stand where they are spelt.
    private static func markedLevel(_ operation: String) -> Folding.Level {
        ["~", "starts", "ends"].contains(operation) ? .parts : .k1
    }

    private func holds(_ operation: String, _ whole: [UInt8], _ part: [UInt8]) -> Bool {
        switch operation {
        case "~": part.isEmpty || whole.indices.contains { whole[$0...].starts(with: part) }
        case "starts": whole.starts(with: part)
        case "ends": whole.count >= part.count && Array(whole.suffix(part.count)) == part
        default: whole == part
        }
    }

    /// SQL's `%` and `_` over letters without regard to what was not typed.
    private static func isLike(_ text: String, _ pattern: String) -> Bool {
        let level: Folding.Level = Folding.hasMarks(pattern) ? .parts : .k2
        let scalars = { (text: String) in
            Array(String(decoding: Folding.key(level, text), as: UTF8.self).unicodeScalars)
        }
        return isLike(scalars(text)[...], scalars(pattern)[...])
    }

    private static func isLike(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "%" {
            return (text.startIndex...text.endIndex).contains { isLike(text[$0...], pattern.dropFirst()) }
        }
        guard let letter = text.first, first == "_" || first == letter else { return false }
        return isLike(text.dropFirst(), pattern.dropFirst())
    }

    private static func matches(_ text: String, _ pattern: ReferencePattern) -> Bool {
        switch pattern {
        case .anything: true
        case .endsInDigits: text.unicodeScalars.last.map { ("0"..."9").contains($0) } ?? false
        case .beginsInA: text.unicodeScalars.first == "a"
        case .hasSpace: text.unicodeScalars.contains(" ")
        }
    }

    // MARK: Two values of a row

    private func holds(_ operation: String, _ left: Cell, _ right: Cell) -> Bool {
        if operation == "!=" || operation == "<>" { return !holds("=", left, right) }
        guard !left.isMissing, !right.isMissing else { return false }
        switch (operation, left, right) {
        case ("=", .reference, .reference), ("==", .reference, .reference): return left == right
        case ("==", .text(let a), .text(let b)): return Folding.key(.exact, a) == Folding.key(.exact, b)
        case ("=", .text(let a), .text(let b)), ("~", .text(let a), .text(let b)),
            ("starts", .text(let a), .text(let b)),
            ("ends", .text(let a), .text(let b)):
            let level = Self.markedLevel(operation)
            return holds(operation, Folding.key(level, a), Folding.key(level, b))
        default:
            guard !shown(left).isMissing, !shown(right).isMissing else { return false }
            return compare(operation, order(left, right))
        }
    }

    private func compare(_ operation: String, _ order: Int) -> Bool {
        switch operation {
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        case ">=": order >= 0
        default: order == 0
        }
    }
}

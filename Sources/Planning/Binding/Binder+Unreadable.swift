import Language
import Values
import VietnameseText

/// What is said of a value that is none of the type of the field beside it.
extension Binder {
    /// A value that is none of the field's type. A word that names a field was surely meant as that field.
    func unreadable(
        _ written: WrittenValue, _ subject: String, _ operation: ComparisonOperator, _ type: String,
        _ example: String, _ scope: Scope
    ) -> BindingError {
        if let failure = Binder.tooLarge(written) { return failure }
        if let meant = nameOnRight(written, subject, operation, scope) { return meant }
        if let number = Binder.multiplied(written) {
            return BindingError(
                "“\(written.text)” is no number: all its digits are written", at: written.range,
                hints: ["\(subject) \(operation.rawValue) \(number)"])
        }
        if let meant = aggregateOnRight(written, subject, operation, scope) { return meant }
        if let (value, condition) = swallowedCondition(written) {
            return BindingError(
                "“\(written.text)” is one value here; conditions are joined by `and`", at: written.range,
                hints: ["\(subject) \(operation.rawValue) \(value) and \(condition)"])
        }
        if let (value, stage) = swallowedStage(written) {
            return BindingError(
                "“\(written.text)” is one value here; a stage begins behind `|`", at: written.range,
                hints: ["\(subject) \(operation.rawValue) \(value) | \(stage)"])
        }
        if !written.isQuoted, let stage = Vocabulary.superlative(written.text, of: subject) {
            return BindingError(
                "a condition looks at one row, and “\(written.text)” at all of them", at: written.range, hints: [stage])
        }
        let words = written.text.split(separator: " ")
        if !written.isQuoted, words.count > 1, [.equal, .notEqual, .identical].contains(operation),
            words.allSatisfy({ NumberInput.number(String($0)) != nil })
        {
            let list = "(\(words.joined(separator: ", ")))"
            return BindingError(
                "“\(written.text)” is one value here; several stand in a list", at: written.range,
                hints: ["\(subject) in \(list)"])
        }
        let separator = [" to ", " đến ", "…", "...", "–", "—"].first { written.text.contains($0) } ?? "-"
        let ends = written.text.split(separator: separator).map { String($0.drop { $0 == " " }) }
        if ends.count == 2, let low = ends[0].split(separator: " ").first, NumberInput.number(String(low)) != nil,
            NumberInput.number(ends[1]) != nil
        {
            return BindingError(
                "a range is written with two dots", at: written.range, hints: ["\(subject) = \(low)..\(ends[1])"])
        }
        if let calculation = calculation(written, scope) {
            return BindingError(
                "“\(written.text)” is one value here; a calculation on the right stands in parentheses",
                at: written.range, hints: ["\(subject) \(operation.rawValue) (\(calculation))"])
        }
        return BindingError(
            "“\(subject)” is \(type), and “\(written.text)” cannot be read as one", at: written.range,
            hints: ["write \(example)"])
    }

    /// `2021 và khối = x`, `1&giá<3`: the value, and the condition that it swallowed.
    private func swallowedCondition(_ written: WrittenValue) -> (value: Substring, condition: Substring)? {
        guard !written.isQuoted else { return nil }
        for separator in [" và ", "&", " đồng thời "] {
            guard let place = written.text.firstRange(of: separator) else { continue }
            let condition = written.text[place.upperBound...].drop { $0 == " " }
            guard let first = condition.first, first.isLetter, condition.contains(where: { "=<>~".contains($0) }) else {
                continue
            }
            return (written.text[..<place.lowerBound], condition)
        }
        return nil
    }

    /// `2021 limit 5`: the value, and the stage that it swallowed.
    private func swallowedStage(_ written: WrittenValue) -> (value: String, stage: String)? {
        guard !written.isQuoted else { return nil }
        let words = written.text.split(separator: " ")
        let index = words.indices.dropFirst().first { index in
            let word = words[index].lowercased()
            if word == "group", index + 2 < words.count { return words[index + 1].lowercased() == "by" }
            return Vocabulary.stages.contains { $0.split(separator: " ")[0] == word }
                || Vocabulary.aggregate(word) != nil
        }
        guard let index else { return nil }
        let stage = words[index...].joined(separator: " ")
        let isGroup = words[index].lowercased() == "group"
        return (words[..<index].joined(separator: " "), isGroup ? "count\(stage.dropFirst("group".count))" : stage)
    }

    /// `d3 < d2`, `year = year`: a word on the right that names a field, or a value with a name.
    func nameOnRight(
        _ written: WrittenValue, _ subject: String, _ operation: ComparisonOperator, _ scope: Scope
    ) -> BindingError? {
        guard !written.isQuoted else { return nil }
        if let field = try? scope.find(Name(written.text, range: written.range)).field.name {
            return BindingError(
                "“\(written.text)” is a value here, on the right; a field there has a dot before it", at: written.range,
                hints: (definitions.valueNames.contains(written.text)
                    ? ["\(subject) \(operation.rawValue) $\(written.text)"] : [])
                    + ["\(subject) \(operation.rawValue) .\(Scope.written(field))"])
        }
        if isPath(written, scope) {
            return BindingError(
                "“\(written.text)” is a value here, on the right; a field there has a dot before it", at: written.range,
                hints: ["\(subject) \(operation.rawValue) .\(written.text)"])
        }
        guard definitions.valueNames.contains(written.text) else { return nil }
        return BindingError(
            "“\(written.text)” is a value here, as it is written; what `let` or `param` names has a dollar before it",
            at: written.range, hints: ["\(subject) \(operation.rawValue) $\(written.text)"])
    }

    /// `unit.name`, where references lead so.
    func isPath(_ written: WrittenValue, _ scope: Scope) -> Bool {
        let parts = written.text.split(separator: ".", omittingEmptySubsequences: false)
        guard !written.isQuoted, parts.count > 1,
            parts.allSatisfy({ part in
                part.first?.isLetter ?? false && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            })
        else { return false }
        let path = FieldPath(parts.map { Name(String($0), range: written.range) }, range: written.range)
        return (try? bindPath(path, scope)) != nil
    }

    /// `quantity = max quantity`: what is computed over all rows must stand beside each of them first.
    private func aggregateOnRight(
        _ written: WrittenValue, _ subject: String, _ operation: ComparisonOperator, _ scope: Scope
    ) -> BindingError? {
        let words = written.text.split(separator: " ").map(String.init)
        guard !written.isQuoted, words.count == 2, Vocabulary.aggregate(words[0]) != nil,
            (try? scope.find(Name(words[1], range: written.range))) != nil
        else { return nil }
        return BindingError(
            "“\(written.text)” is a value here, as it is written; what is over many rows stands beside them first",
            at: written.range, hints: ["add \(words[0])(\(words[1])) as n | where \(subject) \(operation.rawValue) .n"])
    }

    /// `300 + quota`: numbers and fields between arithmetic signs, with the dots that fields have there; nil where there is
    /// anything else, or no field and no space beside a sign, as in a date.
    private func calculation(_ written: WrittenValue, _ scope: Scope) -> String? {
        let isSign = { (character: Character) in "+-*/".contains(character) }
        guard !written.isQuoted, written.text.contains(where: isSign) else { return nil }
        var (result, isMeant, rest) = ("", written.text.contains(" "), written.text[...])
        while true {
            let text = rest.prefix { !isSign($0) }
            guard let operand = operand(text.split(separator: " ").joined(separator: " "), written.range, scope) else {
                return nil
            }
            result += operand.text
            isMeant = isMeant || operand.isField
            guard let sign = rest.dropFirst(text.count).first else { break }
            result += " \(sign) "
            rest = rest.dropFirst(text.count + 1)
        }
        return isMeant ? result : nil
    }

    /// A number, or a field with the dot that it has on the right.
    private func operand(_ text: String, _ range: SourceRange, _ scope: Scope) -> (text: String, isField: Bool)? {
        if NumberInput.number(text) != nil { return (text, false) }
        let name = text.hasPrefix(".") ? String(text.dropFirst()) : text
        if let field = try? scope.find(Name(name, range: range)).field.name {
            return (".\(Scope.written(field))", true)
        }
        return isPath(WrittenValue(name, range: range, isQuoted: false), scope) ? (".\(name)", true) : nil
    }

    /// `10 triệu`, `1,5 tỷ`, `500k`: the number in digits.
    private static func multiplied(_ written: WrittenValue) -> String? {
        let digits = written.text.prefix { $0.isNumber || ".,_-".contains($0) }
        let unit = written.text.dropFirst(digits.count).drop { $0 == " " }
        guard !digits.isEmpty, let zeros = zeros[Folding.key(.k2, String(unit))] else { return nil }
        let number: ExactDecimal
        switch NumberInput.number(String(digits)) {
        case .integer(let integer): number = ExactDecimal(integer)
        case .decimal(let decimal): number = decimal
        default: return nil
        }
        let (product, overflow) = number.significand.multipliedReportingOverflow(by: ExactDecimal.powerOfTen(zeros))
        return overflow ? nil : ExactDecimal(significand: product, scale: number.scale).reduced.description
    }

    /// How many zeros a word or a letter stands for, by its accentless key.
    private static let zeros: [[UInt8]: Int] = {
        let words = [
            "nghìn": 3, "ngàn": 3, "ng": 3, "k": 3, "thousand": 3, "triệu": 6, "tr": 6, "m": 6, "mio": 6, "million": 6,
            "tỷ": 9, "tỉ": 9, "b": 9, "bn": 9, "billion": 9,
        ]
        return Dictionary(words.map { (Folding.key(.k2, $0), $1) }) { first, _ in first }
    }()
}

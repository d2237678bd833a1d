import Columns
import Language
import Storage
import Values
import VietnameseText

/// Rule 3: a value is read by the type of what it is compared with.
extension Binder {
    func compare(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, subjectText: String,
        _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        let note = "\(subjectText)\(operation.rawValue)\(written.text)"
        if case .list = subject.type, ![.contains, .notContains, .starts, .ends, .like].contains(operation) {
            throw listAsValue(operation, written, subjectText)
        }
        if operation == .notEqual || operation == .notContains {
            let plain: ComparisonOperator = operation == .notEqual ? .equal : .contains
            return .not(try compare(subject, plain, written, subjectText: subjectText, scope))
        }
        warnOfThousands(written, subject, subjectText, operation)
        switch operation {
        case .contains, .starts, .ends, .like:
            return try compareText(subject, operation, written, subjectText)
        default: break
        }
        switch subject.type {
        case .integer, .decimal: return try compareNumber(subject, operation, written, subjectText, scope, note)
        case .double: return try compareDouble(subject, operation, written, subjectText, scope, note)
        case .boolean:
            guard let truth = Binder.truth(written.text), operation == .equal || operation == .identical else {
                throw unreadable(written, subjectText, operation, "true or false", "true or false (có, không)", scope)
            }
            return .inIntegers(subject, IntegerSet(values: [truth ? 1 : 0]), note: note)
        case .date: return try compareDate(subject, operation, written, subjectText, scope, note)
        case .dateTime: return try compareDateTime(subject, operation, written, subjectText, scope, note)
        case .text:
            warnOfFieldName(written, subject, scope)
            warnOfNumber(written, subject, operation, subjectText)
            warnOfNoText(written, subject, operation, subjectText)
            return try compareText(subject, operation, written, subjectText)
        case .reference(let target):
            warnOfFieldName(written, subject, scope)
            return try compareReference(subject, target, operation, written, subjectText, note)
        case .list: throw listAsValue(operation, written, subjectText)
        }
    }

    /// `kinds = a`, where the field is a list.
    private func listAsValue(_ operation: ComparisonOperator, _ written: WrittenValue, _ subject: String)
        -> BindingError
    {
        let value = source.text(written.range)
        if written.text.isEmpty || written.text == "[]" {
            return BindingError(
                "a list without elements is a missing one", at: written.range,
                hints: [operation == .notEqual ? "\(subject) is not empty" : "\(subject) is empty"])
        }
        let hints =
            switch operation {
            case .equal, .identical: ["\(subject) has \(value)", "\(subject) ~ \(value)"]
            case .notEqual: ["not \(subject) has \(value)", "\(subject) !~ \(value)"]
            case .less, .lessOrEqual, .greater, .greaterOrEqual:
                ["length(\(subject)) \(operation.rawValue) \(value)", "\(subject) has \(value)"]
            default: ["\(subject) has \(value)"]
            }
        return BindingError("“\(subject)” is a list; `has` looks into it", at: written.range, hints: hints)
    }

    // MARK: Numbers

    private func compareNumber(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String,
        _ scope: Scope, _ note: String
    ) throws(BindingError) -> BoundExpression {
        let scale = Binder.scale(of: subject.type)
        guard let value = NumberInput.number(written.text) else {
            throw unreadable(
                written, text, operation, subject.type.inWords,
                scale == 0 ? "digits alone, such as 2021" : "a number such as 12 or 3.5", scope)
        }
        if scale == 0, case .decimal = value, let whole = Binder.thousands(written.text) {
            throw BindingError(
                "“\(written.text)” could be \(whole) or a fraction, and “\(text)” holds whole numbers",
                at: written.range,
                hints: ["\(text) \(operation.rawValue) \(whole)"])
        }
        let exact: ExactDecimal
        switch value {
        case .integer(let integer): exact = ExactDecimal(integer)
        case .decimal(let decimal): exact = decimal
        case .double(let double):
            return .inIntegers(subject, Binder.set(operation, around: double, scale: scale), note: note)
        default: throw unreadable(written, text, operation, "a number", "a number such as 12 or 3.5", scope)
        }
        return .inIntegers(subject, Binder.set(operation, exact, scale: scale), note: note)
    }

    /// The digits of `1.234` or `12.000`, which in Vietnamese is a whole number; nil for anything else.
    static func thousands(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[0].drop { $0 == "-" }.count), parts[1].count == 3,
            parts[0].last?.isNumber == true, parts[0].drop(while: { $0 == "-" }).first != "0"
        else { return nil }
        return parts.joined()
    }

    /// The packed integers (scaled by 10^scale) that satisfy `x op value`.
    static func set(_ operation: ComparisonOperator, _ value: ExactDecimal, scale: Int) -> IntegerSet {
        let reduced = value.reduced
        let floor: Int128
        var isExact = true
        if reduced.scale <= scale {
            guard let scaled = reduced.rescaled(to: scale) else {
                return set(operation, around: value.doubleValue, scale: scale)
            }
            floor = scaled.significand
        } else {
            let divisor = ExactDecimal.powerOfTen(reduced.scale - scale)
            let (quotient, remainder) = reduced.significand.quotientAndRemainder(dividingBy: divisor)
            floor = remainder < 0 ? quotient - 1 : quotient
            isExact = false
        }
        return interval(operation, floor: floor, isExact: isExact)
    }

    /// For numbers that are no exact decimal (`1e300`): beyond the range everything or nothing matches.
    static func set(_ operation: ComparisonOperator, around value: Double, scale: Int) -> IntegerSet {
        let scaled = (value * ExactDecimal.doublePowerOfTen(scale)).rounded(.down)
        if scaled >= 9.3e18 { return interval(operation, floor: Int128(Int64.max) + 1, isExact: false) }
        if scaled <= -9.3e18 { return interval(operation, floor: Int128(Int64.min) - 2, isExact: false) }
        return interval(
            operation, floor: Int128(scaled), isExact: scaled == value * ExactDecimal.doublePowerOfTen(scale))
    }

    private static func interval(_ operation: ComparisonOperator, floor: Int128, isExact: Bool) -> IntegerSet {
        let least = Int128(Int64.min)
        let greatest = Int128(Int64.max)
        let (low, high): (Int128, Int128) =
            switch operation {
            case .less: (least, isExact ? floor - 1 : floor)
            case .lessOrEqual: (least, floor)
            case .greater: (floor + 1, greatest)
            case .greaterOrEqual: (isExact ? floor : floor + 1, greatest)
            default: isExact ? (floor, floor) : (1, 0)
            }
        let clampedLow = max(low, least)
        let clampedHigh = min(high, greatest)
        return clampedLow <= clampedHigh ? IntegerSet([Int64(clampedLow)...Int64(clampedHigh)]) : .empty
    }

    /// `price > 1.000` is `price > 1`, where Vietnamese mostly means a thousand.
    private func warnOfThousands(
        _ written: WrittenValue, _ subject: BoundExpression, _ text: String, _ operation: ComparisonOperator
    ) {
        guard subject.type == .double || Binder.scale(of: subject.type) > 0, !written.isQuoted,
            let whole = Binder.thousands(written.text)
        else { return }
        columnNumbers.warn(
            "“\(written.text)” is read with a decimal point", at: written.range,
            hints: ["\(text) \(operation.rawValue) \(whole)"])
    }

    private func compareDouble(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String,
        _ scope: Scope, _ note: String
    ) throws(BindingError) -> BoundExpression {
        let number: Double
        switch NumberInput.number(written.text) {
        case .integer(let integer)?: number = Double(integer)
        case .decimal(let decimal)?: number = decimal.doubleValue
        case .double(let double)?: number = double
        default: throw unreadable(written, text, operation, "a number", "a number such as 12 or 3.5", scope)
        }
        let interval: DoubleInterval =
            switch operation {
            case .less: DoubleInterval(-.infinity, number, includesHigh: false)
            case .lessOrEqual: DoubleInterval(-.infinity, number)
            case .greater: DoubleInterval(number, .infinity, includesLow: false)
            case .greaterOrEqual: DoubleInterval(number, .infinity)
            default: DoubleInterval(number, number)
            }
        return .inDoubles(subject, [interval], note: note)
    }

    // MARK: Dates

    static let dateForms = "a day as 2022-03-17 or 17/03/2022, a month as 2022-03, a year as 2022"

    private func period(_ written: WrittenValue, _ operation: ComparisonOperator, _ text: String, _ scope: Scope)
        throws(BindingError) -> DatePeriod
    {
        if let period = DateInput.period(written.text) { return period }
        if let meant = nameOnRight(written, text, operation, scope) { throw meant }
        if let condition = RelativeTime.condition(text, operation.rawValue, written.text) {
            throw BindingError(
                "times near today are counted from today()", at: written.range, hints: [condition])
        }
        if let moment = DateInput.dateTime(written.text) {
            var day: [UInt8] = []
            moment.date.append(to: &day)
            throw BindingError(
                "“\(text)” holds days without a time", at: written.range,
                hints: ["\(text) \(operation.rawValue) \(String(decoding: day, as: UTF8.self))"])
        }
        if let cure = DateCure(text, operation, written.text) {
            throw BindingError("“\(written.text)” \(cure.problem)", at: written.range, hints: cure.hints)
        }
        // What holds digits was meant as a date; its reason says more than the list of forms.
        if written.text.utf8.contains(where: { (48...57).contains($0) }), let reason = DateInput.explain(written.text) {
            throw BindingError(
                "“\(written.text)” is no date: \(reason)", at: written.range, hints: ["write \(Binder.dateForms)"])
        }
        throw unreadable(written, text, operation, "a date", Binder.dateForms, scope)
    }

    private func compareDate(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String,
        _ scope: Scope, _ note: String
    ) throws(BindingError) -> BoundExpression {
        let period = try period(written, operation, text, scope)
        let set = Binder.set(
            operation, first: Int64(period.first.daysSinceEpoch), last: Int64(period.last.daysSinceEpoch))
        return .inIntegers(subject, set, note: note)
    }

    private func compareDateTime(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String,
        _ scope: Scope, _ note: String
    ) throws(BindingError) -> BoundExpression {
        if let moment = DateInput.dateTime(written.text), DateInput.period(written.text) == nil {
            // A time written to the minute means the whole minute.
            let isWholeMinute = moment.microseconds % 60_000_000 == 0
            let last = moment.microseconds + (isWholeMinute ? 59_999_999 : 0)
            return .inIntegers(subject, Binder.set(operation, first: moment.microseconds, last: last), note: note)
        }
        let period = try period(written, operation, text, scope)
        let first = DateTime(date: period.first).microseconds
        let last = DateTime(date: period.last).microseconds + DateTime.microsecondsPerDay - 1
        return .inIntegers(subject, Binder.set(operation, first: first, last: last), note: note)
    }

    /// A period `first...last` compared: `=` is inside, `<` before its start, `>` after its end.
    private static func set(_ operation: ComparisonOperator, first: Int64, last: Int64) -> IntegerSet {
        switch operation {
        case .less: IntegerSet([Int64.min...(first - 1)])
        case .lessOrEqual: IntegerSet([Int64.min...last])
        case .greater: IntegerSet([(last + 1)...Int64.max])
        case .greaterOrEqual: IntegerSet([first...Int64.max])
        default: IntegerSet([first...last])
        }
    }

    // MARK: Text and references

    private func compareText(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String
    ) throws(BindingError) -> BoundExpression {
        let exact = operation == .identical || isExact(subject)
        let key = TextPattern.Key(written.text, exact: exact)
        let pattern: TextPattern
        switch operation {
        case .equal, .identical:
            pattern = .anyOf([key])
            noteMarks(key, subject)
        case .contains:
            pattern = .contains(.part(written.text, exact: exact))
            noteMarksOfParts(key, subject)
        case .starts:
            pattern = .starts(.part(written.text, exact: exact))
            noteMarksOfParts(key, subject)
        case .ends: pattern = .ends(.part(written.text, exact: exact))
        case .like: pattern = .like(.words(written.text, exact: exact))
        case .less: pattern = .order(.less, than: written.text)
        case .lessOrEqual: pattern = .order(.lessOrEqual, than: written.text)
        case .greater: pattern = .order(.greater, than: written.text)
        case .greaterOrEqual: pattern = .order(.greaterOrEqual, than: written.text)
        case .notEqual, .notContains: preconditionFailure("negations are unfolded before")
        }
        let places = ([pattern] + (exact ? [] : continuations(pattern, written.text))).flatMap {
            textPlaces(subject, $0)
        }
        guard !places.isEmpty else {
            let isDate = [.date, .dateTime].contains(subject.type) && DateInput.period(written.text) != nil
            throw BindingError(
                "\(operation.rawValue) needs text, and “\(text)” is \(subject.type.inWords)", at: written.range,
                hints: isDate
                    ? ["\(text) = \(written.text)"]
                    : subject.type.isNumeric ? ["text(\(text)) \(operation.rawValue) \(written.text)"] : [])
        }
        return places.count == 1 ? places[0] : .or(places)
    }

    /// The same of a syllable that goes on behind the value.
    private func continuations(_ pattern: TextPattern, _ written: String) -> [TextPattern] {
        switch pattern {
        case .contains: Folding.continuations(written).map { .contains(.part($0)) }
        case .starts: Folding.continuations(written).map { .starts(.part($0)) }
        case .like: Folding.wildcardContinuations(written).map { .like(.words($0)) }
        default: []
        }
    }

    /// Tells when a part found texts only because it was typed without marks.
    private func noteMarksOfParts(_ key: TextPattern.Key, _ subject: BoundExpression) {
        guard key.level == .k2, key.bytes.contains(where: { (97...122).contains($0) }),
            let dictionary = knownTexts(subject), dictionary.count <= Self.notedTexts
        else { return }
        var found: [String] = []
        for code in 0..<dictionary.count where found.count < 3 {
            let text = dictionary[code].string
            if Folding.key(.k2, text).contains(key.bytes), !Folding.key(.parts, text).contains(key.bytes) {
                found.append(text)
            }
        }
        if !found.isEmpty { noteMarks(key.written, found: found) }
    }

    /// More different texts than this are not looked through for a note.
    private static let notedTexts = 1000

    /// Tells when a value found texts only because it was typed without marks.
    private func noteMarks(_ key: TextPattern.Key, _ subject: BoundExpression) {
        guard key.level == .k2, let dictionary = knownTexts(subject) else { return }
        let classes = dictionary.classes(.k2)
        guard let wanted = classes.find(key.bytes) else { return }
        let typed = Folding.key(.k1, key.written)
        var found: [String] = []
        for code in classes.codes(ofClass: wanted) where found.count < 3 {
            let text = dictionary[Int(code)].string
            if Folding.key(.k1, text) != typed { found.append(text) }
        }
        if !found.isEmpty { noteMarks(key.written, found: found) }
    }

    /// The different texts of a stored field.
    private func knownTexts(_ subject: BoundExpression) -> TextDictionary? {
        switch subject {
        case .column(let id, _):
            columnNumbers.storedColumn(id).flatMap { $0.table.dictionary(ofColumn: $0.position) }
        case .follow(_, let table, let position, _) where position >= 0:
            catalog[table]?.dictionary(ofColumn: position)
        default: nil
        }
    }

    /// Warns of `recipient != recipient_group`: a word on the right that is a field's name, and no text of the field
    /// that it is compared with.
    private func warnOfFieldName(_ written: WrittenValue, _ subject: BoundExpression, _ scope: Scope) {
        let isField = scope.entry(exactly: written.text) != nil
        guard !written.isQuoted, isField || isPath(written, scope), !isKnown(written.text, in: subject) else { return }
        columnNumbers.warn(
            "“\(written.text)” is a value here, on the right; a field there has a dot before it", at: written.range,
            hints: [".\(isField ? Scope.written(written.text) : written.text)"])
    }

    /// Warns of `note = ""` where no text is without characters: what is missing equals nothing.
    private func warnOfNoText(
        _ written: WrittenValue, _ subject: BoundExpression, _ operation: ComparisonOperator, _ text: String
    ) {
        guard written.text.isEmpty, operation == .equal, !isKnown("", in: subject) else { return }
        columnNumbers.warn(
            "what is missing equals no text, not even one without characters", at: written.range,
            hints: ["\(text) is empty"])
    }

    /// Warns of `v > 5` where `v` is text: alphabetically a word comes behind every number.
    private func warnOfNumber(
        _ written: WrittenValue, _ subject: BoundExpression, _ operation: ComparisonOperator, _ text: String
    ) {
        guard [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(operation), !written.isQuoted,
            NumberInput.number(written.text) != nil
        else { return }
        columnNumbers.warn(
            "“\(text)” is text, which stands in alphabetical order", at: written.range,
            hints: ["number(\(text)) \(operation.rawValue) \(written.text)"])
    }

    /// Whether a stored field holds a text, or its target a name, by the identity of `=`.
    func isKnown(_ text: String, in subject: BoundExpression) -> Bool {
        if case .reference(let target) = subject.type {
            return !(catalog[target]?.rowNames.rows(called: text).rows.isEmpty ?? true)
        }
        let key = TextPattern.Key(text, exact: isExact(subject))
        return knownTexts(subject).map { $0.classes(key.level).find(key.bytes) != nil } ?? false
    }

    private func noteMarks(_ written: String, found: [String]) {
        let shown = found.map { $0.count > 60 ? $0.prefix(59) + "…" : $0 }
        columnNumbers.add(note: "“\(written)” was read without marks: \(shown.joined(separator: ", "))")
    }

    /// Whether a field's text is compared exactly: a primary key, or the schema says so.
    func isExact(_ subject: BoundExpression) -> Bool {
        subject.hasExactIdentity(catalog)
    }

    private func compareReference(
        _ subject: BoundExpression, _ target: String, _ operation: ComparisonOperator, _ written: WrittenValue,
        _ text: String, _ note: String
    ) throws(BindingError) -> BoundExpression {
        guard let table = catalog[target] else {
            throw BindingError("“\(text)” refers to \(target), which is not loaded", at: written.range)
        }
        switch operation {
        case .equal:
            let (rows, neededK2) = table.rowNames.rows(called: written.text)
            if neededK2 { noteMarks(written.text, found: rows.prefix(3).map { table.displayText(ofRow: Int($0)) }) }
            return .inIntegers(subject, IntegerSet(values: rows.map(Int64.init)), note: note)
        case .identical:
            return .inIntegers(
                subject, IntegerSet(values: table.rowNames.rows(identicalTo: written.text).map(Int64.init)), note: note)
        default: return try compareShown(subject, operation, written, text)
        }
    }

    /// `<` and its like on a reference compare the text that displays it.
    private func compareShown(
        _ subject: BoundExpression, _ operation: ComparisonOperator, _ written: WrittenValue, _ text: String
    ) throws(BindingError) -> BoundExpression {
        let shown = displayed(subject)
        guard shown.type == .text else {
            throw BindingError(
                "“\(text)” is \(subject.type.inWords) and has no order", at: written.range,
                hints: ["compare one of its fields: \(text).… \(operation.rawValue) \(written.text)"])
        }
        return try compareText(shown, operation, written, text)
    }
}

import Language
import Values

/// Numbers that are written where nothing says of what type they are, and those that are too large.
extension Binder {
    /// A value where nothing says of what type: a number, a date, a truth, else text.
    func literal(_ written: WrittenValue) throws(BindingError) -> BoundExpression {
        if !written.isQuoted {
            if let number = NumberInput.number(written.text) { return try numberLiteral(number, written) }
            if let failure = Binder.tooLarge(written) { throw failure }
            if let date = DateInput.date(written.text) { return .literal(.date(date), .date) }
            if let truth = Binder.truth(written.text) { return .literal(.boolean(truth), .boolean) }
        }
        return .literal(.text(written.text), .text)
    }

    /// The least integer there is without its sign, alone beyond the greatest.
    static let leastMagnitude = "\(Int64.min.magnitude)"

    private func numberLiteral(_ value: Value, _ written: WrittenValue) throws(BindingError) -> BoundExpression {
        guard case .decimal(let decimal) = value else {
            return if case .double = value { .literal(value, .double) } else { .literal(value, .integer) }
        }
        let reduced = decimal.reduced
        for exact in [decimal, reduced] where exact.scaledInt64(scale: exact.scale) != nil {
            return .literal(.decimal(exact), .decimal(scale: exact.scale))
        }
        let rounded = decimal.doubleValue
        guard reduced.scale > 0 else {
            throw BindingError(
                "“\(written.text)” is too large to compute with exactly: whole numbers go up to \(Int64.max)",
                at: written.range,
                hints: ["\(rounded) is rounded to 17 digits", "\"\(written.text)\" in quotes is text"])
        }
        columnNumbers.warn(
            "“\(written.text)” has more digits than are computed with", at: written.range,
            hints: ["it is read as \(rounded)"])
        return .literal(.double(rounded), .double)
    }

    /// `1e400`, or more than 38 digits: written like a number, and none that there is.
    static func tooLarge(_ written: WrittenValue) -> BindingError? {
        guard !written.isQuoted, NumberInput.isTooLarge(written.text) else { return nil }
        return BindingError(
            "“\(written.text)” is too large for a number", at: written.range,
            hints: ["numbers have 38 digits at most, or an exponent up to 1e308"])
    }
}

/// Functions of one row.
public enum ScalarFunction: String, Hashable, Sendable, CaseIterable {
    case lower, upper, length, left, right, replace, split, trim, fold, given
    case concatenate = "&"
    /// One text for all that `=` takes for the same.
    case identity
    case round, abs, floor, ceil, log, sqrt, negate
    case year, quarter, month, day, weekday, days
    case addDays, addMonths
    case today
    case number, text, date
    case coalesce = "??"
    /// A predicate as a value.
    case truth
}

/// One value at the edges of the system: literals, parameters, statistics, tests. Never one a row in a hot loop.
public enum Value: Hashable, Sendable {
    case missing
    case text(String)
    case integer(Int64)
    case decimal(ExactDecimal)
    case double(Double)
    case boolean(Bool)
    case date(CalendarDate)
    case dateTime(DateTime)
    case list([Value])
}

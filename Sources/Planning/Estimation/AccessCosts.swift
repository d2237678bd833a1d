/// What ways to rows cost, in nanoseconds a row on one thread.
enum AccessCosts {
    /// A row that a scan reads; `look` more for each unit of what asking its predicates costs.
    static let scan = 0.3
    static let look = 0.5
    /// A row found by an index and handed on: its number, and a jump to its values.
    static let fetch = 1.2
    /// A predicate that is asked of a row found.
    static let probe = 2.0
    /// A row number of a list, read while two lists are merged.
    static let merge = 1.0
    /// A row number noted in a bitmap, and read from it.
    static let mark = 1.8
    /// A row of the table, as a bit of a bitmap that is cleared and gone through.
    static let bit = 0.02
    /// Work for the look-up itself.
    static let lookup = 300.0
    static let postingsBuild = 2.0
    static let sortedBuild = 12.0
}

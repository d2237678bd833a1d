/// How a result is written, whatever the format; a format ignores what it has no place for.
public struct RenderingOptions: Sendable {
    /// The names of the fields first.
    public var showsHeader: Bool
    /// What stands for a missing value; nil is nothing at all. JSON always says `null`.
    public var missingText: String?
    /// A byte order mark first, for spreadsheets (CSV and TSV).
    public var writesByteOrderMark: Bool
    /// Terminal escape codes: a bold header, dim rules and missing values (table and vertical).
    public var usesColor: Bool
    /// Terminal columns into which a table must fit; nil is as many as it needs.
    public var width: Int?
    /// Drawn by the table format instead of a table; the value is the last column, its labels stand before it.
    public var chart: ChartKind?
    /// How many threads write the rows of a long result (CSV, TSV and JSON).
    public var threads = 1

    public init(
        showsHeader: Bool = true, missingText: String? = nil, writesByteOrderMark: Bool = false,
        usesColor: Bool = false, width: Int? = nil, chart: ChartKind? = nil
    ) {
        self.showsHeader = showsHeader
        self.missingText = missingText
        self.writesByteOrderMark = writesByteOrderMark
        self.usesColor = usesColor
        self.width = width
        self.chart = chart
    }
}

/// What ways to rows cost, in nanoseconds on one thread, measured and then held against `tdq-bench filters`.
///
/// They are data and not measured anew at each start, so that a plan depends on the data alone; their ratios are those
/// of memory and caches, which differ less from machine to machine than the costs themselves.
enum AccessCosts {
    // MARK: Reading all rows

    /// A row of a scan, whatever is asked of it.
    static let scanRow = 0.55
    /// A byte of a column that is compared with the ends of one range, many rows at once.
    static let compareByte = 0.08
    /// A code looked up in a table of texts, many rows at once.
    static let lookUp = 0.9
    /// A row asked alone; times `Estimator.cost`.
    static let ask = 2.0
    /// A row that satisfies what was asked, handed on by number.
    static let emit = 2.0
    /// Threads that share a scan.
    static let scanThreads = 2.0

    // MARK: Reading an index

    /// The look-up itself.
    static let lookup = 400.0
    /// The ends of a range found in a sorted permutation.
    static let slice = 3_000.0
    /// A list that is looked up.
    static let list = 6.0
    /// A row number of a list, read while two lists of like length are merged; and while their common rows are counted.
    static let merge = 1.8
    static let mergeCount = 0.8
    /// A row number looked for in a much longer list.
    static let leap = 25.0
    /// A row number noted in a bitmap; and read from one.
    static let mark = 4.0
    static let unmark = 2.0
    /// A row of the table, as a bit of a bitmap that is cleared, joined with another or gone through.
    static let bit = 0.006
    /// A row number put in order.
    static let sort = 25.0
    /// A predicate that is asked of a row found: a jump to its value; times `Estimator.cost`.
    static let probe = 8.0

    // MARK: Texts

    /// A text found by its hash.
    static let findText = 100.0
    /// A byte of a dictionary's texts, searched; matched with a pattern.
    static let searchByte = 0.1
    static let matchByte = 4.0
    /// A text held against another in alphabetical order.
    static let orderText = 1_000.0
    /// A row that references lead to, asked.
    static let target = 3.0
    /// Bytes of texts to one of their different words.
    static let textsToWords = 8.0

    // MARK: Building

    /// By row.
    static let postingsBuild = 2.0
    static let sortedBuild = 12.0
    /// By byte of the texts.
    static let wordsBuild = 8.0
}

/// Every word that means something to the language, for the parser, highlighting, completion and suggestions.
/// All words are lower-case here; the language takes them in any letter case.
public enum Vocabulary {
    /// The words that begin a statement other than a query.
    public static let statements = ["let", "param", "check", "explain", "profile", "describe"]

    /// The words that begin a stage, aggregates apart, with the word each is another name of.
    static let stageWords: [String: StageWord] = [
        "where": .where, "filter": .where, "search": .search, "show": .show, "select": .show, "hide": .hide,
        "rename": .rename, "add": .add, "sort": .sort, "order": .sort, "take": .take, "limit": .take, "skip": .skip,
        "top": .top, "sample": .sample, "distinct": .distinct, "join": .join, "inner": .join, "left": .leftJoin,
        "with": .with, "without": .without, "union": .union, "except": .except, "intersect": .intersect,
        "unnest": .unnest, "chart": .chart, "as": .format, "into": .into,
    ]

    /// The stages as they are written, synonyms included, most useful first; aggregates are listed apart.
    public static let stages = [
        "where", "show", "count", "sort by", "take", "add", "sum", "top", "distinct", "search", "hide", "rename",
        "skip", "sample", "join", "left join", "with", "without", "union", "except", "intersect", "unnest", "chart",
        "as", "into", "filter", "select", "order by", "limit",
    ]

    /// The aggregates by their canonical names; `p1` … `p99` (with decimals too) stand beside them.
    public static let aggregates = [
        "count", "sum", "avg", "min", "max", "median", "stddev", "corr", "distinct", "first", "last", "list", "share",
    ]

    /// Other names of aggregates.
    public static let aggregateSynonyms = ["mean": "avg", "average": "avg", "std": "stddev", "stdev": "stddev"]

    /// The functions of a row's place among others; aggregates may stand there too.
    public static let windowFunctions = ["rank", "row", "running", "previous", "next"]

    /// The functions of one row, with how many arguments each takes.
    public static let functions: [String: ClosedRange<Int>] = [
        "lower": 1...1, "upper": 1...1, "length": 1...1, "left": 2...2, "right": 2...2, "replace": 3...3,
        "split": 2...2, "trim": 1...1, "fold": 1...1, "given": 1...1, "round": 1...2, "abs": 1...1, "floor": 1...1,
        "ceil": 1...1, "log": 1...1, "sqrt": 1...1, "year": 1...1, "quarter": 1...1, "month": 1...1, "day": 1...1,
        "weekday": 1...1, "days": 2...2, "today": 0...0, "number": 1...1, "text": 1...1, "date": 1...1, "if": 3...3,
    ]

    /// The operators between a field and a value, as they are written.
    public static let comparisonOperators = [
        "=", "!=", "<", "<=", ">", ">=", "~", "!~", "==", "<>", "in", "not in", "starts", "ends", "matches", "has",
        "is empty", "is not empty", "is null", "is not null", "between", "like",
    ]

    /// Where one of these words is all that stands behind `=` or `!=`, without quotes, it is read as `is empty` or
    /// `is not empty`: a missing value equals nothing, so that the comparison could find no row. Quotes make it text.
    public static let emptyWords = ["empty", "null"]

    /// `max`, `the least`, `cao nhất`, as people ask for the row of the greatest or the least: the stage that finds it;
    /// nil for any other words.
    public static func superlative(_ words: String, of field: String) -> String? {
        var words = words.lowercased()[...]
        if words.hasPrefix("the ") { words = words.dropFirst("the ".count) }
        let word = String(words)
        if greatestWords.contains(word) || ["max", "maximum", "lớn nhất", "cao nhất", "nhiều nhất"].contains(word) {
            return "top 1 by \(field)"
        }
        let isLeast =
            leastWords.contains(word) || ["min", "minimum", "nhỏ nhất", "thấp nhất", "ít nhất"].contains(word)
        return isLeast ? "top 1 by \(field) asc" : nil
    }

    /// Words that people put before what comes first, the largest first.
    static let greatestWords: Set = ["greatest", "largest", "biggest", "highest", "most"]

    /// Words that people put before what comes first, the smallest first.
    static let leastWords: Set = ["least", "smallest", "lowest", "fewest"]

    /// The kinds of `chart`.
    public static let charts = ["bar", "line", "hist"]

    /// The words that join conditions.
    public static let logicalWords = ["and", "or", "not"]

    /// The operators of arithmetic and text, loosest first.
    public static let arithmeticOperators = ["??", "&", "+", "-", "*", "/", "%"]

    /// The words inside stages that are not names there.
    public static let clauseWords = ["as", "by", "across", "per", "asc", "desc", "given", "on", "where", "sort"]

    /// The units that may follow a number: `date + 3 days`.
    public static let units = ["day", "days", "week", "weeks", "month", "months", "year", "years"]

    /// The canonical name of an aggregate, whatever the letter case of `word`; nil when it is none.
    public static func aggregate(_ word: String) -> String? {
        let word = word.lowercased()
        if let canonical = aggregateSynonyms[word] { return canonical }
        return aggregates.contains(word) || isPercentile(word) ? word : nil
    }

    /// Whether `word` is `p1` … `p99`, decimals allowed (`p99.9`).
    public static func isPercentile(_ word: String) -> Bool {
        guard word.first == "p" || word.first == "P" else { return false }
        let parts = word.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            parts[0].utf8.count <= 2, let whole = Int(parts[0])
        else { return false }
        return whole > 0 || (parts.count == 2 && parts[1].utf8.contains { $0 != UInt8(ascii: "0") })
    }

    /// Whether `word` directly before `(` makes a call: a function, an aggregate or a window function.
    public static func isCallable(_ word: String) -> Bool {
        let word = word.lowercased()
        return functions[word] != nil || windowFunctions.contains(word) || aggregate(word) != nil
    }
}

/// A stage by its meaning, whichever of its words was written.
enum StageWord: Sendable {
    case `where`, search, show, hide, rename, add, sort, take, skip, top, sample, distinct, join, leftJoin, with
    case without, union, except, intersect, unnest, chart, format, into
}

/// Times that are told from today, as people call them, as conditions of this language.
public enum RelativeTime {
    /// Days counted from today.
    private static let days = [
        "today": 0, "now": 0, "hôm nay": 0, "yesterday": -1, "hôm qua": -1, "tomorrow": 1, "ngày mai": 1,
    ]

    /// Years counted from this one.
    private static let years = [
        "this year": 0, "current year": 0, "năm nay": 0, "last year": -1, "previous year": -1, "năm ngoái": -1,
        "năm trước": -1, "next year": 1, "năm sau": 1, "năm tới": 1, "sang năm": 1,
    ]

    private static let thisMonth: Set = ["this month", "current month", "tháng này"]

    private static let spans = [
        "last week": "1 weeks", "last month": "1 months", "last quarter": "3 months", "tuần trước": "1 weeks",
        "tuần qua": "1 weeks", "tháng trước": "1 months", "tháng qua": "1 months",
    ]

    private static let units = [
        "day": "days", "days": "days", "week": "weeks", "weeks": "weeks", "month": "months", "months": "months",
        "year": "years", "years": "years", "ngày": "days", "tuần": "weeks", "tháng": "months", "năm": "years",
    ]

    /// Words that begin such a time where nothing else can stand.
    static let openings: Set = [
        "today", "now", "yesterday", "tomorrow", "this", "current", "last", "past", "previous", "next", "within",
        "during",
    ]

    /// A condition on a field, in this language: `date`, `=` and `last 5 years` give `date > today() - 5 years`; nil for
    /// words that are no such time.
    public static func condition(_ field: String, _ operation: String, _ words: String) -> String? {
        var words = words.lowercased().split(separator: " ").map(String.init)
        while let first = words.first, ["the", "within", "during", "in"].contains(first) { words.removeFirst() }
        let text = words.joined(separator: " ")
        if let days = days[text] { return "\(field) \(operation) today()\(moved(days, "days"))" }
        if let years = years[text] {
            return "year(\(field)) \(operation) year(today())\(moved(years, nil))"
        }
        if thisMonth.contains(text) { return "year(\(field)) = year(today()) and month(\(field)) = month(today())" }
        guard let span = spans[text] ?? span(words) else { return nil }
        return "\(field) > today() - \(span)"
    }

    private static func moved(_ count: Int, _ unit: String?) -> String {
        guard count != 0 else { return "" }
        return " \(count < 0 ? "-" : "+") \(count.magnitude)" + (unit.map { " \($0)" } ?? "")
    }

    /// `last 5 years`, `5 năm qua`, `5 năm gần đây`, `5 years ago` as `5 years`.
    private static func span(_ words: [String]) -> String? {
        var words = words
        if let first = words.first, ["last", "past", "previous"].contains(first) { words.removeFirst() }
        guard words.count >= 2, words[0].utf8.allSatisfy(isDigit), let unit = units[words[1]] else { return nil }
        let rest = words.dropFirst(2).joined(separator: " ")
        return ["", "ago", "qua", "gần đây", "trước", "vừa qua"].contains(rest) ? "\(words[0]) \(unit)" : nil
    }
}

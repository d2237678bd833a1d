/// Stages of other languages, in English and in Vietnamese, as they are called here.
extension SyntaxReader {
    /// The same stage in this language; nil for a word that is not known to be one.
    func foreignStage(_ word: String, rest: String) -> String? {
        let behind = String(rest.dropFirst(word.count))
        if let renamed = Self.renamedStages[word], behind.drop(while: { $0 == " " }).first != "=" {
            return renamed + behind.replacing(" theo ", with: " by ")
        }
        switch word {
        case "having": return "| where\(Self.columnNames(behind))"
        case "summarize", "summarise", "aggregate", "agg": return aggregates(behind)
        case "head": return "take\(behind.isEmpty ? " 10" : behind)"
        case "extend", "mutate", "compute": return named(behind)
        case "bottom": return last(behind)
        case "how", "number": return count(word, behind)
        case "rank":
            guard let key = Self.behind("by", behind) else { return nil }
            return "add rank() as rank sort by\(key) desc"
        case "histogram": return behind.isEmpty ? nil : "chart hist\(behind)"
        case "percent", "percentage": return share(behind)
        case "cumulative", "cumsum":
            let words = behind.split(separator: " ")
            return words.count == 1 ? "add running(sum(\(words[0]))) as total" : nil
        case "plot", "render", "graph", "draw": return chart(behind)
        case "percentile", "quantile":
            let end = behind.lastIndex(of: ")") ?? behind.endIndex
            let arguments = Self.items(behind[..<end].filter { $0 != "(" })
            guard arguments.count == 2, let share = Double(arguments[1]) else { return nil }
            let percent = share <= 1 ? share * 100 : share
            guard (0...100).contains(percent) else { return nil }
            return percent == percent.rounded() ? "p\(Int(percent)) \(arguments[0])\(behind[end...].dropFirst())" : nil
        case "len", "length", "size", "nrow", "wc": return behind.isEmpty || word == "wc" ? "count" : nil
        case "to", "format", "output", "csv", "json", "jsonl", "tsv", "markdown", "html": return format(word, behind)
        case "map":
            return behind.hasPrefix("(.") && behind.hasSuffix(")") ? "show \(behind.dropFirst(2).dropLast())" : nil
        case "by": return groupless("group by\(behind)")
        case "trung": return Self.behind("bình", behind).map { "avg\($0.replacing(" theo ", with: " by "))" }
        case "sắp", "xếp": return "sort by\(Self.behind("theo", Self.behind("xếp", behind) ?? behind) ?? behind)"
        case "nhóm": return Self.behind("theo", behind).map { "count by\($0)" }
        case _ where Vocabulary.greatestWords.contains(word): return ordered(behind, isDescending: true)
        case _ where Vocabulary.leastWords.contains(word): return ordered(behind, isDescending: false)
        case "across": return behind.isEmpty ? nil : "count \(rest)"
        case "nunique": return behind.isEmpty ? nil : "distinct(\(behind.drop { $0 == " " }))"
        case "groupby", "group_by":
            let keys = behind.filter { !"()\"'".contains($0) }.drop { $0 == " " }
            return keys.isEmpty ? nil : "count by \(keys)"
        case "pivot":
            guard let by = behind.firstRange(of: " by ") else { return behind.isEmpty ? nil : "count across\(behind)" }
            return "count by\(behind[..<by.lowerBound]) across \(behind[by.upperBound...])"
        default: return nil
        }
    }

    private static let renamedStages = [
        "project": "show", "drop": "hide", "exclude": "hide", "unique": "distinct", "uniq": "distinct",
        "remove": "hide", "delete": "hide", "minus": "except", "value_counts": "count by", "p0": "min", "p100": "max",
        "offset": "skip", "explode": "unnest", "expand": "unnest", "find": "search",
        "save": "into", "export": "into", "write": "into", "if": "where", "when": "where", "arrange": "sort by",
        "sort_by": "sort by", "orderby": "sort by", "order_by": "sort by", "slice": "take", "left_join": "left join",
        "inner_join": "join", "anti_join": "without", "semi_join": "with", "total": "sum",
        "đếm": "count", "dem": "count", "lọc": "where", "loc": "where", "hiện": "show", "xem": "show", "lấy": "take",
        "có": "where", "mà": "where",
        "tổng": "sum", "ẩn": "hide", "thêm": "add", "tìm": "search",
    ]

    /// `x = E, …` as `E as x, …`.
    private func named(_ written: String) -> String {
        let isCall = written.hasPrefix("(") && written.hasSuffix(")")
        let items = Self.items(isCall ? String(written.dropFirst().dropLast()) : written).map { item in
            let (name, value) = Self.assignment(item)
            return name.map { "\(value) as \($0)" } ?? item
        }
        return "add \(items.joined(separator: ", "))"
    }

    /// `percent quantity by form`, `percent by form`
    private func share(_ rest: String) -> String {
        Self.behind("by", rest).map { "count by\($0) | add share(count) as percent" } ?? "share\(rest)"
    }

    /// `plot bar sum quantity by form`, `graph form`
    private func chart(_ rest: String) -> String {
        let words = rest.split(separator: " ")
        guard let first = words.first, !Vocabulary.charts.contains(first.lowercased()) else { return "chart\(rest)" }
        let isWhole = words.contains("by") || Vocabulary.aggregate(String(first)) != nil
        return isWhole ? "chart bar\(rest)" : "chart bar count by\(rest)"
    }

    /// `to csv`, `format json`, `csv`
    private func format(_ word: String, _ rest: String) -> String? {
        let isWord = ["to", "format", "output"].contains(word)
        let name = isWord ? Self.bare(rest[...]).lowercased() : word
        let formats = ["csv", "json", "jsonl", "tsv", "markdown", "html", "table", "vertical"]
        return formats.contains(name) && (isWord || rest.isEmpty) ? "as \(name)" : nil
    }

    /// `quantity cao nhất`, `lương thấp nhất`: the row of the greatest or the least.
    func superlative(_ rest: String) -> String? {
        let words = rest.split(separator: " ")
        guard words.count > 2, words.last == "nhất" else { return nil }
        return Vocabulary.superlative(
            words.suffix(2).joined(separator: " "), of: words.dropLast(2).joined(separator: " "))
    }

    private func last(_ rest: String) -> String {
        guard let per = rest.firstRange(of: " per ") else { return "top\(rest) asc" }
        return "top\(rest[..<per.lowerBound]) asc\(rest[per.lowerBound...])"
    }

    /// `how many by form`, `number of awards by form`
    private func count(_ word: String, _ rest: String) -> String? {
        guard let counted = Self.behind(word == "how" ? "many" : "of", rest) else { return nil }
        return "count" + (counted.firstRange(of: " by ").map { counted[$0.lowerBound...] } ?? "")
    }

    /// `largest 5 by quantity`, `most quantity`
    private func ordered(_ rest: String, isDescending: Bool) -> String? {
        let words = rest.split(separator: " ")
        guard let first = words.first else { return nil }
        if first.utf8.allSatisfy({ isDigit($0) }) { return isDescending ? "top\(rest)" : last(rest) }
        return "sort by\(rest)\(isDescending ? " desc" : "")"
    }

    /// What stands behind a word at the beginning of a text; nil where another stands there.
    private static func behind(_ word: String, _ text: String) -> String? {
        let rest = text.drop { $0 == " " }
        guard rest.hasPrefix(word) else { return nil }
        let after = rest.dropFirst(word.count)
        return after.isEmpty || after.first == " " ? String(after) : nil
    }

    /// `awards describe`: the statement's word goes first.
    func statementBehindSource(_ token: Token, _ source: SourceRange?) -> Failure? {
        let word = lowered(token)
        guard Self.descriptions.contains(word) || ["explain", "profile"].contains(word), isAtLineEnd(token) else {
            return nil
        }
        guard let query = source.map({ self.source.text($0) }) ?? queryBefore(token) else { return nil }
        let statement = Self.descriptions.contains(word) ? "describe" : word
        return failure(
            "`\(statement)` stands before the query", at: token.range, hints: ["\(statement) \(query)"])
    }

    /// What other languages call a look at fields and types.
    static let descriptions: Set = [
        "describe", "info", "shape", "dtypes", "columns", "fields", "schema", "structure", "keys", "names", "summary",
        "glimpse",
    ]

    /// The statement up to the bar before the token; nil inside of parentheses, and where it is no query.
    private func queryBefore(_ token: Token) -> String? {
        let before = trimmed(statementStart, token.range.lower)
        guard openers.isEmpty, before.length > 1, before.length < 200, bytes[before.upper - 1] == UInt8(ascii: "|"),
            !Vocabulary.statements.contains(source.text(SourceRange(before.lower, endOfWord(from: before.lower))))
        else { return nil }
        return source.text(trimmed(before.lower, before.upper - 1))
    }

    private func isAtLineEnd(_ token: Token) -> Bool {
        endOfSpaces(from: token.range.upper) >= endOfLine(from: token.range.upper)
    }
}

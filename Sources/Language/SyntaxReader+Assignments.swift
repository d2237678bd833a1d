/// Columns named by `=` before them, as KQL and data frames have it; here a name stands behind `as`.
extension SyntaxReader {
    /// `x = sum(quantity), n = count() by form` as `sum(quantity) as x, count as n by form`; nil for nothing.
    func aggregates(_ written: String) -> String? {
        var text = Self.bare(written[...])
        if text.hasPrefix("("), text.hasSuffix(")") { text = Self.bare(text.dropFirst().dropLast()) }
        guard !text.isEmpty else { return nil }
        if text.lowercased().hasPrefix("by ") { return "distinct \(text.dropFirst("by ".count))" }
        let by = text.firstRange(of: " by ")
        let items = Self.items(String(text[..<(by?.lowerBound ?? text.endIndex)])).map { item in
            let (name, value) = Self.assignment(item)
            return plainAggregate(value) + (name.map { " as \($0)" } ?? "")
        }
        return items.joined(separator: ", ") + (by.map { String(text[$0.lowerBound...]) } ?? "")
    }

    /// `x = E` as the name and the expression; no name where there is no `=`, or it compares.
    static func assignment(_ item: String) -> (name: String?, value: String) {
        guard let equal = item.firstIndex(of: "="), equal != item.startIndex,
            !item[item.index(after: equal)...].hasPrefix("=")
        else { return (nil, item) }
        let name = bare(item[..<equal])
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_ ".contains($0) }) else {
            return (nil, item)
        }
        return (
            name.contains(" ") ? "`\(name)`" : name, bare(item[item.index(after: equal)...])
        )
    }

    /// `count()`, `n()`, `dcount(x)`, `sumif(x, P)` as they are written here.
    private func plainAggregate(_ call: String) -> String {
        switch call.lowercased() {
        case "count()", "n()", "count(*)": return "count"
        default: break
        }
        let name = call.prefix { $0 != "(" }
        let arguments = call.dropFirst(name.count)
        switch name.lowercased() {
        case "dcount", "n_distinct", "nunique", "countdistinct": return "distinct\(arguments)"
        case "make_list", "make_set", "string_agg": return "list\(arguments)"
        default: return filteredAggregate(call) ?? call
        }
    }

    /// `project-away form`, `project-rename a = b`: stages of KQL with a hyphen in their names.
    func hyphenatedStage(_ token: Token, _ rest: String) -> Failure? {
        let word = rest.prefix { $0.isLetter || $0 == "-" || $0 == "_" }
        guard word.contains("-") else { return nil }
        let behind = rest.dropFirst(word.count)
        let cure: String
        switch word.lowercased() {
        case "project-away": cure = "hide\(behind)"
        case "project-keep", "project-reorder": cure = "show\(behind)"
        case "mv-expand", "mv-apply": cure = "unnest\(behind)"
        case "sort-by", "order-by": cure = "sort by\(behind)"
        case "group-by": cure = groupless("group by\(behind)")
        case "project-rename":
            let names = Self.items(String(behind)).map { item in
                let (name, value) = Self.assignment(item)
                return name.map { "\(value) as \($0)" } ?? item
            }
            cure = "rename \(names.joined(separator: ", "))"
        default: return nil
        }
        let whole = SourceRange(token.range.lower, token.range.lower + word.utf8.count)
        return failure("there is no stage `\(word)`", at: whole, hints: [cure])
    }
}

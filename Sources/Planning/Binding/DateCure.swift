import Language
import Values
import VietnameseText

/// What was probably meant by a value that is compared with a date and is none.
struct DateCure {
    var problem: String
    var hints: [String]

    /// Nil where nobody can tell.
    init?(_ field: String, _ operation: ComparisonOperator, _ written: String) {
        let digits = written.utf8.allSatisfy { (48...57).contains($0) } ? written : ""
        let condition = "\(field) \(operation.rawValue)"
        if let date = Self.joined(digits) {
            (problem, hints) = ("is no date: its parts stand apart", ["\(condition) \(date)"])
        } else if let date = Self.monthFirst(written) {
            (problem, hints) = ("is no date: the day comes first, then the month", ["\(condition) \(date)"])
        } else if let parts = Self.withoutYear(written) {
            problem = "names no year"
            hints = ["\(parts.map { "\($0.function)(\(field)) = \($0.number)" }.joined(separator: " and "))"]
            if parts.count == 2 { hints.append("\(condition) \(parts[0].number)/\(parts[1].number)/2022") }
        } else if let date = Self.english(written) {
            (problem, hints) = ("is no date: months are numbers", ["\(condition) \(date)"])
        } else {
            return nil
        }
    }

    /// `20220317`, `17032022`, `202203`.
    private static func joined(_ digits: String) -> String? {
        func part(_ start: Int, _ count: Int) -> String { String(digits.dropFirst(start).prefix(count)) }
        let candidates: [String] =
            switch digits.utf8.count {
            case 8: ["\(part(0, 4))-\(part(4, 2))-\(part(6, 2))", "\(part(4, 4))-\(part(2, 2))-\(part(0, 2))"]
            case 6: ["\(part(0, 4))-\(part(4, 2))"]
            default: []
            }
        return candidates.first { ["19", "20"].contains($0.prefix(2)) && DateInput.period($0) != nil }
    }

    /// `03/17/2022`.
    private static func monthFirst(_ text: String) -> String? {
        let parts = text.split { "/-".contains($0) }.map(String.init)
        guard parts.count == 3, parts[2].utf8.count == 4 else { return nil }
        let date = "\(parts[2])-\(parts[0])-\(parts[1])"
        return DateInput.date(date) == nil ? nil : date
    }

    /// `17/3`, `ngày 17 tháng 3`, `tháng 3`, `March`, `quý 2`.
    private static func withoutYear(_ text: String) -> [(function: String, number: Int)]? {
        let words = text.split { " /-".contains($0) }.map {
            String(decoding: Folding.key(.k2, String($0)), as: UTF8.self)
        }
        let numbers = words.map { Int($0) ?? 0 }
        if words.count == 1, let month = months[words[0]] { return [("month", month)] }
        if words.count == 2, !text.contains(" "), (1...31).contains(numbers[0]), (1...12).contains(numbers[1]) {
            return [("day", numbers[0]), ("month", numbers[1])]
        }
        guard words.count.isMultiple(of: 2) else { return nil }
        var parts: [(function: String, number: Int)] = []
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let function = functions[words[index]], numbers[index + 1] > 0 else { return nil }
            parts.append((function, numbers[index + 1]))
        }
        return parts.isEmpty || parts.count > 2 ? nil : parts
    }

    private static let functions = [
        "ngay": "day", "thang": "month", "month": "month", "quy": "quarter", "quarter": "quarter",
    ]

    /// `March 2022`, `17 Mar 2022`, `17-Mar-2022`.
    private static func english(_ text: String) -> String? {
        let words = text.split { " -/,".contains($0) }.map { $0.lowercased() }
        guard (2...3).contains(words.count), let place = words.firstIndex(where: { months[$0] != nil }),
            let month = months[words[place]], let year = words.last, year.utf8.count == 4
        else { return nil }
        let days = words.indices.dropLast().filter { $0 != place }.map { words[$0] }
        let date = ([year, month < 10 ? "0\(month)" : "\(month)"] + days.map { $0.utf8.count == 1 ? "0\($0)" : $0 })
            .joined(separator: "-")
        return DateInput.period(date) == nil ? nil : date
    }

    private static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        var months = ["sept": 9]
        for (index, name) in names.enumerated() {
            months[name] = index + 1
            months[String(name.prefix(3))] = index + 1
        }
        return months
    }()
}

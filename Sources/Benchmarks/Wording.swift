/// A text and the spellings in which people really type it; all mean the same.
struct Wording {
    let plain: String
    /// Tone marks in the older place: Uỷ ban, cụ thể hoá.
    let olderTones: String
    /// Letters and marks apart (NFD), as some systems store them.
    let decomposed: String
    /// No-break spaces in place of spaces, as pasted from documents.
    let noBreakSpaces: String

    init(_ plain: String) {
        self.plain = plain
        olderTones = Wording.withOlderTones(plain)
        decomposed = Wording.decompose(plain)
        noBreakSpaces = String(plain.map { $0 == " " ? "\u{A0}" : $0 })
    }

    /// Older tones in 20 rows of a hundred, apart letters in 3, no-break spaces in 5.
    func written(_ random: inout RandomSource) -> String {
        switch random.below(100) {
        case 0..<20: olderTones
        case 20..<23: decomposed
        case 23..<28: noBreakSpaces
        default: plain
        }
    }

    private static let olderPlaces: [String: String] = [
        "ủy": "uỷ", "Ủy": "Uỷ", "úy": "uý", "óa": "oá", "òa": "oà", "ọa": "oạ", "ỏa": "oả",
    ]

    private static func withOlderTones(_ text: String) -> String {
        var letters = Array(text)
        var index = 0
        while index + 1 < letters.count {
            let endsSyllable = index + 2 == letters.count || !letters[index + 2].isLetter
            if endsSyllable, let older = olderPlaces[String(letters[index...(index + 1)])] {
                letters.replaceSubrange(index...(index + 1), with: Array(older))
            }
            index += 1
        }
        return String(letters)
    }

    private static func decompose(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let parts = parts[scalar] { result.append(contentsOf: parts) } else { result.append(scalar) }
        }
        return String(result)
    }

    /// The letter without any mark; đ is a letter of its own.
    static func base(of letter: Unicode.Scalar) -> Unicode.Scalar { parts[letter]?[0] ?? letter }

    /// Each composed letter with its parts in canonical order: horn, dot below, then the marks above.
    private static let parts: [Unicode.Scalar: [Unicode.Scalar]] = {
        let rows: [(base: Unicode.Scalar, shape: Unicode.Scalar?, letters: String)] = [
            ("a", nil, "aàảãáạ"), ("a", "\u{306}", "ăằẳẵắặ"), ("a", "\u{302}", "âầẩẫấậ"), ("e", nil, "eèẻẽéẹ"),
            ("e", "\u{302}", "êềểễếệ"), ("i", nil, "iìỉĩíị"), ("o", nil, "oòỏõóọ"), ("o", "\u{302}", "ôồổỗốộ"),
            ("o", "\u{31B}", "ơờởỡớợ"), ("u", nil, "uùủũúụ"), ("u", "\u{31B}", "ưừửữứự"), ("y", nil, "yỳỷỹýỵ"),
            ("A", nil, "AÀẢÃÁẠ"), ("A", "\u{306}", "ĂẰẲẴẮẶ"), ("A", "\u{302}", "ÂẦẨẪẤẬ"), ("E", nil, "EÈẺẼÉẸ"),
            ("E", "\u{302}", "ÊỀỂỄẾỆ"), ("O", nil, "OÒỎÕÓỌ"), ("O", "\u{302}", "ÔỒỔỖỐỘ"), ("O", "\u{31B}", "ƠỜỞỠỚỢ"),
            ("U", nil, "UÙỦŨÚỤ"), ("U", "\u{31B}", "ƯỪỬỮỨỰ"), ("I", nil, "IÌỈĨÍỊ"), ("Y", nil, "YỲỶỸÝỴ"),
        ]
        let tones: [Unicode.Scalar?] = [nil, "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for row in rows {
            for (letter, tone) in zip(row.letters.unicodeScalars, tones) {
                var marks = [row.shape, tone].compactMap { $0 }
                if tone == "\u{323}", row.shape != "\u{31B}" { marks.reverse() }
                if !marks.isEmpty { table[letter] = [row.base] + marks }
            }
        }
        return table
    }()
}

/// Numbers as people type them in queries.
extension NumberInput {
    /// An integer, an exact decimal, or (with an exponent) a double.
    ///
    /// - `1234`, `-3.5`, `1_000` and `1e6` are the query language's own notation: the point is the decimal point, so a
    ///   single point always is one (`1.234` is between 1 and 2), and what tdq prints can be pasted back.
    /// - Grouped digits are read where only one reading is left: one separator repeated with three digits behind each
    ///   (`1.234.567`, `1,234,567`), or both separators, the last one being the decimal mark (`1.234,5`, `1,234.5`).
    /// - A single comma is the decimal mark (`3,5`), unless it could as well group (`1,234`): that is nil, and so is
    ///   whatever has more than 38 digits. `explain` says why.
    public static func number(_ text: String) -> Value? {
        guard let plain = plainNotation(text) else { return nil }
        if plain.contains(UInt8(ascii: "e")) { return double(plain.span).map(Value.double) }
        if let small = integer(plain.span) { return .integer(small) }
        return ExactDecimal(String(decoding: plain, as: UTF8.self)).map(Value.decimal)
    }

    /// Why a text is no number, as a sentence without its full stop; nil where it is one.
    public static func explain(_ text: String) -> String? {
        if number(text) != nil { return nil }
        if let pieces = Pieces(text), pieces.isAmbiguous {
            let (whole, rest) = (pieces.groups[0], pieces.groups[1])
            return "\(text) may be \(whole)\(rest) or \(whole).\(rest): write it so"
        }
        if isTooLarge(text) { return "the number is too large" }
        return "numbers are written like 1234, -3.5, 1e6, 1.234.567 or 1.234.567,5"
    }

    /// Whether a text is written as a number and is none because it is too large, or has too many digits.
    public static func isTooLarge(_ text: String) -> Bool {
        guard let plain = plainNotation(text), number(text) == nil else { return false }
        // What stands behind the `e` of `12east` is no exponent.
        return plain.split(separator: UInt8(ascii: "e"), omittingEmptySubsequences: false).dropFirst()
            .allSatisfy { integer($0.span) != nil }
    }

    /// Sign, digits, point, digits, exponent with a small `e`; nil where that is not clear.
    private static func plainNotation(_ text: String) -> [UInt8]? {
        guard let pieces = Pieces(text), let (whole, fraction) = pieces.wholeAndFraction else { return nil }
        var plain = pieces.isNegative ? [UInt8(ascii: "-")] : []
        plain.append(contentsOf: whole.utf8)
        if let fraction {
            plain.append(UInt8(ascii: "."))
            plain.append(contentsOf: fraction.utf8)
        }
        if let exponent = pieces.exponent {
            plain.append(UInt8(ascii: "e"))
            plain.append(contentsOf: exponent.utf8)
        }
        return plain
    }

    /// Digits between points and commas.
    private struct Pieces {
        var isNegative = false
        var groups: [String] = [""]
        var separators: [UInt8] = []
        var exponent: String?

        /// Longer texts are no numbers; this bounds the work on whatever is given.
        static let maximumBytes = 128

        init?(_ text: String) {
            var bytes = Array(text.utf8.prefix(Self.maximumBytes + 1))
            guard bytes.count <= Self.maximumBytes else { return nil }
            while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            var rest = bytes[...].drop { $0 == UInt8(ascii: " ") }
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                rest.removeFirst()
            }
            if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
                exponent = String(decoding: rest[(mark + 1)...], as: UTF8.self)
                rest = rest[..<mark]
            }
            guard read(rest) else { return nil }
        }

        private mutating func read(_ bytes: ArraySlice<UInt8>) -> Bool {
            var endsInDigit = false
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    groups[groups.count - 1].unicodeScalars.append(Unicode.Scalar(byte))
                case UInt8(ascii: "."), UInt8(ascii: ","):
                    separators.append(byte)
                    groups.append("")
                case UInt8(ascii: "_") where endsInDigit: break
                default: return false
                }
                endsInDigit = digit(byte) != nil
            }
            // Nothing ends in a separator; only the whole part may be left out (.5).
            return endsInDigit && !groups.dropFirst().contains("")
        }

        /// A single comma that may group as well as divide.
        var isAmbiguous: Bool { separators == [UInt8(ascii: ",")] && isGrouped(groups[...]) }

        var wholeAndFraction: (whole: String, fraction: String?)? {
            guard let last = separators.last else { return (groups[0], nil) }
            if separators.count == 1 {
                if isAmbiguous || (last == UInt8(ascii: ",") && groups[0].isEmpty) { return nil }
                return (groups[0].isEmpty ? "0" : groups[0], groups[1])
            }
            let leading = separators.dropLast()
            if leading.allSatisfy({ $0 == last }) { return isGrouped(groups[...]) ? (groups.joined(), nil) : nil }
            guard leading.allSatisfy({ $0 == leading[0] }), isGrouped(groups.dropLast()) else { return nil }
            return (groups.dropLast().joined(), groups[groups.count - 1])
        }

        /// One to three digits that begin with no zero, then three behind each separator.
        private func isGrouped(_ groups: ArraySlice<String>) -> Bool {
            guard let first = groups.first else { return false }
            return (1...3).contains(first.utf8.count) && !first.hasPrefix("0")
                && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
        }
    }
}

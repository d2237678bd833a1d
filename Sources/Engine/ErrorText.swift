import Language
import VietnameseText

/// Writes what is wrong: the place, the sentence, the line with a caret under the token, the cures.
///
///     report.tdq:3:14: there is no field “blok” here
///       awards where blok=tổng hợp
///                    ^~~~
///       did you mean bloc?
public enum ErrorText {
    /// Columns of source shown on each side of a place in a very long line.
    private static let context = 60

    public static func describe(_ message: String, at range: SourceRange?, hints: [String], in source: SourceText)
        -> String
    {
        let (message, hints) = (printable(message), hints.map(printable))
        var lines: [String] = []
        if let range {
            let place = source.line(containing: range.lower)
            lines.append("\(source.name):\(place.number):\(source.column(of: range.lower)): \(message)")
            lines += excerpt(place.range, range, source)
        } else {
            lines.append(message)
        }
        return (lines + hints.map { "  \($0)" }).joined(separator: "\n")
    }

    private static func excerpt(_ line: SourceRange, _ range: SourceRange, _ source: SourceText) -> [String] {
        let end = min(range.upper, line.upper)
        let before = shown(source, line.lower, range.lower, keepsEnd: true)
        let token = shown(source, range.lower, end, keepsEnd: false)
        let after = shown(source, end, line.upper, keepsEnd: false)
        let caret = String(repeating: " ", count: DisplayWidth.columns(of: before)) + "^"
        let tail = String(repeating: "~", count: max(0, DisplayWidth.columns(of: token) - 1))
        return ["  " + before + token + after, "  " + caret + tail]
    }

    /// Source text as a terminal can show it: composed, control characters as spaces, the part next to the token.
    private static func shown(_ source: SourceText, _ lower: Int, _ upper: Int, keepsEnd: Bool) -> String {
        guard lower < upper else { return "" }
        // A character is rarely longer than 16 bytes; more is not worth composing.
        let reach = context * 16
        let near =
            upper - lower <= reach
            ? SourceRange(lower, upper)
            : keepsEnd ? SourceRange(upper - reach, upper) : SourceRange(lower, lower + reach)
        let text = printable(Composition.composed(source.text(near)))
        guard text.count > context || near.length < upper - lower else { return text }
        return keepsEnd ? "…" + String(text.suffix(context)) : String(text.prefix(context)) + "…"
    }

    /// Sentences and cures quote the source: what a terminal would take for a command becomes a space there too.
    private static func printable(_ text: String) -> String {
        String(
            text.map { character in
                character.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F } ? " " : character
            })
    }
}

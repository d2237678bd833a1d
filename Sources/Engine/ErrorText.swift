import Language
import VietnameseText

/// Writes what is wrong: the place, the sentence, the line with a caret under the token, the cures.
///
///     report.tdq:3:14: there is no field “blok” here
///       awards where blok=tổng hợp
///                    ^~~~
///       did you mean bloc?
public enum ErrorText {
    /// Characters of source shown on each side of a place in a very long line, where no terminal's width bounds it.
    private static let context = 60

    /// - Parameter width: the columns of the terminal that shows it, so that the line with its caret is not wrapped; nil
    ///   where there is none.
    public static func describe(
        _ message: String, at range: SourceRange?, hints: [String], in source: SourceText, width: Int? = nil
    ) -> String {
        let (message, hints) = (printable(message), hints.map(printable))
        var lines: [String] = []
        if let range {
            let place = source.line(containing: range.lower)
            lines.append("\(source.name):\(place.number):\(source.column(of: range.lower)): \(message)")
            lines += excerpt(place.range, range, source, width)
        } else {
            lines.append(message)
        }
        return (lines + hints.map { "  \($0)" }).joined(separator: "\n")
    }

    private static func excerpt(
        _ line: SourceRange, _ range: SourceRange, _ source: SourceText, _ width: Int?
    ) -> [String] {
        let end = min(range.upper, line.upper)
        let context = width ?? Self.context
        var before = shown(source, line.lower, range.lower, context, keepsEnd: true)
        var token = shown(source, range.lower, end, context, keepsEnd: false)
        var after = shown(source, end, line.upper, context, keepsEnd: false)
        if let width { fit(&before, &token, &after, max(fewestColumns, width - margin)) }
        let caret = String(repeating: " ", count: DisplayWidth.columns(of: before)) + "^"
        let tail = String(repeating: "~", count: max(0, DisplayWidth.columns(of: token) - 1))
        return ["  " + before + token + after, "  " + caret + tail]
    }

    /// What stands before a line, and a column that a cursor may need behind it.
    private static let margin = 3
    /// Less tells nobody where a place is.
    private static let fewestColumns = 16

    /// Cuts what stands around a token, and the token where it is long, so that all of it fits into so many columns.
    private static func fit(_ before: inout String, _ token: inout String, _ after: inout String, _ columns: Int) {
        token = DisplayWidth.truncated(token, to: columns * 2 / 3)
        let left = columns - DisplayWidth.columns(of: token)
        before = truncatedInFront(before, to: left - min(DisplayWidth.columns(of: after), left / 3))
        after = DisplayWidth.truncated(after, to: left - DisplayWidth.columns(of: before))
    }

    /// The end of a text that fits into so many columns, what is cut away marked.
    private static func truncatedInFront(_ text: String, to columns: Int) -> String {
        var width = DisplayWidth.columns(of: text)
        guard width > columns else { return text }
        var rest = text[...]
        while width > columns - 1, let first = rest.popFirst() { width -= DisplayWidth.columns(of: String(first)) }
        return "…" + rest
    }

    /// Source text as a terminal can show it: composed, control characters as spaces, the part next to the token.
    private static func shown(
        _ source: SourceText, _ lower: Int, _ upper: Int, _ context: Int, keepsEnd: Bool
    ) -> String {
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

import CRE2
import VietnameseText

/// A compiled regular expression over UTF-8, searched in time linear in the text, whatever the pattern (RE2).
///
/// The pattern is composed first, and letter case counts unless the pattern begins with `(?i)`.
public final class RegularExpression: @unchecked Sendable {
    // RE2 objects are immutable once compiled and safe to share between threads.
    private let handle: OpaquePointer
    private let pattern: [UInt8]

    public init(_ pattern: String) {
        let composed = Folding.key(.exact, pattern)
        self.pattern = composed
        handle = (composed + [0]).withUnsafeBufferPointer {
            tdq_regex_compile($0.baseAddress!, composed.count, false)
        }
    }

    deinit { tdq_regex_free(handle) }

    /// What is wrong with the pattern, or nil.
    public var problem: String? { tdq_regex_error(handle).map { String(cString: $0) } }

    /// Whether some part of `text`, composed UTF-8, matches. The pattern must be without problem.
    public func matches(_ text: Span<UInt8>) -> Bool {
        precondition(problem == nil, "the pattern was not checked")
        return text.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return tdq_regex_search(handle, [0], 0) }
            return tdq_regex_search(handle, start, bytes.count)
        }
    }

    /// What searches many texts at once; nil where the pattern allows none. The pattern must be without problem.
    public var ofManyTexts: ManyTexts? {
        precondition(problem == nil, "the pattern was not checked")
        return (pattern + [0]).withUnsafeBufferPointer { bytes in
            tdq_regex_compile_lines(bytes.baseAddress!, pattern.count).map { ManyTexts(self, $0) }
        }
    }

    /// A regular expression that is searched in many texts at once.
    public final class ManyTexts: @unchecked Sendable {
        // Shared as the expression itself is.
        private let expression: RegularExpression
        private let lines: OpaquePointer

        fileprivate init(_ expression: RegularExpression, _ lines: OpaquePointer) {
            (self.expression, self.lines) = (expression, lines)
        }

        deinit { tdq_regex_free(lines) }

        /// Writes 1 for each of some texts, composed UTF-8, that matches, and 0 for the others. Text i is `bytes` from
        /// offset i to before offset i + 1.
        public func match(
            _ texts: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ offsets: UnsafeBufferPointer<UInt32>,
            to matches: UnsafeMutablePointer<UInt8>
        ) {
            guard let start = bytes.baseAddress, let borders = offsets.baseAddress else { return }
            tdq_regex_match_texts(
                expression.handle, lines, start, borders, texts.lowerBound, texts.upperBound, matches)
        }
    }
}

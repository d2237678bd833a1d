import CRE2
import VietnameseText

/// A compiled regular expression over UTF-8, searched in time linear in the text, whatever the pattern (RE2).
///
/// The pattern is composed first, and letter case counts unless the pattern begins with `(?i)`.
public final class RegularExpression: @unchecked Sendable {
    // RE2 objects are immutable once compiled and safe to share between threads.
    private let handle: OpaquePointer

    public init(_ pattern: String) {
        var composed = Folding.key(.exact, pattern)
        composed.append(0)
        handle = composed.withUnsafeBufferPointer { tdq_regex_compile($0.baseAddress!, composed.count - 1, false) }
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
}

import CSimdjson

/// simdjson's first stage behind one handle: where the tokens of a text start, be it one document or many.
final class JSONTokens {
    private let handle: OpaquePointer?

    init() { handle = tdq_json_tokens_new() }

    deinit { if let handle { tdq_json_tokens_free(handle) } }

    /// The offsets of brackets, colons, commas, strings, and of runs of anything else that is no space. Behind them
    /// stands the text's length, twice. They are valid until the next call.
    ///
    /// Strings are closed, and are UTF-8 without control characters. Nil where the text has others, or no tokens.
    func find(in text: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt32>? {
        guard let handle, let base = text.baseAddress else { return nil }
        var offsets: UnsafePointer<UInt32>?
        var count = 0
        guard tdq_json_find_tokens(handle, base, text.count, &offsets, &count) == TDQ_JSON_OK else { return nil }
        return count > 0 ? offsets : nil
    }

    /// What a string with escapes stands for, whose text is between its quotes and in one in which tokens were found;
    /// nil where an escape is none.
    func unescaped(_ text: UnsafeBufferPointer<UInt8>, _ arena: CellArena) -> UnsafeBufferPointer<UInt8>? {
        guard let handle, let source = text.baseAddress else { return nil }
        assert(tdq_json_padding() <= FileBytes.padding)
        // No escape is shorter than what it stands for.
        let target = arena.reserve(text.count)
        let end = tdq_json_unescape(handle, source, target)
        let count = end.map { $0 - target } ?? 0
        arena.shrinkLast(by: text.count - count)
        return end == nil ? nil : UnsafeBufferPointer(start: target, count: count)
    }
}

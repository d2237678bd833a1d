import Columns

/// Texts one behind another, numbered as they come; whether one came before is not looked at.
struct TextRun {
    private var bytes: [UInt8] = []
    /// Where each text ends, behind a 0.
    private var ends: [UInt32] = [0]
    /// A text found no room: there can be no dictionary.
    private(set) var isFull = false

    var count: Int { ends.count - 1 }

    /// Appends the text that `write` appends to the bytes.
    @inline(__always)
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        if bytes.count > TextDictionaryBuilder.maximumBytes {
            isFull = true
            bytes.removeLast(bytes.count - Int(ends[ends.count - 1]))
        }
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    @inline(__always)
    mutating func append(_ text: Span<UInt8>) { append { $0.append(text) } }

    mutating func removeLast() {
        ends.removeLast()
        bytes.removeLast(bytes.count - Int(ends[ends.count - 1]))
    }

    func withSpan<Result>(_ text: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        body(bytes.span.extracting(Int(ends[text])..<Int(ends[text + 1])))
    }

    /// Whether the text appended last, which there must be, is the same as this one.
    @inline(__always)
    func endsWith(_ text: Span<UInt8>) -> Bool {
        let (start, end) = (Int(ends[ends.count - 2]), Int(ends[ends.count - 1]))
        return end - start == text.count && bytes.span.extracting(start..<end).isSame(text)
    }

    /// Whether the text appended last is the same as the one before it, which there must be.
    var repeatsItself: Bool {
        let (before, start, end) = (Int(ends[ends.count - 3]), Int(ends[ends.count - 2]), Int(ends[ends.count - 1]))
        guard end - start == start - before else { return false }
        return bytes.span.extracting(before..<start).isSame(bytes.span.extracting(start..<end))
    }

    /// The texts with their numbers as codes. `areDistinct`: no two of them are the same.
    func dictionary(areDistinct: Bool) -> TextDictionary {
        TextDictionary(bytes: Buffer(bytes), offsets: Buffer(ends), areDistinct: areDistinct)
    }
}

extension Span<UInt8> {
    /// Whether the bytes are the same.
    @inline(__always)
    func isSame(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { a in
            other.withUnsafeBytes { b in
                // From the end, where neighbours differ.
                var index = a.count
                while index >= 8 {
                    index -= 8
                    let word = a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    if b.loadUnaligned(fromByteOffset: index, as: UInt64.self) != word { return false }
                }
                while index > 0 {
                    index -= 1
                    if a[index] != b[index] { return false }
                }
                return true
            }
        }
    }
}

import CKernels

/// SQL's `like`: `%` stands for any text, `_` for one character.
public struct WildcardPattern: Sendable {
    let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The longest run of bytes that stands in every match.
    public var longestPart: [UInt8] {
        let parts = bytes.split { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "_") }
        return parts.max { $0.count < $1.count }.map { Array($0) } ?? []
    }

    /// Whether a text, folded as the pattern is, matches.
    public func matches(_ text: TextSlice) -> Bool {
        text.withSpan { text in
            text.withUnsafeBufferPointer { text in
                tdq_is_like(text.baseAddress, text.count, bytes, bytes.count) != 0
            }
        }
    }
}

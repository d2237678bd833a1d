/// UTF-8 text inside a buffer, without a copy.
public struct TextSlice: Sendable {
    public let buffer: Buffer<UInt8>
    public let range: Range<Int>

    @inlinable
    public init(_ buffer: Buffer<UInt8>, _ range: Range<Int>) {
        assert(range.lowerBound >= 0 && range.upperBound <= buffer.count)
        self.buffer = buffer
        self.range = range
    }

    @inlinable
    public var count: Int { range.count }

    @inlinable
    public var isEmpty: Bool { range.isEmpty }

    @inlinable
    public func withSpan<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try buffer.withSpan(range, body)
    }

    public func append(to output: inout [UInt8]) {
        buffer.withUnsafeElements { output.append(contentsOf: $0[range]) }
    }

    public var string: String {
        buffer.withUnsafeElements { String(decoding: $0[range], as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Appends the bytes as they are.
    @inlinable
    public mutating func append(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}

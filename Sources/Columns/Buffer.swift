/// A fixed-length run of plain values in memory, written once and then only read: memory of its own, or a part of a
/// mapped file.
///
/// The one type of this module that holds a raw pointer; every access is bounds-checked in debug builds.
public final class Buffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    public let count: Int
    @usableFromInline let base: UnsafeMutablePointer<Element>
    /// What keeps memory that belongs to something else; nil for memory of its own.
    @usableFromInline let owner: (any AnyObject & Sendable)?

    /// Memory of `count` elements, all written by `fill` before anything reads them.
    @inlinable
    public init(count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
        self.count = count
        owner = nil
        base = HugeMemory.allocate(count * MemoryLayout<Element>.stride).bindMemory(
            to: Element.self, capacity: count)
        fill(UnsafeMutableBufferPointer(start: base, count: count))
    }

    @inlinable
    public convenience init(repeating value: Element, count: Int) {
        self.init(count: count) { $0.update(repeating: value) }
    }

    @inlinable
    public convenience init(_ elements: [Element]) {
        self.init(count: elements.count) { target in
            _ = target.update(fromContentsOf: elements)
        }
    }

    /// `count` elements that stand at `address`, which `owner` keeps there, unchanged, for as long as it lives; the
    /// address must be aligned for the element. Nothing is copied.
    public init(at address: UnsafeRawPointer, count: Int, owner: any AnyObject & Sendable) {
        assert(Int(bitPattern: address) % MemoryLayout<Element>.alignment == 0, "misaligned buffer")
        self.count = count
        self.owner = owner
        base = UnsafeMutableRawPointer(mutating: address).bindMemory(to: Element.self, capacity: count)
    }

    @inlinable
    deinit { if owner == nil { HugeMemory.recycle(base, count * MemoryLayout<Element>.stride) } }

    @inlinable
    public subscript(index: Int) -> Element {
        assert(index >= 0 && index < count, "buffer index out of range")
        return base[index]
    }

    /// The elements as a span, for kernels and for calls below this module.
    @inlinable
    public func withSpan<Result>(_ range: Range<Int>, _ body: (Span<Element>) throws -> Result) rethrows -> Result {
        assert(range.lowerBound >= 0 && range.upperBound <= count, "buffer range out of range")
        let part = UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
        return try body(part.span)
    }

    @inlinable
    public func withSpan<Result>(_ body: (Span<Element>) throws -> Result) rethrows -> Result {
        try withSpan(0..<count, body)
    }

    /// The elements for system calls and copies; the pointer must not outlive the call.
    @inlinable
    public func withUnsafeElements<Result>(_ body: (UnsafeBufferPointer<Element>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    public var byteCount: Int { count * MemoryLayout<Element>.stride }

    /// The bytes as they lie in memory; they stay for as long as the buffer does.
    public var rawBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }

    public var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

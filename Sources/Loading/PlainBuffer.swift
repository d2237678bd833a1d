import Glibc

/// A growable run of plain values that owns its memory; new memory is not cleared, and nothing is checked in
/// release builds. For inner loops that would pay for an array's checks at each element.
struct PlainBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity = 0
    private(set) var count = 0

    init() { base = Self.resized(nil, to: 0) }

    deinit { free(base) }

    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count, "buffer index out of range")
            return base[index]
        }
        set {
            assert(index >= 0 && index < count, "buffer index out of range")
            base[index] = newValue
        }
    }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    /// Room for so many elements in all, at least half as many again as before where it has to grow.
    @inline(__always)
    mutating func reserve(_ wanted: Int) { if wanted > capacity { grow(to: wanted) } }

    private mutating func grow(to wanted: Int) {
        capacity = max(wanted, capacity + capacity / 2, 16)
        base = Self.resized(base, to: capacity)
    }

    /// The C library moves large memory by its pages, so that it is never there twice.
    private static func resized(
        _ memory: UnsafeMutablePointer<Element>?, to capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        assert(MemoryLayout<Element>.alignment <= 16, "what the C library aligns to")
        guard let resized = realloc(memory, max(1, capacity * MemoryLayout<Element>.stride)) else {
            fatalError("no memory left")
        }
        return resized.assumingMemoryBound(to: Element.self)
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        reserve(count + 1)
        base[count] = element
        count += 1
    }

    /// Appends an element for which there is room.
    @inline(__always)
    mutating func appendInRoom(_ element: Element) {
        assert(count < capacity)
        base[count] = element
        count &+= 1
    }

    mutating func append(_ added: UnsafeBufferPointer<Element>) {
        guard let source = added.baseAddress else { return }
        reserve(count + added.count)
        (base + count).update(from: source, count: added.count)
        count += added.count
    }

    mutating func append(repeating element: Element, count added: Int) {
        reserve(count + added)
        (base + count).update(repeating: element, count: added)
        count += added
    }

    /// Elements that were written through `base`, within the capacity.
    @inline(__always)
    mutating func setCount(_ newCount: Int) {
        assert(newCount >= 0 && newCount <= capacity)
        count = newCount
    }
}

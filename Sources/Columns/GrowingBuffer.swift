import Glibc

/// Plain values that grow at their end. Much memory comes in huge pages, and what a copy no longer needs goes back
/// before the rest.
///
/// A value, as an array is; but new memory is not cleared and nothing is checked in release builds.
struct GrowingBuffer<Element: BitwiseCopyable & Sendable>: Sendable {
    private final class Storage: @unchecked Sendable {
        let base: UnsafeMutablePointer<Element>
        let capacity: Int

        /// All zero bytes; much of it is so without being written.
        init(zeros count: Int) {
            capacity = count
            base = HugeMemory.allocateZeros(count * MemoryLayout<Element>.stride).bindMemory(
                to: Element.self, capacity: count)
        }

        init(capacity: Int) {
            self.capacity = capacity
            base = HugeMemory.allocate(capacity * MemoryLayout<Element>.stride).bindMemory(
                to: Element.self, capacity: capacity)
        }

        deinit { HugeMemory.deallocate(base) }
    }

    private var storage: Storage?
    private(set) var count = 0

    init() {}

    /// Elements of zero bytes.
    init(zeros count: Int) {
        storage = Storage(zeros: count)
        self.count = count
    }

    var capacity: Int { storage?.capacity ?? 0 }

    /// Where the elements stand; they stay there until more room is made.
    var base: UnsafePointer<Element>? { storage.map { UnsafePointer($0.base) } }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    @inline(__always)
    subscript(index: Int) -> Element {
        assert(index >= 0 && index < count, "buffer index out of range")
        return storage.unsafelyUnwrapped.base[index]
    }

    /// Whether no copy has the same memory.
    mutating func isOwn() -> Bool { storage == nil || isKnownUniquelyReferenced(&storage) }

    /// Room for so many elements in all, and for this value alone.
    mutating func reserve(_ wanted: Int) {
        if wanted <= capacity, isKnownUniquelyReferenced(&storage) { return }
        let larger = Storage(capacity: max(wanted, count))
        if let storage { larger.base.update(from: storage.base, count: count) }
        storage = larger
    }

    /// What would be copied to make room for so many elements more, in bytes.
    func bytesToMove(for added: Int) -> Int {
        count + added > capacity ? count * MemoryLayout<Element>.stride : 0
    }

    /// Room for so many elements more, and for some beyond where it has to grow.
    @inline(__always)
    mutating func makeRoom(for added: Int) {
        if count + added > capacity || !isKnownUniquelyReferenced(&storage) {
            reserve(count + added <= capacity ? capacity : max(count + added, capacity * 2, 16))
        }
    }

    /// Appends so many elements, which `write` writes.
    @inline(__always)
    mutating func append(_ added: Int, _ write: (UnsafeMutablePointer<Element>) -> Void) {
        makeRoom(for: added)
        write(storage.unsafelyUnwrapped.base + count)
        count += added
    }

    /// Appends one element, for which there must be room.
    @inline(__always)
    mutating func appendInRoom(_ element: Element) {
        assert(count < capacity)
        storage.unsafelyUnwrapped.base[count] = element
        count &+= 1
    }

    /// Sets an element of a value that nobody else has a copy of.
    @inline(__always)
    mutating func setOwn(_ index: Int, _ element: Element) {
        assert(index >= 0 && index < count)
        storage.unsafelyUnwrapped.base[index] = element
    }

    mutating func append(_ added: UnsafeBufferPointer<Element>) {
        guard let source = added.baseAddress else { return }
        append(added.count) { $0.update(from: source, count: added.count) }
    }

    mutating func removeLast(_ removed: Int) {
        assert(removed <= count)
        count -= removed
    }

    /// The elements in order, some at a time, to be copied elsewhere; their memory goes behind them where nobody else
    /// has it. `isCancelled` is asked before each time and ends it; the buffer is empty then too.
    mutating func drain(unless isCancelled: () -> Bool, _ body: (UnsafeBufferPointer<Element>) -> Void) {
        let pace = 1 << 18
        let isOwn = isKnownUniquelyReferenced(&storage)
        var discarded = 0
        for first in stride(from: 0, to: count, by: pace) {
            if isCancelled() { break }
            let base = storage.unsafelyUnwrapped.base
            let end = min(first + pace, count)
            body(UnsafeBufferPointer(start: base + first, count: end - first))
            guard isOwn, (end - discarded) * MemoryLayout<Element>.stride >= HugeMemory.hugePage * 2 else { continue }
            HugeMemory.discard(
                UnsafeMutableRawBufferPointer(
                    UnsafeMutableBufferPointer(start: base + discarded, count: end - discarded)))
            discarded = end
        }
        storage = nil
        count = 0
    }
}

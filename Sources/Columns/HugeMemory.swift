import Glibc
import Synchronization

/// Memory from the system, in huge pages where it is large.
public enum HugeMemory {
    static let hugePage = 1 << 21

    /// Memory that nothing has written yet, to be deallocated by its pointer; it begins at a multiple of 64, that of
    /// 2 MiB and more at a multiple of 2 MiB.
    public static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        // A whole cache line at least, so that an empty buffer still has an address.
        guard byteCount >= hugePage else { return .allocate(byteCount: max(64, byteCount), alignment: 64) }
        if let kept = kept.withLock({ $0.take(byteCount) }) { return kept.value }
        // One page fault for 2 MiB instead of 512.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
        madvise(memory, byteCount, MADV_HUGEPAGE)
        return memory
    }

    /// Takes memory of that size from `allocate` back. What is large is kept for a while: the system clears what it
    /// hands out, which takes as long as filling it.
    public static func recycle(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
        guard byteCount >= hugePage else { return memory.deallocate() }
        let block = Unchecked(memory)
        kept.withLock { $0.put(block, byteCount) }
    }

    /// Gives what is kept back to the system: after work that is not done again.
    public static func releaseKept() { kept.withLock { $0.release(downTo: 0) } }

    private static let kept = Mutex(KeptBlocks())

    /// Blocks that are free, the one that came last at the end.
    private struct KeptBlocks {
        private var blocks: [(memory: Unchecked<UnsafeMutableRawPointer>, byteCount: Int)] = []
        private var byteCount = 0

        private static let mostBytes = 1 << 28
        /// A larger one would take the place of all others.
        private static let mostBlockBytes = mostBytes / 4

        /// One of exactly that size: a query that runs again asks for the same.
        mutating func take(_ wanted: Int) -> Unchecked<UnsafeMutableRawPointer>? {
            guard let place = blocks.lastIndex(where: { $0.byteCount == wanted }) else { return nil }
            byteCount -= wanted
            return blocks.remove(at: place).memory
        }

        mutating func put(_ memory: Unchecked<UnsafeMutableRawPointer>, _ added: Int) {
            guard added <= Self.mostBlockBytes else { return memory.value.deallocate() }
            blocks.append((memory, added))
            byteCount += added
            release(downTo: Self.mostBytes)
        }

        /// Those that came first go first.
        mutating func release(downTo limit: Int) {
            var count = 0
            while byteCount > limit {
                blocks[count].memory.value.deallocate()
                byteCount -= blocks[count].byteCount
                count += 1
            }
            blocks.removeFirst(count)
        }
    }

    /// Zero bytes, which new memory of the system's is without being touched.
    static func allocateZeros(_ byteCount: Int) -> UnsafeMutableRawPointer {
        guard let memory = calloc(max(64, byteCount), 1) else { fatalError("out of memory") }
        if let pages = wholePages(UnsafeMutableRawBufferPointer(start: memory, count: byteCount)) {
            madvise(pages.baseAddress, pages.count, MADV_HUGEPAGE)
        }
        return memory
    }

    /// Of either kind.
    static func deallocate(_ memory: UnsafeMutableRawPointer) { free(memory) }

    /// Gives back what nobody reads any more, as far as it fills huge pages; the rest goes when all is deallocated.
    static func discard(_ memory: UnsafeMutableRawBufferPointer) {
        guard let pages = wholePages(memory) else { return }
        madvise(pages.baseAddress, pages.count, MADV_DONTNEED)
    }

    private static func wholePages(_ memory: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer? {
        guard let base = memory.baseAddress else { return nil }
        let first = base.alignedUp(toMultipleOf: hugePage)
        let count = (base + memory.count - first) / hugePage * hugePage
        return count > 0 ? UnsafeMutableRawBufferPointer(start: first, count: count) : nil
    }
}

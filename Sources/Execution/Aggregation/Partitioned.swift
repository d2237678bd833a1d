import Columns

/// Elements put apart into numbered parts while they come in: one writer, in chunks, so that nothing moves again before
/// a part is worked on (radix partitioning; Boncz, Manegold and Kersten, "Database architecture optimized for the new
/// bottleneck", 1999).
///
/// The one type of this room that hands out memory piece by piece; debug builds check every access.
final class Partitioned<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// Where each part's next element goes; at a chunk's border, or nowhere yet, a new chunk is due.
    private var tails: [UnsafeMutablePointer<Element>?]
    /// Each part's chunks, all but the last of them full.
    private var chunks: [[UnsafeMutablePointer<Element>]]
    private var blocks: [UnsafeMutableRawPointer] = []
    /// The part of the newest block that is not handed out.
    private var free = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    private static var chunkBytes: Int { 1 << 10 }
    private static var chunkLength: Int { chunkBytes / MemoryLayout<Element>.stride }
    private static var blockBytes: Int { 1 << 21 }

    init(partCount: Int) {
        assert(Self.chunkBytes % MemoryLayout<Element>.stride == 0, "chunks end where elements do")
        tails = Array(repeating: nil, count: partCount)
        chunks = Array(repeating: [], count: partCount)
    }

    deinit { for block in blocks { HugeMemory.recycle(block, Self.blockBytes) } }

    /// Bytes taken from the system.
    var byteCount: Int { blocks.count * Self.blockBytes }

    var partCount: Int { chunks.count }

    /// Has so many parts at least from now on.
    func extend(toParts count: Int) {
        tails.extend(to: count, with: nil)
        chunks.extend(to: count, with: [])
    }

    /// Calls `body` with what adds an element to a part.
    @inline(__always)
    func fill(_ body: (_ add: (_ part: Int, _ element: Element) -> Void) -> Void) {
        tails.withUnsafeMutableBufferPointer { tails in
            body { part, element in
                var tail = tails[part]
                // Chunks stand at multiples of their size.
                if Int(bitPattern: tail) & (Self.chunkBytes - 1) == 0 { tail = newChunk(part) }
                tail!.initialize(to: element)
                tails[part] = tail! + 1
            }
        }
    }

    private func newChunk(_ part: Int) -> UnsafeMutablePointer<Element> {
        if free.isEmpty {
            let block = HugeMemory.allocate(Self.blockBytes)
            blocks.append(block)
            free = UnsafeMutableRawBufferPointer(start: block, count: Self.blockBytes)
        }
        let chunk = free.baseAddress!.bindMemory(to: Element.self, capacity: Self.chunkLength)
        free = UnsafeMutableRawBufferPointer(rebasing: free[Self.chunkBytes...])
        chunks[part].append(chunk)
        return chunk
    }

    /// How many elements a part has.
    func count(ofPart part: Int) -> Int {
        guard part < partCount, let last = chunks[part].last, let tail = tails[part] else { return 0 }
        return (chunks[part].count - 1) * Self.chunkLength + (tail - last)
    }

    /// Calls `body` with the elements of a part, in the order in which they came, in runs.
    @inline(__always)
    func forEachRun(ofPart part: Int, _ body: (UnsafeBufferPointer<Element>) -> Void) {
        var left = count(ofPart: part)
        guard left > 0 else { return }
        for chunk in chunks[part] {
            let length = min(left, Self.chunkLength)
            assert(length > 0, "a chunk without elements")
            body(UnsafeBufferPointer(start: chunk, count: length))
            left -= length
        }
        assert(left == 0, "elements beyond the chunks")
    }
}

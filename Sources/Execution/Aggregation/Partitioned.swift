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
    /// How many elements a run has, or fewer.
    static var runLength: Int { chunkBytes / MemoryLayout<Element>.stride }
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

    /// Adds elements to parts; for as long as `fill` runs.
    struct Writer {
        fileprivate let tails: UnsafeMutableBufferPointer<UnsafeMutablePointer<Element>?>
        fileprivate unowned(unsafe) let owner: Partitioned

        @inline(__always)
        func add(_ element: Element, part: Int) {
            var tail = tails[part]
            // Chunks stand at multiples of their size.
            if Int(bitPattern: tail) & (Partitioned.chunkBytes - 1) == 0 { tail = owner.newChunk(part) }
            tail!.initialize(to: element)
            tails[part] = tail! + 1
        }
    }

    /// Calls `body` with what adds elements. (No closure: in a loop it would be called for each of them.)
    @inline(__always)
    func fill(_ body: (Writer) -> Void) {
        tails.withUnsafeMutableBufferPointer { body(Writer(tails: $0, owner: self)) }
    }

    private func newChunk(_ part: Int) -> UnsafeMutablePointer<Element> {
        if free.isEmpty {
            let block = HugeMemory.allocate(Self.blockBytes)
            blocks.append(block)
            free = UnsafeMutableRawBufferPointer(start: block, count: Self.blockBytes)
        }
        let chunk = free.baseAddress!.bindMemory(to: Element.self, capacity: Self.runLength)
        free = UnsafeMutableRawBufferPointer(rebasing: free[Self.chunkBytes...])
        chunks[part].append(chunk)
        return chunk
    }

    /// How many elements a part has.
    func count(ofPart part: Int) -> Int {
        guard part < partCount, let last = chunks[part].last, let tail = tails[part] else { return 0 }
        return (chunks[part].count - 1) * Self.runLength + (tail - last)
    }

    /// In how many runs a part's elements lie.
    func runCount(ofPart part: Int) -> Int { part < partCount ? chunks[part].count : 0 }

    /// Some of a part's elements; its runs stand in the order in which they came.
    @inline(__always)
    func run(_ index: Int, ofPart part: Int) -> UnsafeBufferPointer<Element> {
        let isLast = index == chunks[part].count - 1
        let length = isLast ? count(ofPart: part) - index * Self.runLength : Self.runLength
        assert(length > 0 && length <= Self.runLength, "a chunk without elements")
        return UnsafeBufferPointer(start: chunks[part][index], count: length)
    }

    /// Calls `body` with the elements of a part, in the order in which they came, in runs.
    @inline(__always)
    func forEachRun(ofPart part: Int, _ body: (UnsafeBufferPointer<Element>) -> Void) {
        for index in 0..<runCount(ofPart: part) { body(run(index, ofPart: part)) }
    }
}

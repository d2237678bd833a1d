import Columns

/// Rows put apart by the leading bits of their keys while they come in: one writer, in chunks, so that nothing moves
/// again before a part is sorted (radix partitioning; Boncz, Manegold and Kersten, "Database architecture optimized for
/// the new bottleneck", 1999).
///
/// The one type of this room that hands out memory piece by piece; debug builds check every access.
final class PartitionedRows: @unchecked Sendable {
    /// How far a key is moved right to give its part.
    let shift: Int
    /// Where each part's next row goes; at a chunk's border, or nowhere yet, a new chunk is due.
    private var tails: [UnsafeMutablePointer<KeyedRow>?]
    /// Each part's chunks, all but the last of them full.
    private var chunks: [[UnsafeMutablePointer<KeyedRow>]]
    private var blocks: [UnsafeMutableRawPointer] = []
    /// The part of the newest block that is not handed out.
    private var free: UnsafeMutableRawBufferPointer
    private let mask: UInt64

    private static let chunkBytes = 1 << 10
    private static let chunkRows = chunkBytes / MemoryLayout<KeyedRow>.stride
    private static let blockBytes = 1 << 21

    /// What a row takes, the chunks' unused ends left out.
    static let bytesPerRow = MemoryLayout<KeyedRow>.stride

    /// `bits`: how many bits above the low `shift` ones tell the parts apart; higher ones are the same in all keys.
    init(bits: Int, shift: Int) {
        self.shift = shift
        mask = 1 << UInt64(bits) - 1
        tails = Array(repeating: nil, count: 1 << bits)
        chunks = Array(repeating: [], count: 1 << bits)
        free = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    deinit { for block in blocks { block.deallocate() } }

    /// Bytes taken from the system.
    var byteCount: Int { blocks.count * Self.blockBytes }

    var partCount: Int { chunks.count }

    /// Adds a row for each key; `row` gives its number.
    @inline(__always)
    func add(_ keys: UnsafeBufferPointer<UInt64>, row: (_ position: Int) -> UInt32) {
        tails.withUnsafeMutableBufferPointer { tails in
            for position in keys.indices {
                let key = keys[position]
                let part = Int(truncatingIfNeeded: key &>> UInt64(shift) & mask)
                var tail = tails[part]
                // Chunks stand at multiples of their size.
                if Int(bitPattern: tail) & (Self.chunkBytes - 1) == 0 { tail = newChunk(part) }
                tail!.initialize(to: KeyedRow(key: key, row: row(position)))
                tails[part] = tail! + 1
            }
        }
    }

    private func newChunk(_ part: Int) -> UnsafeMutablePointer<KeyedRow> {
        if free.isEmpty {
            let block = HugeMemory.allocate(Self.blockBytes)
            blocks.append(block)
            free = UnsafeMutableRawBufferPointer(start: block, count: Self.blockBytes)
        }
        let chunk = free.baseAddress!.bindMemory(to: KeyedRow.self, capacity: Self.chunkRows)
        free = UnsafeMutableRawBufferPointer(rebasing: free[Self.chunkBytes...])
        chunks[part].append(chunk)
        return chunk
    }

    /// How many rows a part has.
    func count(ofPart part: Int) -> Int {
        guard let last = chunks[part].last, let tail = tails[part] else { return 0 }
        return (chunks[part].count - 1) * Self.chunkRows + (tail - last)
    }

    /// Calls `body` with the rows of a part, in the order in which they came, in runs.
    func forEachRun(ofPart part: Int, _ body: (UnsafeBufferPointer<KeyedRow>) -> Void) {
        var left = count(ofPart: part)
        for chunk in chunks[part] {
            let length = min(left, Self.chunkRows)
            assert(length > 0, "a chunk without rows")
            body(UnsafeBufferPointer(start: chunk, count: length))
            left -= length
        }
        assert(left == 0, "rows beyond the chunks")
    }
}

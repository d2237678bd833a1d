import Columns

/// Rows put apart by the leading bits of their keys while they come in.
final class PartitionedRows: Sendable {
    /// How far a key is moved right to give its part.
    let shift: Int
    private let mask: UInt64
    private let rows: Partitioned<KeyedRow>

    /// What a row takes, the chunks' unused ends left out.
    static let bytesPerRow = MemoryLayout<KeyedRow>.stride

    /// `bits`: how many bits above the low `shift` ones tell the parts apart; higher ones are the same in all keys.
    init(bits: Int, shift: Int) {
        self.shift = shift
        mask = 1 << UInt64(bits) - 1
        rows = Partitioned(partCount: 1 << bits)
    }

    /// Bytes taken from the system.
    var byteCount: Int { rows.byteCount }

    var partCount: Int { rows.partCount }

    /// Adds `count` rows.
    @inline(__always)
    func add(_ count: Int, _ row: (_ position: Int) -> KeyedRow) {
        let (shift, mask) = (UInt64(shift), mask)
        rows.fill { writer in
            for position in 0..<count {
                let row = row(position)
                writer.add(row, part: Int(truncatingIfNeeded: row.key &>> shift & mask))
            }
        }
    }

    /// How many rows a part has.
    func count(ofPart part: Int) -> Int { rows.count(ofPart: part) }

    /// Calls `body` with the rows of a part, in the order in which they came, in runs.
    func forEachRun(ofPart part: Int, _ body: (UnsafeBufferPointer<KeyedRow>) -> Void) {
        rows.forEachRun(ofPart: part, body)
    }
}

import Columns
import Values

/// Columns of integers of which none misses a value, to be put behind one another by several threads.
struct JoinedIntegers: Sendable {
    private let type: ValueType
    private let parts: [PackedIntegers]
    /// Where each part begins, and where the last one ends.
    private let starts: [Int]

    /// Fewer are not worth several threads.
    private static let manyRows = 1 << 18

    /// Nil for other columns, and for few rows.
    init?(_ columns: [Column]) {
        var (parts, starts): ([PackedIntegers], [Int]) = ([], [0])
        for column in columns where column.count > 0 {
            guard case .integers(let packed) = column.payload, column.presence == nil else { return nil }
            parts.append(packed)
            starts.append(starts[starts.count - 1] + column.count)
        }
        guard let type = columns.first?.type, starts[parts.count] >= Self.manyRows else { return nil }
        (self.type, self.parts, self.starts) = (type, parts, starts)
    }

    /// Read twice, for the range and for the values.
    func column(_ threads: Int, _ cancellation: Cancellation) throws(ExecutionError) -> Column {
        let ends = PlainResults<(least: Int64, greatest: Int64)>(count: parts.count, initial: (0, 0))
        cancellation.share(parts.count, threads: threads) { [parts] part in
            ends[part] = parts[part].extent(of: 0..<parts[part].count)
        }
        try cancellation.check()
        let least = ends.elements.reduce(Int64.max) { min($0, $1.least) }
        let greatest = ends.elements.reduce(Int64.min) { max($0, $1.greatest) }
        let (base, width) = PackedIntegers.layout(least: least, greatest: greatest)
        let storage: PackedIntegers.Storage =
            switch width {
            case 1: .bytes(stored(base, threads, cancellation))
            case 2: .shorts(stored(base, threads, cancellation))
            case 4: .words(stored(base, threads, cancellation))
            default: .longs(stored(base, threads, cancellation))
            }
        try cancellation.check()
        return Column(
            type: type, count: starts[parts.count], payload: .integers(PackedIntegers(base: base, storage: storage)),
            presence: nil)
    }

    private func stored<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ base: Int64, _ threads: Int, _ cancellation: Cancellation
    ) -> Buffer<Stored> {
        Buffer(count: starts[parts.count]) { target in
            let target = Unchecked(target)
            cancellation.share(parts.count, threads: threads) { [parts, starts] part in
                let own = UnsafeMutableBufferPointer(rebasing: target.value[starts[part]..<starts[part + 1]])
                parts[part].withReader { read in
                    for index in own.indices { own[index] = Stored(truncatingIfNeeded: read(index) &- base) }
                }
            }
        }
    }
}

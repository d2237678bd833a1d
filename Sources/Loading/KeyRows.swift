import Columns
import Values

/// The row of a target for each value of a column, found by all threads.
struct KeyRows {
    private let values: Column
    /// `KeyIndex.absent` where the value is missing or refers to no row.
    private let rows: PlainResults<UInt32>
    /// Between what the rows lie; `least` is above `greatest` where there is none.
    private let least: UInt32
    private let greatest: UInt32
    /// The values that are there and refer to no row.
    let lost: [Int]

    private static let runLength = 1 << 16

    /// `find` writes the rows of a run of positions into memory for so many.
    init(
        of values: Column, _ monitor: LoadMonitor,
        _ find: @escaping @Sendable (_ positions: Range<Int>, _ rows: UnsafeMutableBufferPointer<UInt32>) -> Void
    ) throws(LoadError) {
        let count = values.count
        let rows = PlainResults<UInt32>(uninitializedCount: count)
        let runs = PlainResults<Run>(uninitializedCount: (count + Self.runLength - 1) / Self.runLength)
        let (threads, isCancelled) = (monitor.threads, monitor.options.isCancelled ?? { false })
        Workers.shareRuns(of: Self.runLength, below: count, threads: threads, unless: isCancelled) {
            positions in
            find(positions, UnsafeMutableBufferPointer(rebasing: rows.elements[positions]))
            runs[positions.lowerBound / Self.runLength] = Run(values, rows, positions)
        }
        if isCancelled() { throw .cancelled }
        (self.values, self.rows) = (values, rows)
        least = runs.elements.lazy.map(\.least).min() ?? .max
        greatest = runs.elements.lazy.map(\.greatest).max() ?? 0
        let hasLost = runs.elements.contains { $0.hasLost }
        lost = hasLost ? (0..<count).filter { Self.isLost($0, values, rows) } : []
    }

    /// What is known of the rows of some positions.
    private struct Run {
        private(set) var least = UInt32.max
        private(set) var greatest: UInt32 = 0
        private(set) var hasLost = false

        init(_ values: Column, _ rows: PlainResults<UInt32>, _ positions: Range<Int>) {
            // One more than the greatest; the absent one is the greatest there is, and so none.
            var (least, end) = (UInt32.max, UInt32(0))
            for row in rows.elements[positions] {
                least = min(least, row)
                end = max(end, row &+ 1)
            }
            (self.least, greatest) = (least, end == 0 ? 0 : end - 1)
            hasLost = positions.contains { KeyRows.isLost($0, values, rows) }
        }
    }

    private static func isLost(_ position: Int, _ values: Column, _ rows: PlainResults<UInt32>) -> Bool {
        rows[position] == KeyIndex.absent && values.isPresent(position)
    }

    /// The rows as a column; where the value is missing or lost, there is none.
    func column(_ type: ValueType) -> Column {
        let rows = rows.elements
        let packed = PackedIntegers(count: rows.count, least: Int64(least), greatest: Int64(greatest)) { store in
            for position in rows.indices where rows[position] != KeyIndex.absent {
                store(position, Int64(rows[position]))
            }
        }
        return Column(type: type, count: rows.count, payload: .integers(packed), presence: presence)
    }

    private var presence: Bitmap? {
        guard !lost.isEmpty else { return values.presence }
        return Bitmap(count: values.count) { words in
            for word in words.indices { words[word] = values.presence?.words[word] ?? ~0 }
            for position in lost { words[position >> 6] &= ~(1 << UInt64(position & 63)) }
        }
    }
}

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
        let isCancelled = monitor.options.isCancelled ?? { false }
        let runCount = runs.elements.count
        Workers.share(runCount, threads: min(monitor.threads, runCount), unless: isCancelled) { number in
            let positions = Self.positions(ofRun: number, count)
            find(positions, UnsafeMutableBufferPointer(rebasing: rows.elements[positions]))
            runs[number] = Run(values, rows, positions)
        }
        if isCancelled() { throw .cancelled }
        (self.values, self.rows) = (values, rows)
        least = runs.elements.lazy.map(\.least).min() ?? .max
        greatest = runs.elements.lazy.map(\.greatest).max() ?? 0
        lost = runs.elements.indices.flatMap { number in
            runs[number].lostCount == 0 ? [] : Self.lost(values, rows, Self.positions(ofRun: number, count))
        }
    }

    private static func positions(ofRun number: Int, _ count: Int) -> Range<Int> {
        number * runLength..<min((number + 1) * runLength, count)
    }

    /// What is known of the rows of some positions.
    private struct Run {
        private(set) var least = UInt32.max
        private(set) var greatest: UInt32 = 0
        private(set) var lostCount = 0

        init(_ values: Column, _ rows: PlainResults<UInt32>, _ positions: Range<Int>) {
            // One more than the greatest; the absent one is the greatest there is, and so none.
            var (least, end) = (UInt32.max, UInt32(0))
            for row in rows.elements[positions] {
                least = min(least, row)
                end = max(end, row &+ 1)
            }
            (self.least, greatest) = (least, end == 0 ? 0 : end - 1)
            lostCount = KeyRows.lost(values, rows, positions).count
        }
    }

    private static func lost(_ values: Column, _ rows: PlainResults<UInt32>, _ positions: Range<Int>) -> [Int] {
        positions.filter { rows[$0] == KeyIndex.absent && values.isPresent($0) }
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

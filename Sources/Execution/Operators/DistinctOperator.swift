import Columns
import Planning

/// The first row of each combination of values, in the order of the input.
final class DistinctOperator: Operator {
    private let input: any Operator
    private let columns: [ColumnID]
    private let context: ExecutionContext
    private let numbered: () throws(ExecutionError) -> DenseKeys?
    private var seen: (any SeenRows)?

    /// `numbered`: the columns by their numbers; nil where these cannot be told ahead of the rows, or are too many.
    init(
        _ input: any Operator, _ columns: [ColumnID], _ context: ExecutionContext,
        numbered: @escaping () throws(ExecutionError) -> DenseKeys?
    ) {
        (self.input, self.columns, self.context, self.numbered) = (input, columns, context, numbered)
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        let seen = try seenRows()
        while let batch = try input.next() {
            try context.cancellation.check()
            let fresh = try seen.takeFresh(of: batch)
            if fresh.count == batch.count { return batch }
            if !fresh.isEmpty { return batch.gathering(fresh) }
        }
        return nil
    }

    private func seenRows() throws(ExecutionError) -> any SeenRows {
        if let seen { return seen }
        let made: any SeenRows
        if let keys = try numbered() {
            made = try SeenNumbers(keys, layout, context.memory)
        } else {
            made = SeenTuples(columns, layout, context)
        }
        seen = made
        return made
    }
}

/// Remembers which combinations of values have come.
private protocol SeenRows: AnyObject {
    /// The positions of a batch's rows whose combination comes for the first time, ascending.
    func takeFresh(of batch: Batch) throws(ExecutionError) -> Batch.Positions
}

/// A bit for each combination of numbers.
private final class SeenNumbers: SeenRows {
    private let keys: DenseKeys
    private let positions: [Int]
    private var bits: [UInt64]

    init(_ keys: DenseKeys, _ layout: Layout, _ memory: MemoryAccount) throws(ExecutionError) {
        let words = Bitmap.wordCount(for: keys.count)
        try memory.charge(words * MemoryLayout<UInt64>.stride, by: "distinct")
        self.keys = keys
        positions = keys.keys.map { layout.position(of: $0.column) }
        bits = Array(repeating: 0, count: words)
    }

    func takeFresh(of batch: Batch) -> Batch.Positions {
        let numbers = keys.numbers(batch, positions)
        var fresh: Batch.Positions = []
        bits.withUnsafeMutableBufferPointer { bits in
            for (position, number) in numbers.enumerated() {
                let (word, bit) = (Int(number) >> 6, UInt64(1) << UInt64(number & 63))
                if bits[word] & bit != 0 { continue }
                bits[word] |= bit
                fresh.append(Int32(position))
            }
        }
        return fresh
    }
}

/// The combinations themselves, as codes.
private final class SeenTuples: SeenRows {
    private let positions: [Int]
    private var coders: [KeyCoder]
    private var index: GroupIndex
    private let memory: MemoryAccount

    init(_ columns: [ColumnID], _ layout: Layout, _ context: ExecutionContext) {
        positions = columns.map(layout.position)
        coders = columns.map { KeyCoder(layout.column($0), context.catalog, context.cancellation) }
        index = GroupIndex(width: columns.count, context.cancellation)
        memory = context.memory
    }

    func takeFresh(of batch: Batch) throws(ExecutionError) -> Batch.Positions {
        try memory.require(index.growth(batch.count), by: "distinct")
        var seen = index.count
        let before = seen
        var keys: [[Int64]] = []
        for (key, position) in positions.enumerated() {
            keys.append(try coders[key].codes(batch.vectors[position], batch.count))
        }
        let groups = index.groups(keys, count: batch.count)
        var fresh: Batch.Positions = []
        for (position, group) in groups.enumerated() where Int(group) >= seen {
            fresh.append(Int32(position))
            seen = Int(group) + 1
        }
        try memory.charge((index.count - before) * (16 + 8 * positions.count), by: "distinct")
        return fresh
    }
}

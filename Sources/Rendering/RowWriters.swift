import Columns

/// Writes the rows of batches in their order, a long result by several threads.
///
/// The first rows go out as they come. Later ones are held until each thread has a few batches to write.
struct RowWriters {
    private let lanes: [Lane]
    private let write: @Sendable (CellBlock, inout [UInt8]) -> Void
    private var held: [Batch] = []
    /// How many batches were written as they came.
    private var writtenAtOnce = 0

    /// What one thread works with, and no other while it does.
    private final class Lane: @unchecked Sendable {
        var cells: CellBlock
        var output: [UInt8] = []

        init(_ cells: CellBlock) { self.cells = cells }
    }

    /// So many batches of a result are written as they come.
    private static let firstBatches = 4
    private static let batchesPerThread = 8

    /// `write`: what is made of the rows of a block.
    init(_ cells: CellBlock, threads: Int, _ write: @escaping @Sendable (CellBlock, inout [UInt8]) -> Void) {
        lanes = (0..<max(1, threads)).map { _ in Lane(cells) }
        self.write = write
    }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        if lanes.count == 1 || writtenAtOnce < Self.firstBatches {
            writtenAtOnce += 1
            lanes[0].cells.replace(with: batch)
            write(lanes[0].cells, &output)
        } else {
            held.append(batch)
            if held.count == Self.batchesPerThread * lanes.count { writeHeld(to: &output) }
        }
    }

    mutating func finish(to output: inout [UInt8]) { writeHeld(to: &output) }

    /// Each thread writes a run of the batches.
    private mutating func writeHeld(to output: inout [UInt8]) {
        guard !held.isEmpty else { return }
        let (batches, lanes, write) = (held, lanes, write)
        Workers.run(lanes.count) { worker in
            let lane = lanes[worker]
            for batch in batches[batches.count * worker / lanes.count..<batches.count * (worker + 1) / lanes.count] {
                lane.cells.replace(with: batch)
                write(lane.cells, &lane.output)
            }
        }
        for lane in lanes {
            output.append(contentsOf: lane.output)
            lane.output.removeAll(keepingCapacity: true)
        }
        held.removeAll(keepingCapacity: true)
    }
}

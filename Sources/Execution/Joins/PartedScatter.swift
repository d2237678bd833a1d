import Columns
import Synchronization
import Values

/// Moves values of four bytes to the places of their numbers, put apart by these first, so that each part's places are
/// in the caches while they are written.
struct PartedScatter {
    /// By thread: the number above the value.
    private let lanes: [Partitioned<UInt64>]
    /// More than any number.
    private let limit: Int
    private let type: ValueType
    /// What a stored 0 stands for.
    private let base: Int64
    private let cancellation: Cancellation

    /// Whole words of bits each.
    private static let placesOfPart = 1 << 16

    /// Nil for other values. `numbers`: the place of each row, -1 for none.
    init?(_ vector: Vector, numbers: [Int32], limit: Int, _ context: ExecutionContext) throws(ExecutionError) {
        guard case .range(let start) = vector.selection, vector.column.presence == nil,
            case .integers(let packed) = vector.column.payload, case .words(let values) = packed.storage
        else { return nil }
        let entryBytes = MemoryLayout<UInt64>.stride * numbers.count
        try context.memory.charge(entryBytes + limit * packed.width, by: "join")
        (self.limit, cancellation) = (limit, context.cancellation)
        (type, base) = (vector.column.type, packed.base)
        let threads = context.options.threads
        let partCount = (limit + Self.placesOfPart - 1) / Self.placesOfPart
        let lanes = (0..<threads).map { _ in Partitioned<UInt64>(partCount: partCount) }
        self.lanes = lanes
        Workers.run(threads) { [cancellation] lane in
            let rows = numbers.count * lane / threads..<numbers.count * (lane + 1) / threads
            cancellation.forEachRun(in: rows) { run in
                values.withUnsafeElements { values in
                    lanes[lane].fill { writer in
                        for row in run where numbers[row] >= 0 {
                            let number = UInt64(UInt32(bitPattern: numbers[row]))
                            writer.add(
                                number << 32 | UInt64(values[start + row]), part: Int(number) / Self.placesOfPart)
                        }
                    }
                }
            }
        }
    }

    /// Which numbers occur, and the values at their places; nil where a number occurs twice.
    func placed() throws(ExecutionError) -> (occurring: Bitmap, column: Column)? {
        let isRepeated = Atomic(false)
        var bitmap: Bitmap?
        let values = Buffer<UInt32>(count: limit) { places in
            bitmap = Bitmap(count: limit) { words in
                let (places, words) = (Unchecked(places), Unchecked(words))
                cancellation.share(lanes[0].partCount, threads: lanes.count) { part in
                    if place(part, places.value, words.value) { isRepeated.store(true, ordering: .relaxed) }
                }
            }
        }
        try cancellation.check()
        guard let bitmap, !isRepeated.load(ordering: .relaxed) else { return nil }
        let packed = PackedIntegers(base: base, storage: .words(values))
        return (bitmap, Column(type: type, count: limit, payload: .integers(packed), presence: nil))
    }

    /// Whether a number of the part occurs twice.
    private func place(
        _ part: Int, _ places: UnsafeMutableBufferPointer<UInt32>, _ words: UnsafeMutableBufferPointer<UInt64>
    ) -> Bool {
        let own = part * Self.placesOfPart..<min((part + 1) * Self.placesOfPart, limit)
        places[own].update(repeating: 0)
        words[own.lowerBound / 64..<Bitmap.wordCount(for: own.upperBound)].update(repeating: 0)
        var repeated: UInt64 = 0
        for lane in lanes {
            lane.forEachRun(ofPart: part) { run in
                for entry in run {
                    let number = Int(entry &>> 32)
                    let (word, bit) = (number >> 6, 1 &<< UInt64(number & 63) as UInt64)
                    repeated |= words[word] & bit
                    words[word] |= bit
                    places[number] = UInt32(truncatingIfNeeded: entry)
                }
            }
        }
        return repeated != 0
    }
}

import Columns
import Planning

/// The same rows of as many every time, in their order.
final class SampleOperator: Operator {
    private let input: any Operator
    private let size: Int
    private let context: ExecutionContext
    private var output: BatchCutter?

    init(_ input: any Operator, _ size: Int, _ context: ExecutionContext) {
        (self.input, self.size, self.context) = (input, size, context)
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil {
            let all = try input.drain(for: "sample", context)
            output = BatchCutter(all.batch.gathering(try chosen(all.count)))
        }
        return output!.next()
    }

    private func chosen(_ count: Int) throws(ExecutionError) -> Batch.Positions {
        let wanted = min(size, count)
        guard wanted < count else { return Batch.allPositions(count) }
        try context.memory.require(wanted * MemoryLayout<Int32>.stride, by: "sample")
        let shuffled = ShuffledNumbers(count)
        var rows: Batch.Positions = []
        rows.reserveCapacity(wanted)
        try context.cancellation.forEachRun(wanted) { places throws(ExecutionError) in
            for place in places { rows.append(Int32(shuffled[place])) }
        }
        rows.sort()
        return rows
    }
}

/// The numbers below a bound in an order that looks like chance, each at one place: a Feistel cipher over the bits that
/// hold them, followed until it leads below the bound (Black and Rogaway, "Ciphers with arbitrary finite domains",
/// 2002). No number is looked at but those that are asked for.
private struct ShuffledNumbers {
    private let bound: Int
    /// Bits of each half.
    private let width: UInt64
    private let mask: UInt64

    init(_ bound: Int) {
        self.bound = bound
        width = UInt64(max(1, (Int.bitWidth - (bound - 1).leadingZeroBitCount + 1) / 2))
        mask = 1 << width - 1
    }

    /// The number at a place below the bound.
    subscript(place: Int) -> Int {
        var number = UInt64(place)
        repeat { number = enciphered(number) } while number >= UInt64(bound)
        return Int(number)
    }

    private func enciphered(_ number: UInt64) -> UInt64 {
        var (left, right) = (number >> width, number & mask)
        for round in 0..<Self.rounds { (left, right) = (right, left ^ Self.hash(right << 8 | round) & mask) }
        return left << width | right
    }

    /// Four are as good as chance (Luby and Rackoff, 1988).
    private static let rounds: UInt64 = 4

    /// SplitMix64's finaliser (Steele, Lea, Flood 2014).
    private static func hash(_ value: UInt64) -> UInt64 {
        var state = value &+ 0x9E37_79B9_7F4A_7C15
        state = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ state >> 27) &* 0x94D0_49BB_1331_11EB
        return state ^ state >> 31
    }
}

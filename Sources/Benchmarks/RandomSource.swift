/// Seeded random numbers: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64.
///
/// Only integer arithmetic, so that a seed gives the same bytes on every machine.
struct RandomSource {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Streams of one seed are independent, so that a change to one collection leaves the others as they were.
    init(seed: UInt64, stream: UInt64) {
        var mixer = seed ^ (stream &* 0xD1B5_4A32_D192_ED03)
        func mixed() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var z = mixer
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        state = (mixed(), mixed(), mixed(), mixed())
    }

    mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = (state.3 << 45) | (state.3 >> 19)
        return result
    }

    /// A number in `0..<bound`, by multiplication; the bias is below 2⁻³² for the bounds used here.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True `share` times in ten thousand.
    mutating func chance(_ share: Int) -> Bool { below(10_000) < share }

    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// Choices with whole-number weights.
struct WeightedChoice<T: Sendable>: Sendable {
    private let choices: [T]
    private let ends: [Int]

    init(_ weighted: [(T, Int)]) {
        choices = weighted.map(\.0)
        var total = 0
        ends = weighted.map {
            total += $0.1
            return total
        }
    }

    func pick(_ random: inout RandomSource) -> T {
        let drawn = random.below(ends[ends.count - 1])
        return choices[ends.firstIndex { drawn < $0 }!]
    }
}

extension RandomSource {
    /// How many collectives an award row counts: geometric, median 2.
    mutating func collectiveQuantity() -> Int {
        var quantity = 1
        while quantity < 40 && chance(6_500) { quantity += 1 }
        return quantity
    }

    /// How many people an award row counts: median 10, ninety-nine in a hundred below 400, and a long tail.
    mutating func individualQuantity() -> Int {
        let tiles = [(0, 1), (2_500, 3), (5_000, 10), (7_500, 34), (9_000, 110), (9_900, 400), (10_000, 2_400)]
        let drawn = below(10_000)
        let upper = tiles.firstIndex { drawn < $0.0 }!
        let (low, high) = (tiles[upper - 1], tiles[upper])
        return low.1 + (high.1 - low.1) * (drawn - low.0) / (high.0 - low.0)
    }
}

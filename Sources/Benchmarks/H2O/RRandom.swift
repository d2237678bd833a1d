import Glibc

/// The random numbers of R 3.6 and later after `set.seed(seed)`: the Mersenne Twister (Matsumoto and Nishimura, 1998)
/// with R's seeding, and R's `sample` by rejection of random bits.
///
/// The benchmark data of H2O.ai is drawn with these, so that the same calls give the same bytes.
struct RRandom {
    private static let length = 624
    private static let period = 397
    private var state: [UInt32]
    private var position = RRandom.length

    init(seed: UInt32) {
        var scrambled = seed
        func next() -> UInt32 {
            scrambled = 69_069 &* scrambled &+ 1
            return scrambled
        }
        // R warms the seed up fifty times, and then overwrites the first word with the position.
        for _ in 0..<51 { _ = next() }
        state = (0..<RRandom.length).map { _ in next() }
    }

    /// A number strictly between 0 and 1, in steps of 2⁻³².
    mutating func uniform() -> Double {
        let scale = 2.328_306_436_538_696_3e-10
        let drawn = Double(word()) * scale
        return drawn <= 0 ? 0.5 * scale : 1 - drawn <= 0 ? 1 - 0.5 * scale : drawn
    }

    /// A number in `0..<bound`, as R's `R_unif_index` draws it: enough bits, sixteen at a time, until they fit.
    mutating func index(below bound: Int) -> Int {
        let bits = bound <= 1 ? 0 : Int.bitWidth - (bound - 1).leadingZeroBitCount
        let mask = (1 << bits) - 1
        while true {
            var value = 0
            var taken = 0
            while taken <= bits {
                value = value << 16 | Int(uniform() * 65_536)
                taken += 16
            }
            value &= mask
            if value < bound { return value }
        }
    }

    /// `sample.int(count)`: the numbers from 1 to `count` in a random order.
    mutating func permutation(of count: Int) -> [UInt32] {
        var left = [UInt32](unsafeUninitializedCapacity: count) { numbers, filled in
            for number in 0..<count { numbers[number] = UInt32(number + 1) }
            filled = count
        }
        var drawn: [UInt32] = []
        drawn.reserveCapacity(count)
        for remaining in stride(from: count, to: 0, by: -1) {
            let index = self.index(below: remaining)
            drawn.append(left[index])
            left[index] = left[remaining - 1]
        }
        return drawn
    }

    private mutating func word() -> UInt32 {
        if position == RRandom.length { refill() }
        var word = state[position]
        position += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9D2C_5680
        word ^= word << 15 & 0xEFC6_0000
        return word ^ word >> 18
    }

    private mutating func refill() {
        for index in 0..<RRandom.length {
            let (next, far) = ((index + 1) % RRandom.length, (index + RRandom.period) % RRandom.length)
            let joined = state[index] & 0x8000_0000 | state[next] & 0x7FFF_FFFF
            state[index] = state[far] ^ joined >> 1 ^ (joined & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        position = 0
    }
}

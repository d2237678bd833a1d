import Testing

@testable import Execution

/// Integers of 128 bits as doubles, beside the standard library's own conversion.
@Suite struct NearestDoubleTests {
    @Test func everyIntegerGoesToItsNearestDouble() {
        var random = SeededRandom(seed: 5)
        var integers: [Int128] = [0, 1, -1, .max, .min, Int128(Int64.max) + 1, Int128(Int64.min) - 1]
        for bits in 50..<127 {
            // Halfway between two doubles, and one beside.
            let middle = (Int128(1) << Int128(bits)) + (Int128(1) << Int128(max(0, bits - 53)))
            integers += [middle - 1, middle, middle + 1, 1 - middle, -middle, 3 * (middle / 4)]
        }
        for _ in 0..<20_000 {
            let wide = Int128(truncatingIfNeeded: random.next()) << 64 | Int128(truncatingIfNeeded: random.next())
            integers.append(wide >> Int128(random.below(128)))
        }
        for integer in integers { #expect(Double(nearest: integer) == Double(integer), "\(integer)") }
    }
}

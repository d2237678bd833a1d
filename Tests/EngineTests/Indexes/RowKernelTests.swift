import Columns
import Testing
import Values

/// Wide compares against plain loops, at the borders of their steps.
@Suite struct RowKernelTests {
    private static let counts = [0, 1, 63, 64, 65, 128, 200, 2048]

    @Test func integersOfEachWidthAreSelected() {
        var random = SeededRandom(seed: 5)
        for limit in [Int64(200), 60_000, 4_000_000_000, .max] {
            for count in Self.counts {
                let edges: [Int64] = [0, limit - 1, limit / 2]
                let values = (0..<count).map { _ in
                    random.chance(20) ? random.pick(edges) : Int64.random(in: 0..<limit, using: &random)
                }
                let presence = random.chance(50) ? Bitmap((0..<count).map { _ in random.chance(80) }) : nil
                let column = Column(
                    type: .integer, count: count, payload: .integers(PackedIntegers(values, isPresent: presence)),
                    presence: presence)
                for _ in 0..<8 {
                    let (a, b) = (
                        random.pick(values + edges + [.min, .max]), random.pick(values + edges + [.min, .max])
                    )
                    let range = min(a, b)...max(a, b)
                    let start = random.below(count + 1)
                    let rows = start..<(start + random.below(count - start + 1))
                    let expected = rows.filter { column.isPresent($0) && range.contains(values[$0]) }
                    #expect(column.mask(of: range, in: rows).positions == expected.map { Int32($0 - start) })
                }
            }
        }
    }

    @Test func oneOfTwoValuesIsChosen() {
        var random = SeededRandom(seed: 8)
        for count in Self.counts + [31, 32, 33, 95, 97] {
            let holds = (0..<count).map { _ in random.chance(40) }
            let mask = RowMask(count: count, positions: holds.indices.filter { holds[$0] }.map { Int32($0) })
            let (a, b) = ((0..<count).map { Int64.max - Int64($0) }, (0..<count).map { -Int64($0) })
            let expected = holds.indices.map { holds[$0] ? a[$0] : b[$0] }
            var integers = b
            mask.choose(a, in: &integers)
            #expect(integers == expected)
            var codes = b.map { UInt32(truncatingIfNeeded: $0) }
            mask.choose(a.map { UInt32(truncatingIfNeeded: $0) }, in: &codes)
            #expect(codes == expected.map { UInt32(truncatingIfNeeded: $0) })
            var doubles = b.map { Double($0) }
            mask.choose(a.map { Double($0) }, in: &doubles)
            #expect(doubles == expected.map { Double($0) })
        }
    }

    @Test func doublesAreSelected() {
        var random = SeededRandom(seed: 6)
        let edges = [0.0, -0.0, .nan, .infinity, -.infinity, 5e-324, 1]
        for count in Self.counts {
            let values = (0..<count).map { _ in random.chance(30) ? random.pick(edges) : Double(random.below(9)) / 4 }
            let presence = random.chance(50) ? Bitmap((0..<count).map { _ in random.chance(80) }) : nil
            let column = Column(type: .double, count: count, payload: .doubles(Buffer(values)), presence: presence)
            for range in [0.0...1, -1.0...0, 0.5...0.5, -.infinity ... .infinity, 1.0 ... .infinity] {
                let expected = (0..<count).filter { column.isPresent($0) && range.contains(values[$0]) }
                #expect(column.mask(of: range, in: 0..<count).positions == expected.map { Int32($0) })
            }
        }
    }

    @Test func tablesAreLookedUp() {
        var random = SeededRandom(seed: 9)
        for (limit, count) in [(200, 200), (5000, 2048), (100_000, 129), (3, 64)] {
            let values = (0..<count).map { _ in Int64(random.below(limit)) } + [Int64(limit - 1)]
            let presence = random.chance(50) ? Bitmap((0...count).map { _ in random.chance(80) }) : nil
            let packed = PackedIntegers(codes: values.map { UInt32($0) }, limit: limit)
            let column = Column(type: .integer, count: count + 1, payload: .integers(packed), presence: presence)
            let holds = (0..<limit).map { _ in random.chance(30) }
            let rows = random.below(count)..<count + 1
            let expected = rows.filter { column.isPresent($0) && holds[Int(values[$0])] }
            let mask = column.mask(where: Buffer(holds), in: rows)
            #expect(mask.positions == expected.map { Int32($0 - rows.lowerBound) })
            #expect(mask.population == expected.count)
        }
    }

    @Test func masksAreSets() {
        var random = SeededRandom(seed: 10)
        for count in Self.counts {
            let (a, b) = ((0..<count).map { _ in random.chance(50) }, (0..<count).map { _ in random.chance(50) })
            let positions = { (bits: [Bool]) in bits.indices.filter { bits[$0] }.map { Int32($0) } }
            let (left, right) = (
                RowMask(count: count, positions: positions(a)), RowMask(count: count, positions: positions(b))
            )
            var (both, either) = (left, left)
            both.formIntersection(right)
            either.formUnion(right)
            #expect(both.positions == positions(zip(a, b).map { $0 && $1 }))
            #expect(either.positions == positions(zip(a, b).map { $0 || $1 }))
            #expect(left.complement.positions == positions(a.map { !$0 }))
            #expect(RowMask.all(count).population == count)
            #expect((0..<count).allSatisfy { left.contains(Int32($0)) == a[$0] })
        }
    }

    @Test func listsOfRowsAreIntersected() {
        var random = SeededRandom(seed: 7)
        for (count, share) in [(0, 50), (7, 50), (8, 90), (9, 50), (400, 3), (5000, 50), (5000, 95), (5000, 1)] {
            let a = (0..<UInt32(count)).filter { _ in random.chance(share) }
            let b = (0..<UInt32(count)).filter { _ in random.chance(50) }
            let expected = Set(a).intersection(b).sorted()
            let (left, right) = (Buffer(a), Buffer(b))
            #expect(left.common(0..<a.count, with: right, 0..<b.count) == expected)
            #expect(right.commonCount(0..<b.count, with: left, 0..<a.count) == expected.count)
        }
    }

    @Test func bitsAreCounted() {
        var random = SeededRandom(seed: 8)
        for count in Self.counts {
            let (a, b) = ((0..<count).map { _ in random.chance(50) }, (0..<count).map { _ in random.chance(50) })
            #expect(Bitmap(a).population == a.count { $0 })
            #expect(Bitmap(a).commonCount(with: Bitmap(b)) == zip(a, b).count { $0 && $1 })
            #expect(Buffer(a).truePositions == (0..<count).filter { a[$0] }.map { Int32($0) })
        }
    }
}

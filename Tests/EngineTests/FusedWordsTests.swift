import Columns
import Testing
import Values

/// Sums in fields of words beside sums in arrays of their own.
@Suite struct FusedWordsTests {
    /// Columns of every width, of the greatest values that fit and of any, in one run and in a list of rows.
    @Test(arguments: [[8], [8, 8], [16, 8, 32], [32], [32, 32], [16, 16, 16, 16], [8, 8, 8, 8, 8], [32, 32, 32]])
    func sumsAreThoseOfPlainLoops(_ widths: [Int]) throws {
        var random = SeededRandom(seed: 11)
        // The last are so many that their words leave the caches.
        for (rowCount, groupCount) in [(1, 1), (1023, 3), (1025, 100), (5000, 7), (200, 4096), (3000, 40_000)] {
            for isGreatest in [false, true] {
                let columns = widths.map { Self.column(width: $0, rowCount, isGreatest, &random) }
                let groups = (0..<rowCount).map { _ in Int32.random(in: 0..<Int32(groupCount), using: &random) }
                let listed = (0..<rowCount).map { _ in UInt32.random(in: 0..<UInt32(rowCount), using: &random) }
                let plain = columns.map { Vector($0) }
                let list = RowList(listed)
                for vectors in [plain, columns.map { Vector($0, .list(list, start: 0)) }] {
                    try Self.check(vectors, groups, groupCount)
                }
            }
        }
    }

    /// Products of columns with themselves and with one another, of which some share a word with their factors.
    @Test(arguments: [[8, 8], [16, 16], [8, 16], [16, 8]])
    func sumsOfProductsAreThoseOfPlainLoops(_ widths: [Int]) throws {
        var random = SeededRandom(seed: 12)
        let products = [(0, 0), (1, 1), (0, 1)]
        for (rowCount, groupCount, isGreatest) in [(1, 1, false), (1025, 100, true), (4099, 7, false)] {
            let vectors = widths.map { Vector(Self.column(width: $0, rowCount, isGreatest, &random)) }
            let groups = (0..<rowCount).map { _ in Int32.random(in: 0..<Int32(groupCount), using: &random) }
            let narrow = try vectors.map { try #require($0.fusedWidth(rowCount)) }
            var words = try #require(FusedWords(widths: narrow, products: products, groupCount: groupCount))
            var first = 0
            while first < rowCount {
                let end = min(rowCount, first + words.rowLimit)
                words.add(first..<end, groups, vectors)
                let (counts, sums) = (words.rowCounts, widths.indices.map(words.sums(ofColumn:)))
                let productSums = products.indices.map(words.sums(ofProduct:))
                for group in 0..<groupCount {
                    let rows = (first..<end).filter { groups[$0] == Int32(group) }
                    let stored = { Self.number(vectors[$0], $1) - (vectors[$0].column.packed?.base ?? 0) }
                    #expect(counts[group] == Int64(rows.count))
                    for column in widths.indices {
                        #expect(sums[column][group] == rows.reduce(0) { $0 + stored(column, $1) })
                    }
                    for (place, (a, b)) in products.enumerated() {
                        let sum = rows.reduce(0) { $0 + stored(a, $1) * stored(b, $1) }
                        #expect(productSums[place][group] == sum)
                    }
                }
                words.clear()
                first = end
            }
        }
    }

    @Test func aKnownRangeNarrowsTheWidth() {
        let vector = Vector(Column.make([100, 200]))
        #expect(vector.fusedWidth(2, 100...200) == 7)
        #expect(vector.fusedWidth(2, 0...163) == 6)
        // What cannot be is not believed.
        #expect(vector.fusedWidth(2, 0...50) == 8)
        #expect(vector.fusedWidth(2, Int64.min...Int64.max) == 8)
        let list = RowList([0, RowList.none])
        #expect(Vector(vector.column, .list(list, start: 0)).fusedWidth(2, 100...200) == nil)
    }

    @Test func whatIsNotNarrowOrMissesValuesHasNoWidth() {
        let wide = Column.make([0, 1 << 40])
        #expect(Vector(wide).fusedWidth(2) == nil)
        let narrow = Column.make([7, 9])
        #expect(Vector(narrow).fusedWidth(2) == 8)
        let hole = RowList([1, RowList.none, 0])
        #expect(Vector(narrow, .list(hole, start: 0)).fusedWidth(3) == nil)
        #expect(Vector(narrow, .list(hole, start: 0)).fusedWidth(1) == 8)
        #expect(Vector(narrow, .list(hole, start: 2)).fusedWidth(1) == 8)
    }

    @Test func whatDoesNotFitInFourWordsIsRefused() {
        #expect(FusedWords(widths: [32, 32, 32, 32], groupCount: 100) != nil)
        #expect(FusedWords(widths: [32, 32, 32, 32, 32], groupCount: 100) == nil)
        #expect(FusedWords(widths: [32], groupCount: 1 << 30) == nil)
    }

    private static func column(
        width: Int, _ count: Int, _ isGreatest: Bool, _ random: inout SeededRandom
    ) -> Column {
        let greatest = Int64(1) << Int64(width) - 1
        var values = (0..<count).map { _ in isGreatest ? greatest : Int64.random(in: 0...greatest, using: &random) }
        // Both ends, so that the width is the one that is asked for.
        if count > 1 { (values[0], values[1]) = (0, greatest) }
        return .make(values)
    }

    private static func check(_ vectors: [Vector], _ groups: [Int32], _ groupCount: Int) throws {
        let widths = try vectors.map { try #require($0.fusedWidth(groups.count)) }
        var words = try #require(FusedWords(widths: widths, groupCount: groupCount))
        #expect(words.rowLimit >= 1 << 12)
        for round in 1...2 {
            var first = 0
            while first < groups.count {
                let end = min(groups.count, first + words.rowLimit / 2)
                words.add(first..<end, groups, vectors)
                var counts = [Int64](repeating: 0, count: groupCount)
                var sums = vectors.map { _ in [Int64](repeating: 0, count: groupCount) }
                for position in first..<end {
                    counts[Int(groups[position])] += 1
                    for (column, vector) in vectors.enumerated() {
                        let base = vector.column.packed?.base ?? 0
                        sums[column][Int(groups[position])] += Self.number(vector, position) - base
                    }
                }
                #expect(words.rowCounts == counts, "round \(round)")
                #expect(vectors.indices.map(words.sums(ofColumn:)) == sums, "round \(round)")
                words.clear()
                first = end
            }
        }
    }

    private static func number(_ vector: Vector, _ position: Int) -> Int64 {
        guard case .integer(let number) = vector.value(position) else { return .min }
        return number
    }
}

extension Column {
    fileprivate static func make(_ values: [Int64]) -> Column {
        Column(type: .integer, count: values.count, payload: .integers(PackedIntegers(values)), presence: nil)
    }
}

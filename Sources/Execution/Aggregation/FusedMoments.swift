import Columns

/// The moments of one or two narrow columns, gathered in fields of words while no value is missing: of what the columns
/// store, from which those of the values are worked out when they are taken out.
struct FusedMoments {
    /// What the words are made for.
    struct Shape: Equatable {
        fileprivate let widths: [Int]
        /// The value of a stored 0 of each column.
        fileprivate let bases: [Int64]
        /// The greatest size of a value.
        let magnitude: Int64
        let groupCount: Int

        /// More groups would leave the caches either way.
        private static let mostGroups = 1 << 16

        /// Nil where the rows cannot be added so.
        init?(_ vectors: [Vector], _ rows: GroupedRows) {
            // One group keeps its sums in registers.
            guard rows.positions == nil, !rows.isOneGroup, rows.groupCount <= Self.mostGroups else { return nil }
            var (widths, bases, magnitude): ([Int], [Int64], Int64) = ([], [], 0)
            for vector in vectors {
                guard let width = vector.fusedWidth(rows.groups.count), let packed = vector.column.packed,
                    let greatest = packed.magnitude
                else { return nil }
                widths.append(width)
                bases.append(packed.base)
                magnitude = max(magnitude, greatest)
            }
            (self.widths, self.bases, self.magnitude, groupCount) = (widths, bases, magnitude, rows.groupCount)
        }

        /// The columns whose products are added up: each with itself, then the two with one another.
        fileprivate var products: [(Int, Int)] { widths.count == 1 ? [(0, 0)] : [(0, 0), (1, 1), (0, 1)] }
    }

    let shape: Shape
    /// How many rows are held.
    private(set) var held = 0
    /// Nil where the columns are too wide.
    private var words: FusedWords?

    init(_ shape: Shape) {
        self.shape = shape
        words = FusedWords(widths: shape.widths, products: shape.products, groupCount: shape.groupCount)
    }

    var isUsable: Bool { words != nil }

    /// Adds the rows at some positions; those for which there is room only when what is held has been taken out.
    mutating func add(_ positions: Range<Int>, _ groups: [Int32], _ vectors: [Vector]) -> Range<Int> {
        let own = positions.prefix((words?.rowLimit ?? 0) - held)
        words?.add(own, groups, vectors)
        held += own.count
        return own.upperBound..<positions.upperBound
    }

    /// Adds what is held to the moments of each group: Σx, Σx², and of two columns Σy, Σy², Σxy.
    func addSums<let size: Int, Number: MomentSum>(to states: UnsafeMutableBufferPointer<Moments<size, Number>>) {
        guard let words else { return }
        let bases = shape.bases.map { Number(truncatingIfNeeded: $0) }
        let rowCounts = words.rowCounts
        let stored = bases.indices.map(words.sums(ofColumn:))
        for group in rowCounts.indices { states[group].count &+= rowCounts[group] }
        for (column, base) in bases.enumerated() {
            for group in rowCounts.indices {
                let sum = Number(truncatingIfNeeded: stored[column][group])
                states[group].sums[2 * column] &+= sum &+ base &* Number(truncatingIfNeeded: rowCounts[group])
            }
        }
        for (place, (a, b)) in shape.products.enumerated() {
            let products = words.sums(ofProduct: place)
            let target = a == b ? 2 * a + 1 : 2 * bases.count
            for group in rowCounts.indices {
                // (a + base of a) · (b + base of b), of all rows.
                let rows = Number(truncatingIfNeeded: rowCounts[group])
                let (sumA, sumB) = (
                    Number(truncatingIfNeeded: stored[a][group]), Number(truncatingIfNeeded: stored[b][group])
                )
                let moved = bases[a] &* sumB &+ bases[b] &* sumA &+ bases[a] &* bases[b] &* rows
                states[group].sums[target] &+= Number(truncatingIfNeeded: products[group]) &+ moved
            }
        }
    }

    /// Forgets what is held.
    mutating func clear() {
        words?.clear()
        held = 0
    }
}

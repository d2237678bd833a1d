import Columns

/// An accumulator of exact sums of whole numbers, whose sums may be gathered elsewhere for a while.
protocol ExactSummer: Accumulator {
    var sums: ExactSums<PlainSum> { get set }
}

/// The exact sums of several aggregates over the same rows, gathered together while their columns are narrow and miss
/// no value.
struct FusedSums {
    private let summers: [(summer: any ExactSummer, range: ClosedRange<Int64>?)]
    private var words: FusedWords?
    /// How many rows the words hold.
    private var held = 0
    /// How wide each column is, the value of a stored 0, and the greatest size of a value.
    private var widths: [Int] = []
    private var bases: [Int64] = []
    private var magnitudes: [Int64?] = []

    /// `range`: between what an accumulator's values lie, if that is known.
    init(_ summers: [(summer: any ExactSummer, range: ClosedRange<Int64>?)]) { self.summers = summers }

    /// Adds the rows of a batch to their groups; false where they must be added one aggregate after another.
    ///
    /// `vectors`: the values of each aggregate. `counts`: the rows of each group, less those that are still held.
    mutating func add(
        _ vectors: [Vector], _ groups: [Int32], groupCount: Int, counts: inout RowCounts
    ) -> Bool {
        guard !groups.isEmpty, prepare(vectors, groups.count, groupCount, &counts) else { return false }
        var first = 0
        while let limit = words?.rowLimit, first < groups.count {
            if held == limit { flush(into: &counts) }
            let end = min(groups.count, first + limit - held)
            words?.add(first..<end, groups, vectors)
            held += end - first
            first = end
        }
        return true
    }

    /// Makes the words for columns of these widths and bases; false where there are none.
    private mutating func prepare(
        _ vectors: [Vector], _ count: Int, _ groupCount: Int, _ counts: inout RowCounts
    ) -> Bool {
        var widths: [Int] = []
        var bases: [Int64] = []
        for (vector, range) in zip(vectors, summers.lazy.map(\.range)) {
            guard let width = vector.fusedWidth(count, range), let packed = vector.column.packed else {
                flush(into: &counts)
                return false
            }
            widths.append(width)
            bases.append(packed.base)
        }
        if widths == self.widths, bases == self.bases { return words != nil }
        flush(into: &counts)
        if widths != self.widths { words = FusedWords(widths: widths, groupCount: groupCount) }
        (self.widths, self.bases) = (widths, bases)
        magnitudes = vectors.map { $0.column.packed?.magnitude }
        return words != nil
    }

    /// Takes the sums out to the accumulators and the counts.
    mutating func flush(into counts: inout RowCounts) {
        guard held > 0, var full = words.take() else { return }
        let rowCounts = full.rowCounts
        for column in summers.indices {
            summers[column].summer.sums.add(
                full.sums(ofColumn: column), rowCounts, base: bases[column], magnitude: magnitudes[column],
                count: Int64(held))
        }
        counts.add(rowCounts)
        full.clear()
        words = full
        held = 0
    }
}

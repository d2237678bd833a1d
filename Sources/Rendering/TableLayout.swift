/// Which columns of a table are shown and how wide each is.
struct TableLayout {
    /// The columns that are shown, from left to right; the others do not fit.
    let positions: [Int]
    /// How wide each of those is.
    let widths: [Int]

    /// Columns between two table columns.
    static let gap = 2
    /// Text is never cut to less than this to make room; further columns are left out instead.
    private static let leastTextWidth = 16
    /// A name is never cut to less than this: what is left still says something.
    private static let leastHeaderWidth = 10

    /// Fits the columns into `available` terminal columns (nil is as many as they need).
    ///
    /// Columns are left out while not even the least widths fit: from the right, first those that were not asked for, the
    /// first column never. Of the others the widest are cut to one common width, the largest that fits.
    init(_ measures: [ColumnMeasure], available: Int?) {
        guard let available else {
            positions = Array(measures.indices)
            widths = measures.map { min($0.natural, ColumnMeasure.maximumPadding) }
            return
        }
        var least = measures.map { measure in
            let data = measure.canBeCut ? min(measure.data, Self.leastTextWidth) : measure.data
            return max(data, min(measure.header, Self.leastHeaderWidth), 1)
        }
        var kept = Array(measures.indices)
        var needed = Self.total(least)
        while kept.count > 1, needed > available {
            let place = kept.lastIndex { $0 > 0 && !measures[$0].isAskedFor } ?? kept.count - 1
            needed -= Self.gap + least[kept.remove(at: place)]
        }
        if kept.count == 1, measures[0].canBeCut { least[0] = max(1, min(least[0], available)) }
        positions = kept
        widths = Self.shared(
            kept.map { measures[$0].natural }, least: kept.map { least[$0] }, available: available)
    }

    private static func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + gap * max(0, widths.count - 1)
    }

    /// The natural widths, the widest cut to a common width; what is left over goes to the cut ones from the left.
    private static func shared(_ natural: [Int], least: [Int], available: Int) -> [Int] {
        let widths = { (cut: Int) in natural.indices.map { max(least[$0], min(natural[$0], cut)) } }
        var (fits, tooWide) = (0, (natural.max() ?? 0) + 1)
        while tooWide - fits > 1 {
            let middle = (fits + tooWide) / 2
            if total(widths(middle)) <= available { fits = middle } else { tooWide = middle }
        }
        var result = widths(fits)
        var rest = available - total(result)
        for position in result.indices where rest > 0 && result[position] < natural[position] {
            // One more each is all there can be: with `fits + 1` for every one of them it would not fit.
            if result[position] == fits {
                result[position] += 1
                rest -= 1
            }
        }
        return result
    }
}

import Columns
import Planning

/// Ranks from how many rows there are of each combination of a group and the values of an order: numbers of an order's
/// keys stand in the order of their values, the missing one behind them.
struct CountedRanking {
    private let combinationCount: Int
    /// The combinations of the order's values in the order of the window.
    private let places: [Int]

    /// `keys`: the groups' keys, and behind them those of the order.
    init(_ keys: DenseKeys, _ order: [LogicalPlan.OrderKey]) {
        combinationCount = keys.count
        var places = [0]
        for (key, wanted) in zip(keys.keys.suffix(order.count), order) {
            let values = 0..<key.count - 1
            // Missing values are last, whichever way the others stand.
            let digits = (wanted.isDescending ? values.reversed() : Array(values)) + [key.count - 1]
            places = places.flatMap { place in digits.map { place * key.count + $0 } }
        }
        self.places = places
    }

    /// `counts`: the rows of each combination. A rank is one more than how many rows of the group come before.
    func ranks(_ counts: Column) -> Column {
        guard let packed = counts.packed else { preconditionFailure("numbers of rows") }
        var ranks = [Int64](repeating: 0, count: combinationCount)
        for first in stride(from: 0, to: combinationCount, by: places.count) {
            var rank: Int64 = 1
            for place in places {
                ranks[first + place] = rank
                rank += packed[first + place]
            }
        }
        return Column(.integer, ranks, presence: nil)
    }
}

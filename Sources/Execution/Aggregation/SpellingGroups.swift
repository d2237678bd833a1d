import Columns

/// Puts combinations of keys together that differ only in how their texts are spelled, and finds the commonest
/// spelling of each group: of equally common ones the one seen first.
struct SpellingGroups {
    private let keys: DenseKeys
    private var index: GroupIndex
    /// The group of each combination added, in order.
    private(set) var groups: [Int32] = []
    private var combinations: [(number: Int32, count: Int64, first: UInt32)] = []

    init(_ keys: DenseKeys) {
        self.keys = keys
        index = GroupIndex(width: keys.keys.count, nil)
    }

    var count: Int { index.count }

    /// `first`: the place of its first row.
    mutating func add(_ combination: Int32, count: Int64, first: UInt32) {
        let codes = keys.keys.indices.map { key in
            let number = keys.number(ofKey: key, in: combination)
            return [Int64(keys.keys[key].classes?[Int(number)] ?? number)]
        }
        groups += index.groups(codes, count: 1)
        combinations.append((combination, count, first))
    }

    /// The number of one key's commonest spelling in each group.
    func commonest(ofKey key: Int) -> [UInt32] {
        var spellings = GroupIndex(width: 2, nil)
        var tallies: [(group: Int32, number: Int32, count: Int64, first: UInt32)] = []
        for (group, combination) in zip(groups, combinations) {
            let number = keys.number(ofKey: key, in: combination.number)
            let spelling = Int(spellings.groups([[Int64(group)], [Int64(number)]], count: 1)[0])
            if spelling == tallies.count { tallies.append((group, number, 0, .max)) }
            tallies[spelling].count += combination.count
            tallies[spelling].first = min(tallies[spelling].first, combination.first)
        }
        var best = [Int](repeating: -1, count: count)
        for (place, tally) in tallies.enumerated() {
            let known = best[Int(tally.group)]
            if known < 0 || tally.count > tallies[known].count
                || tally.count == tallies[known].count && tally.first < tallies[known].first
            {
                best[Int(tally.group)] = place
            }
        }
        return best.map { UInt32(tallies[$0].number) }
    }
}

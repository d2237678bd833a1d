import Columns

/// The combinations of keys that occur, numbered as they are first seen: of many that can be, few are.
final class OccurringCombinations {
    /// One more than the number of each combination; 0 where it has not been seen.
    private let places: PlainResults<UInt32>
    /// By number.
    private(set) var combinations: [Int32] = []

    /// `limit`: more than any combination.
    init(limit: Int) { places = PlainResults(zeros: limit) }

    /// What the table takes.
    static func byteCount(limit: Int) -> Int { limit * MemoryLayout<UInt32>.stride }

    /// Puts the numbers of combinations in their place.
    func number(_ combinations: inout [Int32]) {
        let places = places.elements
        var known = self.combinations
        self.combinations = []
        combinations.withUnsafeMutableBufferPointer { combinations in
            for position in combinations.indices {
                let combination = combinations[position]
                var place = places[Int(combination)]
                if place == 0 {
                    known.append(combination)
                    place = UInt32(known.count)
                    places[Int(combination)] = place
                }
                combinations[position] = Int32(bitPattern: place &- 1)
            }
        }
        self.combinations = known
    }
}

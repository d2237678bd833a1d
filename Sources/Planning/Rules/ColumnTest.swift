import Columns

extension Column {
    /// A comparison of a column's values with written ones, as a test of its rows, false where a value is missing;
    /// nil for patterns other than whole texts and for what is no such comparison.
    func test(_ comparison: BoundExpression) -> ((Int) -> Bool)? {
        switch (comparison, payload) {
        case (.inIntegers(_, let set, _), .integers(let packed)):
            return { isPresent($0) && set.contains(packed[$0]) }
        case (.inDoubles(_, let intervals, _), .doubles(let values)):
            return { row in isPresent(row) && intervals.contains { $0.contains(values[row]) } }
        case (.matchesText(_, .anyOf(let keys)), .codes(let codes, let dictionary)):
            let wanted = Set(keys.flatMap { dictionary.codes(of: $0) })
            return { isPresent($0) && wanted.contains(codes[$0]) }
        default: return nil
        }
    }
}

extension TextDictionary {
    /// The codes of the texts that are `key` at its level.
    fileprivate func codes(of key: TextPattern.Key) -> [Int64] {
        let classes = classes(key.level)
        guard let wanted = classes.find(key.bytes) else { return [] }
        return classes.codes(ofClass: wanted).map(Int64.init)
    }
}

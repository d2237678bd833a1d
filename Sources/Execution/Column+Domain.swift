import Columns

/// What a column of integers or codes can store, for who computes something once for each such value instead of once
/// for each row (how many these are, `storableCount` tells).
extension Column {
    /// A column of what this one can store: each of `count` integers from the base on, or each code; then a missing one.
    func domain(_ count: Int) -> Column {
        let codes = PackedIntegers(codes: Array(0...UInt32(count)), limit: count)
        let presence = Bitmap(count: count + 1) { words in
            words.update(repeating: ~0)
            words[count / 64] &= ~(1 << UInt64(count % 64))
        }
        if let dictionary {
            return Column(type: type, count: count + 1, payload: .codes(codes, dictionary), presence: presence)
        }
        let based = PackedIntegers(base: packed?.base ?? 0, storage: codes.storage)
        return Column(type: type, count: count + 1, payload: .integers(based), presence: presence)
    }

    /// Some rows as a column of its own.
    func gathering(_ rows: [Int32]) -> Column {
        Vector(self, .list(RowList(rows.map(UInt32.init)), start: 0)).gathered(rows.count).column
    }
}

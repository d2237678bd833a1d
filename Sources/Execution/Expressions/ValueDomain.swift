import Columns
import Storage

/// The values that a column can hold, numbered from 0 on in the order in which they are stored, a missing one last.
struct ValueDomain {
    /// How many there are, the missing one included.
    let count: Int
    /// The number of each integer that the column can store, over its base; nil where that integer is the number. What no
    /// row holds has any number.
    let numbers: Buffer<Int32>?
    /// How many the column can store, a missing one aside.
    let storableCount: Int
    private let column: Column
    /// What is stored for each number, where that is not the number.
    private let occurring: [Int32]?

    /// Of a column that can store so many values: all that rows hold, if that is known and much less, else all that it can
    /// store.
    init(_ column: Column, storableCount: Int, _ statistics: ColumnStatistics?) {
        (self.column, self.storableCount) = (column, storableCount)
        occurring = statistics?.occurring(among: storableCount)
        count = (occurring?.count ?? storableCount) + 1
        numbers = occurring.map { Self.numbers(of: $0, among: storableCount) }
    }

    /// Of a column of integers or codes; nil where it is unknown what it can store, or more than 32 bits tell. `isRead`:
    /// it may be read whole to know what rows hold.
    init?(_ column: Column, _ catalog: Catalog, isRead: Bool) {
        let statistics = isRead ? catalog.statistics(of: column) : nil
        guard let packed = column.packed,
            let storable = column.storableCount(catalog, statistics?.integerRange ?? packed.bounds),
            storable < Int(Int32.max)
        else { return nil }
        self.init(column, storableCount: storable, statistics)
    }

    /// One row a value.
    var values: Column {
        let all = column.domain(storableCount)
        return occurring.map { all.gathering($0 + [Int32(storableCount)]) } ?? all
    }

    /// The number of each stored integer where only some occur.
    private static func numbers(of occurring: [Int32], among count: Int) -> Buffer<Int32> {
        Buffer(count: count) { numbers in
            numbers.update(repeating: 0)
            for (number, stored) in occurring.enumerated() { numbers[Int(stored)] = Int32(number) }
        }
    }

    /// The number of what the column can store.
    func number(ofStored stored: Int) -> Int { numbers.map { Int($0[stored]) } ?? stored }

    /// What is known of each number, the missing value's last, for each that the column can store, and a missing one.
    func ofStored(_ known: Buffer<Int32>) -> Buffer<Int32> {
        guard let numbers else { return known }
        return Buffer(count: storableCount + 1) { found in
            for stored in 0..<storableCount { found[stored] = known[Int(numbers[stored])] }
            found[storableCount] = known[count - 1]
        }
    }
}

extension [ValueDomain] {
    /// How many combinations of values there are.
    var combinationCount: Int { reduce(1) { $0 * $1.count } }
}

extension ColumnStatistics {
    /// Which of so many stored values rows hold, ascending, where that is known and they are less than half of them; nil
    /// else.
    fileprivate func occurring(among count: Int) -> [Int32]? {
        guard let counts = codeCounts, count <= Int(Int32.max), distinctCount < count / 2 else { return nil }
        return (0..<min(count, counts.count)).filter { counts[$0] > 0 }.map { Int32($0) }
    }
}

extension Catalog {
    /// What is known of a column that is stored in a collection; nil for others.
    fileprivate func statistics(of column: Column) -> ColumnStatistics? {
        for table in tables where table.rowCount == column.count {
            for position in table.columns.indices
            where table.unreadColumn(position).identity == column.identity {
                return table.statistics(ofColumn: position)
            }
        }
        return nil
    }
}

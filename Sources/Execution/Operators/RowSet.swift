import Columns

/// Some rows of a table: a run of ascending row numbers while they are few, a bit a row when they are many.
enum RowSet {
    case run(Buffer<UInt32>, Range<Int>)
    case bits(Bitmap)

    static let none = RowSet.run(Buffer(count: 0) { _ in }, 0..<0)

    /// Above this ratio of two runs' lengths, the rows of the shorter are looked up in the longer.
    private static let gallopRatio = 16
    /// Below this share of the table, sorting row numbers is quicker than a bitmap.
    private static let rowsABit = 4096

    /// The rows in slices of a list, each in any order; a row may stand in several of them.
    init(_ slices: [Range<Int>], of rows: Buffer<UInt32>, rowCount: Int) {
        let count = slices.reduce(0) { $0 + $1.count }
        guard count > max(64, rowCount / Self.rowsABit) else {
            self = .sorted(slices.flatMap { $0.map { rows[$0] } }.ascendingOnce())
            return
        }
        self = .bits(
            Bitmap(count: rowCount) { words in
                words.update(repeating: 0)
                for slice in slices { Self.mark(rows, slice, words) }
            })
    }

    private static func sorted(_ rows: [UInt32]) -> RowSet { .run(Buffer(rows), 0..<rows.count) }

    private static func mark(_ rows: Buffer<UInt32>, _ range: Range<Int>, _ words: UnsafeMutableBufferPointer<UInt64>) {
        rows.withSpan(range) { rows in
            for index in rows.indices { words[Int(rows[index] >> 6)] |= 1 << UInt64(rows[index] & 63) }
        }
    }

    var count: Int {
        switch self {
        case .run(_, let range): range.count
        case .bits(let bitmap): bitmap.population
        }
    }

    /// The row numbers, ascending; those of a run stay where they are.
    var list: RowList {
        switch self {
        case .run(let rows, let range):
            if range == 0..<rows.count { return RowList(rows) }
            return rows.withUnsafeElements { elements in
                guard !range.isEmpty, let start = elements.baseAddress else { return RowList([]) }
                return RowList(Buffer(at: start + range.lowerBound, count: range.count, owner: rows))
            }
        case .bits(let bitmap):
            return RowList(
                Buffer(count: bitmap.population) { rows in
                    var next = 0
                    bitmap.words.withSpan { words in
                        for index in words.indices {
                            var word = words[index]
                            while word != 0 {
                                rows[next] = UInt32(truncatingIfNeeded: index << 6 + word.trailingZeroBitCount)
                                next += 1
                                word &= word &- 1
                            }
                        }
                    }
                })
        }
    }

    // MARK: Both, either, neither

    func intersection(_ other: RowSet) -> RowSet {
        switch (self, other) {
        case (.bits(let a), .bits(let b)):
            return .bits(
                Bitmap(count: a.count) { target in
                    for index in target.indices { target[index] = a.words[index] & b.words[index] }
                })
        case (.run(let a, let first), .run(let b, let second)) where Self.areAlikeLong(first, second):
            return .sorted(a.common(first, with: b, second))
        default:
            var found: [UInt32] = []
            found.reserveCapacity(min(count, other.count))
            forEachCommon(other) { found.append($0) }
            return .sorted(found)
        }
    }

    /// How many rows both have.
    func intersectionCount(_ other: RowSet) -> Int {
        switch (self, other) {
        case (.bits(let a), .bits(let b)): return a.commonCount(with: b)
        case (.run(let a, let first), .run(let b, let second)) where Self.areAlikeLong(first, second):
            return a.commonCount(first, with: b, second)
        default:
            var total = 0
            forEachCommon(other) { _ in total += 1 }
            return total
        }
    }

    /// Whether neither of two runs is so short that its rows should be looked up in the other.
    private static func areAlikeLong(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.count / gallopRatio < second.count && second.count / gallopRatio < first.count
    }

    /// Calls `body` with the rows of both, ascending; one of them has to be a run.
    private func forEachCommon(_ other: RowSet, _ body: (UInt32) -> Void) {
        switch (self, other) {
        case (.run(let rows, let range), .bits(let bitmap)), (.bits(let bitmap), .run(let rows, let range)):
            for position in range where bitmap[Int(rows[position])] { body(rows[position]) }
        case (.run(let a, let first), .run(let b, let second)):
            if first.count <= second.count {
                Self.forEachCommon(a, first, b, second, body)
            } else {
                Self.forEachCommon(b, second, a, first, body)
            }
        case (.bits, .bits): preconditionFailure("bits are taken together word by word")
        }
    }

    private static func forEachCommon(
        _ few: Buffer<UInt32>, _ first: Range<Int>, _ many: Buffer<UInt32>, _ second: Range<Int>,
        _ body: (UInt32) -> Void
    ) {
        let leaps = first.count * gallopRatio < second.count
        var place = second.lowerBound
        for position in first {
            let row = few[position]
            if leaps {
                place = gallop(many, place..<second.upperBound, to: row)
            } else {
                while place < second.upperBound, many[place] < row { place += 1 }
            }
            guard place < second.upperBound else { return }
            if many[place] == row { body(row) }
        }
    }

    /// The first place whose row is at least `row`: steps that double, then halves (Bentley and Yao, "An almost optimal
    /// algorithm for unbounded searching", 1976).
    private static func gallop(_ rows: Buffer<UInt32>, _ range: Range<Int>, to row: UInt32) -> Int {
        var step = 1
        var low = range.lowerBound
        while low + step < range.upperBound, rows[low + step] < row {
            low += step
            step *= 2
        }
        var high = min(low + step, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    static func union(_ sets: [RowSet], rowCount: Int) -> RowSet {
        if sets.count == 1 { return sets[0] }
        return .bits(
            Bitmap(count: rowCount) { words in
                words.update(repeating: 0)
                for set in sets {
                    switch set {
                    case .run(let rows, let range): mark(rows, range, words)
                    case .bits(let bitmap): for index in words.indices { words[index] |= bitmap.words[index] }
                    }
                }
            })
    }

    /// The other rows of a table.
    func complement(_ rowCount: Int) -> RowSet {
        .bits(
            Bitmap(count: rowCount) { words in
                switch self {
                case .run(let rows, let range):
                    words.update(repeating: ~0)
                    for position in range { words[Int(rows[position] >> 6)] &= ~(1 << UInt64(rows[position] & 63)) }
                case .bits(let bitmap): for index in words.indices { words[index] = ~bitmap.words[index] }
                }
            })
    }
}

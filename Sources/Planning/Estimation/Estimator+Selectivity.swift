import Columns
import Storage
import Values
import VietnameseText

extension Estimator {
    /// Assumed where nothing is known; after Selinger et al., "Access Path Selection" (1979).
    private static let unknownEquality = 0.1
    private static let unknownRange = 1.0 / 3

    /// The share of rows, 0 to 1, for which a predicate holds; parts of a conjunction are taken as independent.
    func selectivity(_ predicate: BoundExpression) -> Double {
        switch predicate {
        case .and(let parts): return parts.reduce(1) { $0 * selectivity($1) }
        case .or(let parts): return 1 - parts.reduce(1) { $0 * (1 - selectivity($1)) }
        case .not(let inner): return 1 - selectivity(inner)
        case .inIntegers(let subject, let set, _): return integers(subject, set)
        case .inDoubles(let subject, let intervals, _): return doubles(subject, intervals)
        case .matchesText(let subject, let pattern): return text(subject, pattern)
        case .isMissing(let subject):
            return statistics(subject).map { $0.rowCount == 0 ? 0 : 1 - $0.presentShare } ?? Self.unknownEquality
        case .compare(.equal, let a, let b), .compare(.identical, let a, let b):
            return 1 / Double(max(1, max(distinct(a) ?? 10, distinct(b) ?? 10)))
        case .anyElement: return element(predicate)
        case .compare: return Self.unknownRange
        default: return 0.5
        }
    }

    // MARK: Numbers

    private func integers(_ subject: BoundExpression, _ set: IntegerSet) -> Double {
        guard let (table, position) = column(subject) else {
            return set.ranges.isEmpty ? 0 : Self.unknownEquality
        }
        let statistics = table.estimates(ofColumn: position)
        guard statistics.rowCount > 0, let range = statistics.integerRange else { return 0 }
        if let counts = statistics.codeCounts, let packed = table.columns[position].packed {
            var rows = 0
            for part in set.ranges where part.overlaps(range) {
                for value in part.clamped(to: range) { rows += Int(counts[Int(value - packed.base)]) }
            }
            return Double(rows) / Double(statistics.rowCount)
        }
        // Of a long list of ranges some are looked up and the rest taken as like them.
        let some = set.ranges.prefix(64)
        let share = some.reduce(0.0) { sum, part in
            if part.lowerBound == part.upperBound {
                return sum + statistics.equality(.integer(part.lowerBound), isInside: range.contains(part.lowerBound))
            }
            // A half more on either side: the border itself belongs to the range.
            return sum + statistics.range(Double(part.lowerBound) - 0.5, Double(part.upperBound) + 0.5)
        }
        return min(1, share * Double(set.ranges.count) / Double(max(1, some.count)))
    }

    private func doubles(_ subject: BoundExpression, _ intervals: [DoubleInterval]) -> Double {
        guard let statistics = statistics(subject) else { return Self.unknownRange }
        guard let range = statistics.doubleRange else { return 0 }
        let share = intervals.reduce(0.0) { sum, interval in
            let inside = statistics.range(interval.low, interval.high)
            let ends = [(interval.low, interval.includesLow), (interval.high, interval.includesHigh)]
                .filter { $0.1 && range.contains($0.0) }.map(\.0)
            let least = ends.map { statistics.equality(.double($0), isInside: true) }.max() ?? 0
            return sum + max(inside, least)
        }
        return min(1, share)
    }

    // MARK: Lists

    /// From some elements, and how many a row has.
    private func element(_ predicate: BoundExpression) -> Double {
        guard let (id, question) = predicate.postingsQuestion(catalog),
            let (table, position) = column(.column(id, .list(of: .text))),
            let elements = table.columns[position].elements, table.rowCount > 0
        else { return Self.unknownRange }
        let share =
            switch question {
            case .targets(_, _, let test): selectivity(test)
            case .texts(let pattern): text(of: elements, in: table, position, pattern)
            case .integers: Self.unknownEquality
            }
        return min(1, share * Double(elements.count) / Double(table.rowCount))
    }

    private func text(of elements: Column, in table: Table, _ position: Int, _ pattern: TextPattern) -> Double {
        guard elements.dictionary != nil else { return 0 }
        return switch pattern {
        case .contains(let key): share(of: key, .anywhere, in: table, position)
        case .word(let key): share(of: key, .word, in: table, position)
        case .starts(let key): share(of: key, .start, in: table, position)
        // Elements that begin so may go on.
        case .anyOf(let keys): keys.reduce(0) { $0 + share(of: $1, .start, in: table, position) }
        default: Self.unknownEquality
        }
    }

    // MARK: Text

    private func text(_ subject: BoundExpression, _ pattern: TextPattern) -> Double {
        guard let (table, position) = column(subject) else { return Self.unknownEquality }
        guard table.rowCount > 0, table.unreadColumn(position).dictionary != nil else { return 0 }
        switch pattern {
        case .anyOf(let keys):
            let statistics = table.estimates(ofColumn: position)
            // A long list is taken as so many even shares: looking each up would cost more than the scan.
            let some = keys.prefix(16)
            let known = some.reduce(0.0) { $0 + share(of: $1, in: table, position, statistics) }
            return min(1, known * Double(keys.count) / Double(max(1, some.count)))
        case .contains(let key): return share(of: key, .anywhere, in: table, position)
        case .word(let key): return share(of: key, .word, in: table, position)
        case .starts(let key): return share(of: key, .start, in: table, position)
        case .ends(let key): return share(of: key, .end, in: table, position)
        case .order(let comparison, let text):
            let bound = TextBound(text)
            var room: [UInt8] = []
            return table.sampledShare(ofColumn: position) { comparison.wants(side: bound.side(of: $0, room: &room)) }
        case .like, .regex: return Self.unknownEquality
        }
    }

    /// Codes of a dictionary that are all looked at to find the rows of one text.
    private static let searchedCodes = 4096

    /// Exact for dictionaries small enough to look through; else from the commonest values, or an even share.
    private func share(
        of key: TextPattern.Key, in table: Table, _ position: Int, _ statistics: ColumnStatistics
    ) -> Double {
        guard let texts = table.unreadColumn(position).dictionary else { return 0 }
        if texts.count > Self.searchedCodes, let codes = table.knownCodes(of: key.bytes, key.level, ofColumn: position)
        {
            let common = statistics.commonest.first { common in
                if case .integer(let code) = common.stored { codes.contains(UInt32(code)) } else { false }
            }
            return common.map { Double($0.rows) / Double(statistics.rowCount) } ?? statistics.uncommonEquality
        }
        guard let dictionary = table.dictionary(ofColumn: position) else { return 0 }
        if dictionary.count <= Self.searchedCodes {
            let classes = dictionary.classes(key.level)
            guard let wanted = classes.find(key.bytes) else { return 0 }
            if let counts = statistics.codeCounts {
                let rows = classes.codes(ofClass: wanted).reduce(0) { $0 + Int(counts[Int($1)]) }
                return Double(rows) / Double(statistics.rowCount)
            }
        }
        for common in statistics.commonest {
            guard case .integer(let code) = common.stored else { continue }
            if dictionary[Int(code)].key(key.level) == key.bytes {
                return Double(common.rows) / Double(statistics.rowCount)
            }
        }
        return statistics.uncommonEquality
    }

    /// From some texts of the column.
    private func share(
        of key: TextPattern.Key, _ place: FoldedTexts.Place, in table: Table, _ position: Int
    ) -> Double {
        let texts = table.sampledKeys(ofColumn: position, key.level)
        let found = texts.hold(key.bytes, place).truePositions.count
        let count = table.sampledKeyCount(ofColumn: position)
        // None among a few says only that they are rare.
        let isWhole = count == (table.unreadColumn(position).elements?.count ?? table.rowCount)
        let least = isWhole ? 0 : 0.5
        return max(Double(found), least) / Double(max(1, count))
    }
}

extension ColumnStatistics {
    /// The share of rows that hold a value which is not among the commonest: an even part of what those leave.
    var uncommonEquality: Double {
        guard rowCount > 0, distinctCount > 0 else { return 0 }
        let common = commonest.reduce(0) { $0 + $1.rows }
        let rows = max(0, rowCount - missingCount - common)
        let values = distinctCount - commonest.count
        // A sample may have given the commonest more than there is.
        return values > 0 && rows > 0
            ? Double(rows) / Double(values) / Double(rowCount) : presentShare / Double(distinctCount)
    }

    /// The share of rows that hold one value; `isInside`: it lies between the least and the greatest.
    func equality(_ stored: CommonValue.Stored, isInside: Bool) -> Double {
        if let common = commonest.first(where: { $0.stored == stored }) {
            return Double(common.rows) / Double(max(1, rowCount))
        }
        if isInside { return uncommonEquality }
        // A sample may have missed it, but not if it were common.
        return isExact ? 0 : min(uncommonEquality, 1 / Double(ColumnStatistics.sampledRows))
    }

    /// The share of rows whose number lies between two others.
    func range(_ low: Double, _ high: Double) -> Double {
        guard let histogram, low <= high else { return 0 }
        return max(0, histogram.share(below: high) - histogram.share(below: low)) * presentShare
    }
}

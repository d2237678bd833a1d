import Columns
import Values

/// The shown values of a grouping key: a number or reference as it is, a text in its commonest spelling
/// (the first seen among equally common ones).
struct KeyColumn {
    /// The first value of each group; of texts in a run, to be compared with later ones.
    private var first: ColumnAppender
    private var texts = TextRun()
    private var presence = PresenceBuilder()
    private let type: ValueType
    /// Whether no two groups show the same.
    private let isOnlyKey: Bool
    /// Nil where a group has one spelling only.
    private var spellings: Spellings?

    init(_ type: ValueType, isExact: Bool, isOnlyKey: Bool) {
        first = ColumnAppender(type)
        (self.type, self.isOnlyKey) = (type, isOnlyKey)
        if type == .text, !isExact { spellings = Spellings() }
    }

    private var groupCount: Int { type == .text ? texts.count : first.count }

    /// - Parameters:
    ///   - weights: how many rows each position stands for; nil for one each.
    ///   - row: where each position stands among all rows.
    mutating func add(
        _ vector: Vector, _ groups: [Int32], weights: ArraySlice<Int64>? = nil, row: (_ position: Int) -> UInt32
    ) {
        var made = groupCount
        for (position, group) in groups.enumerated() where Int(group) >= made {
            append(vector, position)
            made += 1
        }
        guard spellings != nil else { return }
        if let weights {
            spellings?.add(vector, groups, texts, row) { UInt32(truncatingIfNeeded: weights[weights.startIndex + $0]) }
        } else {
            spellings?.add(vector, groups, texts, row) { _ in 1 }
        }
    }

    private mutating func append(_ vector: Vector, _ position: Int) {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            return first.append(vector.column, row: vector.presentRow(position))
        }
        let row = vector.presentRow(position)
        texts.append { bytes in if let row { dictionary[Int(codes[row])].append(to: &bytes) } }
        presence.append(row != nil)
    }

    /// Takes in the groups of another, of which those that `map` gives the next numbers are new.
    mutating func absorb(_ other: KeyColumn, _ map: GroupMap) {
        spellings?.absorb(other.spellings!, map, texts, other.texts)
        guard type == .text else {
            let values = other.first.finishFitting()
            var made = first.count
            for group in 0..<values.count where map[group] >= made {
                first.append(values, row: group)
                made += 1
            }
            return
        }
        for group in 0..<other.texts.count where map[group] >= texts.count {
            other.texts.withSpan(group) { texts.append($0) }
            presence.append(other.presence.isPresent(group))
        }
    }

    consuming func finish() throws(ExecutionError) -> Column {
        guard type == .text else { return try first.finish() }
        if texts.isFull { throw .tooMuchText }
        let others = spellings?.commoner ?? [:]
        if others.isEmpty, isOnlyKey { return distinctTexts() }
        var appender = ColumnAppender(.text)
        for group in 0..<texts.count {
            if let other = others[Int32(group)] {
                appender.append(other)
            } else if presence.isPresent(group) {
                texts.withSpan(group) { appender.append($0) }
            } else {
                appender.appendMissing()
            }
        }
        return try appender.finish()
    }

    /// Groups of one key differ in it.
    private consuming func distinctTexts() -> Column {
        // The group of missing values holds an empty text, which may be a text too.
        let dictionary = texts.dictionary(areDistinct: presence.missingCount == 0)
        let codes = PackedIntegers(codes: (0..<UInt32(dictionary.count)).map { $0 }, limit: dictionary.count)
        return Column(
            type: .text, count: dictionary.count, payload: .codes(codes, dictionary), presence: presence.finish())
    }
}

import Columns
import Values

/// The shown values of a grouping key: a number or reference as it is, a text in its commonest spelling
/// (the first seen among equally common ones).
struct KeyColumn {
    private let type: ValueType
    /// The first value of each group.
    private var first: ColumnAppender
    private var groupCount = 0
    /// For text: how often each spelling of each group occurs, once a group has more than one.
    private var spellings: [Int32: [Spelling]] = [:]
    private var firstSpelling: [TextSlice?] = []

    private struct Spelling {
        var text: TextSlice
        var count: Int
    }

    private let isExact: Bool

    init(_ type: ValueType, isExact: Bool) {
        self.type = type
        self.isExact = isExact
        first = ColumnAppender(type)
    }

    mutating func add(_ vector: Vector, _ groups: [Int32]) {
        if type == .text, !isExact, hasVariants(vector) {
            addSpellings(vector, groups)
        } else {
            for (position, group) in groups.enumerated() where Int(group) >= groupCount {
                appendGroup(vector, position)
            }
        }
    }

    private mutating func appendGroup(_ vector: Vector, _ position: Int) {
        let row = vector.presentRow(position)
        first.append(vector.column, row: row)
        groupCount += 1
        guard type == .text else { return }
        guard let row, case .codes(let codes, let dictionary) = vector.column.payload else {
            firstSpelling.append(nil)
            return
        }
        firstSpelling.append(dictionary[Int(codes[row])])
    }

    /// Whether the dictionary holds two spellings of one text; without, the first value is the only spelling —
    /// unless another dictionary brought one before.
    private func hasVariants(_ vector: Vector) -> Bool {
        guard let dictionary = vector.column.dictionary else { return false }
        return dictionary.classes(.k1).count < dictionary.count || !spellings.isEmpty
            || dictionary.count <= Batch.standardCount
    }

    private mutating func addSpellings(_ vector: Vector, _ groups: [Int32]) {
        guard case .codes(let codes, let dictionary) = vector.column.payload else { return }
        for (position, group) in groups.enumerated() {
            if Int(group) >= groupCount { appendGroup(vector, position) }
            guard let row = vector.presentRow(position) else { continue }
            count(dictionary[Int(codes[row])], group)
        }
    }

    private mutating func count(_ text: TextSlice, _ group: Int32) {
        var known = spellings[group] ?? []
        if let index = known.firstIndex(where: { $0.text.isSame(text) }) {
            known[index].count += 1
        } else {
            known.append(Spelling(text: text, count: 1))
        }
        spellings[group] = known
    }

    consuming func finish() -> Column {
        guard type == .text, !spellings.isEmpty else { return first.finish() }
        var appender = ColumnAppender(.text)
        for group in 0..<groupCount {
            if let known = spellings[Int32(group)] {
                appender.append(known.max { $0.count < $1.count }!.text)
            } else if let text = firstSpelling[group] {
                appender.append(text)
            } else {
                appender.appendMissing()
            }
        }
        return appender.finish()
    }
}

extension TextSlice {
    fileprivate func isSame(_ other: TextSlice) -> Bool {
        if buffer === other.buffer, range == other.range { return true }
        guard count == other.count else { return false }
        return withSpan { a in
            other.withSpan { b in
                for index in a.indices where a[index] != b[index] { return false }
                return true
            }
        }
    }
}

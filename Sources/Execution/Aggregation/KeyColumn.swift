import Columns
import Values

/// The shown values of a grouping key: a number or reference as it is, a text in its commonest spelling
/// (the first seen among equally common ones).
struct KeyColumn {
    /// The first value of each group.
    private var first: ColumnAppender
    private var groupCount = 0
    /// Nil where a group has one spelling only.
    private var spellings: Spellings?

    init(_ type: ValueType, isExact: Bool) {
        first = ColumnAppender(type)
        if type == .text, !isExact { spellings = Spellings() }
    }

    /// `weights`: how many rows each position stands for; nil for one each.
    mutating func add(_ vector: Vector, _ groups: [Int32], weights: ArraySlice<Int64>? = nil) {
        for (position, group) in groups.enumerated() where Int(group) >= groupCount {
            first.append(vector.column, row: vector.presentRow(position))
            groupCount += 1
        }
        guard let weights else {
            spellings?.add(vector, groups) { _ in 1 }
            return
        }
        spellings?.add(vector, groups) { UInt32(truncatingIfNeeded: weights[weights.startIndex + $0]) }
    }

    consuming func finish() throws(ExecutionError) -> Column {
        guard let spellings, spellings.hasOthers else { return try first.finish() }
        var appender = ColumnAppender(.text)
        for group in 0..<groupCount {
            if let text = spellings.commonest(ofGroup: group) {
                appender.append(text)
            } else {
                appender.appendMissing()
            }
        }
        return try appender.finish()
    }
}

/// How often each spelling of each group occurs. Most groups have one, which is then only counted.
private struct Spellings {
    private struct Other {
        var text: TextSlice
        var count: UInt32
    }

    /// The only dictionary so far: its codes tell spellings apart.
    private var dictionary: TextDictionary?
    /// By group, the spelling first seen: its code, `missing` where there is none.
    private var firstCodes: [UInt32] = []
    /// The same as texts, once there are several dictionaries.
    private var firstTexts: [TextSlice?] = []
    private var hasSeveralDictionaries = false
    private var firstCounts: [UInt32] = []
    private var others: [Int32: [Other]] = [:]

    private static let missing = UInt32.max

    var hasOthers: Bool { !others.isEmpty }

    /// `weight`: how many rows a position stands for.
    @inline(__always)
    mutating func add(_ vector: Vector, _ groups: [Int32], _ weight: (_ position: Int) -> UInt32) {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        note(dictionary)
        // Rows in some order bring a group's first spelling again and again.
        var last: (group: Int32, code: UInt32) = (-1, 0)
        for (position, group) in groups.enumerated() {
            let code = vector.presentRow(position).map { UInt32(truncatingIfNeeded: codes[$0]) }
            if group == last.group, code == last.code {
                firstCounts[Int(group)] += weight(position)
                continue
            }
            if Int(group) >= firstCounts.count { appendGroup(code, dictionary) }
            guard let code else { continue }
            let isFirst =
                hasSeveralDictionaries
                ? firstTexts[Int(group)]?.isSame(dictionary[Int(code)]) == true : firstCodes[Int(group)] == code
            if isFirst {
                firstCounts[Int(group)] += weight(position)
                last = (group, code)
            } else {
                count(dictionary[Int(code)], group, weight(position))
            }
        }
    }

    private mutating func note(_ new: TextDictionary) {
        guard let known = dictionary else {
            dictionary = new
            return
        }
        guard known !== new, !hasSeveralDictionaries else { return }
        hasSeveralDictionaries = true
        firstTexts = firstCodes.map { $0 == Self.missing ? nil : known[Int($0)] }
        firstCodes = []
    }

    private mutating func appendGroup(_ code: UInt32?, _ dictionary: TextDictionary) {
        firstCounts.append(0)
        if hasSeveralDictionaries {
            firstTexts.append(code.map { dictionary[Int($0)] })
        } else {
            firstCodes.append(code ?? Self.missing)
        }
    }

    private mutating func count(_ text: TextSlice, _ group: Int32, _ weight: UInt32) {
        let known = others[group, default: []]
        if let index = known.firstIndex(where: { $0.text.isSame(text) }) {
            others[group]![index].count += weight
        } else {
            others[group, default: []].append(Other(text: text, count: weight))
        }
    }

    /// Nil for the group of missing values.
    func commonest(ofGroup group: Int) -> TextSlice? {
        let first = hasSeveralDictionaries ? firstTexts[group] : text(firstCodes[group])
        guard let best = others[Int32(group)]?.max(by: { $0.count < $1.count }), best.count > firstCounts[group] else {
            return first
        }
        return best.text
    }

    private func text(_ code: UInt32) -> TextSlice? { code == Self.missing ? nil : dictionary?[Int(code)] }
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

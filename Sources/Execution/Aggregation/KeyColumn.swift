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

    /// The dictionary that came last: its codes tell spellings apart.
    private var dictionary: TextDictionary?
    /// How many came, in the upper half.
    private var stamp: UInt64 = 0
    /// By group, the code of the spelling first seen in some dictionary, with that one's stamp.
    private var firstCodes: [UInt64] = []
    /// The spelling first seen; nil where there is none.
    private var firstTexts: [TextSlice?] = []
    private var firstCounts: [UInt32] = []
    private var others: [Int32: [Other]] = [:]

    var hasOthers: Bool { !others.isEmpty }

    /// `weight`: how many rows a position stands for.
    @inline(__always)
    mutating func add(_ vector: Vector, _ groups: [Int32], _ weight: (_ position: Int) -> UInt32) {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        if dictionary !== self.dictionary {
            self.dictionary = dictionary
            stamp += 1 << 32
        }
        appendGroups(vector, codes, dictionary, groups)
        let stamp = stamp
        var unlike: [(group: Int32, code: UInt64, weight: UInt32)] = []
        firstCounts.withUnsafeMutableBufferPointer { counts in
            firstCodes.withUnsafeBufferPointer { firsts in
                codes.withStored { stored in
                    vector.forEachPresent(count: groups.count) { position, row in
                        let (group, code) = (Int(groups[position]), stamp | UInt64(truncatingIfNeeded: stored(row)))
                        if firsts[group] == code {
                            counts[group] &+= weight(position)
                        } else {
                            unlike.append((groups[position], code, weight(position)))
                        }
                    }
                }
            }
        }
        for (group, code, weight) in unlike { count(code, dictionary, group, weight) }
    }

    /// Groups are numbered in the order in which their first rows come.
    private mutating func appendGroups(
        _ vector: Vector, _ codes: PackedIntegers, _ dictionary: TextDictionary, _ groups: [Int32]
    ) {
        for position in groups.indices where Int(groups[position]) >= firstCounts.count {
            let code = vector.presentRow(position).map { Int(codes[$0]) }
            firstCounts.append(0)
            firstCodes.append(code.map { stamp | UInt64($0) } ?? 0)
            firstTexts.append(code.map { dictionary[$0] })
        }
    }

    /// A row whose code was not known to be that of its group's first spelling; `code` with the dictionary's stamp.
    private mutating func count(_ code: UInt64, _ dictionary: TextDictionary, _ group: Int32, _ weight: UInt32) {
        let text = dictionary[Int(UInt32(truncatingIfNeeded: code))]
        let known = firstCodes[Int(group)]
        if known < stamp, firstTexts[Int(group)]?.isSame(text) == true { firstCodes[Int(group)] = code }
        if firstCodes[Int(group)] == code {
            firstCounts[Int(group)] += weight
        } else {
            count(text, group, weight)
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
        let first = firstTexts[group]
        guard let best = others[Int32(group)]?.max(by: { $0.count < $1.count }), best.count > firstCounts[group] else {
            return first
        }
        return best.text
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

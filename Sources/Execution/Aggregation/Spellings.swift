import Columns

/// How often each spelling of each group occurs. Most groups have one, which is then only counted.
struct Spellings {
    private struct Other {
        var text: [UInt8]
        var count: UInt32
        /// Where it was first seen.
        var row: UInt32
    }

    /// The dictionary that came last: its codes tell spellings apart.
    private var dictionary: TextDictionary?
    /// How many came, in the upper half.
    private var stamp: UInt64 = 0
    /// By group, the code of the spelling first seen in some dictionary, with that one's stamp.
    private var firstCodes: [UInt64] = []
    private var firstCounts: [UInt32] = []
    private var firstRows: [UInt32] = []
    private var others: [Int32: [Other]] = [:]
    /// Whether every text so far was folded already: no group has two spellings then.
    private var areFolded = true

    /// - Parameters:
    ///   - texts: the spelling first seen of each group, those of these rows too; empty where there is none.
    ///   - row: where a position stands among all rows.
    ///   - weight: how many rows a position stands for.
    @inline(__always)
    mutating func add(
        _ vector: Vector, _ groups: [Int32], _ texts: TextRun, _ row: (_ position: Int) -> UInt32,
        _ weight: (_ position: Int) -> UInt32
    ) {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        if dictionary !== self.dictionary {
            self.dictionary = dictionary
            stamp += 1 << 32
        }
        appendGroups(vector, codes, groups, row)
        areFolded = areFolded && dictionary.folded(.k1).bytes === dictionary.bytes
        if areFolded { return countAll(vector, groups, weight) }
        let stamp = stamp
        var unlike: [(position: Int, code: UInt64)] = []
        firstCounts.withUnsafeMutableBufferPointer { counts in
            firstCodes.withUnsafeBufferPointer { firsts in
                codes.withStored { stored in
                    vector.forEachPresent(count: groups.count) { position, place in
                        let (group, code) = (Int(groups[position]), stamp | UInt64(truncatingIfNeeded: stored(place)))
                        if firsts[group] == code {
                            counts[group] &+= weight(position)
                        } else {
                            unlike.append((position, code))
                        }
                    }
                }
            }
        }
        for (position, code) in unlike {
            count(code, dictionary, groups[position], texts, weight(position), row(position))
        }
    }

    /// Rows of which each has its group's only spelling.
    @inline(__always)
    private mutating func countAll(_ vector: Vector, _ groups: [Int32], _ weight: (_ position: Int) -> UInt32) {
        firstCounts.withUnsafeMutableBufferPointer { counts in
            vector.forEachPresent(count: groups.count) { position, _ in
                counts[Int(groups[position])] &+= weight(position)
            }
        }
    }

    /// Groups are numbered in the order in which their first rows come.
    private mutating func appendGroups(
        _ vector: Vector, _ codes: PackedIntegers, _ groups: [Int32], _ row: (_ position: Int) -> UInt32
    ) {
        for position in groups.indices where Int(groups[position]) >= firstCounts.count {
            let code = vector.presentRow(position).map { Int(codes[$0]) }
            firstCounts.append(0)
            firstCodes.append(code.map { stamp | UInt64($0) } ?? 0)
            firstRows.append(row(position))
        }
    }

    /// A row whose code was not known to be that of its group's first spelling; `code` with the dictionary's stamp.
    private mutating func count(
        _ code: UInt64, _ dictionary: TextDictionary, _ group: Int32, _ texts: TextRun, _ weight: UInt32, _ row: UInt32
    ) {
        let text = dictionary[Int(UInt32(truncatingIfNeeded: code))]
        if text.withSpan({ text in texts.withSpan(Int(group)) { $0.isSame(text) } }) {
            firstCodes[Int(group)] = code
            firstCounts[Int(group)] += weight
            firstRows[Int(group)] = min(firstRows[Int(group)], row)
        } else {
            var bytes: [UInt8] = []
            text.append(to: &bytes)
            count(Other(text: bytes, count: weight, row: row), group)
        }
    }

    private mutating func count(_ other: Other, _ group: Int32) {
        var known = others[group, default: []]
        if let index = known.firstIndex(where: { $0.text == other.text }) {
            known[index].count += other.count
            known[index].row = min(known[index].row, other.row)
        } else {
            known.append(other)
        }
        others[group] = known
    }

    /// Takes in what another has counted, whose groups `map` numbers here; the texts are those before its groups are
    /// taken in.
    mutating func absorb(_ other: Spellings, _ map: GroupMap, _ texts: TextRun, _ otherTexts: TextRun) {
        // No code of before says anything of what comes.
        stamp += 1 << 32
        dictionary = nil
        areFolded = areFolded && other.areFolded
        for group in other.firstCounts.indices {
            let own = map[group]
            if own >= firstCounts.count {
                firstCounts.append(other.firstCounts[group])
                firstRows.append(other.firstRows[group])
                firstCodes.append(0)
            } else if otherTexts.withSpan(group, { theirs in texts.withSpan(own) { $0.isSame(theirs) } }) {
                firstCounts[own] += other.firstCounts[group]
                firstRows[own] = min(firstRows[own], other.firstRows[group])
            } else {
                let text = otherTexts.withSpan(group) { text in
                    text.withUnsafeBufferPointer { Array($0) }
                }
                count(
                    Other(text: text, count: other.firstCounts[group], row: other.firstRows[group]), Int32(own))
            }
        }
        for (group, spellings) in other.others {
            let own = map[Int(group)]
            for spelling in spellings { take(spelling, own, texts) }
        }
    }

    /// A spelling of another's group, which may be the one first seen here.
    private mutating func take(_ spelling: Other, _ group: Int, _ texts: TextRun) {
        if group < texts.count, texts.withSpan(group, { $0.isSame(spelling.text.span) }) {
            firstCounts[group] += spelling.count
            firstRows[group] = min(firstRows[group], spelling.row)
        } else {
            count(spelling, Int32(group))
        }
    }

    /// The commonest spelling of each group where that is not the one kept as its first; of equally common ones the one
    /// seen first.
    var commoner: [Int32: [UInt8]] {
        var commoner: [Int32: [UInt8]] = [:]
        for (group, spellings) in others {
            let (count, row) = (firstCounts[Int(group)], firstRows[Int(group)])
            let best = spellings.max { ($0.count, $1.row) < ($1.count, $0.row) }
            if let best, best.count > count || best.count == count && best.row < row { commoner[group] = best.text }
        }
        return commoner
    }
}

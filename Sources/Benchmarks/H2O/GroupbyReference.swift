/// The ten results of the group-by suite, worked out in plain loops: what the engine and its peers are held to.
struct GroupbyReference {
    /// `id016` and `id0000042202`.
    private static let (shortName, longName) = (5, 12)
    private let file: GroupbyFile

    init(_ file: GroupbyFile) { self.file = file }

    /// By the name of the benchmark.
    var results: [String: ResultSums] {
        let (id1, id2) = (Grouping(file, [0]), Grouping(file, [0, 1]))
        let (id3, id6) = (Grouping(file, [2]), Grouping(file, [5]))
        let id4 = Grouping(file, [3])
        let short = Double(GroupbyReference.shortName)
        let (names1, names2) = (Double(id1.count) * short, Double(id2.count) * short)
        let names3 = Double(id3.count * GroupbyReference.longName)
        return [
            "q1": id1.sums([names1, sum(6)]),
            "q2": id2.sums([names2, names2, sum(6)]),
            "q3": id3.sums([names3, sum(6), id3.meanSum(8) / 1e6]),
            "q4": id4.sums([id4.keySum(3), id4.meanSum(6), id4.meanSum(7), id4.meanSum(8) / 1e6]),
            "q5": id6.sums([id6.keySum(5), sum(6), sum(7), sum(8) / 1e6]),
            "q6": medianAndDeviation, "q7": id3.sums([names3, id3.rangeSum(6, 7)]),
            "q8": largestTwo(id6), "q9": correlations, "q10": everyCombination,
        ]
    }

    private func sum(_ column: Int) -> Double { Double(file.columns[column].reduce(0) { $0 + Int($1) }) }

    private var medianAndDeviation: ResultSums {
        let grouping = Grouping(file, [3, 4])
        var (medians, deviations) = (0.0, 0.0)
        for rows in grouping.rows where !rows.isEmpty {
            let values = rows.map { Double(file.columns[8][Int($0)]) / 1e6 }.sorted()
            let (low, high) = (values[(values.count - 1) / 2], values[values.count / 2])
            medians += (low + high) / 2
            guard values.count > 1 else { continue }
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            deviations += (squares / Double(values.count - 1)).squareRoot()
        }
        return grouping.sums([grouping.keySum(3), grouping.keySum(4), medians, deviations])
    }

    private func largestTwo(_ grouping: Grouping) -> ResultSums {
        var (count, keys, values) = (0, 0, 0)
        for (group, rows) in grouping.rows.enumerated() {
            let largest = rows.map { file.columns[8][Int($0)] }.sorted(by: >).prefix(2)
            count += largest.count
            keys += largest.count * group
            values += largest.reduce(0) { $0 + Int($1) }
        }
        return ResultSums(rows: count, sums: [Double(keys), Double(values) / 1e6])
    }

    /// A group in which one side is always the same has no correlation.
    private var correlations: ResultSums {
        let grouping = Grouping(file, [1, 3])
        var total = 0.0
        for rows in grouping.rows {
            var (x, y, xx, yy, xy) = (0, 0, 0, 0, 0)
            for row in rows {
                let (a, b) = (Int(file.columns[6][Int(row)]), Int(file.columns[7][Int(row)]))
                (x, y, xx, yy, xy) = (x + a, y + b, xx + a * a, yy + b * b, xy + a * b)
            }
            let count = rows.count
            let spread = Double(count * xx - x * x) * Double(count * yy - y * y)
            let shared = Double(count * xy - x * y)
            if spread > 0 { total += shared * shared / spread }
        }
        let names = Double(grouping.count * GroupbyReference.shortName)
        return grouping.sums([names, grouping.keySum(3), total])
    }

    private var everyCombination: ResultSums {
        let columns = file.columns
        var keys = (0..<file.rows).map { row in
            [(1, 7), (3, 7), (4, 7), (2, 25), (5, 25)].reduce(UInt128(columns[0][row])) { key, part in
                key << UInt128(part.1) | UInt128(columns[part.0][row])
            }
        }
        keys.sort()
        var (count, id4, id5, id6) = (0, 0, 0, 0)
        for index in keys.indices where index == 0 || keys[index] != keys[index - 1] {
            let key = keys[index]
            count += 1
            id6 += Int(key & 0x1FF_FFFF)
            id5 += Int(key >> 50 & 0x7F)
            id4 += Int(key >> 57 & 0x7F)
        }
        let (short, long) = (Double(count * GroupbyReference.shortName), Double(count * GroupbyReference.longName))
        return ResultSums(
            rows: count,
            sums: [short, short, long, Double(id4), Double(id5), Double(id6), sum(8) / 1e6, Double(file.rows)])
    }
}

/// The rows of each combination of one or two columns, by counting.
private struct Grouping {
    private static let base = GroupbyData.groups + 1
    private let file: GroupbyFile
    private let keys: [Int]
    private let group: [UInt32]
    private let counts: [Int]

    init(_ file: GroupbyFile, _ keys: [Int]) {
        self.file = file
        self.keys = keys
        let first = file.columns[keys[0]]
        group = keys.count == 1 ? first : zip(first, file.columns[keys[1]]).map { $0 * UInt32(Grouping.base) + $1 }
        var counts = [Int](repeating: 0, count: Int(group.max()!) + 1)
        for number in group { counts[Int(number)] += 1 }
        self.counts = counts
    }

    var count: Int { counts.count { $0 > 0 } }

    /// The rows of each group.
    var rows: [[UInt32]] {
        var rows = counts.map { count in
            var list: [UInt32] = []
            list.reserveCapacity(count)
            return list
        }
        for (row, number) in group.enumerated() { rows[Int(number)].append(UInt32(row)) }
        return rows
    }

    func sums(_ sums: [Double]) -> ResultSums { ResultSums(rows: count, sums: sums) }

    /// The sum over the groups of one of their keys.
    func keySum(_ column: Int) -> Double {
        let present = counts.indices.filter { counts[$0] > 0 }
        if keys.count == 1 { return Double(present.reduce(0, +)) }
        let isFirst = column == keys[0]
        return Double(present.reduce(0) { $0 + (isFirst ? $1 / Grouping.base : $1 % Grouping.base) })
    }

    /// The sum over the groups of a column's mean.
    func meanSum(_ column: Int) -> Double {
        var totals = [Int](repeating: 0, count: counts.count)
        for (number, value) in zip(group, file.columns[column]) { totals[Int(number)] += Int(value) }
        return zip(totals, counts).reduce(0) { $1.1 > 0 ? $0 + Double($1.0) / Double($1.1) : $0 }
    }

    /// The sum over the groups of one column's greatest less another's least.
    func rangeSum(_ greatest: Int, _ least: Int) -> Double {
        var most = [Int](repeating: .min, count: counts.count)
        var fewest = [Int](repeating: .max, count: counts.count)
        for row in group.indices {
            let number = Int(group[row])
            most[number] = max(most[number], Int(file.columns[greatest][row]))
            fewest[number] = min(fewest[number], Int(file.columns[least][row]))
        }
        return Double(counts.indices.reduce(0) { counts[$1] > 0 ? $0 + most[$1] - fewest[$1] : $0 })
    }
}

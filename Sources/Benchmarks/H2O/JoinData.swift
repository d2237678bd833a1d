/// The data of H2O.ai's join benchmark (`J1_<rows>_NA_0_0`): a left side `x`, and `small`, `medium` and `big` to join
/// with it. Nine keys in ten are on both sides.
///
/// Drawn in the order of the original, whose sizes are a millionth and a thousandth of the rows; smaller data than it
/// knows keeps at least ten keys in each set.
struct JoinData {
    private static let seed: UInt32 = 108
    static let mostRows = 1_000_000_000
    private static let fewestKeys = 10

    private let rows: Int
    private let keyCounts: [Int]

    /// - Parameter rows: a multiple of ten, from ten to `mostRows`.
    init(rows: Int) {
        precondition(rows >= 10 && rows % 10 == 0 && rows <= JoinData.mostRows)
        self.rows = rows
        keyCounts = [1_000_000, 1_000, 1].map { max(rows / $0 / 10 * 10, JoinData.fewestKeys) }
    }

    func write(to folder: PackageFolder) throws {
        var random = RRandom(seed: JoinData.seed)
        let keys = keyCounts.map { KeySet(count: $0, &random) }
        try write(folder.file("x.csv"), count: rows, sides: keys.map(\.left), value: "v1", &random)
        for (index, name) in ["small", "medium", "big"].enumerated() {
            let sides = keys[...index].map(\.right)
            try write(folder.file("\(name).csv"), count: keyCounts[index], sides: sides, value: "v2", &random)
        }
    }

    /// One file: a column of each key set, its twin as text, and a value.
    private func write(
        _ file: OutputFile, count: Int, sides: [[UInt32]], value: String, _ random: inout RRandom
    ) throws {
        let columns = sides.map { JoinData.everyKey($0, count: count, &random) }
        let numbers = (1...columns.count).map { "id\($0)" }
        let texts = (1...columns.count).map { "id\($0 + 3)" }
        try file.write(Array(((numbers + texts + [value]).joined(separator: ",") + "\n").utf8))
        let values = (0..<count).map { _ in Millionths.draw(&random) }
        for row in 0..<count {
            try file.write(upTo: 128) { writeRow(row, columns, values[row], to: $0) }
        }
        try file.flush()
    }

    private func writeRow(
        _ row: Int, _ columns: [[UInt32]], _ value: UInt32, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var end = start
        for column in columns {
            end = Digits.write(column[row], to: end)
            end.pointee = UInt8(ascii: ",")
            end += 1
        }
        for column in columns {
            end[0] = UInt8(ascii: "i")
            end[1] = UInt8(ascii: "d")
            end = Digits.write(column[row], to: end + 2)
            end.pointee = UInt8(ascii: ",")
            end += 1
        }
        end = Millionths.write(value, to: end)
        end.pointee = UInt8(ascii: "\n")
        return end + 1
    }

    /// `count` keys in a random order, each of `keys` at least once.
    private static func everyKey(_ keys: [UInt32], count: Int, _ random: inout RRandom) -> [UInt32] {
        var all = keys
        all.reserveCapacity(count)
        for _ in keys.count..<max(count, keys.count) { all.append(keys[random.index(below: keys.count)]) }
        return random.permutation(of: all.count).map { all[Int($0) - 1] }
    }
}

/// The keys of one column, split into those of both sides and those of one.
private struct KeySet {
    let left, right: [UInt32]

    init(count: Int, _ random: inout RRandom) {
        let keys = random.permutation(of: count / 10 * 11)
        let shared = count / 10 * 9
        left = Array(keys[..<count])
        right = Array(keys[..<shared] + keys[count...])
    }
}

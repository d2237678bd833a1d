/// The data of H2O.ai's group-by benchmark: `G1_<rows>_1e2_0_0`, byte for byte as R writes it.
///
/// Columns are drawn whole, one after another, so all of them are held: 18 bytes a row.
struct GroupbyData {
    static let seed: UInt32 = 108
    /// How many different values the large groups have (K).
    static let groups = 100
    static let mostRows = 2_000_000_000
    static let header = "id1,id2,id3,id4,id5,id6,v1,v2,v3\n"

    let rows: Int
    private let id1, id2: [UInt8]
    private let id3: [UInt32]
    private let id4, id5: [UInt8]
    private let id6: [UInt32]
    private let v1, v2: [UInt8]
    private let v3: [UInt32]

    /// - Parameter rows: from `groups` to `mostRows`.
    init(rows: Int) {
        precondition(rows >= GroupbyData.groups && rows <= GroupbyData.mostRows)
        self.rows = rows
        var random = RRandom(seed: GroupbyData.seed)
        let (large, small) = (GroupbyData.groups, rows / GroupbyData.groups)
        id1 = GroupbyData.draw(rows) { UInt8(random.index(below: large) + 1) }
        id2 = GroupbyData.draw(rows) { UInt8(random.index(below: large) + 1) }
        id3 = GroupbyData.draw(rows) { UInt32(random.index(below: small) + 1) }
        id4 = GroupbyData.draw(rows) { UInt8(random.index(below: large) + 1) }
        id5 = GroupbyData.draw(rows) { UInt8(random.index(below: large) + 1) }
        id6 = GroupbyData.draw(rows) { UInt32(random.index(below: small) + 1) }
        v1 = GroupbyData.draw(rows) { UInt8(random.index(below: 5) + 1) }
        v2 = GroupbyData.draw(rows) { UInt8(random.index(below: 15) + 1) }
        v3 = GroupbyData.draw(rows) { Millionths.draw(&random) }
    }

    func write(to file: OutputFile) throws {
        try file.write(Array(GroupbyData.header.utf8))
        for row in 0..<rows {
            try file.write(upTo: 96) { writeRow(row, to: $0) }
        }
        try file.flush()
    }

    private func writeRow(_ row: Int, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var end = writeName(UInt32(id1[row]), width: 3, to: start)
        end = writeName(UInt32(id2[row]), width: 3, to: end)
        end = writeName(id3[row], width: 10, to: end)
        for value in [UInt32(id4[row]), UInt32(id5[row]), id6[row], UInt32(v1[row]), UInt32(v2[row])] {
            end = Digits.write(value, to: end)
            end.pointee = UInt8(ascii: ",")
            end += 1
        }
        end = Millionths.write(v3[row], to: end)
        end.pointee = UInt8(ascii: "\n")
        return end + 1
    }

    private func writeName(
        _ number: UInt32, width: Int, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        start[0] = UInt8(ascii: "i")
        start[1] = UInt8(ascii: "d")
        let end = Digits.write(number, width: width, to: start + 2)
        end.pointee = UInt8(ascii: ",")
        return end + 1
    }

    private static func draw<Value>(_ count: Int, _ next: () -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { values, filled in
            for index in 0..<count { values.initializeElement(at: index, to: next()) }
            filled = count
        }
    }
}

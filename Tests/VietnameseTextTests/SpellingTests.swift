import Testing

@testable import VietnameseText

struct SpellingTests {
    @Test(arguments: [
        ("bloc", "bloc", 0), ("blok", "bloc", 1), ("quantty", "quantity", 1), ("lboc", "bloc", 1), ("", "ab", 2),
        ("ab", "", 2), ("", "", 0), ("Tổng", "tổng", 0), ("hoà", "hòa", 0), ("tông", "tổng", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3), ("hơp", "hợp", 1),
    ])
    func distancesCountEdits(_ a: String, _ b: String, _ distance: Int) {
        #expect(Spelling.distance(a, b, limit: 9) == distance)
        #expect(Spelling.distance(b, a, limit: distance) == distance)
        #expect(Spelling.distance(a, b, limit: distance - 1) == nil)
    }

    /// The whole matrix, without a band or a limit.
    @Test func theBandDoesNotChangeDistances() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<2_000 {
            let words = (0..<2).map { _ in
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in "abc".utf8.randomElement(using: &generator)! }
            }
            let expected = Self.distance(words[0], words[1])
            for limit in 0...9 {
                #expect(
                    Spelling.distance(words[0], words[1], limit: limit) == (expected <= limit ? expected : nil))
            }
        }
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }

    @Test(arguments: [
        ("tổng hơp", ["tổng kho", "tổng hợp", "hợp tác"], ["tổng hợp", "tổng kho"]),
        ("blok", ["block height", "bloc", "khoi", "blog"], ["bloc", "blog"]),
        ("quantty", ["price", "quantity", "quality"], ["quantity", "quality"]),
        ("quant", ["price", "quantity"], ["quantity"]),
        ("DA NANG", ["Hà Nội", "Đà Nẵng", "Đà Nắng"], ["Đà Nẵng", "Đà Nắng"]),
        ("đà nắng", ["Đà Nẵng", "Đà Nắng"], ["Đà Nắng", "Đà Nẵng"]),
        ("xyz", ["bloc", "quantity"], []),
        ("", ["bloc"], []),
        ("a", ["bloc", "ab"], []),
        ("sort", ["sort", "sort", "short"], ["sort", "short"]),
    ])
    func theNearestAreSuggested(_ word: String, _ candidates: [String], _ expected: [String]) {
        #expect(Spelling.nearest(word, among: candidates) == expected)
    }

    @Test func noMoreThanTheLimitAreSuggested() {
        let words = ["bloc", "blod", "bloe", "blof", "blok"]
        #expect(Spelling.nearest("blok", among: words, limit: 2) == ["blok", "bloc"])
        #expect(Spelling.nearest("blok", among: words, limit: 0) == [])
    }

    @Test func hostileWordsAndListsEndInTime() {
        let long = String(repeating: "ă", count: 100_000)
        #expect(Spelling.nearest(long, among: [long, long + "b", "a"]) == [long, long + "b"])
        #expect(Spelling.distance(long, long + "b", limit: .max) == nil)
        #expect(Spelling.nearest("blok", among: repeatElement("bloc", count: 1_000)) == ["bloc"])
        let endless = sequence(first: 0) { $0 + 1 }.lazy.map { "x\($0)" }
        #expect(Spelling.nearest("hợp tác", among: endless) == [])
    }
}

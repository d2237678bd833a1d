import Columns
import Rendering
import Testing
import Values

/// The table's layout: alignment, fitting, streaming.
@Suite struct TableTests {
    @Test func doublesAlignOnThePoint() {
        let sample = Sample([(Field("x", .double), doubleColumn([1.5, 100, nil, -0.125, 1e20]))], rows: 5)
        #expect(
            sample.rendered(.table, RenderingOptions(missingText: "-")) == """
                        x
                ─────────
                    1.5
                  100
                        -
                   -0.125
                1e+20

                """)
    }

    @Test func longTextIsCutWhereAWidthIsGiven() {
        let sample = Sample(
            [
                (Field("tên", .text), textColumn(["một hai ba bốn năm sáu bảy", "ngắn"])),
                (Field("tổng số", .integer), integerColumn(.integer, [1, 2])),
                (Field("nơi", .text), textColumn(["Lâm Đồng", "Đà Lạt"])),
            ], rows: 2)
        #expect(
            sample.rendered(.table, RenderingOptions(width: 34)) == """
                tên              tổng số  nơi
                ───────────────  ───────  ────────
                một hai ba bốn…        1  Lâm Đồng
                ngắn                   2  Đà Lạt

                """)
        #expect(sample.rendered(.table).contains("một hai ba bốn năm sáu bảy"))
    }

    @Test(arguments: 1...60)
    func everyLineFitsAndNothingVanishesInSilence(width: Int) {
        let sample = Sample([
            ("một", ["日本語のテキスト", "a"]), ("hai", ["bốn năm sáu bảy tám", "b"]), ("ba", ["chín mười", "c"]),
            ("bốn", ["x", "d"]),
        ])
        let lines = sample.rendered(.table, RenderingOptions(width: width)).split(separator: "\n")
        for line in lines where !line.contains(" more column") {
            #expect(terminalColumns(line) <= width, "\(line)")
        }
        for name in ["hai", "ba", "bốn"] {
            let isShown = lines[0].split(separator: " ").contains { $0 == name }
            let isNamed = lines[lines.count - 1].contains(" more column") && lines[lines.count - 1].contains(name)
            #expect(isShown != isNamed, "\(name)")
        }
    }

    @Test func columnsLeftOutAreNamed() {
        let sample = Sample((1...9).map { ("cột \($0)", ["giá trị dài \($0)"]) })
        let lines = sample.rendered(.table, RenderingOptions(width: 30)).split(separator: "\n")
        #expect(lines[2] == "giá trị…   giá trị…   giá trị…")
        #expect(
            lines[3] == "… 6 more columns: cột 4, cột 5, cột 6, cột 7, cột 8, cột 9 — show fewer, or .mode vertical")
        let two = Sample([("a", ["12345678"]), ("b", ["12345678"])])
        #expect(
            two.rendered(.table, RenderingOptions(width: 17)).hasSuffix(
                "… 1 more column: b — show fewer, or .mode vertical\n"))
    }

    @Test func numbersAreNeverCut() {
        let sample = Sample([(Field("tổng", .integer), integerColumn(.integer, [123_456_789]))], rows: 1)
        #expect(sample.rendered(.table, RenderingOptions(width: 4)).hasSuffix("\n123456789\n"))
    }

    @Test func colors() {
        let sample = Sample([("a", ["x", nil]), ("b", ["y", "z"])])
        let text = sample.rendered(.table, RenderingOptions(missingText: "-", usesColor: true))
        #expect(
            text == "\u{1B}[1ma  b\u{1B}[0m\u{1B}[2m\n─  ─\u{1B}[0m\nx  y\n\u{1B}[2m-\u{1B}[0m  z\n")
        let vertical = sample.rendered(.vertical, RenderingOptions(missingText: "-", usesColor: true))
        #expect(vertical.contains("\u{1B}[2m─── row 2\u{1B}[0m\na  \u{1B}[2m-\u{1B}[0m\n"))
    }

    @Test func laterRowsKeepTheWidthsAndLoseNothing() {
        var sample = Sample([("a", Array(repeating: "x", count: 10_000)), ("b", Array(repeating: "y", count: 10_000))])
        sample.batches += Sample([("a", ["a longer text"]), ("b", ["z"])]).batches
        #expect(sample.rendered(.table).hasSuffix("x  y\na longer text  z\n"))
        #expect(sample.rendered(.table, RenderingOptions(width: 20)).hasSuffix("x  y\n…  z\n"))
        #expect(sample.rendered(.markdown).hasSuffix("| x   | y   |\n| a longer text | z   |\n"))
    }

    @Test func aHugeCellDoesNotPadTheOthers() {
        let huge = String(repeating: "x", count: 1_000_000)
        let rows: [String?] = [huge] + Array(repeating: "a", count: 1000)
        let sample = Sample([("a", rows), ("b", rows)])
        for format in OutputFormat.allCases { #expect(sample.bytes(format).count < 3_000_000, "\(format)") }
        #expect(sample.bytes(.table, RenderingOptions(width: 80)).count < 200_000)
    }

    @Test func manyRows() {
        let rows = 100_000
        let names = textColumn((0..<rows).map { "dòng \($0 % 1000)" })
        let numbers = integerColumn(.integer, (0..<Int64(rows)).map { $0 })
        var sample = Sample([(Field("tên", .text), names), (Field("n", .integer), numbers)], rows: rows)
        sample.batches = stride(from: 0, to: rows, by: Batch.standardCount).map { start in
            Batch(
                count: min(Batch.standardCount, rows - start),
                vectors: [Vector(names, .range(start: start)), Vector(numbers, .range(start: start))])
        }
        let lines = { (format: OutputFormat) in sample.bytes(format).count { $0 == UInt8(ascii: "\n") } }
        #expect(lines(.table) == rows + 2)
        #expect(lines(.csv) == rows + 1)
        #expect(lines(.json) == rows + 2)
    }

    /// East Asian wide characters take two columns, everything else in these tests one.
    private func terminalColumns(_ line: Substring) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ((0x3000...0x9FFF).contains($1.value) ? 2 : 1) }
    }
}

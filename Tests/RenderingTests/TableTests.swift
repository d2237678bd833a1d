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
            sample.rendered(.table, RenderingOptions(width: 35)) == """
                tên               tổng số  nơi
                ────────────────  ───────  ────────
                một hai ba bốn…         1  Lâm Đồng
                ngắn                    2  Đà Lạt

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
        for line in lines { #expect(terminalColumns(line) <= width, "\(line)") }
        let note = lines.drop { !$0.hasPrefix("… ") }.joined(separator: " ")
        for name in ["hai", "ba", "bốn"] {
            let isShown = lines[0].split(separator: " ").contains { $0 == name }
            // Where there is no room for all names the note says that there are more.
            let isNamed = note.contains(": \(name)") || note.contains(", \(name)") || note.contains("  \(name)")
            let isCut = width < 4 || note.contains(", …") || note.hasPrefix("… +")
            #expect(isShown != (isNamed || isCut))
        }
    }

    @Test func columnsLeftOutAreNamed() {
        let sample = Sample((1...9).map { ("cột \($0)", ["giá trị dài \($0)"]) })
        #expect(
            sample.rendered(.table, RenderingOptions(width: 40)) == """
                cột 1          cột 2
                ─────────────  ─────────────
                giá trị dài 1  giá trị dài 2
                … 7 more columns: cột 3, cột 4, cột 5, …
                  — show fewer, or .mode vertical

                """)
        let wide = sample.rendered(.table, RenderingOptions(width: 60))
        #expect(
            wide.hasSuffix(
                "\n… 5 more columns: cột 5, cột 6, cột 7, cột 8, cột 9\n  — show fewer, or .mode vertical\n"))
        let two = Sample([("a", ["12345678"]), ("b", ["12345678"])])
        #expect(two.rendered(.table, RenderingOptions(width: 17)).hasSuffix("\n… 1 more column:\n  b\n"))
        #expect(two.rendered(.table, RenderingOptions(width: 12)).hasSuffix("\n… +1\n"))
    }

    @Test func columnsAskedForStay() {
        var sample = Sample((1...9).map { ("cột \($0)", ["giá trị dài \($0)"]) })
        for position in [4, 8] { sample.schema.fields[position].isAskedFor = true }
        #expect(
            sample.rendered(.table, RenderingOptions(width: 50)) == """
                cột 1          cột 5          cột 9
                ─────────────  ─────────────  ─────────────
                giá trị dài 1  giá trị dài 5  giá trị dài 9
                … 6 more columns: cột 2, cột 3, cột 4, cột 6,
                  cột 7, cột 8 — show fewer, or .mode vertical

                """)
        // Of those asked for the last go first; the first column says which row it is.
        #expect(sample.rendered(.table, RenderingOptions(width: 30)).hasPrefix("cột 1          cột 5\n"))
    }

    @Test func textKeepsSixteenColumnsAndNamesStayReadable() {
        let sample = Sample(
            [
                (Field("tên gọi", .text), textColumn(["Khối thi đua các bộ, ngành tổng hợp"])),
                (Field("số_lượng_đã_ghi", .integer), integerColumn(.integer, [1])),
                (Field("nơi ở", .text), textColumn(["Thành phố Hồ Chí Minh"])),
                (Field("năm", .integer), integerColumn(.integer, [2021])),
            ], rows: 1)
        #expect(
            sample.rendered(.table, RenderingOptions(width: 46)) == """
                tên gọi           số_lượng_…  nơi ở
                ────────────────  ──────────  ────────────────
                Khối thi đua cá…           1  Thành phố Hồ Ch…
                … 1 more column: năm
                  — show fewer, or .mode vertical

                """)
    }

    @Test func anEmptyResultShowsItsNames() {
        let sample = Sample(
            [
                (Field("year", .integer), integerColumn(.integer, [])),
                (Field("quantity", .integer), integerColumn(.integer, [])),
                (Field("unit_count_stated", .double), doubleColumn([])), (Field("note", .text), textColumn([])),
            ], rows: 0)
        #expect(
            sample.rendered(.table, RenderingOptions(width: 28)) == """
                year  quantity  unit_count_…
                ────  ────────  ────────────
                … 1 more column: note

                """)
    }

    @Test func peopleSeeFourDigitsAfterThePoint() {
        let numbers: [Double] = [1.0 / 3, 85.380123, 2, -0.00012345678, 1e-300, 5e-324, 123_456_789_012.25, 0.5]
        let sample = Sample([(Field("x", .double), doubleColumn(numbers))], rows: numbers.count)
        let shown = ["0.3333", "85.3801", "2", "-0.0001235", "1e-300", "5e-324", "123456789012.25", "0.5"]
        let cells = { (format: OutputFormat) in
            sample.rendered(format, RenderingOptions(showsHeader: false)).split(whereSeparator: \.isWhitespace)
        }
        #expect(cells(.table) == shown.map { $0[...] })
        for text in shown { #expect(sample.rendered(.html).contains("<td>\(text)</td>")) }
        for text in shown { #expect(sample.rendered(.markdown).contains(" \(text) |")) }
        #expect(cells(.csv).prefix(2) == ["0.3333333333333333", "85.380123"])
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

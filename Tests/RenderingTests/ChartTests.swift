import Columns
import Rendering
import Testing
import Values
import VietnameseText

@Suite struct ChartTests {
    private static func sample(_ labels: [String?], _ values: [Int64?], named name: String = "số") -> Sample {
        Sample(
            [(Field("tên", .text), textColumn(labels)), (Field(name, .integer), integerColumn(.integer, values))],
            rows: labels.count)
    }

    private static func drawn(
        _ sample: Sample, _ chart: ChartKind = .bar, width: Int? = nil, usesColor: Bool = false
    ) -> String {
        sample.rendered(.table, RenderingOptions(usesColor: usesColor, width: width, chart: chart))
    }

    private static func widths(_ text: String) -> [Int] {
        text.split(separator: "\n").map { DisplayWidth.columns(of: String($0)) }
    }

    /// Labels with everything that makes widths hard.
    private static let awkward = sample(
        [
            "Đà Lạt", "Bảo Lộc".decomposed, nil, "漢字 rộng", "a\u{1B}[31m\tb\nc",
            String(repeating: "rất dài ", count: 30), "",
        ],
        [12, -7, nil, 0, 100_000, -100_000, 3])

    @Test func barsStandBesideTheirNumbers() {
        let drawn = Self.drawn(Self.sample(["Bằng khen", "Giấy khen", "Cờ"], [4, 16, 1]), width: 36)
        #expect(
            drawn == """
                tên        số
                Bằng khen   4  █████▎
                Giấy khen  16  █████████████████████
                Cờ          1  █▍

                """)
    }

    @Test func negativeNumbersGrowToTheLeft() {
        let drawn = Self.drawn(Self.sample(["tăng", "giảm", "đứng", "thiếu"], [10, -5, 0, nil]), width: 38)
        let lines = drawn.split(separator: "\n").map(String.init)
        let axes = lines.dropFirst().map { line in line.split(separator: "│")[0].count }
        #expect(Set(axes).count == 1, "the axis is straight:\n\(drawn)")
        #expect(
            lines[1].hasSuffix("│██████████████") && lines[2].hasSuffix("███████│") && lines[3].hasSuffix("0         │")
        )
    }

    @Test func onlyNegativeNumbersHaveTheAxisAtTheRight() {
        let drawn = Self.drawn(Self.sample(["a", "b"], [-2, -4]), width: 30)
        let lines = drawn.split(separator: "\n")
        #expect(lines[1].hasSuffix("██│") && lines[2].hasSuffix("██│"))
        #expect(lines[2].count { $0 == "█" } == 2 * lines[1].count { $0 == "█" })
    }

    @Test(arguments: [24, 30, 40, 80, 200]) func nothingIsWiderThanTheTerminal(width: Int) {
        for chart in [ChartKind.bar, .line] {
            for line in Self.widths(Self.drawn(Self.awkward, chart, width: width)) { #expect(line <= width) }
        }
    }

    @Test func noLineEndsInASpaceAndNothingMovesTheCursor() {
        for chart in [ChartKind.bar, .line] {
            let drawn = Self.drawn(Self.awkward, chart, width: 60)
            #expect(!drawn.contains("\u{1B}") && !drawn.contains("\t"))
            #expect(drawn.split(separator: "\n").allSatisfy { $0.last != " " }, "\(drawn)")
        }
    }

    @Test func colorChangesNothingElse() throws {
        for chart in [ChartKind.bar, .line] {
            let colored = Self.drawn(Self.awkward, chart, width: 60, usesColor: true)
            #expect(colored.contains("\u{1B}[36m"))
            let bare = colored.replacing(try Regex("\u{1B}\\[[0-9]*m"), with: "")
            #expect(bare == Self.drawn(Self.awkward, chart, width: 60))
        }
    }

    @Test func manyRowsAreCountedNotDrawn() {
        let values = (0..<250).map { Int64($0) }
        let lines = Self.drawn(Self.sample(values.map { "hàng \($0)" }, values)).split(separator: "\n")
        #expect(lines.count == 202)
        #expect(lines[201].hasPrefix("… 50 more rows, not drawn"))
    }

    @Test func oneColumnHasBarsWithoutLabels() {
        let sample = Sample([(Field("count", .integer), integerColumn(.integer, [15]))], rows: 1)
        #expect(Self.drawn(sample, width: 20) == "count\n   15  █████████████\n")
    }

    @Test func rowsOfZeroOrNothingHaveNoBar() {
        #expect(Self.drawn(Self.sample(["a", "b"], [0, nil])) == "tên       số\na          0\nb    missing\n")
        #expect(Self.drawn(Self.sample([], [])) == "tên  số\n")
        #expect(Self.drawn(Self.sample([], []), .line) == "số by tên\nno row has a value\n")
    }

    @Test func hugeNumbersAreDrawn() {
        let sample = Sample(
            [(Field("x", .double), doubleColumn([1e308, -1e308, .infinity, .leastNonzeroMagnitude]))], rows: 4)
        for chart in [ChartKind.bar, .line] {
            #expect(Self.drawn(sample, chart, width: 60).contains(chart == .bar ? "█" : "⠱"))
        }
    }

    @Test func rangesAreLabels() {
        let sample = Sample(
            [
                (Field("from", .integer, title: "quantity"), integerColumn(.integer, [0, 10, nil])),
                (Field("to", .integer), integerColumn(.integer, [9, 10, nil])),
                (Field("count", .integer), integerColumn(.integer, [8, 2, 90])),
            ], rows: 3)
        #expect(
            Self.drawn(sample, .hist, width: 26) == """
                quantity  count
                0..9          8  █████████
                10            2  ██▎
                missing      90

                """)
    }

    @Test func otherFormatsWriteTheRows() {
        for format in OutputFormat.allCases where format != .table {
            let chart = RenderingOptions(chart: .bar)
            #expect(Self.awkward.bytes(format, chart) == Self.awkward.bytes(format))
        }
    }

    @Test func lineGoesFromTheFirstToTheLast() {
        let years = integerColumn(.integer, [2023, 2017, 2020])
        let sample = Sample(
            [(Field("năm", .integer), years), (Field("số", .integer), integerColumn(.integer, [8, 0, 4]))], rows: 3)
        let lines = Self.drawn(sample, .line, width: 30).split(separator: "\n").map(String.init)
        #expect(lines[0] == "số by năm")
        #expect(lines[1].hasPrefix("8 ┤") && lines[7].hasPrefix("4 ┤") && lines[12].hasPrefix("0 ┤"))
        // A straight line: the first column of the lowest line has a dot, and so has the last of the highest.
        #expect(lines[12].dropFirst(3).first != " " && lines[1].count == 30)
        #expect(lines[14] == "   2017                   2023")
    }

    @Test func rowsWithoutAPlaceAreCounted() {
        let sample = Sample(
            [
                (Field("năm", .integer), integerColumn(.integer, [2020, nil, 2021])),
                (Field("số", .integer), integerColumn(.integer, [1, 2, 3])),
            ], rows: 3)
        #expect(Self.drawn(sample, .line).hasSuffix("… 1 row without a place on the axis, not drawn\n"))
    }

    @Test func aLevelLineStandsOnItsNumber() {
        let lines = Self.drawn(Self.sample(["a", "b"], [5, 5]), .line, width: 30).split(separator: "\n")
        #expect(lines[1].hasPrefix("  5 ┤⠉⠉") && lines[7] == "2.5 ┤" && lines[12] == "  0 ┤")
    }

    @Test func missingNumbersBreakTheLine() {
        let whole = Self.drawn(Self.sample(["a", "b", "c"], [5, 5, 5]), .line, width: 30)
        let broken = Self.drawn(Self.sample(["a", "b", "c"], [5, nil, 5]), .line, width: 30)
        let dots = { (text: String) in text.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) } }
        #expect(dots(whole) == 25 && dots(broken) == 2)
    }
}

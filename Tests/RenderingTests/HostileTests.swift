import Columns
import Foundation
import Rendering
import Testing
import Values

/// Whatever stands in the data, each format stays what it is.
@Suite struct HostileTests {
    private let hostile = [
        "\u{1B}[2J\u{1B}]0;owned\u{7}", "a\nb\r\nc\rd", "tab\there", "nul\u{0}del\u{7F}", "c1\u{9B}31m\u{85}x",
        "\u{202E}olleh",
        "line\u{2028}sep", "\u{301}lone mark", "a\"b,c|d\\e", String(repeating: "dài ", count: 20_000), "<b>&amp;</b>",
        "👨‍👩‍👧‍👦", "", " ", "\u{FEFF}",
    ]

    @Test(arguments: [OutputFormat.table, .vertical])
    func screensGetNoControlCharacters(format: OutputFormat) {
        for width in [nil, 10, 40] {
            let sample = Sample(hostile.enumerated().map { ("\($1.prefix(20))\($0)", [$1, "x"]) })
            let text = sample.rendered(format, RenderingOptions(width: width))
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(!scalar.properties.isBidiControl)
                #expect(scalar.properties.generalCategory != .control)
            }
            if format == .table { #expect(text.split(separator: "\n").count <= 6) }
        }
    }

    @Test func controlCharactersAreShownAsPictures() {
        let sample = Sample([("a\nb", ["\u{1B}[31m\tx\r\ny\u{7F}\u{9B}"])])
        #expect(sample.rendered(.table).hasPrefix("a⏎b"))
        #expect(sample.rendered(.table).hasSuffix("\n␛[31m⇥x⏎y␡�\n"))
    }

    @Test func invalidBytesAreRepairedInJSONAndOnScreens() {
        let sample = Sample(
            [
                (
                    Field("a", .text),
                    rawTextColumn([[0x61, 0xFF, 0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xE1, 0xBA]])
                )
            ],
            rows: 4)
        #expect(
            sample.rendered(.jsonl) == "{\"a\":\"a��\"}\n{\"a\":\"���\"}\n{\"a\":\"��\"}\n{\"a\":\"��\"}\n")
        #expect(sample.rendered(.table).hasSuffix("─\na��\n���\n��\n��\n") == true)
        #expect(
            sample.bytes(.csv) == [
                0x61, 0x0A, 0x61, 0xFF, 0xC3, 0x0A, 0xED, 0xA0, 0x80, 0x0A, 0xC0, 0xAF, 0x0A, 0xE1, 0xBA, 0x0A,
            ])
    }

    @Test func jsonIsReadBack() throws {
        // Foundation's reader drops a byte order mark, so that one stays out.
        let hostile = hostile.dropLast()
        let sample = Sample([("k\"\n", hostile.map { $0 })])
        let array = try #require(
            JSONSerialization.jsonObject(with: Data(sample.bytes(.json))) as? [[String: String]])
        let isSame = array.map { Array(($0["k\"\n"] ?? "?").utf8) } == hostile.map { Array($0.utf8) }
        #expect(isSame)
        for line in sample.rendered(.jsonl).utf8.split(separator: 0x0A) {
            #expect((try? JSONSerialization.jsonObject(with: Data(line))) != nil)
        }
    }

    @Test func doublesOutsideJSON() {
        let sample = Sample([(Field("x", .double), doubleColumn([.nan, .infinity, -.infinity, 1e16, 0.1]))], rows: 5)
        #expect(
            sample.rendered(.json) == "[\n{\"x\":null},\n{\"x\":null},\n{\"x\":null},\n{\"x\":1e+16},\n{\"x\":0.1}\n]\n"
        )
        #expect(sample.rendered(.csv) == "x\nnan\ninf\n-inf\n1e+16\n0.1\n")
    }

    @Test func csvIsReadBack() {
        let sample = Sample([("a", hostile.map { $0 }), ("b", hostile.reversed().map { $0 })])
        let rows = readCSV(sample.bytes(.csv))
        let isSame = rows.dropFirst().elementsEqual(zip(hostile, hostile.reversed())) {
            $0 == [Array($1.0.utf8), Array($1.1.utf8)]
        }
        #expect(isSame)
    }

    @Test func tsvHasOneLineARow() {
        let sample = Sample([("a", ["x\ty\nz\\\r"]), ("b", ["1"])])
        #expect(sample.rendered(.tsv) == "a\tb\nx\\ty\\nz\\\\\\r\t1\n")
    }

    @Test func markdownRowsStayRows() {
        let sample = Sample([("a", ["\\|x|", "<b>*bold*`"]), ("b", ["1", "2"])])
        let lines = sample.rendered(.markdown).split(separator: "\n")
        #expect(lines[2].hasPrefix("| \\\\\\|x\\| "))
        #expect(lines[3].hasPrefix("| &lt;b>\\*bold\\*\\` |"))
    }

    @Test func lists() {
        let lists = textListColumn([["a", nil, ""], ["say \"x\""], [nil], [], nil])
        let sample = Sample([(Field("l", .list(of: .text)), lists)], rows: 5)
        #expect(
            sample.rendered(.csv)
                == "l\n\"a; ; \"\"\"\"\"\n\"\"\"say \"\"\"\"x\"\"\"\"\"\"\"\n\"\"\n\"\"\n\n")
        #expect(sample.rendered(.table).hasPrefix("l\n───────────\na; ; \"\"\n\"say \"\"x\"\"\"\n"))
        #expect(
            sample.rendered(.jsonl)
                == "{\"l\":[\"a\",null,\"\"]}\n{\"l\":[\"say \\\"x\\\"\"]}\n{\"l\":[null]}\n{\"l\":[]}\n{\"l\":null}\n")
    }

    @Test func listsOfNumbersAndOfLists() {
        var inner = ListColumnBuilder()
        inner.append(elementCountSoFar: 2)
        inner.append(elementCountSoFar: 3)
        let pairs = inner.finish(elements: integerColumn(.decimal(scale: 1), [15, -2, 0]))
        var outer = ListColumnBuilder()
        outer.append(elementCountSoFar: 2)
        let sample = Sample(
            [(Field("l", .list(of: .list(of: .decimal(scale: 1)))), outer.finish(elements: pairs))], rows: 1)
        #expect(sample.rendered(.jsonl) == "{\"l\":[[1.5,-0.2],[0.0]]}\n")
        #expect(sample.rendered(.tsv) == "l\n\"1.5; -0.2\"; 0.0\n")
    }

    @Test func selectionsAndMissingPartners() {
        let column = textColumn(["a", "b", "c"])
        let list = RowList([2, RowList.none, 0])
        let batch = Batch(count: 3, vectors: [Vector(column, .list(list, start: 0))])
        var sample = Sample([], rows: 0)
        sample.schema = Schema([Field("x", .text)])
        sample.batches = [batch]
        #expect(sample.rendered(.csv) == "x\nc\n\na\n")
    }

    /// A small strict reader of RFC 4180, for these tests.
    private func readCSV(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var rows: [[[UInt8]]] = []
        var row: [[UInt8]] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted {
                if byte != 0x22 {
                    field.append(byte)
                } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == 0x22 {
                isQuoted = true
            } else if byte == 0x2C || byte == 0x0A {
                row.append(field)
                field = []
                if byte == 0x0A {
                    rows.append(row)
                    row = []
                }
            } else {
                field.append(byte)
            }
            index += 1
        }
        return rows
    }
}

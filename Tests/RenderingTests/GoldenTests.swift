import Columns
import Rendering
import Testing
import Values

/// The same result in every format.
@Suite struct GoldenTests {
    @Test func table() {
        let expected = """
            tên       số   tiền   tỉ lệ  đã trao  ngày        lúc                  nhóm
            ───────  ───  ─────  ──────  ───────  ──────────  ───────────────────  ─────────
            Đà Lạt     1   1.50  25      true     17/03/2022  2022-03-17T21:36:00  a; "b; c"
            Bảo Lộc  -25  -0.05   3.125  false    31/12/1969  1970-01-01T00:00:00


            """
        #expect(everyType().bytes(.table) == expected.utf8Bytes)
    }

    @Test func csv() {
        let expected = """
            tên,số,tiền,tỉ lệ,đã trao,ngày,lúc,nhóm
            Đà Lạt,1,1.50,25,true,2022-03-17,2022-03-17T21:36:00,"a; ""b; c""\"
            \("Bảo Lộc".decomposed),-25,-0.05,3.125,false,1969-12-31,1970-01-01T00:00:00,""
            ,,,,,,,

            """
        #expect(everyType().bytes(.csv) == expected.utf8Bytes)
    }

    @Test func tsv() {
        let expected = """
            tên|số|tiền|tỉ lệ|đã trao|ngày|lúc|nhóm
            Đà Lạt|1|1.50|25|true|2022-03-17|2022-03-17T21:36:00|a; "b; c"
            \("Bảo Lộc".decomposed)|-25|-0.05|3.125|false|1969-12-31|1970-01-01T00:00:00|
            |||||||

            """.map { $0 == "|" ? "\t" : String($0) }.joined()
        #expect(everyType().bytes(.tsv) == expected.utf8Bytes)
    }

    private let objects = [
        #"{"tên":"Đà Lạt","số":1,"tiền":1.50,"tỉ lệ":25,"đã trao":true,"ngày":"2022-03-17","#
            + #""lúc":"2022-03-17T21:36:00","nhóm":["a","b; c"]}"#,
        #"{"tên":"\#("Bảo Lộc".decomposed)","số":-25,"tiền":-0.05,"tỉ lệ":3.125,"đã trao":false,"#
            + #""ngày":"1969-12-31","lúc":"1970-01-01T00:00:00","nhóm":[]}"#,
        #"{"tên":null,"số":null,"tiền":null,"tỉ lệ":null,"đã trao":null,"ngày":null,"lúc":null,"nhóm":null}"#,
    ]

    @Test func json() {
        #expect(everyType().bytes(.json) == "[\n\(objects.joined(separator: ",\n"))\n]\n".utf8Bytes)
    }

    @Test func jsonLines() {
        #expect(everyType().bytes(.jsonl) == "\(objects.joined(separator: "\n"))\n".utf8Bytes)
    }

    @Test func markdown() {
        let sample = Sample(
            [
                (Field("tên", .text), textColumn(["a|b", "hai\ndòng", nil])),
                (Field("n", .integer), integerColumn(.integer, [1, 12_345, nil])),
            ], rows: 3)
        let expected = """
            | tên         |     n |
            | ----------- | ----: |
            | a\\|b        |     1 |
            | hai<br>dòng | 12345 |
            |             |       |

            """
        #expect(sample.rendered(.markdown) == expected)
    }

    @Test func html() {
        let sample = Sample([("a<b", ["<script>", "x & \"y\"", nil])])
        let expected = """
            <table>
            <thead>
            <tr><th>a&lt;b</th></tr>
            </thead>
            <tbody>
            <tr><td>&lt;script&gt;</td></tr>
            <tr><td>x &amp; &quot;y&quot;</td></tr>
            <tr><td></td></tr>
            </tbody>
            </table>

            """
        #expect(sample.rendered(.html) == expected)
    }

    @Test func vertical() {
        let sample = Sample(
            [
                (Field("tên", .text), textColumn(["Bảo Lộc".decomposed, nil])),
                (Field("ngày đi", .date, isDayFirst: true), integerColumn(.date, [19_068, 0])),
            ], rows: 2)
        let expected = """
            ─── row 1
            tên      Bảo Lộc
            ngày đi  17/03/2022
            ─── row 2
            tên      ∅
            ngày đi  01/01/1970

            """
        #expect(sample.bytes(.vertical, RenderingOptions(missingText: "∅")) == expected.utf8Bytes)
    }

    @Test func emptyResults() {
        let empty = Sample(
            [(Field("tên", .text), textColumn([])), (Field("n", .integer), integerColumn(.integer, []))], rows: 0)
        var none = empty
        none.batches = []
        for sample in [empty, none] {
            #expect(sample.rendered(.table) == "tên  n\n───  ─\n")
            #expect(sample.rendered(.csv) == "tên,n\n")
            #expect(sample.rendered(.tsv) == "tên\tn\n")
            #expect(sample.rendered(.json) == "[]\n")
            #expect(sample.rendered(.jsonl) == "")
            #expect(sample.rendered(.markdown) == "| tên |   n |\n| --- | --: |\n")
            #expect(sample.rendered(.vertical) == "─── no rows: tên, n\n")
            #expect(sample.rendered(.html).contains("<th>tên</th><th>n</th>"))
        }
    }

    @Test func zeroColumns() {
        let sample = Sample([], rows: 2)
        for format in [OutputFormat.table, .csv, .tsv, .markdown] { #expect(sample.rendered(format) == "") }
        #expect(sample.rendered(.json) == "[\n{},\n{}\n]\n")
        #expect(sample.rendered(.jsonl) == "{}\n{}\n")
        #expect(sample.rendered(.vertical) == "─── row 1\n─── row 2\n")
    }

    @Test func withoutHeader() {
        let options = RenderingOptions(showsHeader: false, missingText: "NULL", writesByteOrderMark: true)
        let sample = Sample([("a long name", ["x", nil, "NULL", ""]), ("b", ["1", "2", "3", "4"])])
        #expect(sample.rendered(.csv, options) == "\u{FEFF}x,1\nNULL,2\n\"NULL\",3\n,4\n")
        #expect(sample.rendered(.tsv, options) == "\u{FEFF}x\t1\nNULL\t2\nNULL\t3\n\t4\n")
        #expect(sample.rendered(.table, options) == "x     1\nNULL  2\nNULL  3\n      4\n")
        #expect(sample.rendered(.markdown, options).hasPrefix("| x    | 1   |\n"))
        #expect(sample.rendered(.vertical, options).hasPrefix("─── row 1\nx\n1\n"))
        #expect(
            sample.rendered(.jsonl, options).hasPrefix("{\"a long name\":\"x\",\"b\":\"1\"}\n{\"a long name\":null"))
    }
}

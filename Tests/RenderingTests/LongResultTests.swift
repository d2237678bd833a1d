import Columns
import Rendering
import Testing
import Values

/// Results of many batches, which several threads write.
@Suite struct LongResultTests {
    /// Rows beyond those that are written as they come, with marks of every format among them, by runs and by lists.
    private static let sample: Sample = {
        let count = 5000
        let texts = (0..<count).map { row -> String? in
            switch row % 9 {
            case 0: nil
            case 1: ""
            case 2: "a,b\(row)"
            case 3: "\"\(row)\""
            case 4: "dòng\n\(row)"
            case 5: String(repeating: "x", count: row % 31) + "\r"
            default: "Tòa án \(row)"
            }
        }
        let numbers = (0..<count).map { row -> Int64? in row % 7 == 0 ? nil : Int64(row * 7919 % 100_003) - 5000 }
        let (text, number) = (textColumn(texts), integerColumn(.decimal(scale: 2), numbers))
        var sample = Sample([(Field("text", .text), text), (Field("number", .decimal(scale: 2)), number)], rows: count)
        sample.batches = stride(from: 0, to: count, by: 40).map { start in
            let rows = (start..<start + 40).map { UInt32($0 * 37 % count) }
            let shown: RowSelection = start % 80 == 0 ? .range(start: start) : .list(RowList(rows), start: 0)
            return Batch(count: 40, vectors: [Vector(text, shown), Vector(number, shown)])
        }
        return sample
    }()

    @Test(arguments: [OutputFormat.csv, .tsv, .json, .jsonl]) func threadsChangeNothing(_ format: OutputFormat) {
        let alone = Self.sample.rendered(format)
        #expect(alone.split(separator: "\n").count >= 5000)
        for threads in 2...5 {
            var options = RenderingOptions()
            options.threads = threads
            #expect(Self.sample.rendered(format, options) == alone, "\(threads) threads")
        }
    }

    /// Values picked from a column that is too long for the caches are the same as those of a short one.
    @Test func longColumnsArePickedFrom() {
        let count = 70_000
        let numbers = integerColumn(.integer, (0..<count).map { $0 % 5 == 0 ? nil : Int64($0) * 100_003 })
        let doubles = doubleColumn((0..<count).map { $0 % 3 == 0 ? nil : Double($0) / 8 })
        let texts = textColumn((0..<count).map { $0 % 4 == 0 ? nil : "t\($0 % 300)" })
        var rows = (0..<500).map { UInt32($0 * 7919 % count) }
        rows[7] = RowList.none
        let list = RowList([0, 0] + rows)
        for column in [numbers, doubles, texts] {
            let picked = Vector(column, .list(list, start: 2))
            let gathered = picked.gathered(rows.count)
            #expect(gathered.column.count == rows.count)
            for position in rows.indices { #expect(gathered.value(position) == picked.value(position)) }
        }
    }

    /// A mark anywhere in a text, of whatever length, puts it in quotes; nothing else does.
    @Test func marksAreFoundAnywhere() {
        for length in 1...20 {
            for place in 0..<length {
                for mark in ["\"", ",", "\n", "\r", "!", "-", "\u{0B}", "\u{7F}"] {
                    var text = Array(repeating: "a", count: length)
                    text[place] = mark
                    let rendered = Sample([("t", [text.joined()])]).rendered(.csv)
                    let isQuoted = ["\"", ",", "\n", "\r"].contains(mark)
                    #expect(rendered.hasPrefix("t\n\"") == isQuoted, "\(text)")
                }
            }
        }
    }
}

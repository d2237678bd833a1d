import Testing

@testable import Loading

/// Lines of JSON give the same in whatever parts they are read.
@Suite struct JSONPartsTests {
    /// Lines of JSON, taken apart by one thread and by several.
    private func compareLines(_ lines: [String], _ location: SourceLocation = #_sourceLocation) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.jsonl", lines.joined(separator: "\n"))
        for isLenient in [false, true] {
            let exact = LoadOutcome.of(path, isLenient: isLenient, partBytes: .max, threads: 1)
            for (partBytes, threads) in [(1, 3), (20_000, 2)] {
                let other = LoadOutcome.of(path, isLenient: isLenient, partBytes: partBytes, threads: threads)
                #expect(exact == other, "\(threads) threads", sourceLocation: location)
            }
            // What does not fit is set aside by those who have the whole text.
            if isLenient { continue }
            for (windowBytes, threads) in [(1, 2), (20_000, 3)] {
                let other = LoadOutcome.of(
                    path, isLenient: isLenient, partBytes: 1, threads: threads, windowBytes: windowBytes)
                #expect(exact == other, "\(threads) threads, windows of \(windowBytes)", sourceLocation: location)
            }
        }
    }

    /// What is read of some fields is the same however it is read; keys come as late as they like.
    @Test func fieldsThatNobodyAsksFor() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<3_000).map { number in
            let late =
                number > 2_000 ? ", \"late\": \(number % 3 == 0 ? "\"x\"" : "\(number)"), \"l\": [\(number)]" : ""
            return "{\"n\": \(number), \"t\": \"text \(number % 70)\", \"o\": {\"p\": \(number % 9).5}\(late)}\n"
        }
        let path = try folder.write("t.jsonl", lines.joined())
        for fields in [[], ["n"], ["t", "late"], ["o_p", "l"], ["n", "t", "o_p", "late", "l"]] as [Set<String>] {
            let exact = LoadOutcome.of(path, isLenient: false, partBytes: .max, threads: 1, fields: fields)
            #expect(exact.columnCount == fields.count && exact.rowCount == 3_000)
            for (threads, windowBytes) in [(1, nil), (3, nil), (1, 300), (3, 20_000)] {
                let other = LoadOutcome.of(
                    path, isLenient: false, partBytes: 1, threads: threads, windowBytes: windowBytes, fields: fields)
                #expect(exact == other, "\(fields), \(threads) threads, windows of \(windowBytes ?? 0)")
            }
        }
    }

    @Test func linesOfJSON() throws {
        let plain = (0..<800).map { number in
            "{\"n\": \(number), \"t\": \"text \(number % 70)\\n\", \"d\": \(number % 9).5, \"l\": [\(number), null], \"b\": true}"
        }
        try compareLines(plain)
        let odd = [
            "", "  ", "{}", "{\"late\": {\"key\": \"2022-03-17\"}, \"n\": 5}", "{\"n\": 2.25}", "{\"l\": [1.5]}",
            "{\"l\": [\"x\"]}", "{\"l\": \"no list\"}", "{\"d\": 1e-7}", "{\"d\": 1e-30}", "{\"t\": 7}",
            "{\"n\": 1, \"n\": 2}",
            "{\"n\": 1", "[1]", "{\"b\": null, \"t\": null}", "{\"n\": 1e400}", "{\"l\": [[1], {\"a\": 2}]}",
            "{\"t\": \"a \\\"quoted\\\" \\u1ec7 text\", \"n\": 7}", "{\"t\": \"no \\x escape\"}", "{\"\\u006e\": 8}",
            "{\"n\": 5} {\"n\": 6}", "{\"n\": 5},", "{\"n\": 05}", "{\"n\": 5 6}", "{\"n\" 5}", "{\"n\": }",
            "{\"n\": tru}", "5",
            "{\"t\": \"x\"y}", "{\"t\": \"never closed}", "{\"l\": [1,]}", "{\"l\": [1 2]}", "{\"l\": [1",
            "{\"n\": 1,}", "{\"t\": \"\u{1}\"}",
            "{\"d\": -0}", "{\"d\": 123456789012345678901}", "{\"n\": 1}\r", "{ \"n\" :\t1 , \"b\" : false } ",
            "{\"o_p\": 1, \"o\": {\"p\": 2}}",
            "\"", "{", "}", "]", ":", ",", "{\"n\": 1}}", "{\"\": 3}", "{\"n\"", "{\"n\":",
        ]
        for (number, line) in odd.enumerated() {
            var lines = plain
            lines.insert(line, at: [0, 390, 790][number % 3])
            try compareLines(lines)
        }
        try compareLines((0..<40).map { "{\"key\($0 % 17)\": \($0), \"a\": [\($0).5]}" })
    }

    /// The last line, and one that goes on behind what is shown, without what ends them.
    @Test func brokenEnds() throws {
        let plain = (0..<300).map { "{\"n\": \($0), \"l\": [\"a\", \"b\"]}" }
        for end in [
            "", "{", "{\"n\"", "{\"n\":", "{\"n\": 1", "{\"n\": [", "{\"n\": [1,", "[1,\n2,\n3,", "{\"a\":\n1}", " ",
        ] {
            try compareLines(plain + [end])
            try compareLines(plain + [end] + plain)
        }
    }

    @Test func objectsInsideObjects() throws {
        let nested = (0..<400).map { number in
            "{\"id\": \(number), \"place\": {\"name\": \"n\(number % 7)\", \"at\": {\"x\": \(number).5, \"y\": -1}}, \"end\": {}}"
        }
        try compareLines(nested)
        var mixed = nested
        mixed.insert("{\"place\": 5, \"place_name\": \"x\", \"end\": {\"late\": true}}", at: 300)
        try compareLines(mixed)
        mixed.insert("{\"place\": {\"name\": \"a\"}, \"place_name\": \"b\"}", at: 350)
        try compareLines(mixed)
        let deep = String(repeating: "{\"a\": ", count: 30) + "1" + String(repeating: "}", count: 30)
        try compareLines(nested + Array(repeating: deep, count: 20))
    }

    /// Keys that first appear late, in other orders, and whose first values tell the type late.
    @Test func lateKeysAndLateValues() throws {
        let orders = (0..<600).map { number in
            let members = ["\"a\": \(number)", "\"b\": \"t\(number % 3)\"", "\"c\": null", "\"d\": [\(number)]"]
            let turned = number % 4
            return "{\((members[turned...] + members[..<turned]).joined(separator: ", "))}"
        }
        try compareLines(orders)
        for values in [
            ["1", "2.5"], ["\"2022-03-17\"", "\"x\""], ["[]", "[5]"], ["[\"x\"]", "[1]"], ["true", "1"],
            ["1.25", "null"],
        ] {
            for places in [[300, 450], [299, 599], [500, 550]] {
                var lines = orders
                for (place, value) in zip(places, values) {
                    lines[place] = "{\"c\": \(value), \"late\": \(value), \"a\": 1}"
                    lines[place - 1] = "{\"other\(place)\": \(value)}"
                }
                try compareLines(lines)
            }
        }
    }

    @Test func randomLines() throws {
        var generator = Generator(state: 17)
        let values = [
            "1", "-2.5", "null", "true", "\"\"", "\"x\"", "\"a\\nb\"", "\"2021-02-03\"", "[]", "[1, 2]",
            "[\"q\", null]", "{}",
            "{\"k\": 1}", "{\"k\": {\"j\": \"ế\"}}", "1e5", "[{\"z\": 1}]", "0.125", "\"007\"", "12345678901234567890",
        ]
        let spaces = ["", " ", "  "]
        for _ in 0..<40 {
            let kinds = Int.random(in: 1...values.count, using: &generator)
            let lines = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
                let keys = ["a", "b", "c", "long key with \"", "k_j", "ế"].filter { _ in Bool.random(using: &generator)
                }
                let members = keys.map { key in
                    let text = key.replacing("\"", with: "\\\"")
                    return
                        "\"\(text)\":\(spaces.randomElement(using: &generator)!)\(values[Int.random(in: 0..<kinds, using: &generator)])"
                }
                return "{" + members.joined(separator: spaces.randomElement(using: &generator)! + ",") + "}"
            }
            try compareLines(lines)
        }
    }

    @Test func schemas() throws {
        for odd in ["", "{\"c\": 1}", "{\"a\": \"x\"}", "{\"b\": null}", "{\"a\": 2.5}", "{\"d\": \"-\"}"] {
            for place in [0, 450, 599] {
                let folder = try TemporaryFolder()
                var lines = (0..<600).map {
                    "{\"b\": \"t\($0 % 9)\", \"a\": \($0)" + ($0 > 360 ? ", \"d\": \($0).5}" : "}")
                }
                lines[place] = odd
                try folder.write("t.jsonl", lines.joined(separator: "\n"))
                try folder.write(
                    "datapackage.json",
                    """
                    {"resources": [{"name": "t", "path": "t.jsonl", "schema": {"missingValues": ["", "-"], "fields": [
                    {"name": "a", "type": "integer"}, {"name": "b", "constraints": {"required": \(odd.isEmpty)}},
                    {"name": "d", "type": "number"}, {"name": "never", "type": "date"}]}}]}
                    """)
                let exact = LoadOutcome.of(folder.path, isLenient: false, partBytes: .max, threads: 1)
                #expect(exact == LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 3))
                let windowed = LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 2, windowBytes: 300)
                #expect(exact == windowed)
            }
        }
    }
}

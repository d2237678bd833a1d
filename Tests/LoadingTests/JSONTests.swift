import Storage
import Testing
import Values

@testable import Loading

@Suite struct JSONTests {
    @Test func readsLines() throws {
        let text = """
            {"a": 1, "b": "x\\n\\u1ec7", "c": [1, 2], "d": 1.50}

            {"b": "007", "c": [], "e": true, "d": 2, "o": {"p": {"q": "2022-03-17"}}}
            """
        let table = try TemporaryFolder.load("t.jsonl", text).tables[0]
        #expect(table.schema.fields.map(\.name) == ["a", "b", "c", "d", "e", "o_p_q"])
        #expect(table.integers("a") == [1, nil])
        #expect(table.texts("b") == ["x\nệ", "007"])
        #expect(table.values("c") == [.list([.integer(1), .integer(2)]), .list([])])
        #expect(table.values("d")[0] == .decimal(ExactDecimal(significand: 150, scale: 2)))
        #expect(table.values("e") == [.missing, .boolean(true)])
        #expect(table.type("o_p_q") == .date)
        #expect(table.lineNumbers == [1, 3])
    }

    @Test func readsAnArrayOfObjects() throws {
        let table = try TemporaryFolder.load(
            "t.json", "[\n{\"a\": \"x\", \"l\": [\"p\", null, {\"q\": 1}]},\n{\"a\": null}]"
        ).tables[0]
        #expect(table.texts("a") == ["x", nil])
        #expect(table.values("l") == [.list([.text("p"), .missing, .text("{\"q\": 1}")]), .missing])
        #expect(table.lineNumbers == [2, 3])
    }

    @Test func keepsDigitsThatABinaryNumberLoses() throws {
        let table = try TemporaryFolder.load("t.jsonl", "{\"a\": 1234567890.12345678}\n{\"a\": 0.1}\n").tables[0]
        #expect(table.values("a")[0] == .decimal(ExactDecimal(significand: 123_456_789_012_345_678, scale: 8)))
    }

    @Test func namesTheLineAndColumnOfAnError() throws {
        #expect(
            try TemporaryFolder.failure("t.jsonl", "{\"a\": 1}\n{\"a\": 1 \"b\": 2}\n{\"é\": }\n")
                == [
                    "t.jsonl:2:9: not JSON: expected “,” or “}”, found “\"”",
                    "t.jsonl:3:7: not JSON: expected a value, found “}”",
                ])
        #expect(
            try TemporaryFolder.failure("t.json", "[{\"a\": 1},\n {\"a\": \"x}]")
                == ["t.json:2:8: not JSON: the string that opens here never ends"])
        #expect(
            try TemporaryFolder.failure("t.jsonl", "[1]\n")
                == [
                    "t.jsonl:1: expected an object, found an array\n  hint: each row is an object: {\"name\": \"…\", …}"
                ])
    }

    @Test func textsOfDigitsAreNoNumbers() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.jsonl", "{\"a\": 5}\n{\"a\": \"6\"}\n{\"a\": 7.0}\n")
        try folder.write(
            "datapackage.json",
            "{\"resources\": [{\"name\": \"t\", \"path\": \"t.jsonl\", \"schema\": "
                + "{\"fields\": [{\"name\": \"a\", \"type\": \"integer\"}]}}]}")
        #expect(
            folder.failure() == [
                "t.jsonl:2:8: a is not an integer\n  value: “6”", "t.jsonl:3:7: a is not an integer\n  value: “7.0”",
            ])
    }

    @Test func boundsDepth() throws {
        let deep = "{\"a\": " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(try TemporaryFolder.failure("t.jsonl", deep) == ["t.jsonl:1: JSON nested deeper than 128 levels"])
    }

    /// An array is parsed whole, and nothing stops that on its way.
    @Test func anArrayThatTheMemoryLimitHasNoRoomForIsNotParsed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.json", "[" + String(repeating: "{\"a\": 1}, ", count: 999) + "{\"a\": 2}]")
        var options = LoadOptions()
        options.memoryLeft = { 10_000 }
        let error = #expect(throws: LoadError.self) { try Loader.load([DataRequest(path: path)], options: options) }
        #expect(error?.description.contains("the memory limit leaves 0 MiB") == true)
        options.memoryLeft = { 1 << 20 }
        #expect(try Loader.load([DataRequest(path: path)], options: options).tables[0].rowCount == 1000)
    }

    @Test func anArrayCanBeCancelledBetweenItsRows() {
        var options = LoadOptions()
        options.isCancelled = { true }
        let (bytes, monitor) = (FileBytes(Array("[{\"a\": 1}]".utf8)), LoadMonitor(options))
        let error = #expect(throws: LoadError.self) {
            try JSONPart(document: bytes, from: 0, file: "t.json", monitor: monitor)
        }
        #expect(error?.isCancellation == true)
    }
}

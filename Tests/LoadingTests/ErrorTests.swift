import Storage
import Testing
import Values

@testable import Loading

@Suite struct ErrorTests {
    @Test func absentFilesNameNearOnes() throws {
        let folder = try TemporaryFolder()
        try folder.write("awards.csv", "a\n1\n")
        #expect(folder.failure("award.csv") == ["award.csv: no such file or folder\n  hint: did you mean awards.csv?"])
        #expect(
            folder.failure("x/y.csv")
                == ["x/y.csv: no such file: the folder x does not exist either"])
    }

    @Test func foldersNeedDataFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write("readme.txt", "x")
        #expect(
            folder.failure().map { $0.replacing(folder.path, with: "F") }
                == [
                    "F: the folder holds no data files\n  hint: data files are .csv, .tsv, .json, .jsonl, .ndjson, .tdqs, "
                        + "or a datapackage.json that names them"
                ])
        #expect(
            folder.failure("readme.txt")
                == [
                    "readme.txt: “.txt” is no known format\n  hint: known are .csv, .tsv, .json, .jsonl, .ndjson, .tdqs; "
                        + "anything else through standard input: - < \(folder.path)/readme.txt"
                ].map { $0.replacing(folder.path + "/", with: "") })
    }

    @Test func scriptsAreNoData() throws {
        let folder = try TemporaryFolder()
        try folder.write("r.tdq", "awards count")
        let hint = "-f \(folder.path)/r.tdq runs it, and in the shell .read \(folder.path)/r.tdq"
        #expect(
            folder.failure("r.tdq")
                == ["r.tdq: a script is no data\n  hint: \(hint)".replacing(folder.path + "/", with: "")])
    }

    @Test func foldersAreReadFileByFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("b.csv", "x\n1\n")
        try folder.write("a.jsonl", "{\"y\": 1}\n")
        try folder.write("notes.txt", "…")
        let result = try folder.load()
        #expect(result.tables.map(\.name) == ["a", "b"])
        #expect(
            result.notes.contains(
                LoadNote(collection: "notes.txt", message: "not loaded: no data file by its extension")))
    }

    @Test func bytesThatAreNoText() throws {
        #expect(
            try TemporaryFolder.failure("t.csv", Array("a,b\n1,".utf8) + [0])
                == [
                    "t.csv:2:3: not text: it has a zero byte here\n  hint: give a CSV, TSV, JSON or JSON lines file"
                ])
        #expect(
            try TemporaryFolder.failure("t.csv", Array("a,b\nế,x".utf8) + [0xE1, 0xBB, 0x41])
                == [
                    "t.csv:2:4: not UTF-8: the byte 0xE1 cannot stand here\n  hint: save the file as UTF-8, or name its "
                        + "encoding with --encoding: UTF-8, UTF-16, windows-1258, TCVN3, VISCII, VNI, double-UTF-8, "
                        + "windows-1252"
                ])
        #expect(
            try TemporaryFolder.failure("t.csv", "")
                == ["t.csv: the file is empty\n  hint: a CSV file has at least a line that names its columns"])
    }

    @Test(arguments: [true, false])
    func decodesUTF16(_ isBigEndian: Bool) throws {
        let folder = try TemporaryFolder()
        let units = "\u{FEFF}tên\nViệt 😀\n".utf16.flatMap { unit in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
        try folder.write("t.csv", units)
        let result = try folder.load("t.csv")
        #expect(result.tables[0].texts("tên") == ["Việt 😀"])
        #expect(
            result.message("encoding")
                == "encoding: UTF-16 \(isBigEndian ? "big" : "little") endian, by its byte order mark")
    }

    @Test func quotesAndRows() throws {
        #expect(
            try TemporaryFolder.failure("t.csv", "a,b\n1,\"x\ny\n")
                == [
                    "t.csv:2:3: the quote that opens here is never closed\n  hint: close it, or write a quote "
                        + "inside a quoted field twice"
                ])
        #expect(
            try TemporaryFolder.failure("t.csv", "a,b\n1,2,3\n4\n5,6\n")
                == [
                    "t.csv:2: expected 2 fields, found 3\n  hint: a field that contains “,” must stand in quotes",
                    "t.csv:3: expected 2 fields, found 1",
                ])
        #expect(
            try TemporaryFolder.failure("t.csv", "a,b\n1,\"x\"y\n")
                == [
                    "t.csv:2:3: text stands behind the closing quote of a field\n  hint: a quote inside a quoted "
                        + "field is written twice"
                ])
        #expect(
            try TemporaryFolder.failure("t.csv", "a,b,a\n1,2,3\n")
                == [
                    "t.csv:1: columns 1 and 3 are both called “a”\n  "
                        + "hint: give one of them another name in the first line"
                ])
    }

    @Test(arguments: [
        ("1e400", 10, "the number “1e400” is out of range; as a string it is text"),
        ("-9223372036854775809", 10, "the number “-9223372036854775809” is out of range; as a string it is text"),
        ("99999999999999999999", 10, "the number “99999999999999999999” is out of range; as a string it is text"),
        ("\"x\\ud800\"", 12, "half a character: \\ud800 to \\udfff stand in pairs"),
        ("\"\\udc00\\ud800\"", 11, "half a character: \\ud800 to \\udfff stand in pairs"),
        ("\"\\ud800\\u0041\"", 11, "half a character: \\ud800 to \\udfff stand in pairs"),
    ])
    func whatTheGrammarOfJSONCannotSee(_ value: String, _ column: Int, _ message: String) throws {
        let folder = try TemporaryFolder()
        // Each of the values before is at the edge of what is read.
        try folder.write(
            "t.json",
            "[{\"ế\": [18446744073709551615, -9223372036854775808, 1e308, -1e-400, \"\\ud83d\\ude00\"]},\n"
                + " {\"ế\": [\(value)]}]\n")
        #expect(folder.failure("t.json") == ["t.json:2:\(column - 1): not JSON: \(message)"])
        try folder.write("t.jsonl", "{\"ế\": 1}\n{ \"ế\":  [\(value)]}\n")
        #expect(folder.failure("t.jsonl") == ["t.jsonl:2:\(column): not JSON: \(message)"])
    }

    @Test func numbersOutOfRangeNameTheType() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "a,b\n1.5,1\n1e400,2\n")
        #expect(
            folder.failure("t.csv") == ["t.csv:3:1: a is out of range: no number can be so great\n  value: “1e400”"])
    }

    @Test func allProblemsAreCounted() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "a,b\n" + String(repeating: "1\n", count: 25))
        let error = #expect(throws: LoadError.self) { try folder.load("t.csv") }
        #expect(error?.problemCount == 25)
        #expect(error?.problems.count == 10)
        #expect(error?.description.hasSuffix("… and 15 more") == true)
    }

    @Test func collectionsHaveOneNameEach() throws {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "a\n1\n")
        try folder.write("t.jsonl", "{\"a\": 1}\n")
        #expect(
            folder.failure("t.csv", "t.jsonl")
                == [
                    "t.jsonl: a collection “t” is loaded already, from t.csv\n  "
                        + "hint: give it another name: other_name=t.jsonl"
                ])
    }

    @Test func lenientLoadsSetRowsAside() throws {
        let result = try TemporaryFolder.load("t.csv", "a,b\n1,2\n3\n4,5\n", isLenient: true)
        #expect(result.tables[0].integers("a") == [1, 4])
        #expect(result.tables[0].lineNumbers == [2, 4])
        let rejected = result.tables[1]
        #expect(rejected.name == "_rejected")
        #expect(rejected.schema.fields.map(\.name) == ["file", "line", "field", "value", "reason", "row"])
        #expect(rejected.integers("line") == [3])
        #expect(rejected.texts("row") == ["3"])
        #expect(rejected.texts("reason") == ["expected 2 fields, found 1"])
        #expect(result.message("1 row does") == "1 row does not fit and stands in _rejected")
    }

    @Test func cancellationEndsTheLoad() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("t.csv", "a\n1\n")
        let error = #expect(throws: LoadError.self) {
            try Loader.load([DataRequest(path: file)], options: LoadOptions(isCancelled: { true }))
        }
        #expect(error?.isCancellation == true)
    }
}

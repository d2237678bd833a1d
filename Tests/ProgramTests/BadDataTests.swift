import Foundation
import Testing

/// Data that cannot be loaded: where, what, and what to do about it; never a row dropped in silence.
@Suite struct BadDataTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var argument: String
        var errors: String

        init(_ description: String, _ files: [String: String], _ argument: String, _ errors: String) {
            (testDescription, self.files, self.argument, self.errors) = (description, files, argument, errors)
        }
    }

    private static func package(_ schema: String) -> String {
        #"{"name": "p", "resources": [{"name": "t", "path": "t.csv", "schema": \#(schema)}]}"#
    }

    static let cases = [
        Case(
            "a row that is short", ["a.csv": "a,b\n1,2\n3\n"], "a.csv", "error: a.csv:3: expected 2 fields, found 1\n"),
        Case(
            "a row that is long", ["a.csv": "a,b\n1,2\n3,4,5\n"], "a.csv",
            "error: a.csv:3: expected 2 fields, found 3\n  hint: a field that contains “,” must stand in quotes\n"),
        Case(
            "a quote that is not closed", ["a.csv": "a,b\n1,\"x\n2,y\n"], "a.csv",
            """
            error: a.csv:2:3: the quote that opens here is never closed
              hint: close it, or write a quote inside a quoted field twice

            """),
        Case(
            "no text", ["a.csv": "\0\u{1}\u{2}bin"], "a.csv",
            "error: a.csv:1:1: not text: it has a zero byte here\n  hint: give a CSV, TSV, JSON or JSON lines file\n"),
        Case(
            "nothing in the file", ["a.csv": ""], "a.csv",
            "error: a.csv: the file is empty\n  hint: a CSV file has at least a line that names its columns\n"),
        Case(
            "nothing in a file of JSON lines", ["a.jsonl": " \n"], "a.jsonl",
            "error: a.jsonl: the file is empty\n  hint: [] is a JSON file without rows\n"),
        Case(
            "JSON that ends early", ["a.jsonl": "{\"a\":1}\n{\"a\":\n"], "a.jsonl",
            "error: a.jsonl:2:6: not JSON: the text ends where a value is expected\n"),
        Case(
            "a name without extension", ["data": "a\n1\n"], "data",
            """
            error: data: the name has no extension that tells the format
              hint: known are .csv, .tsv, .json, .jsonl, .ndjson, .tdqs; anything else through standard input: - < data

            """),
        Case(
            "two columns of one name", ["a.csv": "a,a\n1,2\n"], "a.csv",
            """
            error: a.csv:1: columns 1 and 2 are both called “a”
              hint: give one of them another name in the first line

            """),
        Case("a file that is not there", [:], "a.csv", "error: a.csv: no such file or folder\n"),
        Case(
            "a folder without data", ["folder/readme.txt": "hi"], "folder",
            """
            error: folder: the folder holds no data files
              hint: data files are .csv, .tsv, .json, .jsonl, .ndjson, .tdqs, or a datapackage.json that names them

            """),
        Case(
            "values of another type, all of them",
            [
                "p/t.csv": "n,d\n1,2022-01-01\nx,2022-01-02\n3,31/4/2022\n",
                "p/datapackage.json": package(
                    #"{"fields": [{"name": "n", "type": "integer"}, {"name": "d", "type": "date"}]}"#),
            ], "p",
            """
            error: p/t.csv:3:1: n is not an integer
              value: “x”
            p/t.csv:4:3: d is not a date (yyyy-mm-dd)
              value: “31/4/2022”

            """),
        Case(
            "a reference to no row",
            [
                "p/t.csv": "k,r\n1,2\n2,9\n",
                "p/datapackage.json": package(
                    #"{"fields": [{"name": "k", "type": "integer"}, {"name": "r", "type": "integer"}], "primaryKey": "k","#
                        + #" "foreignKeys": [{"fields": "r", "reference": {"resource": "", "fields": "k"}}]}"#),
            ], "p", "error: p/t.csv:3: r refers to no row of t.k\n  value: “9”\n"),
        Case(
            "a package that is no JSON", ["p/datapackage.json": "{\"name\":\n"], "p",
            "error: p/datapackage.json:2:1: not JSON: the text ends where a value is expected\n"),
        Case(
            "a package whose file is not there",
            ["p/datapackage.json": #"{"name":"p","resources":[{"name":"t","path":"t.csv"}]}"#], "p",
            "error: p/datapackage.json:1:45: no such file: p/t.csv\n"),
    ]

    @Test(arguments: cases) func isRefused(_ sample: Case) throws {
        let result = try Program(files: sample.files).run([sample.argument, "-c", ".collections"])
        #expect(result.status == 3)
        #expect(result.output.isEmpty)
        #expect(result.errors == sample.errors)
    }

    @Test func bytesThatAreNoUTF8AreRefused() throws {
        let program = try Program()
        try program.write(Data([0x61, 0xFF, 0xFE, 0x62, 0x0A]), to: "a.csv")
        let result = try program.run(["a.csv", "-c", ".collections"])
        #expect(result.status == 3)
        #expect(result.errors.hasPrefix("error: a.csv:1:2: not UTF-8: the byte 0xFF cannot stand here\n"))
    }

    @Test func nothingIsLoadedWhenAnyFileIsBad() throws {
        let program = try Program(files: ["a.csv": "a\n1\n", "b.csv": "a,b\n1\n"])
        let result = try program.run(["a.csv", "b.csv", "-c", "a | count"])
        #expect(result.status == 3)
        #expect(result.output.isEmpty)
        #expect(result.errors == "error: b.csv:2: expected 2 fields, found 1\n")
    }

    @Test func theCommandLineNamesAnEncoding() throws {
        let program = try Program()
        try program.write(Data([0x61, 0x0A, 0x63, 0x61, 0x66, 0xE9, 0x0A]), to: "a.csv")
        let unknown = try program.run(["a.csv", "-c", "a"])
        #expect(unknown.status == 3)
        #expect(unknown.errors.contains("a.csv:2:4: not UTF-8: the byte 0xE9 cannot stand here"))
        #expect(try program.run(["a.csv", "--encoding", "windows-1252", "-c", "a"]).output == "a\ncafé\n")
        let wrong = try program.run(["a.csv", "--encoding", "klingon", "-c", "a"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.hasPrefix("error: --encoding takes one of UTF-8, UTF-16, windows-1258"))
    }
}

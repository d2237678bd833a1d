import Foundation
import Testing

/// Whole runs of the program over the sample data: what goes where, and with which status.
@Suite struct ProgramTests {
    private func run(_ arguments: [String], input: String = "", files: [String: String] = [:]) throws -> Program.Result
    {
        try Program(files: files).run([Program.samples] + arguments, input: input)
    }

    @Test func rowsGoToStandardOutputAlone() throws {
        let result = try run(["-c", "awards count by form"])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(result.output.hasPrefix("form,count\nBằng khen,5\n"))
        #expect(result.output.split(separator: "\n").count == 8)
    }

    @Test func errorsGoToStandardErrorAlone() throws {
        let result = try run(["-c", "awards where yeer=2021"])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(
            result.errors == """
                error: <command>:1:14: there is no field “yeer” here
                  awards where yeer=2021
                               ^~~~
                  did you mean year?

                """)
    }

    @Test func aFormatThatIsNoneHasItsPlace() throws {
        let result = try run(["-c", "awards count | as pdf"])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                error: <command>:1:19: there is no format “pdf”
                  awards count | as pdf
                                    ^~~
                  the formats are table, csv, tsv, json, jsonl, markdown, html, vertical

                """)
        let checked = try Program(files: ["a.tdq": "awards | as jsno\n"]).run(["check", "a.tdq"])
        #expect(checked.errors.contains("as json"))
    }

    @Test(arguments: [
        ("awards | into \"a.xyz\"", "no format has files that end in .xyz"),
        ("awards | chart bar count by form | into \"a.svg\"", "no format has files that end in .svg"),
        ("awards | into \"a.tdqs\"", "  .save a.tdqs"),
    ])
    func aFileWhoseEndingIsNoFormatIsNotWritten(query: String, message: String) throws {
        let program = try Program()
        let result = try program.run(["-c", query])
        #expect(result.status == 1)
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(try program.shell("ls a.*").status != 0)
    }

    @Test(arguments: ["awards | as csv | into \"a.xyz\"", "awards | into \"a\"", "awards | into \"a.txt\""])
    func aFileMayHaveAnyNameBehindAFormat(query: String) throws {
        #expect(try run(["-c", query]).status == 0)
    }

    @Test func aQueryComesThroughAPipe() throws {
        let program = try Program()
        let result = try program.shell("printf 'awards count by form\\n' | tdq '\(Program.samples)' -o jsonl")
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(result.output.split(separator: "\n").count == 7)
        #expect(result.output.hasPrefix(#"{"form":"Bằng khen","count":5}"#))
    }

    @Test func aReaderThatLeavesEarlyEndsItQuietly() throws {
        let rows = (0..<200_000).map(String.init).joined(separator: "\n")
        let program = try Program(files: ["a.csv": "n\n\(rows)\n"])
        let result = try program.shell("{ tdq a.csv -c a; echo $? >status; } | head -1")
        #expect(result.output == "n\n")
        #expect(result.errors.isEmpty)
        #expect(try program.read("status") == "0\n")
    }

    static let formatSamples: [(String, String)] = [
        ("csv", "id,item_no\ncovenant-item-ban-dang-2018-1,1\n"),
        ("tsv", "id\titem_no\ncovenant-item-ban-dang-2018-1\t1\n"),
        ("json", "[\n{\"id\":\"covenant-item-ban-dang-2018-1\",\"item_no\":1}\n]\n"),
        ("jsonl", "{\"id\":\"covenant-item-ban-dang-2018-1\",\"item_no\":1}\n"),
        (
            "markdown",
            """
            | id                            | item_no |
            | ----------------------------- | ------: |
            | covenant-item-ban-dang-2018-1 |       1 |

            """
        ),
    ]

    @Test(arguments: formatSamples) func everyFormatIsWritten(_ name: String, _ expected: String) throws {
        let query = "covenant_items | show id, item_no | sort by item_no | take 1"
        #expect(try run(["-o", name, "-c", query]).output == expected)
        #expect(try run(["-c", query + " | as \(name)"]).output == expected)
    }

    @Test func anEmptyResultKeepsItsForm() throws {
        let query = "awards where year=1900 | show id, form"
        #expect(try run(["-c", query]).output == "id,form\n")
        #expect(try run(["-o", "json", "-c", query]).output == "[]\n")
        #expect(try run(["-o", "jsonl", "-c", query]).output.isEmpty)
    }

    @Test func valuesAreGivenToParameters() throws {
        let files = ["r.tdq": "param year: integer \"the year\"\nawards where year=$year | count\n"]
        #expect(try run(["-f", "r.tdq", "-p", "year=2021"], files: files).output == "count\n11\n")
        let missing = try run(["-f", "r.tdq"], files: files)
        #expect(missing.status == 2)
        #expect(missing.output.isEmpty)
        #expect(
            missing.errors == """
                error: r.tdq:1:7: the parameter year is missing: the year
                  param year: integer "the year"
                        ^~~~
                  give it with -p year=…
                  or with a value here: param year = …

                """)
        let wrong = try run(["-f", "r.tdq", "-p", "year=x"], files: files)
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("the parameter year (the year) is “x”, not a whole number"))
        let unknown = try run(["-f", "r.tdq", "-p", "yeer=1"], files: files)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("the script has no parameter “yeer”"))
        #expect(unknown.errors.contains("did you mean -p year=…?"))
    }

    /// A value is bound, never pasted.
    @Test func aParameterIsNoText() throws {
        let files = ["r.tdq": "param form\nawards where form=$form | count\n"]
        let result = try run(["-f", "r.tdq", "-p", "form=x or year=2021"], files: files)
        #expect(result.status == 0)
        #expect(result.output == "count\n0\n")
    }

    @Test func aCheckThatDoesNotHoldEndsWithFour() throws {
        let files = ["r.tdq": "check \"no award is old\": awards where year<2020 | show id | take 1\nawards | count\n"]
        let result = try run(["-f", "r.tdq"], files: files)
        #expect(result.status == 4)
        #expect(result.output == "id\naward-003\n\ncount\n15\n")
        #expect(result.errors == "error: check failed: no award is old (1 row)\n")
    }

    @Test func anErrorOutweighsACheck() throws {
        let script = "check \"x\": awards | take 1\nawards where nope=1\nawards | count\n"
        #expect(try run([], input: script).status == 1)
        let all = try run(["--keep-going"], input: script)
        #expect(all.status == 1)
        #expect(all.output.hasSuffix("count\n15\n"))
    }

    @Test func aScriptWithASyntaxErrorRunsNothing() throws {
        let result = try run([], input: "awards | count\nawards where (year=1\n")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("<stdin>:2:") || result.errors.contains("stdin:2:"))
    }

    @Test func resultsHaveAnEmptyLineBetween() throws {
        #expect(try run(["-c", "blocs | count", "-c", "awards | count"]).output == "count\n3\n\ncount\n15\n")
    }

    @Test func dataComesThroughStandardInput() throws {
        let result = try Program().run(["-", "-c", "stdin | sum n"], input: "n\n1\n2\n")
        #expect(result.status == 0)
        #expect(result.output == "sum_n\n3\n")
    }

    @Test func timesGoToStandardError() throws {
        let result = try run(["--timer", "-c", "awards | count"])
        #expect(result.output == "count\n15\n")
        let pattern = try Regex(#"^load: \d+\.\d{3} ms\ntime: \d+\.\d{3} ms\n$"#)
        #expect(result.errors.contains(pattern), "\(result.errors)")
    }

    @Test func howRowsAreWritten() throws {
        let query = "blocs | sort by unit_count_stated | show short_name, unit_count_stated | skip 1"
        #expect(try run(["--no-header", "--null", "-", "-c", query]).output == "tổng hợp,10\nban đảng,-\n")
    }

    @Test func lenientLoadingSetsRowsAside() throws {
        let files = [
            "p/t.csv": "n\n1\nx\n",
            "p/datapackage.json":
                #"{"name":"p","resources":[{"name":"t","path":"t.csv","schema":{"fields":[{"name":"n","type":"integer"}]}}]}"#,
        ]
        let result = try Program(files: files).run(["--lenient", "p", "-c", "t | count", "-c", "_rejected | count"])
        #expect(result.status == 0)
        #expect(result.output == "count\n1\n\ncount\n1\n")
    }

    @Test func aResultGoesIntoAFile() throws {
        let program = try Program()
        let query = "blocs | sort by short_name | show short_name"
        let result = try program.run([Program.samples, "-c", query + " | into \"b.csv\""])
        #expect(result.status == 0)
        #expect(result.output.isEmpty)
        #expect(try program.read("b.csv") == "short_name\nban đảng\nnội chính\ntổng hợp\n")
        let refused = try program.run(["--safe", Program.samples, "-c", query + " | into \"c.csv\""])
        #expect(refused.status == 1)
        #expect(!FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("c.csv").path))
        let lost = try program.run([Program.samples, "-c", query + " | into \"no/folder/c.csv\""])
        #expect(lost.status == 1)
        #expect(lost.output.isEmpty)
    }

    @Test func aResultGoesToAProgram() throws {
        let query = "blocs | sort by short_name | show short_name | !wc -l"
        let result = try run(["-c", query])
        #expect(result.status == 0)
        #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == "4")
        let refused = try run(["--safe", "-c", query])
        #expect(refused.status == 1)
        #expect(refused.output.isEmpty)
    }

    @Test func scriptsAreCheckedAndLaidOut() throws {
        let files = ["good.tdq": "blocs|count\n", "bad.tdq": "blocs | nosuch\n"]
        #expect(try Program(files: files).run(["format", "good.tdq"]).output == "blocs count\n")
        #expect(try Program(files: files).run(["format", "bad.tdq"]).status == 1)
        #expect(try Program(files: files).run(["check", "bad.tdq"]).status == 1)
    }

    /// A file that was not written whole is nowhere, whatever ends the program.
    @Test func aKilledProgramLeavesNoPartOfAFile() throws {
        let program = try Program(files: ["old.csv": "old\n"])
        let unnamed = open(program.folder.path, O_WRONLY | O_DIRECTORY | 0o20_000_000, 0o600)
        guard unnamed >= 0 else { return }
        close(unnamed)
        let query = "awards; awards | !kill -KILL $PPID; awards"
        let result = try program.shell("tdq '\(Program.samples)' --output old.csv -c '\(query)'")
        #expect(result.status == 128 + SIGKILL)
        #expect(try program.read("old.csv") == "old\n")
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(Set(names) == [".in", ".out", ".err", "old.csv"])
    }

    /// A file's own fields come before those that every file has.
    @Test func fieldsThatAreCalledAsHiddenOnesAreTheFilesOwn() throws {
        let program = try Program(files: ["ln.csv": "_line,x\n10,a\n50,b\n"])
        let run = try program.run(["ln.csv", "-c", "ln show _line, _file; ln sum _line; ln where _line=50 | show x"])
        #expect(run.output == "_line,_file\n10,ln.csv\n50,ln.csv\n\nsum__line\n60\n\nx\nb\n")
    }
}

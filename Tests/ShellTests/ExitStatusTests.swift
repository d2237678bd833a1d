import Foundation
import Testing

/// What the program says to whoever started it, by its command line.
struct ExitStatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var status: Int32
        /// A part of what it says about it.
        var says = ""

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let cases = [
        Case(arguments: ["--version"], status: 0),
        Case(arguments: ["--help"], status: 0),
        Case(arguments: ["-c", ".help"], status: 0),
        Case(arguments: ["manual"], status: 0),
        Case(arguments: ["manual", "awards"], status: 2, says: "awards"),
        Case(arguments: ["-c", ".quit", "-c", ".nope"], status: 0),
        Case(arguments: ["-c", ".nope"], status: 1, says: "there is no command .nope"),
        Case(arguments: ["-c", ".loaded nowhere"], status: 1, says: "there is no collection"),
        Case(arguments: ["-c", ".timer maybe"], status: 1, says: "on or off"),
        Case(arguments: ["-c", ".set index eager", "-c", ".set index", "-c", ".indexes"], status: 0),
        Case(arguments: ["-c", ".set index lasy"], status: 1, says: "did you mean .set index lazy"),
        Case(arguments: ["-c", ".set threads 2"], status: 1, says: ".set takes index"),
        Case(arguments: ["-c", ".read nowhere.tdq"], status: 1, says: "nowhere.tdq"),
        Case(arguments: ["--safe", "-c", ".read x.tdq"], status: 1, says: "--safe"),
        Case(arguments: ["--safe", "-c", ".load x.csv"], status: 1, says: "--safe"),
        Case(arguments: ["-f", "nowhere.tdq"], status: 2, says: "cannot open the script"),
        Case(arguments: ["--hints", "--quiet", "-c", ".help"], status: 2, says: "--hints"),
        Case(arguments: ["--output", "no/such/folder/x.csv", "-c", ".help"], status: 1, says: "cannot be written"),
        Case(arguments: ["--nope"], status: 2, says: "error: Unknown option '--nope'"),
        Case(arguments: ["-c"], status: 2),
        Case(arguments: ["-o", "jsno", "-c", ".help"], status: 2, says: "did you mean json"),
        Case(arguments: ["-p", "year", "-c", ".help"], status: 2, says: "name=value"),
        Case(arguments: ["-p", "a=1", "-p", "a=2", "-c", ".help"], status: 2, says: "twice"),
        Case(arguments: ["--threads", "0", "-c", ".help"], status: 2, says: "--threads"),
        Case(arguments: ["--memory", "lots", "-c", ".help"], status: 2, says: "--memory"),
        Case(arguments: ["--color", "pink", "-c", ".help"], status: 2),
        Case(arguments: ["-"], status: 2, says: "standard input"),
        Case(arguments: ["-", "-f", "-"], status: 2, says: "only once"),
        Case(arguments: ["check"], status: 2),
        Case(arguments: ["format"], status: 2),
        Case(arguments: ["check", "nowhere.tdq"], status: 2, says: "nowhere.tdq"),
        Case(arguments: ["nowhere.csv", "-c", ".help"], status: 3, says: "nowhere.csv"),
    ]

    @Test(arguments: cases) func status(_ sample: Case) throws {
        let folder = try TemporaryFolder()
        let result = try BuiltProgram.run(sample.arguments, in: folder)
        #expect(result.status == sample.status, "\(result.errors)")
        #expect(sample.says.isEmpty || result.errors.contains(sample.says))
    }

    @Test func aScriptStopsAtItsFirstErrorUnlessToldOtherwise() throws {
        let folder = try TemporaryFolder()
        let queries = ["--data", "none", "-c", ".nope", "-c", ".help keys"]
        let stopped = try BuiltProgram.run(queries, in: folder)
        #expect(stopped.status == 1)
        #expect(stopped.output.isEmpty)
        let wentOn = try BuiltProgram.run(queries + ["--keep-going"], in: folder)
        #expect(wentOn.status == 1)
        #expect(wentOn.output.contains("Ctrl-C"))
    }

    @Test func commandsAndFilesRunInTheirOrder() throws {
        let folder = try TemporaryFolder()
        try folder.write(".help values\n", to: "a.tdq")
        let result = try BuiltProgram.run(
            ["--data", "none", "-c", ".mode json", "-f", "a.tdq", "-c", ".mode"], in: folder)
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.first?.contains("no quotes") == true)
        #expect(lines.last == "json")
    }

    @Test func aScriptComesFromStandardInput() throws {
        let result = try BuiltProgram.run(["--data", "none"], input: ".mode csv\n.mode\n", in: try TemporaryFolder())
        #expect(result.status == 0)
        #expect(result.output == "csv\n")
        #expect(result.errors.isEmpty)
    }

    @Test func anOutputFileAppearsWholeOrNotAtAll() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "out.txt")
        let failed = try BuiltProgram.run(
            ["--data", "none", "--output", "out.txt", "-c", ".help", "-c", ".nope"], in: folder)
        #expect(failed.status == 1)
        #expect(try folder.read("out.txt") == "old")
        let done = try BuiltProgram.run(["--data", "none", "--output", "out.txt", "-c", ".help keys"], in: folder)
        #expect(done.status == 0)
        #expect(done.output.isEmpty)
        #expect(try folder.read("out.txt").contains("Ctrl-C"))
        #expect(!folder.names.contains { $0.hasSuffix(".part") })
    }

    @Test func anOutputFilesEndingNamesItsFormat() throws {
        let folder = try TemporaryFolder()
        try folder.write("a,b\n1,x\n", to: "t.csv")
        let query = ["t.csv", "-c", "t"]
        #expect(try BuiltProgram.run(query + ["--output", "x.jsonl"], in: folder).status == 0)
        #expect(try folder.read("x.jsonl") == "{\"a\":1,\"b\":\"x\"}\n")
        #expect(try BuiltProgram.run(query + ["--output", "x.md", "-o", "csv"], in: folder).status == 0)
        #expect(try folder.read("x.md") == "a,b\n1,x\n")
        #expect(try BuiltProgram.run(query + ["--output", "x.txt"], in: folder).status == 0)
        #expect(try folder.read("x.txt") == "a,b\n1,x\n")
    }

    @Test func hintsComeWithoutATerminalWhenAskedFor() throws {
        let folder = try TemporaryFolder()
        try folder.write("a\nx\n", to: "t.csv")
        let query = ["t.csv", "-c", "t where a=y"]
        #expect(try BuiltProgram.run(query, in: folder).errors.isEmpty)
        #expect(try BuiltProgram.run(query + ["--hints"], in: folder).errors.contains("hint: "))
    }

    @Test func severalResultsAreSeparatedByAnEmptyLine() throws {
        let folder = try TemporaryFolder()
        try folder.write("a\n1\n", to: "t.csv")
        let result = try BuiltProgram.run(["t.csv", "-o", "csv"], input: "t\nt count\n", in: folder)
        #expect(result.output == "a\n1\n\ncount\n1\n")
    }

    @Test func aReaderThatLeavesEarlyEndsItQuietly() throws {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "{ \(BuiltProgram.path) --data none -c .help; echo $? >status; } 2>errors | true"]
        process.currentDirectoryURL = folder.url
        try process.run()
        process.waitUntilExit()
        #expect(try folder.read("status") == "0\n")
        #expect(try folder.read("errors").isEmpty)
    }

    @Test func aDataFileMayBeCalledCheck() throws {
        let folder = try TemporaryFolder()
        try folder.write("a\n1\n", to: "check")
        let asData = try BuiltProgram.run(["check", "-c", ".mode"], in: folder)
        #expect(!asData.errors.contains("Missing"))
        #expect(asData.status != 2)
        let asCommand = try BuiltProgram.run(["check", "nowhere.tdq"], in: folder)
        #expect(asCommand.status == 2)
        #expect(asCommand.errors.contains("nowhere.tdq"))
    }
}

import Engine
import Foundation
import Language
import Testing

/// Wrong statements and the full text of what they are answered, from `Tests/Errors`, in the form of the query tests.
///
/// `TDQ_REWRITE=1` writes the answers of now into the files, to be reviewed for kindness: the caret under the right
/// word, one cause, a cure. Every cure must run where it is put; a block whose cures are sentences says `# advice`.
@Suite struct ErrorFileTests {
    private static let rewrites = ProcessInfo.processInfo.environment["TDQ_REWRITE"] == "1"

    private static let files: [QueryFile] = {
        do {
            return try ProjectFolder.files(in: ProjectFolder.errorTests, ending: ".test").map(QueryFile.init)
        } catch {
            preconditionFailure("the error tests cannot be read: \(error)")
        }
    }()

    @Test(arguments: files) func answers(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        var rewritten = file
        for (index, block) in file.blocks.enumerated() {
            let answer = Self.answer(to: block.statement, in: session)
            rewritten.blocks[index].expected = answer
            guard !Self.rewrites else { continue }
            #expect(
                Array(answer.utf8) == Array(block.expected.utf8),
                "\(file.testDescription):\(block.line)\n\(block.statement)\n\(answer)")
        }
        if Self.rewrites { try Data(rewritten.text.utf8).write(to: file.url) }
    }

    @Test(arguments: files) func curesRun(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        for block in file.blocks where !block.comments.contains("# advice") {
            for problem in Problem.all(in: block.expected) {
                #expect(problem.hints.count <= 3)
                for hint in problem.hints {
                    let ways = problem.ways(to: hint, in: block.statement)
                    let runs = ways.contains { Self.isMended($0, problem, session) }
                    #expect(runs, "\(file.testDescription):\(block.line)\n\(block.statement)\n\(hint)\n\(ways)")
                }
            }
        }
    }

    /// The shell's `check` says the same as running does.
    @Test(arguments: files) func checkingSaysTheSame(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        for block in file.blocks where block.expected.contains("error: ") && !block.comments.contains("# running") {
            let host = RecordingHost()
            _ = session.check(SourceText(name: "test", block.statement), parameters: [:], host: host)
            #expect(Self.text(of: host) == block.expected, "\(file.testDescription):\(block.line)")
        }
    }

    private static func session(for file: QueryFile) throws -> Session {
        let loads = file.loads.isEmpty ? [ProjectFolder.samples.path] : file.loads
        return try TestSession.make(loads, in: ProjectFolder.queryTests)
    }

    private static func answer(to statement: String, in session: Session) -> String {
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", statement), parameters: [:], host: host)
        let reports = text(of: host)
        return reports.isEmpty ? host.outputText.trimmingCharacters(in: .newlines) : reports
    }

    private static func text(of host: RecordingHost) -> String {
        host.reports.map { "\($0.severity): \($0.text)" }.joined(separator: "\n")
    }

    /// Whether the statement no longer has the problem: no error, or only the others that it had.
    private static func isMended(_ statement: String, _ problem: Problem, _ session: Session) -> Bool {
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", statement), parameters: [:], host: host)
        return host.reports.allSatisfy {
            $0.severity != .error || problem.others.contains(Problem.message(of: $0.text))
        }
    }
}

/// One error as it was printed: its place and its cures.
private struct Problem {
    var line: Int
    var column: Int
    /// How many characters the caret covers.
    var length: Int
    var hints: [String]
    /// The messages of the other errors of the same answer.
    var others: Set<String> = []
    var message: String

    static func message(of report: String) -> String {
        let first = report.split(separator: "\n").first.map(String.init) ?? ""
        return first.split(separator: ":", maxSplits: 3).last.map(String.init) ?? first
    }

    static func all(in answer: String) -> [Problem] {
        var problems: [Problem] = []
        let lines = answer.components(separatedBy: "\n")
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: ":", maxSplits: 4).map(String.init)
            guard line.hasPrefix("error: test:"), parts.count == 5, let number = Int(parts[2]),
                let column = Int(parts[3])
            else { continue }
            let hints = lines[(index + 1)...].prefix { $0.hasPrefix("  ") }.dropFirst(2)
            let caret = index + 2 < lines.count ? lines[index + 2].trimmingCharacters(in: .whitespaces).count : 1
            problems.append(
                Problem(
                    line: number, column: column, length: caret, hints: hints.map { String($0.dropFirst(2)) },
                    message: parts[4]))
        }
        for index in problems.indices {
            problems[index].others = Set(problems.map(\.message)).subtracting([problems[index].message])
        }
        return problems
    }

    /// The statements that a person may make of a cure: the whole line, the word under the caret replaced, the stage
    /// from its word on, the condition around it, a stage put behind it.
    func ways(to hint: String, in statement: String) -> [String] {
        var cure = hint
        if cure.hasPrefix("did you mean "), cure.hasSuffix("?") { cure = String(cure.dropFirst(13).dropLast()) }
        if cure.hasSuffix("(…)") { cure = String(cure.dropLast(3)) }
        var lines = statement.components(separatedBy: "\n")
        let text = Array(lines[line - 1])
        let start = min(column - 1, text.count)
        let end = min(start + length, text.count)
        let bar = text[start...].firstIndex(of: "|") ?? text.count
        var starts = Set([start])
        for index in 0..<start where index == 0 || text[index - 1] == " " || text[index - 1] == "(" {
            starts.insert(index)
        }
        var ends = Set([end, bar, text.count])
        for index in end..<text.count where " ,)".contains(text[index]) { ends.insert(index) }
        var ways = [cure]
        for lower in starts {
            for upper in ends where upper >= lower {
                for space in ["", " "] {
                    lines[line - 1] = String(text[..<lower]) + cure + space + String(text[upper...])
                    ways.append(lines.joined(separator: "\n"))
                }
            }
        }
        return ways
    }
}

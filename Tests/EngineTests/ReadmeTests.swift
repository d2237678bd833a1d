import Engine
import Foundation
import Language
import Testing

/// The README shows what the program does: its session is replayed, its example queries run.
@Suite struct ReadmeTests {
    private static func lines() throws -> [String] {
        try String(contentsOf: ProjectFolder.root.appendingPathComponent("README.md"), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    private struct Step {
        var statement: String
        var shown: [String]
    }

    /// The statements of the terminal's picture with the lines below each.
    private static func session() throws -> [Step] {
        let lines = try lines()
        let fences = lines.indices.filter { lines[$0] == "```" }
        var steps: [Step] = []
        for line in lines[(fences[0] + 1)..<fences[1]] {
            if line.hasPrefix("tdq> ") {
                steps.append(Step(statement: String(line.dropFirst(5)), shown: []))
            } else if !steps.isEmpty {
                steps[steps.count - 1].shown.append(line)
            }
        }
        return steps
    }

    @Test func theSessionIsReal() throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        session.options.explainsEmptyResults = true
        let steps = try Self.session()
        #expect(steps.count >= 3)
        for step in steps {
            let host = RecordingHost(format: .table)
            #expect(session.run(SourceText(name: "README", step.statement), parameters: [:], host: host) == .done)
            let rows = step.shown.filter { !$0.hasPrefix("hint: ") && !$0.contains(" rows · ") }
            #expect(host.outputText == rows.map { $0 + "\n" }.joined())
            let hints = step.shown.filter { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) }
            #expect(host.reports.map(\.text) == hints)
        }
    }

    @Test func theExamplesRun() throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let names = session.collections.map(\.name)
        let examples = try Self.lines().filter { line in
            line.hasPrefix("    ") && names.contains { line.hasPrefix("    \($0) ") }
        }
        #expect(examples.count >= 3)
        for example in examples {
            let host = RecordingHost()
            let outcome = session.run(
                SourceText(name: "README", example.trimmingCharacters(in: .whitespaces)), parameters: [:], host: host)
            #expect(outcome == .done, "\(example): \(host.reports.map(\.text))")
        }
    }
}

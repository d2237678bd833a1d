import Engine
import Foundation
import Language
import Testing

/// Every script of `Queries` against its expected output in `Tests/Golden`, byte for byte.
@Suite struct ScriptTests {
    static let scripts: [String] = {
        do {
            return try ProjectFolder.files(in: ProjectFolder.scripts, ending: ".tdq").map(\.lastPathComponent)
        } catch {
            preconditionFailure("the scripts cannot be read: \(error)")
        }
    }()

    @Test(arguments: scripts) func givesWhatIsExpected(script: String) throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let source = SourceText(
            name: script, bytes: Array(try Data(contentsOf: ProjectFolder.scripts.appendingPathComponent(script))))
        let host = RecordingHost()
        let outcome = session.run(source, parameters: [:], host: host)
        #expect(outcome == .done || outcome == .checkFailed)
        let expected = Array(try Data(contentsOf: Self.golden(script)))
        #expect(host.output == expected, "\(host.outputText)\n\(host.reports.map(\.text).joined(separator: "\n"))")
    }

    @Test func everyExpectedOutputHasItsScript() throws {
        let expected = Set(try Self.scripts.map { try Self.golden($0).lastPathComponent })
        for folder in ["questions", "queries"] {
            let folder = ProjectFolder.golden.appendingPathComponent(folder)
            for file in try ProjectFolder.files(in: folder, ending: ".csv") {
                #expect(expected.contains(file.lastPathComponent))
            }
        }
    }

    /// `questions/q01.csv` for the script `q01-….tdq`, `queries/NAME.csv` for any other.
    private static func golden(_ script: String) throws -> URL {
        let name = script.dropLast(".tdq".count)
        let isQuestion = name.first == "q" && name.dropFirst().prefix(2).allSatisfy(\.isNumber)
        return ProjectFolder.golden.appendingPathComponent(
            isQuestion ? "questions/\(name.prefix(3)).csv" : "queries/\(name).csv")
    }
}

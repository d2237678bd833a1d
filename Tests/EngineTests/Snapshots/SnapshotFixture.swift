import Engine
import Foundation
import Language
import Testing

/// A session saved and opened again, and what statements print on either.
struct SnapshotFixture {
    /// Everything a statement prints: rows, then reports.
    static func printed(_ statement: String, in session: Session) -> (text: String, outcome: RunOutcome) {
        let host = RecordingHost()
        let outcome = session.run(SourceText(name: "test", statement), parameters: [:], host: host)
        let reports = host.reports.map { "\($0.severity): \($0.text)" }.joined(separator: "\n")
        return (host.outputText + reports, outcome)
    }

    /// Builds every index that the statements can use, so that the snapshot holds them.
    static func buildIndexes(_ statements: [String], in session: Session) {
        let options = session.options.planner
        session.options.planner.indexes = .eager
        for statement in statements { _ = printed(statement, in: session) }
        session.options.planner = options
    }

    static func open(_ path: String) throws(LoadError) -> Session {
        let session = Session()
        try session.load([DataRequest(path: path)], options: LoadOptions())
        return session
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}

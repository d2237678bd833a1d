import Engine
import Foundation
import Language
import Planning
import Testing

/// Statements and what they print, from `Tests/Queries`.
///
/// `TDQ_REWRITE=1` writes what they print now into the files, to be reviewed like code.
@Suite struct QueryFileTests {
    private static let rewrites = ProcessInfo.processInfo.environment["TDQ_REWRITE"] == "1"

    @Test(arguments: QueryFile.all) func prints(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        var rewritten = file
        for (index, block) in file.blocks.enumerated() {
            let printed = Self.run(block, in: session)
            rewritten.blocks[index].expected = printed
            if !Self.rewrites { Self.expect(printed, of: block, in: file, "") }
        }
        if Self.rewrites { try Data(rewritten.text.utf8).write(to: file.url) }
    }

    /// Neither indexes nor rules may change what a query gives.
    @Test(arguments: QueryFile.all) func planningChangesNothing(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        for (name, options) in Self.variants {
            session.options.planner = options
            for block in file.blocks {
                let printed = Self.run(block, in: session)
                if !block.showsPlans { Self.expect(printed, of: block, in: file, "with \(name)") }
            }
        }
    }

    /// Nor may the number of threads, however small the runs of rows that they take.
    @Test(arguments: QueryFile.all) func threadsChangeNothing(_ file: QueryFile) throws {
        let session = try Self.session(for: file)
        for (threads, morselRows) in [(1, 1), (2, 1), (3, 2)] {
            session.options.execution.threads = threads
            session.options.execution.morselRows = morselRows
            for block in file.blocks {
                Self.expect(Self.run(block, in: session), of: block, in: file, "with \(threads) threads")
            }
        }
    }

    /// Nor may it matter that only the collections are read that the statement, or what it builds on, asks for.
    @Test(arguments: QueryFile.all) func readingLessChangesNothing(_ file: QueryFile) throws {
        let statements = file.blocks.map { SourceText(name: "test", $0.statement) }
        for (index, block) in file.blocks.enumerated() {
            let before = file.blocks[..<index].indices.filter { file.blocks[$0].isDefinition }.map { statements[$0] }
            let host = RecordingHost()
            let session = try Self.session(
                for: file, asked: AskedCollections(by: before + [statements[index]], host: host))
            for definition in before { _ = session.run(definition, parameters: [:], host: host) }
            Self.expect(Self.run(block, in: session), of: block, in: file, "with only what it asks for")
        }
    }

    /// Every rule switched off in turn, and indexes built at once or never.
    private static var variants: [(String, PlannerOptions)] {
        var result: [(String, PlannerOptions)] = []
        for policy in [PlannerOptions.IndexPolicy.off, .eager, .always] {
            var options = PlannerOptions()
            options.indexes = policy
            result.append(("indexes \(policy.rawValue)", options))
        }
        for rule in Optimizer.ruleNames {
            var options = PlannerOptions()
            options.indexes = .eager
            options.disabledRules = [rule]
            result.append(("\(rule) off", options))
        }
        var options = PlannerOptions()
        options.disabledRules = Set(Optimizer.ruleNames)
        result.append(("all rules off", options))
        return result
    }

    private static func session(for file: QueryFile, asked: AskedCollections? = nil) throws -> Session {
        let loads = file.loads.isEmpty ? [ProjectFolder.samples.path] : file.loads
        return try TestSession.make(loads, in: ProjectFolder.queryTests, asked: asked)
    }

    private static func run(_ block: QueryFile.Block, in session: Session) -> String {
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", block.statement), parameters: [:], host: host)
        var lines = host.outputText
        if lines.hasSuffix("\n") { lines.removeLast() }
        let reports = host.reports.map { "\($0.severity): \($0.text)" }.joined(separator: "\n")
        return lines.isEmpty || reports.isEmpty ? lines + reports : lines + "\n" + reports
    }

    private static func expect(_ printed: String, of block: QueryFile.Block, in file: QueryFile, _ how: String) {
        // Bytes, not characters: composed and decomposed texts differ here.
        let same = Array(printed.utf8) == Array(block.expected.utf8)
        #expect(
            same,
            """
            \(file.testDescription):\(block.line) \(how)
            \(block.statement)
            expected:
            \(block.expected)
            printed:
            \(printed)
            """)
    }
}

extension QueryFile.Block {
    /// Plans differ with the rules, of course.
    var showsPlans: Bool { statement.contains("explain ") }

    /// Whether others may build on it.
    var isDefinition: Bool { statement.contains("let ") || statement.contains("param ") }
}

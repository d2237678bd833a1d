import Engine
import Foundation
import Planning
import Testing

/// `search` against loops over single rows: which rows are found, and that the best come first, whatever is read to find
/// them and by how many threads.
@Suite struct SearchScoreTests {
    private struct Row {
        var texts: [String]

        /// 0 where a word is missing; else a point for each word, one more where it stands alone, and one where a text
        /// is all of them.
        func score(_ words: [String]) -> Int {
            let folded = texts.map { $0.lowercased() }
            guard words.allSatisfy({ word in folded.contains { $0.contains(word) } }) else { return 0 }
            let alone = words.count { word in folded.contains { $0.split(separator: " ").contains { $0 == word } } }
            return words.count + alone + (folded.contains(words.joined(separator: " ")) ? 1 : 0)
        }
    }

    private static func rows(_ count: Int) -> [Row] {
        var random = SeededRandom(seed: UInt64(count) + 1)
        let parts = ["an", "Bao", "baon", "cu", "x\(count)", "duan", ""]
        return (0..<count).map { number in
            let first = (0..<random.below(3)).map { _ in random.pick(parts) }
                .filter { !$0.isEmpty }.joined(separator: " ")
            return Row(texts: [first, random.pick(parts), "r\(number)", random.pick(["an cu", "bao", "k"])])
        }
    }

    private static func session(_ rows: [Row], threads: Int, _ indexes: PlannerOptions.IndexPolicy) throws -> Session {
        let folder = try ScratchFolder()
        var lines = ["a,b,id,kind"]
        for row in rows { lines.append(row.texts.joined(separator: ",")) }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        (session.options.execution.threads, session.options.execution.morselRows) = (threads, 900)
        session.options.planner.indexes = indexes
        return session
    }

    @Test(arguments: [1, 2047, 2048, 2049, 70_000]) func findsTheBest(count: Int) throws {
        let rows = Self.rows(count)
        for words in [["an"], ["an", "cu"], ["ba", "an"], ["bao", "x", "r"], ["nowhere", "an"]] {
            let scored = rows.enumerated().map { (row: $0, score: $1.score(words)) }.filter { $0.score > 0 }
            let best = scored.sorted { ($1.score, $0.row) < ($0.score, $1.row) }.map { "r\($0.row)" }
            for (threads, indexes) in [(1, PlannerOptions.IndexPolicy.off), (2, .off), (3, .always)] {
                let session = try Self.session(rows, threads: threads, indexes)
                let note = Comment(rawValue: "\(words) in \(count) rows, \(threads) threads")
                func lines(_ statement: String) -> [String] {
                    TestSession.run(statement, session).split(separator: "\n").dropFirst().map(String.init)
                }
                let search = "t search \(words.joined(separator: " "))"
                #expect(lines("\(search) | count") == ["\(scored.count)"], note)
                for limit in [1, 20] {
                    #expect(lines("\(search) | take \(limit) | show id") == Array(best.prefix(limit)), note)
                }
                #expect(lines("\(search) | skip 3 | take 2 | show id") == Array(best.dropFirst(3).prefix(2)), note)
            }
        }
    }
}

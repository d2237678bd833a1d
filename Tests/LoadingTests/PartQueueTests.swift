import Glibc
import Testing

@testable import Columns
@testable import Loading

/// A thread without a part takes half of another's.
@Suite struct PartQueueTests {
    /// A whole file of lines with one key, whose first block is read.
    private func begunPart(_ path: String) throws -> TablePart {
        let file = try #require(OpenFile(path: path))
        let window = TextWindow(file, 0..<file.size, windowBytes: 1000, isChecked: false)
        try #require(window.advance(past: window.text.baseAddress!))
        let source = JSONLines(window, file: path, keys: ["a"], isClosed: false)
        let first = TablePart(.lines(source), 1, [ColumnPlan(inferred: "a", source: 0)])
        first.readFirstBlock()
        return first
    }

    @Test func partsAreDividedWhileTheyAreRead() throws {
        let folder = try TemporaryFolder()
        let rowCount = 20_000
        let lines = (0..<rowCount).map { "{\"a\": \($0)}\n" }
        let first = try begunPart(try folder.write("t.jsonl", lines.joined()))
        let last = try #require(first.cut(beforeEnd: 100))
        let queue = PartQueue([first, last], partBytes: 1)
        Workers.run(2) { number in
            queue.run(number) { part in
                part.readAll(keepsSources: false) { _, _ in
                    // The first part waits for the other thread to want some of it.
                    while part === first, queue.parts.count == 2, queue.goesOn(part) { usleep(100) }
                    return queue.goesOn(part)
                }
            }
        }
        let parts = queue.parts
        #expect(parts.count > 2)
        #expect(parts.first === first && parts.last === last)
        for part in parts { #expect(part.isSound) }
        #expect(parts.map(\.lines.count).reduce(0, +) == rowCount)
        #expect(parts.map(\.source.lineCount).reduce(0, +) == rowCount)
    }

    @Test func nobodyReadsOnBehindAPartThatIsNotSound() throws {
        let folder = try TemporaryFolder()
        let good = (0..<5_000).map { "{\"a\": \($0)}\n" }.joined()
        let first = try begunPart(try folder.write("t.jsonl", good + good + "{\"a\": }\n"))
        let last = try #require(first.cut(beforeEnd: 50))
        let queue = PartQueue([first, last], partBytes: .max)
        queue.run(1) { $0.readAll(keepsSources: false) { _, _ in queue.goesOn(last) } }
        #expect(!last.isSound)
        #expect(!queue.goesOn(first))
    }
}

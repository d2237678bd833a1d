import Foundation
import Testing

/// A file of query tests: the data it loads, then blocks of a statement, a line `----`, and what it must print.
///
///     load blocs=data/blocs.csv
///
///     # A comment belongs to the block behind it.
///     blocs count
///     ----
///     count
///     3
///
/// `load` takes data as the command line does, seen from `Tests/Queries`; without one the file runs on the sample data.
/// An empty line ends a block. Results print as CSV with a header, errors and warnings as they are reported; an empty
/// line between two results, or inside a text, is written as a single `¶`.
struct QueryFile: CustomTestStringConvertible, Sendable {
    struct Block: Sendable {
        var comments: [String]
        var statement: String
        var expected: String
        var line: Int
    }

    static let emptyLine = "¶"

    let url: URL
    var header: [String] = []
    var blocks: [Block] = []

    static let all: [QueryFile] = {
        do {
            return try ProjectFolder.files(in: ProjectFolder.queryTests, ending: ".test").map(QueryFile.init)
        } catch {
            preconditionFailure("the query tests cannot be read: \(error)")
        }
    }()

    var testDescription: String { url.lastPathComponent }

    /// The arguments of its `load` lines.
    var loads: [String] {
        header.filter { $0.hasPrefix("load ") }.map { String($0.dropFirst("load ".count)) }
    }

    init(_ url: URL) throws {
        self.url = url
        let lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        var start = 0
        while start < lines.count {
            let end = lines[start...].firstIndex(of: "") ?? lines.count
            if start < end { add(Array(lines[start..<end]), at: start + 1) }
            start = end + 1
        }
    }

    private mutating func add(_ lines: [String], at line: Int) {
        let isHeader = lines.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("load ") }
        if isHeader, blocks.isEmpty {
            header += (header.isEmpty ? [] : [""]) + lines
            return
        }
        let comments = Array(lines.prefix { $0.hasPrefix("#") })
        let rest = lines.dropFirst(comments.count)
        let border = rest.firstIndex(of: "----") ?? rest.endIndex
        let expected = rest[border...].dropFirst().map { $0 == Self.emptyLine ? "" : $0 + "" }
        blocks.append(
            Block(
                comments: comments, statement: rest[..<border].joined(separator: "\n"),
                expected: expected.joined(separator: "\n"), line: line + comments.count))
    }

    /// The file's text, so that it reads back as the same file.
    var text: String {
        let parts = blocks.map { block in
            let expected = block.expected.components(separatedBy: "\n").map { $0.isEmpty ? Self.emptyLine : $0 }
            return (block.comments + [block.statement, "----"] + (block.expected.isEmpty ? [] : expected))
                .joined(separator: "\n")
        }
        return ((header.isEmpty ? [] : [header.joined(separator: "\n")]) + parts).joined(separator: "\n\n") + "\n"
    }
}

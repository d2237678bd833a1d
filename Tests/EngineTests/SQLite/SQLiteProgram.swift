import Foundation

/// The `sqlite3` program: one run of it answers many queries.
enum SQLiteProgram {
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    private static let marker = "==== "

    /// What each query printed, line by line, values as SQL writes them.
    static func answers(to queries: [String], after preparation: String) throws -> [[String]] {
        let folder = try ScratchFolder()
        let asked = queries.enumerated().map { ".print \(marker)\($0)\n\($1);\n" }.joined()
        try folder.write("\(preparation)\n.mode quote\n\(asked)", to: "script.sql")
        try folder.write("", to: "answers")
        try folder.write("", to: "problems")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", "-batch", "-init", "/dev/null", ":memory:", ".read script.sql"]
        process.currentDirectoryURL = folder.url
        // Files, not pipes: a pipe that nobody empties would stop it.
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: folder.url.appendingPathComponent("answers"))
        process.standardError = try FileHandle(forWritingTo: folder.url.appendingPathComponent("problems"))
        try process.run()
        process.waitUntilExit()
        let problems = try String(contentsOf: folder.url.appendingPathComponent("problems"), encoding: .utf8)
        guard process.terminationStatus != 127 else {
            throw Problem(description: "sqlite3 is not installed; apt-get install sqlite3")
        }
        guard process.terminationStatus == 0, problems.isEmpty else {
            throw Problem(description: "sqlite3 ended with \(process.terminationStatus): \(problems.prefix(2000))")
        }
        let text = try String(contentsOf: folder.url.appendingPathComponent("answers"), encoding: .utf8)
        return try split(text, count: queries.count)
    }

    private static func split(_ text: String, count: Int) throws -> [[String]] {
        var answers: [[String]] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(marker) { answers.append([]) } else { answers[answers.count - 1].append(String(line)) }
        }
        guard answers.count == count else {
            throw Problem(description: "sqlite3 answered \(answers.count) of \(count) queries")
        }
        return answers
    }
}

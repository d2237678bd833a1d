import Foundation

/// The `tdq` that was built with these tests, run in a folder of its own.
final class Program {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    let folder: URL

    /// Beside the test bundle in the build folder.
    static let path: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("tdq").path
    }()

    static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Samples").path

    /// `files`: what lies in the folder, by path.
    init(files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tdq-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try write(Data(text.utf8), to: name) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ data: Data, to name: String) throws {
        let url = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }

    /// Output and errors go through files, so that neither can fill a pipe.
    func run(_ arguments: [String], input: String = "") throws -> Result {
        try run(Self.path, arguments, input: input)
    }

    /// A line for `/bin/sh`, in which `tdq` is the program.
    func shell(_ line: String) throws -> Result {
        try run("/bin/sh", ["-c", "tdq() { '\(Self.path)' \"$@\"; }; \(line)"], input: "")
    }

    private func run(_ executable: String, _ arguments: [String], input: String) throws -> Result {
        try write(Data(input.utf8), to: ".in")
        for name in [".out", ".err"] { try write(Data(), to: name) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ["HOME": folder.path, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        process.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent(".in"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent(".out"))
        process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent(".err"))
        try process.run()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: try read(".out"), errors: try read(".err"))
    }
}

import Foundation

/// The `tdq` that was built with these tests.
enum BuiltProgram {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    static let path: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("tdq").path
    }()

    /// Runs it to its end, in a folder of its own with nothing of the user's around.
    static func run(_ arguments: [String], input: String = "", in folder: TemporaryFolder) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["HOME": folder.path, "LANG": "C.UTF-8"]
        try folder.write(input, to: "input.txt")
        process.standardInput = try FileHandle(forReadingFrom: folder.url.appendingPathComponent("input.txt"))
        process.standardOutput = try folder.newFile("output.txt")
        process.standardError = try folder.newFile("errors.txt")
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try folder.read("output.txt"),
            errors: try folder.read("errors.txt"))
    }
}

/// A folder that goes when the test does.
final class TemporaryFolder {
    let url: URL

    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("tdq-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func newFile(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: url.appendingPathComponent(name))
    }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

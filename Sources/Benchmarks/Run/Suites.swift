import Glibc

/// The benchmark files: a folder a suite, and `data` for what they run on.
struct Suites {
    static let names = ["groupby", "join", "interactive", "awards"]
    let folder: String

    /// - Parameter path: the folder, or nil to look for it above the working folder and above the program.
    init(path: String?) throws {
        if let path {
            folder = path
            return
        }
        guard let found = Places.find("Sources/Benchmarks/Suites") else { throw BenchmarkError.suitesNotFound }
        folder = found
    }

    func dataSet(_ name: String) throws -> DataSet { try DataSet(file("data/\(name).data")) }

    /// The benchmarks of a suite: by name, and numbers by their size.
    func benchmarks(of suite: String) throws -> [Benchmark] {
        let names = TextFile.names(in: "\(folder)/\(suite)").filter { $0.hasSuffix(".bench") }
        guard !names.isEmpty else { throw BenchmarkError.suitesNotFound }
        let ordered = names.sorted { ($0.count, $0) < ($1.count, $1) }
        return try (suite == "groupby" ? ordered : names).map { try Benchmark(file("\(suite)/\($0)")) }
    }

    /// Conditions for the choice between index and scan.
    func filters() throws -> [Filter] {
        let names = TextFile.names(in: "\(folder)/filters").filter { $0.hasSuffix(".filter") }
        guard !names.isEmpty else { throw BenchmarkError.suitesNotFound }
        return try names.map { try Filter(file("filters/\($0)")) }
    }

    private func file(_ name: String) throws -> DescriptionFile {
        let path = "\(folder)/\(name)"
        return try DescriptionFile(path: path, text: TextFile.read(path))
    }
}

/// Where the program and the project are.
enum Places {
    /// A path in the working folder or one above it, or in a folder above the program.
    static func find(_ path: String) -> String? {
        for start in [real("."), real("/proc/self/exe")] {
            var folder = start[...]
            while true {
                let candidate = folder + "/" + path
                if access(String(candidate), R_OK) == 0 { return String(candidate) }
                guard let slash = folder.lastIndex(of: "/") else { break }
                folder = folder[..<slash]
            }
        }
        return nil
    }

    /// The program called `name` beside this one.
    static func sibling(_ name: String) -> String {
        let program = real("/proc/self/exe")
        return program[..<(program.lastIndex(of: "/") ?? program.startIndex)] + "/" + name
    }

    private static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return "" }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

import Engine
import Glibc
import Shell

/// Which data a command line asks for.
enum DataSource {
    private static let samplePath = "Samples"

    /// - Parameters:
    ///   - operands: DATA.
    ///   - named: the values of `--data`.
    /// - Returns: what to load; nothing at all with `--data none`, the sample data when nothing is asked for.
    static func requests(operands: [String], named: [String]) throws(UsageProblem) -> [DataRequest] {
        let wanted = operands + named.filter { $0 != "none" }
        if wanted.isEmpty { return named.isEmpty ? sampleRequests() : [] }
        if named.contains("none") {
            throw UsageProblem(description: "--data none starts empty, so no other data can be given with it")
        }
        var requests: [DataRequest] = []
        for argument in wanted {
            guard let request = DataArgument.request(argument) else {
                throw UsageProblem(description: "no data in '\(argument)'; give FILE, FOLDER, NAME=FILE or -")
            }
            requests.append(request)
        }
        if requests.count(where: { $0.path == "-" }) > 1 {
            throw UsageProblem(description: "standard input (-) can be read only once")
        }
        return requests
    }

    static func sampleRequests() -> [DataRequest] {
        guard let folder = sampleFolder() else {
            StandardError.write("note: the sample data was not found; give files or folders as arguments\n")
            return []
        }
        return [DataRequest(path: folder)]
    }

    /// In the working folder, in a folder above the program, or in the prefix that it is installed in.
    private static func sampleFolder() -> String? {
        if isPackage(samplePath) { return samplePath }
        guard let program = programPath() else { return nil }
        var folder = program[..<(program.lastIndex(of: "/") ?? program.startIndex)]
        let installed = folder + "/../share/tdq/" + samplePath
        if isPackage(installed) { return String(installed) }
        while !folder.isEmpty {
            let samples = folder + "/" + samplePath
            if isPackage(samples) { return String(samples) }
            folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
        }
        return nil
    }

    private static func isPackage(_ folder: some StringProtocol) -> Bool {
        access(folder + "/datapackage.json", R_OK) == 0
    }

    private static func programPath() -> String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}

import Glibc

/// The folder of a package in the making: files are written beside its final place and moved there when all are complete.
final class PackageFolder {
    private let finalPath: String
    private let stagingPath: String

    /// - Throws: `GenerationError` where the final path holds something already or nothing can be made beside it.
    init(path: String) throws {
        var trimmed = path
        while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
        finalPath = trimmed
        stagingPath = "\(trimmed).partial-\(getpid())"
        try PackageFolder.requireVacant(finalPath)
        guard mkdir(stagingPath, 0o755) == 0 else {
            throw GenerationError.system(action: "make the folder", path: stagingPath, number: errno)
        }
    }

    func file(_ name: String) throws -> OutputFile {
        try OutputFile(path: "\(stagingPath)/\(name)")
    }

    /// Moves the complete folder to its place, over an empty one if there is one.
    func publish() throws {
        guard rename(stagingPath, finalPath) == 0 else {
            throw GenerationError.system(action: "move the finished package to", path: finalPath, number: errno)
        }
    }

    /// Removes what has been written; what cannot be removed keeps the name that says it is partial.
    func discard() {
        for name in PackageFolder.entries(of: stagingPath) ?? [] { unlink("\(stagingPath)/\(name)") }
        rmdir(stagingPath)
    }

    private static func requireVacant(_ path: String) throws {
        if let entries = entries(of: path) {
            guard entries.isEmpty else { throw GenerationError.folderNotEmpty(path) }
        } else if errno == ENOTDIR {
            throw GenerationError.notAFolder(path)
        } else if errno != ENOENT {
            throw GenerationError.system(action: "read the folder", path: path, number: errno)
        }
    }

    /// The names in a folder; nil, with `errno` set, where it cannot be read.
    private static func entries(of path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}

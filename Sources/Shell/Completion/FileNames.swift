import Glibc

/// Files for the commands that take one.
enum FileNames {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Paths that begin with `typed`, folders with a slash at their end, in byte order.
    static func beginning(with typed: String) -> [String] {
        let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
        let part = typed.dropFirst(folder.count)
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(part), !name.hasPrefix(".") || part.hasPrefix(".") else { continue }
            paths.append(folder + name + (entry.pointee.d_type == UInt8(DT_DIR) ? "/" : ""))
        }
        return paths.sorted()
    }
}

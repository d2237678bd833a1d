import Glibc

/// Small text files, read and written whole.
enum TextFile {
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw failure("read", path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
        guard ferror(file) == 0 else { throw failure("read", path) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw failure("write", path) }
        let written = text.utf8.withContiguousStorageIfAvailable { fwrite($0.baseAddress, 1, $0.count, file) }
        let isWhole = written ?? -1 == text.utf8.count
        guard fclose(file) == 0, isWhole else { throw failure("write", path) }
    }

    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// The names in a folder, in order; empty where it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func failure(_ action: String, _ path: String) -> BenchmarkError {
        .system(action: action, what: path, message: String(cString: strerror(errno)))
    }
}

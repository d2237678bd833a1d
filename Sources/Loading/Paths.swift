import Glibc
import VietnameseText

/// Files and folders, as much of them as loading needs.
enum Paths {
    enum Kind { case file, folder, absent }

    /// A pipe or a device counts as a file.
    static func kind(_ path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .absent }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Bytes of a file; 0 where there is none, and of a pipe.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Names in a folder, sorted by their bytes; nil where it cannot be read.
    static func names(inFolder path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The last component without what follows its last point, and that in lower case.
    static func split(_ path: String) -> (stem: String, fileExtension: String) {
        let name = lastComponent(path)
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return (name, "") }
        return (String(name[..<point]), name[name.index(after: point)...].lowercased())
    }

    /// The collection that a file makes: its name without extension, as a word.
    static func collectionName(_ path: String) -> String {
        let stem = split(path).stem
        var word = ""
        for character in stem {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else if !word.isEmpty, !word.hasSuffix("_") {
                word.append("_")
            }
        }
        while word.hasSuffix("_") { word.removeLast() }
        if word.isEmpty { return "data" }
        return word.first!.isNumber ? "_" + word : word
    }

    /// No such file: with names of the same folder that are near.
    static func absent(_ path: String) -> LoadError {
        let folder = folder(of: path)
        var problem = LoadProblem(file: path, message: "no such file or folder")
        if let names = names(inFolder: folder) {
            let near = Spelling.nearest(lastComponent(path), among: names, limit: 3)
            if !near.isEmpty { problem.hint = "did you mean \(near.map { join(folder, $0) }.joined(separator: ", "))?" }
        } else {
            problem.message = "no such file: the folder \(folder) does not exist either"
        }
        return LoadError(problem)
    }
}

import Foundation

/// A text file of the project, by its path from the top.
struct ProjectFile {
    var path: String
    var lines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
    }

    /// The modules of its import lines.
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ").map(String.init)[...]
            while let first = words.first, first.hasPrefix("@") || ["public", "internal", "private"].contains(first) {
                words.removeFirst()
            }
            guard words.popFirst() == "import", var name = words.popFirst() else { return nil }
            if ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"].contains(name) {
                guard let next = words.popFirst() else { return nil }
                name = next
            }
            return name.split(separator: ".").first.map(String.init)
        }
    }
}

enum Project {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Everything at the top but dot files.
    static func topLevelNames() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: root.path).filter { !$0.hasPrefix(".") })
    }

    static func rooms() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path)
            .filter { !$0.hasPrefix(".") }
    }

    static func swiftFiles(in folder: String) throws -> [ProjectFile] {
        try textFiles(in: [folder]).filter { $0.path.hasSuffix(".swift") }
    }

    static func textFiles(in folders: [String]) throws -> [ProjectFile] {
        var files: [ProjectFile] = []
        for folder in folders {
            for name in try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path) {
                let path = "\(folder)/\(name)"
                let url = root.appendingPathComponent(path)
                guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
                    let text = String(data: try Data(contentsOf: url), encoding: .utf8)
                else { continue }
                files.append(ProjectFile(path: path, text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// The names in each target's `dependencies`, read from `Package.swift`.
    static func declaredDependencies() throws -> [String: Set<String>] {
        let text = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let target = try Regex(
            #"\.(?:executableTarget|target)\(\s*name: "(\w+)"(?:,\s*dependencies: \[((?:[^\[\]])*)\])?"#)
        let name = try Regex(#"(?:name: )?"(\w+)"(?!\))"#)
        var result: [String: Set<String>] = [:]
        for match in text.matches(of: target) {
            guard let room = match.output[1].substring else { continue }
            let list = match.output[2].substring.map(String.init) ?? ""
            result[String(room)] = Set(list.matches(of: name).compactMap { $0.output[1].substring.map(String.init) })
        }
        return result
    }
}

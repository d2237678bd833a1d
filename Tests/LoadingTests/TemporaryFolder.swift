import Foundation
import Storage
import Values

@testable import Loading

/// A folder that is there as long as the object is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/loading-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Loads files written into the folder, or the folder itself.
    func load(_ names: String..., isLenient: Bool = false) throws(LoadError) -> LoadResult {
        let requests = names.isEmpty ? [DataRequest(path: path)] : names.map { DataRequest(path: path + "/" + $0) }
        return try Loader.load(requests, options: LoadOptions(isLenient: isLenient))
    }

    /// What a load that must fail says, the folder's own path cut off.
    func failure(_ names: String...) -> [String] {
        let requests = names.isEmpty ? [DataRequest(path: path)] : names.map { DataRequest(path: path + "/" + $0) }
        do {
            _ = try Loader.load(requests, options: LoadOptions())
            return []
        } catch {
            return error.problems.map { $0.description.replacingOccurrences(of: path + "/", with: "") }
        }
    }

    /// One file's text under a name, loaded.
    static func load(_ name: String, _ text: String, isLenient: Bool = false) throws -> LoadResult {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        return try folder.load(name, isLenient: isLenient)
    }

    static func failure(_ name: String, _ text: String) throws -> [String] {
        try failure(name, Array(text.utf8))
    }

    static func failure(_ name: String, _ bytes: [UInt8]) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(name, bytes)
        return folder.failure(name)
    }
}

extension Table {
    func values(_ field: String) -> [Value] {
        let column = columns[schema.position(of: field)!]
        return (0..<rowCount).map(column.value)
    }

    func texts(_ field: String) -> [String?] {
        values(field).map { if case .text(let text) = $0 { text } else { nil } }
    }

    func integers(_ field: String) -> [Int64?] {
        values(field).map { if case .integer(let number) = $0 { number } else { nil } }
    }

    func type(_ field: String) -> ValueType { schema.fields[schema.position(of: field)!].type }

    var lineNumbers: [Int?] { (0..<rowCount).map(origin.line(ofRow:)) }
}

extension LoadResult {
    func message(_ start: String) -> String? { notes.first { $0.message.hasPrefix(start) }?.message }
}

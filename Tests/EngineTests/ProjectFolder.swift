import Foundation

/// The folders of the project, found from this file's place in it.
enum ProjectFolder {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let samples = root.appendingPathComponent("Samples")
    static let scripts = root.appendingPathComponent("Queries")
    static let golden = root.appendingPathComponent("Tests/Golden")
    static let errorTests = root.appendingPathComponent("Tests/Errors")
    static let queryTests = root.appendingPathComponent("Tests/Queries")

    /// Files of a folder by their names' end, in order.
    static func files(in folder: URL, ending suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix(suffix) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

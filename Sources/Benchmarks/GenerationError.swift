import Glibc

/// Why a package could not be written; each says what to do about it.
enum GenerationError: Error, CustomStringConvertible {
    case folderNotEmpty(String)
    case notAFolder(String)
    case fileExists(String)
    /// A system call failed on a path; the number is `errno`.
    case system(action: String, path: String, number: Int32)

    var description: String {
        switch self {
        case .folderNotEmpty(let path):
            "\(path) is not empty; name a new or an empty folder"
        case .notAFolder(let path):
            "\(path) is there and is no folder; name a new or an empty folder"
        case .fileExists(let path):
            "\(path) is there already; name a new file"
        case .system(let action, let path, let number):
            "cannot \(action) \(path): \(String(cString: strerror(number)))"
        }
    }
}

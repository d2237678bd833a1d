import Glibc
import Language

/// A script: the text of a file, read whole, or of a `-c`.
public struct ScriptFile: Sendable {
    /// Why it could not be read, as a sentence with place and cure.
    public struct Problem: Error, Sendable {
        public let description: String
    }

    /// A longer text is data that was given as a script by mistake.
    static let maximumBytes = 64 << 20

    public let source: SourceText

    /// A statement given on the command line, called `<command>`.
    public init(command text: String) { source = SourceText(name: "<command>", text) }

    /// - Parameter path: `-` is standard input, called `<stdin>`.
    public init(path: String) throws(Problem) {
        if path == "-" {
            source = SourceText(name: "<stdin>", bytes: try Self.read(STDIN_FILENO, name: "standard input"))
            return
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.problem(path, "cannot open the script") }
        defer { close(descriptor) }
        source = SourceText(name: path, bytes: try Self.read(descriptor, name: path))
    }

    private static func problem(_ name: String, _ doing: String) -> Problem {
        let reason = String(cString: strerror(errno))
        let cure = errno == ENOENT ? "; is the path right, seen from the working folder?" : ""
        return Problem(description: "\(name): \(doing): \(reason)\(cure)")
    }

    private static func read(_ descriptor: Int32, name: String) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { throw Problem(description: "\(name): interrupted") }
            if count < 0 { throw problem(name, "cannot read the script") }
            if count == 0 { break }
            bytes += block[..<count]
            if bytes.count > maximumBytes {
                throw Problem(description: "\(name): longer than 64 MiB; data is given as an argument, without -f")
            }
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    }
}

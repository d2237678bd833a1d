import Glibc

/// The statements of earlier sessions: a file that is only added to, a statement a line, oldest first.
///
/// Two shells may write at once: each addition is one write under a lock. A statement's line breaks are escaped.
/// The file is the user's alone (0600). When it grows beyond `maximumBytes` its newer half is kept.
public struct HistoryFile: Sendable {
    /// What could not be done with the file.
    public struct Problem: Error, Sendable {
        public let description: String
    }

    /// Beyond this the file is cut when it is read.
    public static let maximumBytes = 4 << 20
    /// A longer statement is not remembered.
    public static let maximumEntryBytes = 64 << 10

    public let path: String

    public init(path: String) { self.path = path }

    /// `$XDG_STATE_HOME/tdq/history`, or below `~/.local/state`; nil when neither is known.
    public static func standardPath(environment: (String) -> String?) -> String? {
        if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/tdq/history" }
        guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.local/state/tdq/history"
    }

    /// The entries, oldest first. A file that is not there yet has none.
    public func load() throws(Problem) -> [String] {
        guard let descriptor = try openLocked(O_RDONLY, lock: LOCK_SH) else { return [] }
        defer { close(descriptor) }
        let size = try self.size(of: descriptor)
        let isTooLong = size > Self.maximumBytes
        var bytes = try read(descriptor, from: isTooLong ? size - Self.maximumBytes / 2 : 0)
        if isTooLong {
            bytes.removeSubrange(...(bytes.firstIndex(of: newline) ?? bytes.endIndex - 1))
            flock(descriptor, LOCK_UN)
            try keepNewerHalf()
        }
        return bytes.split(separator: newline).map(Self.unescape)
    }

    /// Adds a statement. Empty and over-long ones are left out.
    public func append(_ entry: String) throws(Problem) {
        guard !entry.isEmpty, entry.utf8.count <= Self.maximumEntryBytes else { return }
        try makeFolder()
        guard let descriptor = try openLocked(O_RDWR | O_CREAT | O_APPEND, lock: LOCK_EX) else { return }
        defer { close(descriptor) }
        var line = Self.escape(entry)
        // A line that broke off (a full disk, a crash) is ended first, so that it spoils no second entry.
        let size = try self.size(of: descriptor)
        if size > 0, try read(descriptor, from: size - 1) != [newline] { line.insert(newline, at: 0) }
        try write(line, to: descriptor)
    }
}

private let newline = UInt8(ascii: "\n")

extension HistoryFile {
    /// `\` doubled, line breaks as `\n`, a line break at the end.
    static func escape(_ entry: String) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(entry.utf8.count + 8)
        for byte in entry.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): line += [byte, byte]
            case newline: line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            default: line.append(byte)
            }
        }
        line.append(newline)
        return line
    }

    /// The reverse of `escape`, without the line break. A lone `\` stands for itself.
    static func unescape(_ line: some Sequence<UInt8>) -> String {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in line {
            if isEscaped {
                if byte == UInt8(ascii: "n") {
                    bytes.append(newline)
                } else {
                    if byte != UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                    bytes.append(byte)
                }
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        if isEscaped { bytes.append(UInt8(ascii: "\\")) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func problem(_ doing: String) -> Problem {
        Problem(description: "history \(path): \(doing): \(String(cString: strerror(errno)))")
    }

    /// nil when there is no such file. The lock is taken on the file that stands at the path when it is granted:
    /// another shell may have put a shorter one there meanwhile.
    private func openLocked(_ flags: Int32, lock: Int32) throws(Problem) -> Int32? {
        while true {
            let descriptor = open(path, flags | O_CLOEXEC, 0o600)
            if descriptor < 0 {
                if errno == ENOENT { return nil }
                throw problem("cannot open")
            }
            while flock(descriptor, lock) != 0 {
                if errno == EINTR { continue }
                let failure = problem("cannot lock")
                close(descriptor)
                throw failure
            }
            if isAtPath(descriptor) { return descriptor }
            close(descriptor)
        }
    }

    private func isAtPath(_ descriptor: Int32) -> Bool {
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    private func size(of descriptor: Int32) throws(Problem) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem("cannot read") }
        return Int(status.st_size)
    }

    /// The bytes from an offset to the end of the file.
    private func read(_ descriptor: Int32, from offset: Int) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let place = off_t(offset + bytes.count)
            let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, place) }
            if count < 0 {
                if errno == EINTR { continue }
                throw problem("cannot read")
            }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw problem("cannot write")
            }
            rest = rest.dropFirst(count)
        }
    }

    private func makeFolder() throws(Problem) {
        let parts = path.split(separator: "/").dropLast()
        var folder = ""
        for part in parts {
            folder += "/" + part
            if mkdir(folder, 0o700) != 0, errno != EEXIST, errno != EROFS, errno != EACCES {
                throw problem("cannot make its folder")
            }
        }
    }

    /// Puts a file with the newer half in the place of this one, at once.
    private func keepNewerHalf() throws(Problem) {
        guard let descriptor = try openLocked(O_RDONLY, lock: LOCK_EX) else { return }
        defer { close(descriptor) }
        let size = try self.size(of: descriptor)
        guard size > Self.maximumBytes else { return }  // Another shell did it.
        var bytes = try read(descriptor, from: size - Self.maximumBytes / 2)
        bytes.removeSubrange(...(bytes.firstIndex(of: newline) ?? bytes.endIndex - 1))
        let shorter = path + ".new"
        let copy = open(shorter, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard copy >= 0 else { throw problem("cannot shorten") }
        defer { close(copy) }
        try write(bytes, to: copy)
        guard rename(shorter, path) == 0 else { throw problem("cannot shorten") }
    }
}

import Glibc

/// A file's bytes, read whole, with readable padding behind them.
///
/// Read instead of mapped: a mapped file that shrinks while it is read ends the process.
final class FileBytes: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt8>
    private(set) var count: Int
    private var capacity: Int

    /// What parsers may read behind the last byte.
    static let padding = 128

    private init(capacity: Int) {
        self.capacity = capacity
        count = 0
        base = .allocate(capacity: capacity + Self.padding)
    }

    convenience init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { if let source = $0.baseAddress { base.update(from: source, count: $0.count) } }
        count = bytes.count
        pad()
    }

    deinit { base.deallocate() }

    private func pad() { (base + count).update(repeating: 0, count: Self.padding) }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Reads a file; `name` is what errors call it.
    static func read(path: String, name: String) throws(LoadError) -> FileBytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(name) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: name)
    }

    /// Reads to the end of an open file, a pipe too.
    static func read(descriptor: Int32, name: String) throws(LoadError) -> FileBytes {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(name) }
        var result = FileBytes(capacity: max(Int(status.st_size), 1 << 16))
        while true {
            // One byte more than the size says, to see the end without growing.
            if result.count == result.capacity {
                let larger = FileBytes(capacity: result.capacity * 2)
                larger.base.update(from: result.base, count: result.count)
                larger.count = result.count
                result = larger
            }
            // A read moves at most 2 GiB; smaller pieces also let a signal in.
            let wanted = min(result.capacity - result.count, 1 << 26)
            let got = Glibc.read(descriptor, result.base + result.count, wanted)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw failure(name) }
            if got == 0 { break }
            result.count += got
        }
        result.pad()
        return result
    }

    private static func failure(_ name: String) -> LoadError {
        LoadError(LoadProblem(file: name, message: "cannot be read: \(String(cString: strerror(errno)))"))
    }

    /// The 1-based line and column (in characters) of a byte.
    func place(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, count) where isLineEnd(index) {
            line += 1
            lineStart = index + 1
        }
        var column = 1
        for index in lineStart..<max(lineStart, offset) where base[index] & 0xC0 != 0x80 { column += 1 }
        return (line, column)
    }

    /// LF ends a line, and CR where no LF follows.
    private func isLineEnd(_ index: Int) -> Bool {
        base[index] == UInt8(ascii: "\n")
            || base[index] == UInt8(ascii: "\r") && (index + 1 == count || base[index + 1] != UInt8(ascii: "\n"))
    }
}

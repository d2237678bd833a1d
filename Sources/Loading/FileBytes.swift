import Columns
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
    private static let hugePage = 1 << 21
    private static let movedBytes = hugePage * 8
    /// Smaller files are read by one thread.
    private static let parallelBytes = 1 << 24

    private init(capacity: Int) {
        self.capacity = capacity
        count = 0
        let size = capacity + Self.padding
        guard size >= Self.hugePage * 2 else {
            base = .allocate(capacity: size)
            return
        }
        // One page fault for 2 MiB instead of 512.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.hugePage)
        madvise(memory, size, MADV_HUGEPAGE)
        base = memory.assumingMemoryBound(to: UInt8.self)
    }

    convenience init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { if let source = $0.baseAddress { base.update(from: source, count: $0.count) } }
        count = bytes.count
        pad()
    }

    /// Bytes that `fill` writes; it says how many they became.
    convenience init(count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
        self.init(capacity: count)
        self.count = fill(base)
        pad()
    }

    deinit { base.deallocate() }

    /// Gives the memory of the text back; who reads it afterwards may find zeros.
    func discardText() {
        guard count >= Self.hugePage * 2 else { return }
        madvise(base, count / Self.hugePage * Self.hugePage, MADV_DONTNEED)
    }

    private func pad() { (base + count).update(repeating: 0, count: Self.padding) }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Reads a file; `name` is what errors call it.
    ///
    /// `isCancelled` is asked once a piece, and when a signal comes.
    static func read(
        path: String, name: String, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(LoadError) -> FileBytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(name) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(name) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size >= parallelBytes else {
            return try read(descriptor: descriptor, name: name, isCancelled: isCancelled)
        }
        let file = FileBytes(capacity: Int(status.st_size) + 1)
        file.count = file.readParts(descriptor, size: Int(status.st_size), isCancelled)
        if isCancelled?() == true { throw .cancelled }
        // Whatever has been added since, and what a part could not read, with its error.
        guard lseek(descriptor, off_t(file.count), SEEK_SET) >= 0 else { throw failure(name) }
        return try file.readRest(descriptor, name: name, isCancelled)
    }

    /// Reads a file on all processors; what comes back is how much could be read from its start on.
    private func readParts(_ descriptor: Int32, size: Int, _ isCancelled: (@Sendable () -> Bool)?) -> Int {
        let count = Workers.most
        let part = (size + count - 1) / count
        let done = PlainResults<Int>(count: count, initial: 0)
        let target = Unchecked(base)
        Workers.run(count) { index in
            let start = index * part
            let wanted = max(0, min(part, size - start))
            done[index] = OpenFile.read(
                descriptor, wanted, at: start, into: target.value + start, isCancelled: isCancelled)
        }
        var total = 0
        for index in 0..<count {
            total += done[index]
            if done[index] < part { break }
        }
        return total
    }

    /// Reads to the end of an open file, a pipe too.
    static func read(
        descriptor: Int32, name: String, isCancelled: (() -> Bool)? = nil
    ) throws(LoadError) -> FileBytes {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(name) }
        // One byte more than the size says, to see the end without growing; pipes have no size.
        return try FileBytes(capacity: max(Int(status.st_size) + 1, 1 << 12))
            .readRest(descriptor, name: name, isCancelled)
    }

    private func readRest(
        _ descriptor: Int32, name: String, _ isCancelled: (() -> Bool)?
    ) throws(LoadError) -> FileBytes {
        var result = self
        while true {
            if isCancelled?() == true { throw .cancelled }
            if result.count == result.capacity {
                result = result.moved(to: FileBytes(capacity: result.capacity * 2))
            }
            // Small pieces let a signal in, and memory be watched.
            let wanted = min(result.capacity - result.count, 1 << 22)
            let got = Glibc.read(descriptor, result.base + result.count, wanted)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(name) }
            if got == 0 { break }
            result.count += got
        }
        result.pad()
        return result
    }

    /// The bytes where there is more room. The memory of each piece is given back as soon as it is copied, so that they
    /// are never there twice.
    private func moved(to larger: FileBytes) -> FileBytes {
        var start = 0
        while start < count {
            let length = min(count - start, Self.movedBytes)
            (larger.base + start).update(from: base + start, count: length)
            if length == Self.movedBytes { madvise(base + start, length, MADV_DONTNEED) }
            start += length
        }
        larger.count = count
        return larger
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

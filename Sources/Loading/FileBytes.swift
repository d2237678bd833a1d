import CKernels
import Columns
import Glibc

/// A file's bytes, read whole, with readable padding behind them.
///
/// Read instead of mapped: a mapped file that shrinks while it is read ends the process.
final class FileBytes: @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count: Int
    private var capacity: Int
    /// Of pages of its own; 0 where the memory is the allocator's.
    private var mappedBytes = 0
    /// Someone will read the text again.
    var isKept = false

    /// What parsers may read behind the last byte.
    static let padding = 128
    private static let hugePage = 1 << 21
    /// Smaller files are read by one thread.
    private static let parallelBytes = 1 << 24

    private init(capacity: Int) {
        self.capacity = capacity
        count = 0
        let size = capacity + Self.padding
        let pageBytes = Self.pageBytes(size)
        // One page fault for 2 MiB instead of 512.
        if size >= Self.hugePage * 2, let pages = tdq_map_pages(pageBytes) {
            base = pages
            mappedBytes = pageBytes
        } else {
            base = .allocate(capacity: size)
        }
    }

    private static func pageBytes(_ size: Int) -> Int { (size + hugePage - 1) / hugePage * hugePage }

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

    deinit {
        if mappedBytes > 0 { tdq_unmap_pages(base, mappedBytes) } else { base.deallocate() }
    }

    /// Gives the memory of the text back, unless it is kept; who reads it afterwards may find zeros.
    func discardText() {
        guard mappedBytes > 0, !isKept else { return }
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
        let check = { (_: Int) throws(LoadError) in if isCancelled?() == true { throw .cancelled } }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(name) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(name) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size >= parallelBytes else {
            return try read(descriptor: descriptor, name: name, check)
        }
        let file = FileBytes(capacity: Int(status.st_size) + 1)
        file.count = file.readParts(descriptor, size: Int(status.st_size), isCancelled)
        if isCancelled?() == true { throw .cancelled }
        // Whatever has been added since, and what a part could not read, with its error.
        guard lseek(descriptor, off_t(file.count), SEEK_SET) >= 0 else { throw failure(name) }
        return try file.readRest(descriptor, name: name, check)
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

    /// Reads to the end of an open file, a pipe too; `check` is told once a piece how many bytes there are.
    static func read(
        descriptor: Int32, name: String, _ check: (_ count: Int) throws(LoadError) -> Void
    ) throws(LoadError) -> FileBytes {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(name) }
        // One byte more than the size says, to see the end without growing; pipes have no size.
        return try FileBytes(capacity: max(Int(status.st_size) + 1, 1 << 12))
            .readRest(descriptor, name: name, check)
    }

    private func readRest(
        _ descriptor: Int32, name: String, _ check: (_ count: Int) throws(LoadError) -> Void
    ) throws(LoadError) -> FileBytes {
        while true {
            try check(count)
            if count == capacity { grow() }
            // Small pieces let a signal in, and memory be watched.
            let wanted = min(capacity - count, 1 << 22)
            let got = Glibc.read(descriptor, base + count, wanted)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(name) }
            if got == 0 { break }
            count += got
        }
        pad()
        return self
    }

    /// Makes room for twice as many.
    private func grow() {
        let larger = capacity * 2
        let pageBytes = Self.pageBytes(larger + Self.padding)
        if mappedBytes > 0, let moved = tdq_grow_pages(base, mappedBytes, pageBytes) {
            (base, mappedBytes) = (moved, pageBytes)
        } else {
            // The memory that was this one's goes with the other.
            let other = FileBytes(capacity: larger)
            other.base.update(from: base, count: count)
            swap(&base, &other.base)
            swap(&mappedBytes, &other.mappedBytes)
        }
        capacity = larger
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

import Glibc

/// A stretch of a file's text of which a window is in memory: it is brought in piece by piece, and what was read gives
/// its place to what comes.
///
/// The text shown ends behind a line end, until the stretch does. It is known to be UTF-8 without zero bytes, unless
/// whoever reads it finds out.
/// Used by one thread at a time.
final class TextWindow {
    private let file: OpenFile
    private let windowBytes: Int
    private let isChecked: Bool
    private var memory: UnsafeMutableBufferPointer<UInt8>
    /// Bytes in memory, and how many of them are shown.
    private var count = 0
    private var shown = 0
    /// Where the stretch begins and ends in the file, and where the bytes in memory end.
    let first: Int
    private(set) var limit: Int
    private var next: Int

    /// A row that takes more is left to those who read the whole file.
    private static let maximumBytes = 1 << 26

    /// `firstBytes`, where more of the text is to be seen at first; `isChecked`: what is no text is not shown.
    init(_ file: OpenFile, _ stretch: Range<Int>, windowBytes: Int, firstBytes: Int = 0, isChecked: Bool = true) {
        self.file = file
        self.isChecked = isChecked
        self.windowBytes = windowBytes
        first = stretch.lowerBound
        limit = stretch.upperBound
        next = first
        memory = .allocate(capacity: max(windowBytes, firstBytes) + FileBytes.padding)
    }

    deinit { memory.deallocate() }

    private var base: UnsafeMutablePointer<UInt8> { memory.baseAddress! }
    private var capacity: Int { memory.count - FileBytes.padding }

    /// What is shown; `advance` and `cut` change it.
    var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: shown) }

    /// Nothing will come behind the text shown.
    var isExhausted: Bool { next == limit && shown == count }

    /// Shows more text, at least what is left from `position` on; false where there is no more to be had, or it is none.
    func advance(past position: UnsafePointer<UInt8>) -> Bool {
        let done = position - UnsafePointer(base)
        memmove(base, position, count - done)
        count -= done
        shown -= done
        while true {
            guard readOn() else { return false }
            let end = next == limit ? count : lineEnd
            if end > shown {
                let added = UnsafeBufferPointer(start: base + shown, count: end - shown)
                guard !isChecked || DecodedText.isPlain(added) else { return false }
                shown = end
                return true
            }
            guard next < limit, grow() else { return false }
        }
    }

    /// Fills the memory.
    private func readOn() -> Bool {
        let wanted = min(capacity - count, limit - next)
        guard wanted > 0 else { return true }
        guard file.read(wanted, at: next, into: base + count) == wanted else { return false }
        count += wanted
        next += wanted
        return true
    }

    /// Behind the last line feed that is not shown yet.
    private var lineEnd: Int {
        let added = UnsafeBufferPointer(start: base + shown, count: count - shown)
        return added.lastIndex(of: CSVScanner.lineFeed).map { shown + $0 + 1 } ?? shown
    }

    private func grow() -> Bool {
        guard capacity < Self.maximumBytes else { return false }
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: capacity * 2 + FileBytes.padding)
        memcpy(larger.baseAddress!, base, count)
        memory.deallocate()
        memory = larger
        return true
    }

    /// Ends the stretch at a place in the file, behind a line end; the rest is what comes back.
    func cut(at border: Int) -> TextWindow {
        let rest = TextWindow(file, border..<limit, windowBytes: windowBytes, isChecked: isChecked)
        limit = border
        let surplus = max(0, next - border)
        count -= surplus
        next -= surplus
        shown = min(shown, count)
        return rest
    }

    /// The stretch again, from a place in the file on.
    func restarted(at place: Int) -> TextWindow {
        TextWindow(file, place..<limit, windowBytes: windowBytes, isChecked: isChecked)
    }

    /// How far a line end is looked for.
    private static let longestLine = 1 << 20

    /// The place in the file behind the first line feed from another on; nil where there is none nearby.
    func lineEnd(behind place: Int) -> Int? {
        guard let bytes = probe(place, Self.longestLine) else { return nil }
        return withExtendedLifetime(bytes) {
            bytes.bytes.firstIndex(of: CSVScanner.lineFeed).map { place + $0 + 1 }
        }
    }

    /// The bytes of the file from a place on, at most so many.
    func probe(_ place: Int, _ byteCount: Int) -> FileBytes? {
        file.bytes(at: place, count: min(byteCount, limit - place))
    }
}

/// A regular file that is open for reading.
final class OpenFile: Sendable {
    private let descriptor: Int32
    let size: Int

    /// Nil where it cannot be opened or is no regular file.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            size = 0
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// How many bytes could be read from a place on.
    func read(_ count: Int, at place: Int, into target: UnsafeMutablePointer<UInt8>) -> Int {
        OpenFile.read(descriptor, count, at: place, into: target)
    }

    static func read(
        _ descriptor: Int32, _ count: Int, at place: Int, into target: UnsafeMutablePointer<UInt8>,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) -> Int {
        var done = 0
        while done < count, isCancelled?() != true {
            // Small pieces also let a signal in.
            let got = pread(descriptor, target + done, min(count - done, 1 << 22), off_t(place + done))
            if got < 0 && errno == EINTR { continue }
            if got <= 0 { break }
            done += got
        }
        return done
    }

    /// A run of the file's bytes; nil where they are not all there.
    func bytes(at place: Int, count: Int) -> FileBytes? {
        let result = FileBytes(count: count) { read(count, at: place, into: $0) }
        return result.count == count ? result : nil
    }

    func starts(with mark: [UInt8]) -> Bool {
        guard let head = bytes(at: 0, count: mark.count) else { return false }
        return withExtendedLifetime(head) { head.bytes.elementsEqual(mark) }
    }
}

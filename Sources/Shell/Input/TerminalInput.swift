import Glibc

/// Characters from a terminal: bytes read in blocks, decoded, with room to put some back.
struct TerminalInput {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var next = 0
    private var putBack: [Unicode.Scalar] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Why no character came.
    enum Interruption: Error { case signal, end }

    /// These come before anything else, in this order.
    mutating func putBack(_ scalars: [Unicode.Scalar]) { putBack += scalars.reversed() }

    /// The next character; a byte that is no UTF-8 is U+FFFD. Waits for input; a signal ends the wait.
    mutating func nextScalar() throws(Interruption) -> Unicode.Scalar {
        if let scalar = putBack.popLast() { return scalar }
        let first = try nextByte()
        let length = Self.length(leadByte: first)
        if length == 1 { return first < 0x80 ? Unicode.Scalar(first) : "\u{FFFD}" }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for _ in 1..<length {
            guard let byte = try continuationByte() else { return "\u{FFFD}" }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static func length(leadByte: UInt8) -> Int {
        switch leadByte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// nil, with the byte left where it is, when the character breaks off.
    private mutating func continuationByte() throws(Interruption) -> UInt8? {
        while next == bytes.count {
            do { try fill() } catch .signal { continue } catch { throw .end }
        }
        guard bytes[next] & 0xC0 == 0x80 else { return nil }
        next += 1
        return bytes[next - 1]
    }

    private mutating func nextByte() throws(Interruption) -> UInt8 {
        if next == bytes.count { try fill() }
        next += 1
        return bytes[next - 1]
    }

    private mutating func fill() throws(Interruption) {
        guard WindowSize.waitForInput(descriptor) else { throw .signal }
        var block = [UInt8](repeating: 0, count: 4096)
        let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { throw .signal }
        guard count > 0 else { throw .end }
        bytes = Array(block[..<count])
        next = 0
    }
}

import CKernels

/// Which bytes stand somewhere in a buffer.
struct ByteSet: Sendable {
    private let marks: [UInt8]

    /// Fewer bytes are searched as quickly as they are marked.
    static let worthwhileBytes = 1 << 20

    init(_ bytes: Buffer<UInt8>) {
        let threads = bytes.count < Self.worthwhileBytes ? 1 : Workers.most
        let parts = PlainResults<UInt8>(count: threads * 256, initial: 0)
        let count = bytes.count
        Workers.run(threads) { thread in
            let part = count * thread / threads..<count * (thread + 1) / threads
            bytes.withUnsafeElements { bytes in
                guard let start = bytes.baseAddress, let marks = parts.elements.baseAddress else { return }
                tdq_mark_bytes(start + part.lowerBound, part.count, marks + thread * 256)
            }
        }
        marks = (0..<256).map { byte in (0..<threads).reduce(0) { $0 | parts[$1 * 256 + byte] } }
    }

    func contains(_ byte: UInt8) -> Bool { marks[Int(byte)] != 0 }
}

import Columns

/// Which buffers a snapshot holds and where: each once, whoever uses it.
struct PagePlan {
    struct Page {
        let bytes: UnsafeRawBufferPointer
        /// Keeps the bytes.
        let owner: any AnyObject & Sendable
        let offset: Int
    }

    private(set) var pages: [Page] = []
    /// Behind the last page, aligned.
    private(set) var end = SnapshotFormat.headerBytes
    private var offsets: [ObjectIdentifier: Int] = [:]

    mutating func place<Element>(_ buffer: Buffer<Element>) -> Int {
        if let known = offsets[ObjectIdentifier(buffer)] { return known }
        let offset = end
        offsets[ObjectIdentifier(buffer)] = offset
        pages.append(Page(bytes: buffer.rawBytes, owner: buffer, offset: offset))
        let mask = SnapshotFormat.alignment - 1
        end = (offset + buffer.byteCount + mask) & ~mask
        return offset
    }
}

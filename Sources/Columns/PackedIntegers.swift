/// Integers in the narrowest width that holds them, as differences from the least (frame of reference):
/// the years 2010…2024 take a byte each, and so do the codes of a small dictionary.
public struct PackedIntegers: Sendable {
    /// The value of a stored 0.
    public let base: Int64
    public let storage: Storage

    public enum Storage: Sendable {
        case bytes(Buffer<UInt8>)
        case shorts(Buffer<UInt16>)
        case words(Buffer<UInt32>)
        /// The values themselves, `base` being 0.
        case longs(Buffer<Int64>)
    }

    public init(base: Int64, storage: Storage) {
        self.base = base
        self.storage = storage
    }

    public var count: Int {
        switch storage {
        case .bytes(let buffer): buffer.count
        case .shorts(let buffer): buffer.count
        case .words(let buffer): buffer.count
        case .longs(let buffer): buffer.count
        }
    }

    public var byteCount: Int {
        switch storage {
        case .bytes(let buffer): buffer.byteCount
        case .shorts(let buffer): buffer.byteCount
        case .words(let buffer): buffer.byteCount
        case .longs(let buffer): buffer.byteCount
        }
    }

    @inlinable
    public subscript(index: Int) -> Int64 {
        switch storage {
        case .bytes(let buffer): base &+ Int64(buffer[index])
        case .shorts(let buffer): base &+ Int64(buffer[index])
        case .words(let buffer): base &+ Int64(buffer[index])
        case .longs(let buffer): buffer[index]
        }
    }

    /// Packs `values`; `isPresent` says which count for the range (the others are stored as the least).
    public init(_ values: [Int64], isPresent: Bitmap? = nil) {
        var least = Int64.max
        var greatest = Int64.min
        for (index, value) in values.enumerated() where isPresent?[index] ?? true {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        if least > greatest { (least, greatest) = (0, 0) }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        let stored = { (index: Int) -> Int64 in isPresent?[index] ?? true ? values[index] : least }
        if overflow || span > Int64(UInt32.max) {
            self.init(
                base: 0,
                storage: .longs(
                    Buffer(count: values.count) { for index in values.indices { $0[index] = stored(index) } }))
        } else if span > Int64(UInt16.max) {
            let buffer = Buffer<UInt32>(count: values.count) { target in
                for index in values.indices { target[index] = UInt32(truncatingIfNeeded: stored(index) - least) }
            }
            self.init(base: least, storage: .words(buffer))
        } else if span > Int64(UInt8.max) {
            let buffer = Buffer<UInt16>(count: values.count) { target in
                for index in values.indices { target[index] = UInt16(truncatingIfNeeded: stored(index) - least) }
            }
            self.init(base: least, storage: .shorts(buffer))
        } else {
            let buffer = Buffer<UInt8>(count: values.count) { target in
                for index in values.indices { target[index] = UInt8(truncatingIfNeeded: stored(index) - least) }
            }
            self.init(base: least, storage: .bytes(buffer))
        }
    }

    /// Codes from 0 to `limit` in the narrowest width for that limit, base 0.
    public init(codes: [UInt32], limit: Int) {
        if limit <= Int(UInt8.max) {
            let buffer = Buffer<UInt8>(count: codes.count) { target in
                for index in codes.indices { target[index] = UInt8(truncatingIfNeeded: codes[index]) }
            }
            self.init(base: 0, storage: .bytes(buffer))
        } else if limit <= Int(UInt16.max) {
            let buffer = Buffer<UInt16>(count: codes.count) { target in
                for index in codes.indices { target[index] = UInt16(truncatingIfNeeded: codes[index]) }
            }
            self.init(base: 0, storage: .shorts(buffer))
        } else {
            self.init(base: 0, storage: .words(Buffer(codes)))
        }
    }
}

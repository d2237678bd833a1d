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

    /// Bytes of a stored integer.
    public var width: Int {
        switch storage {
        case .bytes: 1
        case .shorts: 2
        case .words: 4
        case .longs: 8
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
        self = values.withUnsafeBufferPointer { values in
            guard let isPresent else { return PackedIntegers.packed(values) { values[$0] } }
            // A missing value is stored as the least one, which takes no width of its own.
            let least = values.indices.reduce(Int64.max) { isPresent[$1] ? min($0, values[$1]) : $0 }
            let standIn = least == .max && !values.isEmpty && isPresent.population == 0 ? 0 : least
            return PackedIntegers.packed(values) { isPresent[$0] ? values[$0] : standIn }
        }
    }

    /// In the narrowest width; `value` is asked for each index.
    @inline(__always)
    private static func packed(_ values: UnsafeBufferPointer<Int64>, _ value: (Int) -> Int64) -> PackedIntegers {
        var (least, greatest) = (Int64.max, Int64.min)
        for index in values.indices {
            least = min(least, value(index))
            greatest = max(greatest, value(index))
        }
        if values.isEmpty { (least, greatest) = (0, 0) }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        if overflow || span > Int64(UInt32.max) {
            return PackedIntegers(base: 0, storage: .longs(stored(values, 0, value)))
        }
        if span > Int64(UInt16.max) {
            return PackedIntegers(base: least, storage: .words(stored(values, least, value)))
        }
        if span > Int64(UInt8.max) {
            return PackedIntegers(base: least, storage: .shorts(stored(values, least, value)))
        }
        return PackedIntegers(base: least, storage: .bytes(stored(values, least, value)))
    }

    @inline(__always)
    private static func stored<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: UnsafeBufferPointer<Int64>, _ base: Int64, _ value: (Int) -> Int64
    ) -> Buffer<Stored> {
        Buffer(count: values.count) { target in
            for index in values.indices { target[index] = Stored(truncatingIfNeeded: value(index) &- base) }
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

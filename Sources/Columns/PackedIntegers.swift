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
        var (least, greatest) = (Int64.max, Int64.min)
        for index in values.indices where isPresent?[index] ?? true {
            least = min(least, values[index])
            greatest = max(greatest, values[index])
        }
        self.init(count: values.count, least: least, greatest: greatest) { store in
            for index in values.indices where isPresent?[index] ?? true { store(index, values[index]) }
        }
    }

    /// Integers from `least` to `greatest` in the narrowest width that holds these; `least` above `greatest` says that
    /// there are none.
    ///
    /// `fill` stores the integer of each index, more than once if it likes; what it leaves out means nothing.
    @inlinable
    @inline(__always)
    public init(
        count: Int, least: Int64, greatest: Int64, _ fill: (_ store: (_ index: Int, _ value: Int64) -> Void) -> Void
    ) {
        let (base, width) = Self.layout(least: least, greatest: greatest)
        switch width {
        case 1: self.init(base: base, storage: .bytes(Self.stored(count, base, fill)))
        case 2: self.init(base: base, storage: .shorts(Self.stored(count, base, fill)))
        case 4: self.init(base: base, storage: .words(Self.stored(count, base, fill)))
        default: self.init(base: base, storage: .longs(Self.stored(count, base, fill)))
        }
    }

    /// How integers from `least` to `greatest` are stored: as differences from what, in how many bytes.
    public static func layout(least: Int64, greatest: Int64) -> (base: Int64, width: Int) {
        let base = least <= greatest ? least : 0
        let (span, overflow) = least <= greatest ? greatest.subtractingReportingOverflow(least) : (0, false)
        if overflow || span > Int64(UInt32.max) { return (0, 8) }
        return (base, span > Int64(UInt16.max) ? 4 : span > Int64(UInt8.max) ? 2 : 1)
    }

    @inlinable
    @inline(__always)
    static func stored<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ count: Int, _ base: Int64, _ fill: (_ store: (_ index: Int, _ value: Int64) -> Void) -> Void
    ) -> Buffer<Stored> {
        Buffer(count: count) { target in
            target.initialize(repeating: 0)
            fill { target[$0] = Stored(truncatingIfNeeded: $1 &- base) }
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

/// Writes what a directory holds, in the machine's byte order.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    mutating func append(count: Int) { append(UInt64(count)) }

    mutating func append(_ flag: Bool) { append(UInt8(flag ? 1 : 0)) }

    mutating func append(_ value: Double) { append(value.bitPattern) }

    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// A flag, and what there is.
    mutating func append<Wrapped>(optional value: Wrapped?, _ body: (inout ByteWriter, Wrapped) -> Void) {
        append(value != nil)
        if let value { body(&self, value) }
    }

    mutating func append<Items: Swift.Collection>(list: Items, _ body: (inout ByteWriter, Items.Element) -> Void) {
        append(count: list.count)
        for item in list { body(&self, item) }
    }
}

/// What a directory says cannot be.
struct MalformedDirectory: Error {}

/// Reads what `ByteWriter` wrote; never beyond the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(MalformedDirectory) -> Value {
        let size = MemoryLayout<Value>.size
        guard bytes.count - position >= size else { throw MalformedDirectory() }
        defer { position += size }
        return bytes.loadUnaligned(fromByteOffset: position, as: Value.self)
    }

    /// A count of bytes, rows or things.
    mutating func count() throws(MalformedDirectory) -> Int {
        guard let count = Int(exactly: try integer(UInt64.self)) else { throw MalformedDirectory() }
        return count
    }

    mutating func flag() throws(MalformedDirectory) -> Bool {
        switch try integer(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw MalformedDirectory()
        }
    }

    mutating func double() throws(MalformedDirectory) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    mutating func string() throws(MalformedDirectory) -> String {
        let count = try count()
        guard bytes.count - position >= count else { throw MalformedDirectory() }
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func optional<Value>(
        _ body: (inout ByteReader) throws(MalformedDirectory) -> Value
    ) throws(MalformedDirectory) -> Value? {
        try flag() ? try body(&self) : nil
    }

    /// Every item takes a byte at least, so a wrong count ends soon.
    mutating func list<Value>(
        _ body: (inout ByteReader) throws(MalformedDirectory) -> Value
    ) throws(MalformedDirectory) -> [Value] {
        let count = try count()
        guard count <= bytes.count - position else { throw MalformedDirectory() }
        var items: [Value] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try body(&self)) }
        return items
    }
}

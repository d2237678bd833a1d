/// Reading and writing single scalars in UTF-8 bytes.
///
/// A byte that starts no well-formed sequence is kept as a unit of its own, `invalidByte + byte`, so that text that is
/// not UTF-8 passes through every pipeline unharmed and never traps.
enum UTF8Scalars {
    /// The first value above Unicode: a unit at or above it stands for one stray byte.
    static let invalidByte: UInt32 = 0x11_0000

    /// The scalar (or stray byte) at `index`, and the number of bytes it takes. `index` must be inside `text`.
    @inline(__always)
    static func decode(_ text: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
        let lead = text[index]
        if lead < 0x80 { return (UInt32(lead), 1) }
        switch lead {
        case 0xC2...0xDF:
            guard let a = continuation(text, index + 1) else { break }
            return (UInt32(lead & 0x1F) << 6 | a, 2)
        case 0xE0...0xEF:
            guard let a = continuation(text, index + 1), let b = continuation(text, index + 2) else { break }
            let value = UInt32(lead & 0x0F) << 12 | a << 6 | b
            if value >= 0x800, !(0xD800...0xDFFF).contains(value) { return (value, 3) }
        case 0xF0...0xF4:
            guard let a = continuation(text, index + 1), let b = continuation(text, index + 2),
                let c = continuation(text, index + 3)
            else { break }
            let value = UInt32(lead & 0x07) << 18 | a << 12 | b << 6 | c
            if (0x1_0000...0x10_FFFF).contains(value) { return (value, 4) }
        default: break
        }
        return (invalidByte + UInt32(lead), 1)
    }

    /// Where the last scalar of well-formed text starts, or `start` if that is later.
    static func lastStart(_ text: Span<UInt8>, from start: Int) -> Int {
        var last = text.count - 1
        while last > start, text[last] & 0xC0 == 0x80 { last -= 1 }
        return max(start, last)
    }

    @inline(__always)
    private static func continuation(_ text: Span<UInt8>, _ index: Int) -> UInt32? {
        guard index < text.count else { return nil }
        let byte = text[index]
        return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
    }

    /// Appends a unit made by `decode`.
    @inline(__always)
    static func append(_ value: UInt32, to output: inout [UInt8]) {
        if value < 0x80 {
            output.append(UInt8(value))
        } else if value < 0x800 {
            output.append(UInt8(0xC0 | value >> 6))
            output.append(UInt8(0x80 | value & 0x3F))
        } else if value < 0x1_0000 {
            output.append(UInt8(0xE0 | value >> 12))
            output.append(UInt8(0x80 | value >> 6 & 0x3F))
            output.append(UInt8(0x80 | value & 0x3F))
        } else if value < invalidByte {
            output.append(UInt8(0xF0 | value >> 18))
            output.append(UInt8(0x80 | value >> 12 & 0x3F))
            output.append(UInt8(0x80 | value >> 6 & 0x3F))
            output.append(UInt8(0x80 | value & 0x3F))
        } else {
            output.append(UInt8(value - invalidByte))
        }
    }

    /// Whether every byte is ASCII; eight bytes a step.
    @inline(__always)
    static func isASCII(_ text: Span<UInt8>) -> Bool {
        text.withUnsafeBytes { bytes in
            var index = 0
            while index + 8 <= bytes.count {
                if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
                    return false
                }
                index += 8
            }
            while index < bytes.count {
                if bytes[index] >= 0x80 { return false }
                index += 1
            }
            return true
        }
    }

    /// Appends all bytes as they are.
    @inline(__always)
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        text.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }
}

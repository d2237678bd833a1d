/// Text in capitals, or in small letters, as Swift's strings change their case.
///
/// The letters of nearly all text are looked up scalar by scalar; a text with any other goes by its string.
public struct TextCase: Sendable {
    public static let upper = TextCase({ $0.uppercaseMapping }, { $0.uppercased() })
    public static let lower = TextCase({ $0.lowercaseMapping }, { $0.lowercased() })

    /// The other case of each scalar below U+0370, then of each from U+1E00 to U+1EFF; 0 where that is not one scalar.
    private let scalars: [UInt16]
    private let string: @Sendable (String) -> String

    private static let common: Range<UInt32> = 0..<0x370
    private static let additional: Range<UInt32> = 0x1E00..<0x1F00

    private init(
        _ scalar: (Unicode.Scalar.Properties) -> String, _ string: @escaping @Sendable (String) -> String
    ) {
        self.string = string
        scalars = (Array(Self.common) + Array(Self.additional)).map { value in
            guard let mapped = Unicode.Scalar(value).map({ scalar($0.properties).unicodeScalars }), mapped.count == 1
            else { return 0 }
            return UInt16(exactly: mapped.first!.value) ?? 0
        }
    }

    /// Appends `text` (UTF-8) in this case.
    public func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        // A scalar of two bytes may become one of three; none of another length grows.
        let isDone = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + text.count / 2 + 1) { room in
            guard let count = write(text, to: room) else { return false }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<count]))
            return true
        }
        if isDone { return }
        output.append(contentsOf: string(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }).utf8)
    }

    /// How many bytes were written; nil for a text that goes by its string.
    private func write(_ text: Span<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        scalars.withUnsafeBufferPointer { scalars in
            var (index, count) = (0, 0)
            while index < text.count {
                let (value, length) = UTF8Scalars.decode(text, at: index)
                let place: UInt32
                if Self.common.contains(value) {
                    place = value
                } else if Self.additional.contains(value) {
                    place = value - Self.additional.lowerBound + Self.common.upperBound
                } else {
                    return nil
                }
                let mapped = scalars[Int(place)]
                if mapped == 0, value != 0 { return nil }
                count += Self.write(mapped, to: room, at: count)
                index += length
            }
            return count
        }
    }

    /// How many bytes the scalar takes.
    @inline(__always)
    private static func write(_ scalar: UInt16, to room: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        if scalar < 0x80 {
            room[place] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        if scalar < 0x800 {
            room[place] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            room[place + 1] = last
            return 2
        }
        room[place] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
        room[place + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        room[place + 2] = last
        return 3
    }
}

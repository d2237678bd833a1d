import CSimdjson
import Columns
import Glibc

/// A file as UTF-8 text: the one place where encodings are dealt with.
struct DecodedText {
    let bytes: FileBytes
    /// Where the text starts, behind a byte order mark.
    let start: Int
    /// What to tell about the encoding, if anything.
    let note: String?

    /// Decodes by the byte order mark; strict UTF-8 without one.
    init(_ file: FileBytes, name: String) throws(LoadError) {
        let head = Array(file.bytes.prefix(3))
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            let isBigEndian = head[0] == 0xFE
            bytes = try DecodedText.utf8(fromUTF16: file, isBigEndian: isBigEndian, name: name)
            start = 0
            note = "encoding: UTF-16 \(isBigEndian ? "big" : "little") endian, by its byte order mark"
        } else {
            bytes = file
            start = head == [0xEF, 0xBB, 0xBF] ? 3 : 0
            note = start > 0 ? "encoding: UTF-8, byte order mark dropped" : nil
        }
        try check(name)
    }

    /// Texts below this are checked by one thread.
    private static let parallelBytes = 1 << 24

    /// Whether the text is UTF-8 without zero bytes, looked at by all processors.
    private var isSound: Bool {
        let count = bytes.count >= Self.parallelBytes ? Workers.processorCount : 1
        var borders = [0]
        for part in 1..<max(count, 1) {
            var border = max(bytes.count / count * part, borders[part - 1])
            // Not inside a character; where none ends, no text is left for the parts behind.
            while border < bytes.count, bytes.base[border] & 0xC0 == 0x80 { border += 1 }
            borders.append(border)
        }
        borders.append(bytes.count)
        let results = PlainResults<Bool>(count: count, initial: false)
        let text = bytes
        Workers.run(count) { [borders] index in
            let start = text.base + borders[index]
            let length = borders[index + 1] - borders[index]
            results[index] = memchr(start, 0, length) == nil && tdq_is_utf8(start, length)
        }
        return (0..<count).allSatisfy { results[$0] }
    }

    private func check(_ name: String) throws(LoadError) {
        if isSound { return }
        if let zero = memchr(bytes.base, 0, bytes.count) {
            let offset = UnsafeRawPointer(zero) - UnsafeRawPointer(bytes.base)
            let place = bytes.place(of: offset)
            throw LoadError(
                LoadProblem(
                    file: name, line: place.line, column: place.column, message: "not text: it has a zero byte here",
                    hint: "give a CSV, TSV, JSON or JSON lines file"))
        }
        let offset = DecodedText.firstInvalidByte(bytes.bytes)
        let place = bytes.place(of: offset)
        let byte = String(bytes.base[offset], radix: 16, uppercase: true)
        throw LoadError(
            LoadProblem(
                file: name, line: place.line, column: place.column,
                message: "not UTF-8: the byte 0x\(byte.count < 2 ? "0" : "")\(byte) cannot stand here",
                hint: "save the file as UTF-8, or convert it first: iconv -f ENCODING -t UTF-8"))
    }

    /// The offset of the first byte that is no part of a well-formed sequence.
    static func firstInvalidByte(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = 0
        while index < bytes.count {
            let length = sequenceLength(bytes, at: index)
            if length == 0 { return index }
            index += length
        }
        return index
    }

    /// The length of the well-formed sequence at `index` (Unicode, table 3-7), 0 where there is none.
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let first = bytes[index]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch first {
        case 0...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for next in index + 1..<index + length where bytes[next] & 0xC0 != 0x80 { return 0 }
        return length
    }

    private static func utf8(
        fromUTF16 file: FileBytes, isBigEndian: Bool, name: String
    ) throws(LoadError) -> FileBytes {
        func unit(_ index: Int) -> UInt16 {
            let (a, b) = (UInt16(file.base[index]), UInt16(file.base[index + 1]))
            return isBigEndian ? a << 8 | b : b << 8 | a
        }
        var output: [UInt8] = []
        output.reserveCapacity(file.count)
        var line = 1
        var index = 2
        while index < file.count {
            let first = index + 1 < file.count ? unit(index) : 0xDC00
            var scalar = Unicode.Scalar(first)
            var length = 2
            if (0xD800..<0xDC00).contains(first), index + 3 < file.count {
                let second = unit(index + 2)
                if (0xDC00..<0xE000).contains(second) {
                    scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)))
                    length = 4
                }
            }
            guard let scalar else {
                throw LoadError(
                    LoadProblem(
                        file: name, line: line, message: "not UTF-16: half a character at byte \(index)",
                        hint: "save the file as UTF-8"))
            }
            if scalar == "\n" { line += 1 }
            output.append(contentsOf: UTF8.encode(scalar)!)
            index += length
        }
        return FileBytes(output)
    }
}

import CSimdjson
import Columns
import Glibc
import VietnameseText

/// A file as UTF-8 text: the one place where encodings are dealt with.
struct DecodedText {
    private(set) var bytes: FileBytes
    /// Where the text starts, behind a byte order mark.
    private(set) var start: Int
    /// What to tell about the encoding, if anything.
    private(set) var note: String?

    /// Decodes as it is told; else by the byte order mark, as UTF-8, or as the encoding that clearly explains what is
    /// not or reads as if it were not.
    init(_ file: FileBytes, name: String, encoding: TextEncoding? = nil) throws(LoadError) {
        let head = Array(file.bytes.prefix(3))
        let isMarked16 = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
        if case .legacy(let legacy) = encoding {
            self = try DecodedText(file, legacy, "as it was told", name: name)
        } else if encoding == .utf16 || encoding == nil && isMarked16 {
            let isBigEndian = head.starts(with: [0xFE, 0xFF])
            bytes = try DecodedText.utf8(
                fromUTF16: file, from: isMarked16 ? 2 : 0, isBigEndian: isBigEndian, name: name)
            start = 0
            let reason = isMarked16 ? "by its byte order mark" : "as it was told"
            note = "encoding: UTF-16 \(isBigEndian ? "big" : "little") endian, \(reason)"
            try check(name, EncodingDetection([], isUTF8: true))
        } else {
            bytes = file
            start = head == DecodedText.byteOrderMark ? head.count : 0
            note = start > 0 ? DecodedText.markNote : nil
            guard let detection = detection(encoding) else { return }
            if let found = detection.found {
                self = try DecodedText(file, found.encoding, found.evidence, name: name)
            } else {
                try check(name, detection)
            }
        }
    }

    private init(
        _ file: FileBytes, _ encoding: LegacyEncoding, _ reason: String, name: String
    ) throws(LoadError) {
        try DecodedText.checkZeros(file, name)
        do {
            bytes = FileBytes(try encoding.decode(file.bytes.span))
        } catch {
            throw DecodedText.invalid(
                file, at: error.offset, "not \(encoding.rawValue)", name,
                hint: "name the right encoding: \(TextEncoding.names)")
        }
        start = 0
        note = "encoding: \(encoding.rawValue), \(reason)"
    }

    /// What speaks for another encoding; nil where nothing asks for one.
    private func detection(_ encoding: TextEncoding?) -> EncodingDetection? {
        let isSound = isSound
        if encoding != nil { return isSound ? nil : EncodingDetection([], isUTF8: true) }
        let text = UnsafeBufferPointer(rebasing: bytes.bytes[start...])
        var sample = TextSample(text).lines
        if isSound {
            guard EncodingDetection.isDoubtful(sample) else { return nil }
            let found = EncodingDetection(sample, isUTF8: true)
            return found.found == nil ? nil : found
        }
        if sample.isEmpty {
            // The bytes in question stand where no sample was taken.
            let place = DecodedText.firstInvalidByte(text)
            let lineStart = text[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            sample = TextSample(UnsafeBufferPointer(rebasing: text[lineStart...].prefix(1 << 16))).lines
        }
        return EncodingDetection(sample, isUTF8: false)
    }

    /// That of UTF-8.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    static let markNote = "encoding: UTF-8, byte order mark dropped"

    /// Texts below this are checked by one thread.
    private static let parallelBytes = 1 << 24

    /// Whether the text is UTF-8 without zero bytes, looked at by all processors.
    private var isSound: Bool {
        let count = bytes.count >= Self.parallelBytes ? Workers.most : 1
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
            results[index] = DecodedText.isPlain(UnsafeBufferPointer(start: start, count: length))
        }
        return (0..<count).allSatisfy { results[$0] }
    }

    /// Whether bytes are UTF-8 without zero bytes.
    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        return memchr(start, 0, bytes.count) == nil && tdq_is_utf8(start, bytes.count)
    }

    /// What is no UTF-8 is an error, with what another encoding would have for it.
    private func check(_ name: String, _ detection: EncodingDetection) throws(LoadError) {
        if isSound { return }
        try DecodedText.checkZeros(bytes, name)
        let names = detection.possible.map(\.rawValue)
        throw DecodedText.invalid(
            bytes, at: DecodedText.firstInvalidByte(bytes.bytes), "not UTF-8", name,
            hint: names.isEmpty
                ? "save the file as UTF-8, or name its encoding with --encoding: \(TextEncoding.names)"
                : "it may be \(names.joined(separator: " or ")): name the encoding with --encoding")
    }

    private static func checkZeros(_ bytes: FileBytes, _ name: String) throws(LoadError) {
        guard let zero = memchr(bytes.base, 0, bytes.count) else { return }
        let place = bytes.place(of: UnsafeRawPointer(zero) - UnsafeRawPointer(bytes.base))
        throw LoadError(
            LoadProblem(
                file: name, line: place.line, column: place.column, message: "not text: it has a zero byte here",
                hint: "give a CSV, TSV, JSON or JSON lines file"))
    }

    private static func invalid(
        _ bytes: FileBytes, at offset: Int, _ what: String, _ name: String, hint: String
    ) -> LoadError {
        let place = bytes.place(of: offset)
        let byte = String(bytes.base[offset], radix: 16, uppercase: true)
        return LoadError(
            LoadProblem(
                file: name, line: place.line, column: place.column,
                message: "\(what): the byte 0x\(byte.count < 2 ? "0" : "")\(byte) cannot stand here", hint: hint))
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
        fromUTF16 file: FileBytes, from start: Int, isBigEndian: Bool, name: String
    ) throws(LoadError) -> FileBytes {
        func unit(_ index: Int) -> UInt16 {
            let (a, b) = (UInt16(file.base[index]), UInt16(file.base[index + 1]))
            return isBigEndian ? a << 8 | b : b << 8 | a
        }
        var output: [UInt8] = []
        output.reserveCapacity(file.count)
        var line = 1
        var index = start
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

import Glibc

/// Writes the records of one collection, field by field in the order of its schema.
///
/// The caller gives fields in schema order; JSON lines carry each name, CSV carries them in its header.
struct RecordWriter {
    enum Format {
        case jsonLines
        case csv(columns: [StaticString])
    }

    private let file: OutputFile
    private let isCSV: Bool
    private var record: [UInt8] = []

    init(_ file: OutputFile, _ format: Format) throws {
        self.file = file
        record.reserveCapacity(4_096)
        guard case .csv(let columns) = format else {
            isCSV = false
            return
        }
        isCSV = true
        for column in columns {
            if !record.isEmpty { record.append(UInt8(ascii: ",")) }
            append(column)
        }
        try end()
    }

    mutating func text(_ name: StaticString, _ value: String?) {
        begin(name)
        guard let value else { return null() }
        if isCSV { appendCSV(value) } else { appendJSON(value) }
    }

    mutating func integer(_ name: StaticString, _ value: Int?) {
        begin(name)
        guard let value else { return null() }
        append(digitsOf: value)
    }

    /// A list, in JSON lines only.
    mutating func list(_ name: StaticString, _ values: [String]) {
        precondition(!isCSV, "a list has no place in a CSV collection")
        begin(name)
        record.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { append(", ") }
            appendJSON(value)
        }
        record.append(UInt8(ascii: "]"))
    }

    mutating func end() throws {
        if !isCSV { record.append(UInt8(ascii: "}")) }
        record.append(UInt8(ascii: "\n"))
        try file.write(record)
        record.removeAll(keepingCapacity: true)
        isFirstField = true
    }

    func flush() throws { try file.flush() }

    private var isFirstField = true

    private mutating func begin(_ name: StaticString) {
        if isCSV {
            if !isFirstField { record.append(UInt8(ascii: ",")) }
        } else {
            append(isFirstField ? "{\"" : ", \"")
            append(name)
            append("\": ")
        }
        isFirstField = false
    }

    private mutating func null() {
        if !isCSV { append("null") }
    }

    private mutating func append(_ text: StaticString) {
        record.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(digitsOf value: Int) {
        if value >= 0 && value < 10 {
            record.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            record.append(contentsOf: String(value).utf8)
        }
    }

    private mutating func appendJSON(_ value: String) {
        record.append(UInt8(ascii: "\""))
        append(value, escaping: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), with: UInt8(ascii: "\\"))
        record.append(UInt8(ascii: "\""))
    }

    private mutating func appendCSV(_ value: String) {
        let quote = UInt8(ascii: "\"")
        var value = value
        let isSpecial = value.withUTF8 { $0.holds(UInt8(ascii: ",")) || $0.holds(quote) }
        if isSpecial { record.append(quote) }
        append(value, escaping: quote, or: quote, with: quote)
        if isSpecial { record.append(quote) }
    }

    /// Appends a text in one piece, or byte by byte where it holds one of two bytes that need another before them.
    private mutating func append(_ value: String, escaping first: UInt8, or second: UInt8, with escape: UInt8) {
        var value = value
        value.withUTF8 { bytes in
            guard bytes.holds(first) || bytes.holds(second) else { return record.append(contentsOf: bytes) }
            for byte in bytes {
                if byte == first || byte == second { record.append(escape) }
                record.append(byte)
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func holds(_ byte: UInt8) -> Bool {
        guard let baseAddress else { return false }
        return memchr(baseAddress, Int32(byte), count) != nil
    }
}

import Glibc

/// The lines that the peers' scripts print, and the job that they are given.
enum JSONValue {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
    var numbers: [Double]? { if case .list(let values) = self { values.compactMap(\.number) } else { nil } }

    /// As JSON; members in the order of their keys.
    var description: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): Int64(exactly: value).map { "\($0)" } ?? "\(value)"
        case .text(let value): JSONValue.quoted(value)
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(JSONValue.quoted($0.key)): \($0.value.description)" }
                .joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// Reads one JSON value; nil from `read` where the text is something else.
struct JSONReader {
    private static let deepest = 16
    private let bytes: [UInt8]
    private var place = 0

    private init(_ text: some StringProtocol) { bytes = Array(text.utf8) + [0] }

    static func read(_ text: some StringProtocol) -> JSONValue? {
        var reader = JSONReader(text)
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpaces()
        return reader.place == reader.bytes.count - 1 ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < JSONReader.deepest else { return nil }
        skipSpaces()
        switch bytes[place] {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return list(depth)
        case UInt8(ascii: "\""): return text().map { .text($0) }
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        case UInt8(ascii: "t"): return take("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .boolean(false) : nil
        default: return number()
        }
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        guard take("{") else { return nil }
        if take("}") { return .object([:]) }
        repeat {
            skipSpaces()
            guard let key = text(), take(":"), let value = value(depth: depth + 1) else { return nil }
            members[key] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func list(_ depth: Int) -> JSONValue? {
        var values: [JSONValue] = []
        guard take("[") else { return nil }
        if take("]") { return .list([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while take(",")
        return take("]") ? .list(values) : nil
    }

    private mutating func text() -> String? {
        guard take("\"") else { return nil }
        var result: [UInt8] = []
        while bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == 0 { return nil }
            if bytes[place] == UInt8(ascii: "\\") {
                guard let escaped = escape() else { return nil }
                result += escaped
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        place += 1
        return String(decoding: result, as: UTF8.self)
    }

    /// One escape; pairs of surrogates do not come up in what the scripts print.
    private mutating func escape() -> [UInt8]? {
        let letter = bytes[place + 1]
        place += 2
        switch letter {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "u"):
            guard place + 4 < bytes.count,
                let number = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
            else { return nil }
            place += 4
            return Array(String(Unicode.Scalar(number) ?? "\u{FFFD}").utf8)
        case 0: return nil
        default: return [letter]
        }
    }

    private mutating func number() -> JSONValue? {
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self) + place
            var end: UnsafeMutablePointer<CChar>?
            let number = strtod(start, &end)
            guard let end, UnsafePointer(end) > start else { return nil }
            place += UnsafePointer(end) - start
            return .number(number)
        }
    }

    private mutating func take(_ word: StaticString) -> Bool {
        skipSpaces()
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[place...].starts(with: wanted) else { return false }
        place += wanted.count
        return true
    }

    private mutating func skipSpaces() {
        while bytes[place] == 32 || (9...13).contains(bytes[place]) { place += 1 }
    }
}

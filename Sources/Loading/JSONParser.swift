import CSimdjson
import Glibc

/// simdjson behind one handle; a document is valid until the next one is parsed, and no longer than its parser.
final class JSONParser {
    private let handle: OpaquePointer?

    /// Levels of arrays and objects inside each other.
    static let maximumDepth = 128

    enum Failure: Error, Equatable {
        case syntax, tooDeep, tooLarge, noMemory, notUTF8
    }

    init() { handle = tdq_json_parser_new() }

    deinit { if let handle { tdq_json_parser_free(handle) } }

    /// Parses one document; behind the text there must be readable padding, as `FileBytes` and `CellArena` have.
    func parse(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) -> JSONDocument {
        guard let handle else { throw .noMemory }
        guard let base = text.baseAddress else { throw .syntax }
        assert(tdq_json_padding() <= FileBytes.padding)
        var raw = tdq_json_document()
        switch tdq_json_parse(handle, base, text.count, Self.maximumDepth, &raw) {
        case TDQ_JSON_OK: return JSONDocument(source: text, raw: raw)
        case TDQ_JSON_TOO_DEEP: throw .tooDeep
        case TDQ_JSON_TOO_LARGE: throw .tooLarge
        case TDQ_JSON_NO_MEMORY: throw .noMemory
        case TDQ_JSON_NOT_UTF8: throw .notUTF8
        default: throw .syntax
        }
    }

    /// A text that is a JSON array, as the elements of a block; nil where it is none.
    func list(_ text: UnsafeBufferPointer<UInt8>) -> CellBlock? {
        guard text.first == UInt8(ascii: "["), let document = try? parse(text) else { return nil }
        var block = CellBlock(columnCount: 0)
        var cursor = document.cursor
        let opening = cursor.next()
        guard opening.kind == .arrayStart else { return nil }
        while true {
            let token = cursor.next()
            if token.kind == .arrayEnd { return block }
            block.elements.append(cursor.elementCell(token))
        }
    }
}

/// A parsed document: simdjson's tape beside the text it came from. It keeps neither the text nor the parser, whose
/// memory the tape is, so that copies of it count nothing: whoever parsed it holds both.
struct JSONDocument {
    let source: UnsafeBufferPointer<UInt8>
    let raw: tdq_json_document

    var cursor: JSONCursor { JSONCursor(self) }

    /// Behind the root word.
    static let startOfTape = 1

    /// The root word behind the document's value.
    var endOfTape: Int { payload(at: 0) - 1 }

    private func payload(at word: Int) -> Int { Int(raw.tape[word] & 0x00FF_FFFF_FFFF_FFFF) }

    /// What the word of a token says of it.
    func kind(at word: Int) -> JSONCursor.Kind {
        switch UInt8(raw.tape[word] >> 56) {
        case UInt8(ascii: "{"): .objectStart
        case UInt8(ascii: "}"): .objectEnd
        case UInt8(ascii: "["): .arrayStart
        case UInt8(ascii: "]"): .arrayEnd
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    func isTrue(at word: Int) -> Bool { UInt8(raw.tape[word] >> 56) == UInt8(ascii: "t") }

    /// The word behind a value and all inside it.
    func wordBehind(_ word: Int) -> Int {
        switch kind(at: word) {
        // The lower half of the payload is where it ends; the upper counts what is inside.
        case .objectStart, .arrayStart: Int(UInt32(truncatingIfNeeded: raw.tape[word]))
        // The value stands in the word behind; its own text is what is used.
        case .number: word + 2
        default: word + 1
        }
    }

    /// The unescaped bytes of a string.
    func string(at word: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = raw.strings! + payload(at: word)
        let length = UnsafeRawPointer(entry).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: entry + 4, count: Int(length))
    }

    /// The text of a number, `true`, `false` or `null` that starts there.
    func scalar(at offset: Int) -> UnsafeBufferPointer<UInt8> {
        var end = offset
        while end < source.count {
            switch source[end] {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"):
                return UnsafeBufferPointer(rebasing: source[offset..<end])
            default: end += 1
            }
        }
        return UnsafeBufferPointer(rebasing: source[offset..<end])
    }

    /// About what a document of this text takes beside it, and the cells of its rows: unescaped texts, and for each sign
    /// between values the places of two tokens, the words of the tape, and half a cell with its column.
    static func byteEstimate(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var signs = 0
        for byte in text {
            let isSign =
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "["): true
                default: false
                }
            signs &+= isSign ? 1 : 0
        }
        return text.count + signs * (8 + 12 + (MemoryLayout<Cell>.stride + 4) / 2)
    }
}

/// Walks a document, one token after another, with the place of each in the text.
struct JSONCursor {
    enum Kind {
        case objectStart, objectEnd, arrayStart, arrayEnd, string, number, boolean, null
    }

    struct Token {
        var kind: Kind
        /// Where it starts in the text.
        var offset: Int
        fileprivate var word: Int
    }

    private let document: JSONDocument
    /// Of the next token.
    private(set) var word = JSONDocument.startOfTape
    private var tokenIndex = 0

    init(_ document: JSONDocument) { self.document = document }

    /// The next token; not to be called behind the end of the document's one value.
    mutating func next() -> Token {
        let token = Token(kind: document.kind(at: word), offset: nextOffset(), word: word)
        word += token.kind == .number ? 2 : 1
        return token
    }

    /// Commas and colons have a token, but no word on the tape.
    private mutating func nextOffset() -> Int {
        while true {
            let offset = Int(document.raw.tokens[tokenIndex])
            tokenIndex += 1
            let byte = document.source[offset]
            if byte != UInt8(ascii: ","), byte != UInt8(ascii: ":") { return offset }
        }
    }

    /// The unescaped bytes of a string.
    func string(_ token: Token) -> UnsafeBufferPointer<UInt8> { document.string(at: token.word) }

    /// A string's bytes where they stand in the text, or nil where it has escapes.
    func literal(_ token: Token) -> UnsafeBufferPointer<UInt8>? {
        let length = string(token).count
        let source = UnsafeBufferPointer(rebasing: document.source[(token.offset + 1)..<(token.offset + 1 + length)])
        // Escapes are longer than what they stand for, so that none can hide behind these bytes.
        return length > 0 && memchr(source.baseAddress!, Int32(UInt8(ascii: "\\")), length) != nil ? nil : source
    }

    /// The text of a number, `true`, `false` or `null`.
    func scalar(_ token: Token) -> UnsafeBufferPointer<UInt8> { document.scalar(at: token.offset) }

    /// The document's text from one token to another, both one byte long.
    func text(from first: Token, to last: Token) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: document.source[first.offset...last.offset])
    }

    /// An array's or object's own text, having stepped behind its end.
    mutating func skip(_ token: Token) -> UnsafeBufferPointer<UInt8> {
        var depth = 1
        var last = token
        while depth > 0 {
            last = next()
            switch last.kind {
            case .objectStart, .arrayStart: depth += 1
            case .objectEnd, .arrayEnd: depth -= 1
            default: break
            }
        }
        return text(from: token, to: last)
    }

    /// A list's element as a cell whose text stands in the document; arrays and objects stay their own text.
    mutating func elementCell(_ token: Token) -> Cell {
        let kind: Cell.Kind
        let text: UnsafeBufferPointer<UInt8>
        switch token.kind {
        case .null, .objectEnd, .arrayEnd: return .missing
        case .string: (kind, text) = (.string, literal(token) ?? string(token))
        case .number: (kind, text) = (.number, scalar(token))
        case .boolean: (kind, text) = (.boolean, scalar(token))
        case .objectStart, .arrayStart: (kind, text) = (.raw, skip(token))
        }
        return Cell(address: text.baseAddress, length: UInt32(text.count), kind: kind)
    }
}

/// A small JSON document as a tree: descriptors, never data.
struct JSONNode {
    indirect enum Value {
        case null
        case boolean(Bool)
        /// As written.
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([(key: String, value: JSONNode)])
    }

    var value: Value
    /// Where it starts in the text, for messages.
    var offset: Int

    init(_ document: JSONDocument) {
        var cursor = document.cursor
        self = JSONNode.read(&cursor, cursor.next())
    }

    private init(_ value: Value, _ offset: Int) {
        self.value = value
        self.offset = offset
    }

    /// The parser bounds the depth, and so this recursion.
    private static func read(_ cursor: inout JSONCursor, _ token: JSONCursor.Token) -> JSONNode {
        switch token.kind {
        case .null, .objectEnd, .arrayEnd: return JSONNode(.null, token.offset)
        case .boolean: return JSONNode(.boolean(cursor.scalar(token).first == UInt8(ascii: "t")), token.offset)
        case .number: return JSONNode(.number(String(decoding: cursor.scalar(token), as: UTF8.self)), token.offset)
        case .string: return JSONNode(.string(String(decoding: cursor.string(token), as: UTF8.self)), token.offset)
        case .arrayStart:
            var elements: [JSONNode] = []
            while true {
                let next = cursor.next()
                if next.kind == .arrayEnd { return JSONNode(.array(elements), token.offset) }
                elements.append(read(&cursor, next))
            }
        case .objectStart:
            var members: [(key: String, value: JSONNode)] = []
            while true {
                let next = cursor.next()
                if next.kind == .objectEnd { return JSONNode(.object(members), token.offset) }
                let key = String(decoding: cursor.string(next), as: UTF8.self)
                members.append((key, read(&cursor, cursor.next())))
            }
        }
    }
}

extension JSONNode {
    /// The last member of that name; nil where there is none, or the value is no object.
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.key == key }?.value
    }

    var string: String? { if case .string(let text) = value { text } else { nil } }
    var boolean: Bool? { if case .boolean(let flag) = value { flag } else { nil } }
    var array: [JSONNode]? { if case .array(let elements) = value { elements } else { nil } }

    /// A string or number as written.
    var scalarText: String? {
        switch value {
        case .string(let text), .number(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    /// A list of strings, or one string alone; nil for anything else.
    var strings: [String]? {
        if let one = string { return [one] }
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}

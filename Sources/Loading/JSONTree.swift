import Glibc

/// A small JSON document as a tree: descriptors, never data. All nodes stand in one array, in the order of the text.
///
/// Nodes do not keep it alive: whoever holds nodes holds the tree.
final class JSONTree {
    fileprivate struct Entry {
        var kind: JSONCursor.Kind
        /// Where it starts in the text, for messages; a document has less than 4 GiB.
        var offset: UInt32
        /// Strings unescaped, numbers and words as written: where in the texts.
        var textStart: UInt32
        var textCount: UInt32
        /// The entry behind this one and all inside it.
        var end: UInt32
    }

    private let reading: Reading

    init(_ document: JSONDocument) {
        var cursor = document.cursor
        var reading = Reading(document)
        reading.read(&cursor, cursor.next())
        self.reading = reading
    }

    var root: JSONNode { JSONNode(reading.entries.base, reading.texts.base, 0) }

    private struct Reading: ~Copyable {
        var entries = PlainBuffer<Entry>()
        var texts = PlainBuffer<UInt8>()

        /// Room for all, so that nothing is moved: no text is longer than in the document, where every entry has a
        /// token. What stays unused is never touched.
        init(_ document: JSONDocument) {
            entries.reserve(Int(document.raw.tokenCount))
            texts.reserve(document.source.count)
        }

        /// The parser bounds the depth, and so this recursion.
        mutating func read(_ cursor: inout JSONCursor, _ token: JSONCursor.Token) {
            let index = entries.count
            let start = texts.count
            switch token.kind {
            case .string: texts.append(cursor.string(token))
            case .boolean, .number: texts.append(cursor.scalar(token))
            default: break
            }
            entries.append(
                Entry(
                    kind: token.kind, offset: UInt32(token.offset), textStart: UInt32(start),
                    textCount: UInt32(texts.count - start), end: 0))
            if token.kind == .arrayStart || token.kind == .objectStart {
                // Keys are entries as their values are.
                while true {
                    let next = cursor.next()
                    if next.kind == .arrayEnd || next.kind == .objectEnd { break }
                    read(&cursor, next)
                }
            }
            entries[index].end = UInt32(entries.count)
        }
    }
}

/// A value of a tree.
struct JSONNode {
    private let entries: UnsafePointer<JSONTree.Entry>
    private let texts: UnsafePointer<UInt8>
    private let index: Int

    fileprivate init(_ entries: UnsafePointer<JSONTree.Entry>, _ texts: UnsafePointer<UInt8>, _ index: Int) {
        self.entries = entries
        self.texts = texts
        self.index = index
    }

    private func node(_ index: Int) -> JSONNode { JSONNode(entries, texts, index) }

    private var entry: JSONTree.Entry { entries[index] }

    private var text: String {
        let bytes = UnsafeBufferPointer(start: texts + Int(entry.textStart), count: Int(entry.textCount))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where it starts in the text, for messages.
    var offset: Int { Int(entry.offset) }
    var isObject: Bool { entry.kind == .objectStart }
    var isNull: Bool { entry.kind == .null }

    /// The last member of that name; nil where there is none, or the value is no object.
    subscript(key: String) -> JSONNode? {
        guard isObject else { return nil }
        var key = key
        return key.withUTF8 { key in
            var found: JSONNode?
            var member = index + 1
            while member < entry.end {
                let name = entries[member]
                if Int(name.textCount) == key.count,
                    key.isEmpty || memcmp(texts + Int(name.textStart), key.baseAddress!, key.count) == 0
                {
                    found = node(member + 1)
                }
                member = Int(entries[member + 1].end)
            }
            return found
        }
    }

    var string: String? { entry.kind == .string ? text : nil }
    var boolean: Bool? { entry.kind == .boolean ? texts[Int(entry.textStart)] == UInt8(ascii: "t") : nil }

    var array: [JSONNode]? {
        guard entry.kind == .arrayStart else { return nil }
        var elements: [JSONNode] = []
        var element = index + 1
        while element < entry.end {
            elements.append(node(element))
            element = Int(entries[element].end)
        }
        return elements
    }

    /// A string, a number as written, or a boolean.
    var scalarText: String? {
        switch entry.kind {
        case .string, .number, .boolean: text
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

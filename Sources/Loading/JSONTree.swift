import Glibc

/// A small JSON document as a tree: descriptors, never data. All nodes stand in one array, in the order of the text.
final class JSONTree: Sendable {
    fileprivate struct Entry {
        var kind: JSONCursor.Kind
        /// Where it starts in the text, for messages.
        var offset: Int
        /// Strings unescaped, numbers and words as written: where in `texts`.
        var text: Range<Int>
        /// The entry behind this one and all inside it.
        var end: Int
    }

    fileprivate let entries: [Entry]
    fileprivate let texts: [UInt8]

    init(_ document: JSONDocument) {
        var cursor = document.cursor
        var reading = Reading()
        reading.read(&cursor, cursor.next())
        (entries, texts) = (reading.entries, reading.texts)
    }

    var root: JSONNode { JSONNode(self, 0) }

    private struct Reading {
        var entries: [Entry] = []
        var texts: [UInt8] = []

        /// The parser bounds the depth, and so this recursion.
        mutating func read(_ cursor: inout JSONCursor, _ token: JSONCursor.Token) {
            let index = entries.count
            let start = texts.count
            switch token.kind {
            case .string: texts += cursor.string(token)
            case .boolean, .number: texts += cursor.scalar(token)
            default: break
            }
            entries.append(Entry(kind: token.kind, offset: token.offset, text: start..<texts.count, end: 0))
            if token.kind == .arrayStart || token.kind == .objectStart {
                // Keys are entries as their values are.
                while true {
                    let next = cursor.next()
                    if next.kind == .arrayEnd || next.kind == .objectEnd { break }
                    read(&cursor, next)
                }
            }
            entries[index].end = entries.count
        }
    }
}

/// A value of a tree.
struct JSONNode {
    private let tree: JSONTree
    private let index: Int

    fileprivate init(_ tree: JSONTree, _ index: Int) {
        self.tree = tree
        self.index = index
    }

    init(_ document: JSONDocument) { self = JSONTree(document).root }

    private var entry: JSONTree.Entry { tree.entries[index] }
    private var text: String { String(decoding: tree.texts[entry.text], as: UTF8.self) }

    /// Where it starts in the text, for messages.
    var offset: Int { entry.offset }
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
                let name = tree.entries[member].text
                let isSame =
                    name.count == key.count
                    && tree.texts.withUnsafeBufferPointer { texts in
                        name.isEmpty || memcmp(texts.baseAddress! + name.lowerBound, key.baseAddress!, name.count) == 0
                    }
                if isSame { found = JSONNode(tree, member + 1) }
                member = tree.entries[member + 1].end
            }
            return found
        }
    }

    var string: String? { entry.kind == .string ? text : nil }
    var boolean: Bool? { entry.kind == .boolean ? tree.texts[entry.text.lowerBound] == UInt8(ascii: "t") : nil }

    var array: [JSONNode]? {
        guard entry.kind == .arrayStart else { return nil }
        var elements: [JSONNode] = []
        var element = index + 1
        while element < entry.end {
            elements.append(JSONNode(tree, element))
            element = tree.entries[element].end
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

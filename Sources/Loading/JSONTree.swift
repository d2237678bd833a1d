import Glibc

/// A small JSON document as a tree of nodes: descriptors, never data. Nodes read the parser's tape where it stands.
///
/// Nodes do not keep it alive: whoever holds nodes holds the tree.
final class JSONTree {
    fileprivate let document: JSONDocument
    /// Where the token of each word of the tape starts in the text; 0 where a word has none.
    fileprivate let offsets: [UInt32]

    init(_ document: JSONDocument) {
        self.document = document
        let end = document.endOfTape
        offsets = Array(unsafeUninitializedCapacity: end) { offsets, count in
            offsets.initialize(repeating: 0)
            count = end
            var cursor = document.cursor
            while cursor.word < end {
                let word = cursor.word
                // A document has less than 4 GiB.
                offsets[word] = UInt32(cursor.next().offset)
            }
        }
    }

    var root: JSONNode { JSONNode(self, JSONDocument.startOfTape) }
}

/// A value of a tree.
struct JSONNode {
    private unowned(unsafe) let tree: JSONTree
    /// Its word on the tape.
    private let word: Int

    fileprivate init(_ tree: JSONTree, _ word: Int) {
        self.tree = tree
        self.word = word
    }

    private var kind: JSONCursor.Kind { tree.document.kind(at: word) }

    /// The words of what an array or object holds: keys are values as their members are.
    private var inside: Range<Int> { (word + 1)..<(tree.document.wordBehind(word) - 1) }

    private func isText(_ wanted: UnsafeBufferPointer<UInt8>, at word: Int) -> Bool {
        let text = tree.document.string(at: word)
        return text.count == wanted.count
            && (text.isEmpty || memcmp(text.baseAddress!, wanted.baseAddress!, text.count) == 0)
    }

    /// Where it starts in the text, for messages.
    var offset: Int { Int(tree.offsets[word]) }
    var isObject: Bool { kind == .objectStart }
    var isNull: Bool { kind == .null }

    /// The last member of that name; nil where there is none, or the value is no object.
    subscript(key: String) -> JSONNode? {
        guard isObject else { return nil }
        var key = key
        return key.withUTF8 { key in
            var found: JSONNode?
            var member = inside.lowerBound
            let end = inside.upperBound
            while member < end {
                if isText(key, at: member) { found = JSONNode(tree, member + 1) }
                member = tree.document.wordBehind(member + 1)
            }
            return found
        }
    }

    var string: String? {
        kind == .string ? String(decoding: tree.document.string(at: word), as: UTF8.self) : nil
    }

    var boolean: Bool? { kind == .boolean ? tree.document.source[offset] == UInt8(ascii: "t") : nil }

    var array: [JSONNode]? {
        guard kind == .arrayStart else { return nil }
        var elements: [JSONNode] = []
        var element = inside.lowerBound
        let end = inside.upperBound
        while element < end {
            elements.append(JSONNode(tree, element))
            element = tree.document.wordBehind(element)
        }
        return elements
    }

    /// A string, a number as written, or a boolean.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number, .boolean: String(decoding: tree.document.scalar(at: offset), as: UTF8.self)
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

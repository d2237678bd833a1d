import Glibc
import Synchronization

/// A small JSON document as a tree of nodes: descriptors, never data. Nodes read the parser's tape where it stands.
///
/// Nodes do not keep it alive: whoever holds nodes holds the tree.
final class JSONTree {
    private let parser: JSONParser
    private let document: JSONDocument

    /// Of a text that whoever holds the tree holds too, with readable padding behind it.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(JSONParser.Failure) {
        parser = JSONParser()
        document = try parser.parse(text)
    }

    var root: JSONNode { JSONNode(document, self, JSONDocument.startOfTape) }

    /// Where the token of each word of the tape starts in the text; found when first asked for, as few descriptors are.
    private let offsets = Mutex<[UInt32]>([])

    fileprivate func offset(of word: Int) -> Int {
        offsets.withLock { offsets in
            if offsets.isEmpty { offsets = document.tokenOffsets }
            return Int(offsets[word])
        }
    }
}

extension JSONDocument {
    /// Where the token of each word of the tape starts in the text; 0 where a word has none.
    fileprivate var tokenOffsets: [UInt32] {
        let end = endOfTape
        return Array(unsafeUninitializedCapacity: end) { offsets, count in
            offsets.initialize(repeating: 0)
            count = end
            var cursor = cursor
            while cursor.word < end {
                let word = cursor.word
                // A document has less than 4 GiB.
                offsets[word] = UInt32(cursor.next().offset)
            }
        }
    }
}

/// A value of a tree.
struct JSONNode {
    private let document: JSONDocument
    private unowned(unsafe) let tree: JSONTree
    /// Its word on the tape.
    private let word: Int

    fileprivate init(_ document: JSONDocument, _ tree: JSONTree, _ word: Int) {
        self.document = document
        self.tree = tree
        self.word = word
    }

    private func node(at word: Int) -> JSONNode { JSONNode(document, tree, word) }

    private var kind: JSONCursor.Kind { document.kind(at: word) }

    /// The words of what an array or object holds: keys are values as their members are.
    private var inside: Range<Int> { (word + 1)..<(document.wordBehind(word) - 1) }

    private func isText(_ wanted: UnsafeBufferPointer<UInt8>, at word: Int) -> Bool {
        let text = document.string(at: word)
        return text.count == wanted.count
            && (text.isEmpty || memcmp(text.baseAddress!, wanted.baseAddress!, text.count) == 0)
    }

    /// Where it starts in the text, for messages.
    var offset: Int { tree.offset(of: word) }
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
                if isText(key, at: member) { found = node(at: member + 1) }
                member = document.wordBehind(member + 1)
            }
            return found
        }
    }

    var string: String? {
        kind == .string ? String(decoding: document.string(at: word), as: UTF8.self) : nil
    }

    var boolean: Bool? { kind == .boolean ? document.isTrue(at: word) : nil }

    var array: [JSONNode]? {
        guard kind == .arrayStart else { return nil }
        var elements: [JSONNode] = []
        var element = inside.lowerBound
        let end = inside.upperBound
        while element < end {
            elements.append(node(at: element))
            element = document.wordBehind(element)
        }
        return elements
    }

    /// A string, a number as written, or a boolean.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number, .boolean: String(decoding: document.scalar(at: offset), as: UTF8.self)
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

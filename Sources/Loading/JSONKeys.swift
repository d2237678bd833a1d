import Columns
import Glibc

/// The keys of a JSON file's objects, numbered in the order in which they are first seen: its columns.
struct JSONKeys {
    private(set) var names: [String] = []
    /// Their bytes, by number.
    private(set) var texts: [UnsafeBufferPointer<UInt8>] = []
    /// None has a character that stands as an escape in JSON.
    private(set) var arePlain = true
    private var numbers = TextDictionaryBuilder()
    private let arena = CellArena()

    init(_ names: [String] = []) { for name in names { _ = number(Array(name.utf8)) } }

    var count: Int { names.count }

    /// The number of a key that has been seen.
    func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? { numbers.find(key.span).map { Int($0) } }

    /// The number of a key, which may be new; nil where the keys have 4 GiB.
    mutating func number(_ key: some Sequence<UInt8>) -> Int? {
        let text = Array(key)
        guard let code = numbers.codeIfRoom(for: text.span) else { return nil }
        let number = Int(code)
        if number == count {
            names.append(String(decoding: text, as: UTF8.self))
            texts.append(arena.copy(text))
            arePlain = arePlain && !text.contains(UInt8(ascii: "\\"))
        }
        return number
    }

    /// Whether a key is the one of a number: as a rule, objects have their keys in the same order.
    func isKey(_ number: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard number < count, texts[number].count == key.count else { return false }
        return key.isEmpty || memcmp(texts[number].baseAddress!, key.baseAddress!, key.count) == 0
    }
}

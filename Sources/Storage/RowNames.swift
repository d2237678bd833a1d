import Columns
import Values
import VietnameseText

/// The rows of a table by the names they are called: key, short name, name, abbreviation, aliases, and what shows them.
public final class RowNames: Sendable {
    private let byK1: NameTable
    private let byK2: NameTable
    private let byKey: NameTable

    init(_ table: Table) {
        var k1 = NameTable(level: .k1)
        var k2 = NameTable(level: .k2)
        var exact = NameTable(level: .exact)
        let keyFields = table.primaryKey.count == 1 ? table.primaryKey : []
        for position in keyFields {
            RowNames.forEachName(table.columns[position]) { row, text in exact.insert(text, row: row) }
        }
        var named = table.naming.nameFields
        // What shows a row calls it, whether the schema counts it among the names or not.
        if let shown = table.displayPosition, !named.contains(shown), !keyFields.contains(shown) { named.append(shown) }
        for position in named {
            RowNames.forEachName(table.columns[position]) { row, text in
                k1.insert(text, row: row)
                k2.insert(text, row: row)
            }
        }
        (byK1, byK2, byKey) = (k1, k2, exact)
    }

    /// The rows that a written name calls, ascending, each once.
    ///
    /// A primary key answers by itself; otherwise names the same by K1, or by K2 where the name has no marks.
    /// `neededK2` tells that K1 alone would have found fewer.
    public func rows(called name: String) -> (rows: [UInt32], neededK2: Bool) {
        let keyed = byKey.rows(name)
        let plain = byK1.rows(name)
        if Folding.hasMarks(name) { return (RowNames.merged(keyed, plain), false) }
        let loose = byK2.rows(name)
        return (RowNames.merged(keyed, loose), Set(loose).union(keyed).count > Set(plain).union(keyed).count)
    }

    /// The rows that a written key or name calls exactly; for `==`.
    public func rows(identicalTo name: String) -> [UInt32] {
        let key = Folding.key(.exact, name)
        return byK1.rows(name).filter { byK1.spellings(ofRow: $0).contains(key) } + byKey.rows(name)
    }

    /// Every name once, for suggestions and completion.
    public var allNames: [String] { byK1.allSpellings + byKey.allSpellings }

    private static func merged(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] { Array(Set(a).union(b)).sorted() }

    private static func forEachName(_ column: Column, _ body: (UInt32, TextSlice) -> Void) {
        for row in 0..<column.count where column.isPresent(row) {
            switch column.payload {
            case .codes(let codes, let dictionary):
                body(UInt32(row), dictionary[Int(codes[row])])
            case .lists(let offsets, let elements):
                guard case .codes(let codes, let dictionary) = elements.payload else { continue }
                for element in Int(offsets[row])..<Int(offsets[row + 1]) where elements.isPresent(element) {
                    body(UInt32(row), dictionary[Int(codes[element])])
                }
            case .integers, .doubles:
                let bytes = column.text(row)
                body(UInt32(row), TextSlice(Buffer(bytes), 0..<bytes.count))
            }
        }
    }
}

/// Folded names to rows.
private struct NameTable: Sendable {
    let level: Folding.Level
    private var rowsByKey: [[UInt8]: [UInt32]] = [:]
    private var spellingsByRow: [UInt32: [TextSlice]] = [:]

    init(level: Folding.Level) { self.level = level }

    mutating func insert(_ text: TextSlice, row: UInt32) {
        var key: [UInt8] = []
        text.withSpan { Folding.append(level, of: $0, to: &key) }
        if rowsByKey[key]?.last != row { rowsByKey[key, default: []].append(row) }
        spellingsByRow[row, default: []].append(text)
    }

    func rows(_ name: String) -> [UInt32] { rowsByKey[Folding.key(level, name)] ?? [] }

    func spellings(ofRow row: UInt32) -> [[UInt8]] {
        (spellingsByRow[row] ?? []).map { text in
            var key: [UInt8] = []
            text.withSpan { Folding.append(.exact, of: $0, to: &key) }
            return key
        }
    }

    var allSpellings: [String] { spellingsByRow.keys.sorted().flatMap { spellingsByRow[$0]!.map(\.string) } }
}

import Foundation
import Values

/// Random collections that refer to one another, as the reference evaluator sees them and as files.
struct ReferenceData {
    static let texts = [
        "tổng hợp", "Tổng hợp", "to\u{302}\u{309}ng ho\u{31B}\u{323}p", "tong hop", "tông hợp", "tổng  hợp", "hoà bình",
        "tổng\u{A0}hợp", "hòa bình", "HOÀ BÌNH", "hoa binh", "Đà Nẵng", "đa năng", "Da Nang", "ủy ban", "uỷ ban", "a",
        "A", "ă", "Khối 2", "Khối 10", "x-y", "x–y", "Ðà Nẵng", "7", "12.5",
    ]
    static let names = ["Hà Nội", "Ha Noi", "Huế", "Đà Lạt", "Tòa án", "Vinh"]
    static let aliases = ["HN", "Thăng Long", "thang long", "cố đô", "toà", "DL"]
    static let people = [
        "Nguyễn Văn An", "Trần Thị Bình", "Lê An", "Phạm Văn Ân", "Võ Bình", "Đỗ Đức Anh", "An", "Nguyễn Văn  An",
        "nguyễn văn an", "Điểu K’Ré", "Trịnh Văn Quyết",
    ]
    static let greatIntegers: [Int64] = [.max, .max - 1, .min + 1, .min + 2, 0, -1, 1 << 53, (1 << 53) + 1, 1 << 32]
    static let greatDoubles = [1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 0, -0.0, 1e300, 0.1, -1]

    private(set) var tables: [ReferenceCollection: ReferenceTable] = [:]
    /// Nil where all numbers are small, and texts come as they come.
    let variety: ReferenceVariety?

    subscript(collection: ReferenceCollection) -> ReferenceTable { tables[collection]! }

    init(rowCount: Int, isVaried: Bool = true, random: inout SeededRandom) {
        variety = isVaried ? ReferenceVariety(rowCount: rowCount, random: &random) : nil
        let counts: [ReferenceCollection: Int] = [
            .rows: rowCount, .targets: Self.names.count, .more: random.pick([0, 1, 20, 40]),
        ]
        for collection in ReferenceCollection.allCases {
            var table = ReferenceTable(columns: Self.columns(collection), rows: [])
            // Some columns have no value at all; numbers keep one, which says how they are written.
            let empty = Set(table.columns.indices.filter { _ in random.chance(4) })
            for number in 0..<counts[collection]! {
                var cells: [Cell] = []
                for (position, column) in table.columns.enumerated() {
                    let cell = cell(column, number, collection, counts, &random)
                    let canMiss = position > 0 && column.name != "name" && !(number == 0 && column.kind.isNumeric)
                    let isMissing = empty.contains(position) || random.chance(15) || column.name == "gone"
                    cells.append(canMiss && isMissing ? .missing : cell)
                }
                table.rows.append(cells + [.reference(collection, number), Cell(number + 1)])
            }
            // No number says with how many digits the others are written.
            if isVaried, table.rows.isEmpty { table.columns.makeNumbersWhole() }
            table.columns.append(.init(name: "_row", kind: .reference(collection), isHidden: true))
            table.columns.append(.init(name: "_line", kind: .integer, isHidden: true))
            tables[collection] = table
        }
    }

    private static func columns(_ collection: ReferenceCollection) -> [ReferenceColumn] {
        switch collection {
        case .rows:
            [
                .init(name: "id", kind: .integer), .init(name: "t", kind: .text), .init(name: "u", kind: .text),
                .init(name: "person", kind: .text), .init(name: "gone", kind: .text),
                .init(name: "n", kind: .integer), .init(name: "m", kind: .integer),
                .init(name: "d", kind: .number(scale: 2)), .init(name: "f", kind: .double),
                .init(name: "x", kind: .integer, isExtreme: true), .init(name: "e", kind: .double, isExtreme: true),
                .init(name: "b", kind: .truth), .init(name: "day", kind: .date),
                .init(name: "ref", kind: .reference(.targets)), .init(name: "kin", kind: .reference(.rows)),
                .init(name: "tags", kind: .list(.text)), .init(name: "nums", kind: .list(.integer)),
            ]
        case .targets:
            [
                .init(name: "id", kind: .text), .init(name: "name", kind: .text),
                .init(name: "aliases", kind: .list(.text)), .init(name: "size", kind: .integer),
                .init(name: "parent", kind: .reference(.targets)),
            ]
        case .more:
            [
                .init(name: "k", kind: .integer), .init(name: "w", kind: .text),
                .init(name: "amount", kind: .number(scale: 1)), .init(name: "since", kind: .date),
                .init(name: "owner", kind: .reference(.targets)), .init(name: "other", kind: .reference(.targets)),
                .init(name: "kin", kind: .reference(.rows)),
            ]
        }
    }

    private func cell(
        _ column: ReferenceColumn, _ number: Int, _ collection: ReferenceCollection,
        _ counts: [ReferenceCollection: Int], _ random: inout SeededRandom
    ) -> Cell {
        switch (collection, column.name) {
        case (.rows, "id"), (.more, "k"): return Cell(number * (variety?.keyStride ?? 1))
        case (.targets, "id"): return .text("key-\(number)")
        case (.targets, "name"): return .text(Self.names[number])
        case (.targets, "aliases"): return .list(random.chance(60) ? [.text(random.pick(Self.aliases))] : [])
        case (_, "person"): return .text(random.pick(Self.people))
        case (_, "x"): return .number(ExactDecimal(random.pick(Self.greatIntegers)))
        case (_, "e"): return .double(random.pick(Self.greatDoubles))
        default: break
        }
        if let varied = varied(column, number, &random) { return varied }
        switch column.kind {
        case .text: return .text(random.pick(Self.texts))
        case .number(scale: 0): return Cell(random.below(16) - 3)
        case .number(let scale):
            return .number(ExactDecimal(significand: Int128(random.below(400) - 100), scale: scale))
        case .double, .approximate: return .double(Double(random.below(80) - 20) / 8 + 0.0625)
        case .truth: return .truth(random.chance(50))
        case .date:
            return .date(
                CalendarDate(year: 2020 + random.below(3), month: 1 + random.below(12), day: 1 + random.below(28))!)
        case .reference(.targets) where collection == .targets:
            return number == 0 ? .missing : .reference(.targets, random.below(number))
        case .reference(let target):
            return counts[target]! == 0 ? .missing : .reference(target, random.below(counts[target]!))
        case .list(let element):
            return .list(
                (0..<random.below(4)).map { _ in
                    element == .text ? .text(random.pick(Self.texts)) : Cell(random.below(9))
                })
        }
    }

    /// What varies from one set of collections to the next.
    private func varied(_ column: ReferenceColumn, _ number: Int, _ random: inout SeededRandom) -> Cell? {
        guard let variety else { return nil }
        switch column.name {
        case "m", "size": return Cell(variety.integer(&random))
        case "d": return .number(variety.decimal(&random, scale: 2))
        case "t", "u": return .text(variety.text(number, &random))
        default: return nil
        }
    }

    /// The same collections with only some rows of one; references to the others become missing.
    func keeping(_ kept: [Int], of collection: ReferenceCollection) -> ReferenceData {
        var result = self
        var numbers: [Int: Int] = [:]
        for (new, old) in kept.enumerated() { numbers[old] = new }
        result.tables[collection]!.rows = kept.enumerated().map { new, old in
            self[collection].rows[old].dropLast() + [Cell(new + 1)]
        }
        for (other, table) in result.tables {
            result.tables[other]!.rows = table.rows.map { cells in
                cells.map { cell in
                    guard case .reference(collection, let old) = cell else { return cell }
                    return numbers[old].map { .reference(collection, $0) } ?? .missing
                }
            }
        }
        return result
    }
}

extension [ReferenceColumn] {
    fileprivate mutating func makeNumbersWhole() {
        for index in indices where self[index].kind.scale != nil { self[index].kind = .integer }
    }
}

// MARK: Files

extension ReferenceData {
    /// Writes a data package.
    func write(to folder: ScratchFolder) throws {
        try folder.write(package, to: "datapackage.json")
        for collection in ReferenceCollection.allCases {
            try folder.write(lines(collection), to: "\(collection).jsonl")
        }
    }

    /// A collection as lines of JSON.
    func lines(_ collection: ReferenceCollection) -> String {
        let table = self[collection]
        return table.rows.map { cells in
            let fields = table.shown.map { "\"\(table.columns[$0].name)\": \(json(cells[$0]))" }
            return "{" + fields.joined(separator: ", ") + "}\n"
        }.joined()
    }

    private func json(_ cell: Cell) -> String {
        switch cell {
        case .missing: "null"
        case .text(let text): "\"\(text)\""
        case .number(let number): number.description
        case .double(let double): DoubleNotation.json(double.description)
        case .truth(let truth): truth.description
        case .date(let date): "\"\(date.isoText)\""
        case .reference(let collection, let number): json(self[collection].rows[number][0])
        case .list(let parts): "[\(parts.map { json($0) }.joined(separator: ", "))]"
        }
    }

    private var package: String {
        let resources = ReferenceCollection.allCases.map { collection in
            let columns = self[collection].columns.filter { !$0.isHidden }
            let fields = columns.map { "{\"name\": \"\($0.name)\", \"type\": \(type($0.kind))}" }
            let keys = columns.compactMap { column -> String? in
                guard case .reference(let target) = column.kind else { return nil }
                let resource = target == collection ? "" : target.rawValue
                let key = self[target].columns[0].name
                return """
                    {"fields": "\(column.name)", "reference": {"resource": "\(resource)", "fields": "\(key)"}}
                    """
            }
            let naming =
                collection == .targets
                ? "\"tdq:names\": [\"name\", \"aliases\"], \"tdq:display\": \"name\""
                : "\"tdq:display\": \"\(collection == .rows ? "t" : "w")\""
            return """
                {"name": "\(collection)", "path": "\(collection).jsonl", "format": "jsonl", "schema": {
                  "fields": [\(fields.joined(separator: ", "))], "primaryKey": "\(columns[0].name)", \(naming),
                  "foreignKeys": [\(keys.joined(separator: ", "))]}}
                """
        }
        return "{\"name\": \"reference\", \"resources\": [\n\(resources.joined(separator: ",\n"))\n]}\n"
    }

    private func type(_ kind: Kind) -> String {
        switch kind {
        case .text: "\"string\""
        case .number(scale: 0): "\"integer\""
        case .number, .double, .approximate: "\"number\""
        case .truth: "\"boolean\""
        case .date: "\"date\""
        case .reference(let target): type(self[target].columns[0].kind)
        case .list(let element): "\"array\", \"arrayItem\": {\"type\": \(type(element))}"
        }
    }
}

extension CalendarDate {
    var isoText: String {
        let parts = components
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return "\(parts.year)-\(two(parts.month))-\(two(parts.day))"
    }
}

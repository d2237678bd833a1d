import Foundation
import Values

/// A random collection `rows` with a reference to `targets`, as the reference evaluator sees it and as files.
struct ReferenceData {
    static let texts = [
        "tổng hợp", "Tổng hợp", "to\u{302}\u{309}ng ho\u{31B}\u{323}p", "tong hop", "tông hợp", "tổng  hợp", "hoà bình",
        "hòa bình",
        "HOÀ BÌNH", "hoa binh", "Đà Nẵng", "đa năng", "Da Nang", "ủy ban", "uỷ ban", "a", "A", "ă", "Khối 2", "Khối 10",
        "x-y", "x–y",
    ]
    static let names = ["Hà Nội", "Ha Noi", "Huế", "Đà Lạt", "Tòa án", "Vinh"]
    static let aliases = ["HN", "Thăng Long", "thang long", "cố đô", "toà", "DL"]

    var table: ReferenceTable
    var targets: [ReferenceTarget] = []

    init(rowCount: Int, random: inout SeededRandom) {
        table = ReferenceTable(
            columns: [
                .init(name: "id", kind: .number), .init(name: "t", kind: .text), .init(name: "u", kind: .text),
                .init(name: "n", kind: .number), .init(name: "m", kind: .number), .init(name: "d", kind: .number),
                .init(name: "f", kind: .double), .init(name: "b", kind: .truth), .init(name: "day", kind: .date),
                .init(name: "ref", kind: .target), .init(name: "tags", kind: .list),
            ], rows: [])
        for (number, name) in Self.names.enumerated() {
            targets.append(
                ReferenceTarget(
                    id: "key-\(number)", name: name, aliases: random.chance(50) ? [random.pick(Self.aliases)] : [],
                    size: random.chance(20) ? .missing : .number(ExactDecimal(Int64(random.below(9)))),
                    parent: number == 0 || random.chance(30) ? nil : random.below(number)))
        }
        for number in 0..<rowCount { table.rows.append(row(number, &random)) }
    }

    private func row(_ number: Int, _ random: inout SeededRandom) -> [Cell] {
        func some(_ cell: Cell) -> Cell { random.chance(15) ? .missing : cell }
        let date = CalendarDate(year: 2020 + random.below(3), month: 1 + random.below(12), day: 1 + random.below(28))!
        let tags = (0..<random.below(4)).map { _ in random.pick(Self.texts) }
        return [
            .number(ExactDecimal(Int64(number))), some(.text(random.pick(Self.texts))),
            some(.text(random.pick(Self.texts))),
            some(.number(ExactDecimal(Int64(random.below(12) - 3)))),
            some(.number(ExactDecimal(Int64(random.below(40))))),
            some(.number(ExactDecimal(significand: Int128(random.below(400) - 100), scale: 2))),
            some(.double(Double(random.below(80) - 20) / 8 + 0.0625)), some(.truth(random.chance(50))),
            some(.date(date)),
            some(.target(random.below(targets.count))), some(.list(tags)),
        ]
    }

    /// Writes a data package.
    func write(to folder: ScratchFolder) throws {
        try folder.write(Self.package, to: "datapackage.json")
        let lines = table.rows.map { cells in
            "{" + zip(table.columns, cells).map { "\(json($0.name)): \(json($1))" }.joined(separator: ", ") + "}\n"
        }
        try folder.write(lines.joined(), to: "rows.jsonl")
        let others = targets.map { target in
            """
            {"id": \(json(target.id)), "name": \(json(target.name)), "aliases": \(json(.list(target.aliases))), \
            "size": \(json(target.size)), "parent": \(target.parent.map { json(targets[$0].id) } ?? "null")}\n
            """
        }
        try folder.write(others.joined(), to: "targets.jsonl")
    }

    private func json(_ text: String) -> String { "\"\(text)\"" }

    private func json(_ cell: Cell) -> String {
        switch cell {
        case .missing: "null"
        case .text(let text): json(text)
        case .number(let number): number.description
        // With an exponent, so that they are not taken for decimals.
        case .double(let double): double.description + "e0"
        case .truth(let truth): truth.description
        case .date(let date): json(date.isoText)
        case .target(let number): json(targets[number].id)
        case .list(let parts): "[\(parts.map { json($0) }.joined(separator: ", "))]"
        }
    }

    private static let package = """
        {"name": "reference", "resources": [
          {"name": "rows", "path": "rows.jsonl", "format": "jsonl", "schema": {"fields": [
            {"name": "id", "type": "integer"}, {"name": "t", "type": "string"}, {"name": "u", "type": "string"},
            {"name": "n", "type": "integer"}, {"name": "m", "type": "integer"}, {"name": "d", "type": "number"},
            {"name": "f", "type": "number"}, {"name": "b", "type": "boolean"}, {"name": "day", "type": "date"},
            {"name": "ref", "type": "string"}, {"name": "tags", "type": "array", "arrayItem": {"type": "string"}}],
            "primaryKey": "id",
            "foreignKeys": [{"fields": "ref", "reference": {"resource": "targets", "fields": "id"}}]}},
          {"name": "targets", "path": "targets.jsonl", "format": "jsonl", "schema": {"fields": [
            {"name": "id", "type": "string"}, {"name": "name", "type": "string"},
            {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}}, {"name": "size", "type": "integer"},
            {"name": "parent", "type": "string"}],
            "primaryKey": "id", "tdq:names": ["name", "aliases"], "tdq:display": "name",
            "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "id"}}]}}
        ]}
        """
}

extension CalendarDate {
    var isoText: String {
        let parts = components
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return "\(parts.year)-\(two(parts.month))-\(two(parts.day))"
    }
}

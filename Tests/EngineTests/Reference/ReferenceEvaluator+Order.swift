import Values
import VietnameseText

extension ReferenceEvaluator {
    /// What `by` and `distinct` take for one.
    enum Identity: Hashable {
        case missing
        case text([UInt8])
        case other(Cell)
    }

    func identity(_ cell: Cell) -> Identity {
        switch cell {
        case .missing: .missing
        case .text(let text): .text(Folding.key(.k1, text))
        case .double(let double) where double == 0: .other(.double(0))
        default: .other(cell)
        }
    }

    /// A reference as the value that shows it.
    func shown(_ cell: Cell) -> Cell {
        switch cell {
        case .reference(let collection, let number):
            let name = collection == .targets ? "name" : collection == .rows ? "t" : "w"
            return data[collection].rows[number][data[collection].position(name)]
        case .list(let parts): return .list(parts.map(shown))
        default: return cell
        }
    }

    // MARK: Order

    /// A value in a form that is compared quickly.
    enum Place {
        case missing
        case text([UInt8])
        case cell(Cell)
    }

    /// `mergesTexts`: texts that `=` takes for one have one place.
    func place(_ cell: Cell, isGivenName: Bool = false, mergesTexts: Bool = false) -> Place {
        switch shown(cell) {
        case .missing: return .missing
        case .text(let text):
            let compared = mergesTexts ? String(decoding: Folding.key(.parts, text), as: UTF8.self) : text
            return .text(isGivenName ? byGivenName(compared) : Self.alphabetical(compared))
        case let other: return .cell(other)
        }
    }

    /// -1, 0, 1 for two present values of one kind.
    func order(_ a: Cell, _ b: Cell) -> Int { order(place(a), place(b)) }

    func order(_ a: Place, _ b: Place) -> Int {
        switch (a, b) {
        case (.text(let x), .text(let y)):
            return x.lexicographicallyPrecedes(y) ? -1 : y.lexicographicallyPrecedes(x) ? 1 : 0
        case (.cell(.number(let x)), .cell(.number(let y))): return x < y ? -1 : y < x ? 1 : 0
        case (.cell(.truth(let x)), .cell(.truth(let y))): return x == y ? 0 : x ? 1 : -1
        case (.cell(.date(let x)), .cell(.date(let y))): return x < y ? -1 : y < x ? 1 : 0
        case (.cell(let x), .cell(let y)):
            let (p, q) = (double(x)!, double(y)!)
            return p < q ? -1 : q < p ? 1 : 0
        default: preconditionFailure("values of two kinds")
        }
    }

    static func alphabetical(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        CollationKey.append(Array(text.utf8).span, to: &key)
        return key
    }

    private func byGivenName(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        CollationKey.appendGivenNameFirst(Array(text.utf8).span, to: &key)
        return key
    }

    /// -1, 0, 1 for two rows by their keys; missing last, whichever way.
    func order(_ a: [Place], _ b: [Place], _ keys: [ReferenceOrder]) -> Int {
        for (key, (x, y)) in zip(keys, zip(a, b)) {
            switch (x, y) {
            case (.missing, .missing): continue
            case (.missing, _): return 1
            case (_, .missing): return -1
            default:
                let order = order(x, y)
                if order != 0 { return key.isDescending ? -order : order }
            }
        }
        return 0
    }

    func places(_ keys: [ReferenceOrder], _ row: Row, mergesTexts: Bool = false) -> [Place] {
        keys.map { place(value($0.key, row), isGivenName: $0.isGivenName, mergesTexts: mergesTexts) }
    }

    /// Stable: the place decides among equals.
    func sorted(_ table: ReferenceTable, _ keys: [ReferenceOrder]) -> [[Cell]] {
        let decorated = table.rows.enumerated().map { ($0, $1, places(keys, Row(table, $1))) }
        return decorated.sorted { a, b in
            let order = order(a.2, b.2, keys)
            return order == 0 ? a.0 < b.0 : order < 0
        }.map(\.1)
    }

    // MARK: Groups

    struct Group {
        var labels: [Cell]
        var rows: [[Cell]]
    }

    /// Which of the spellings of a text stands for its group.
    enum Label { case commonest, least }

    /// Groups in the order of their keys, with their rows in order.
    func grouped(_ table: ReferenceTable, _ keys: [ReferenceExpression], label: Label) -> [Group] {
        var numbers: [[Identity]: Int] = [:]
        var groups: [Group] = []
        var values: [[[Cell]]] = []
        for cells in table.rows {
            let key = keys.map { value($0, Row(table, cells)) }
            let number = numbers[key.map(identity)] ?? groups.count
            if number == groups.count {
                numbers[key.map(identity)] = number
                groups.append(Group(labels: [], rows: []))
                values.append([])
            }
            groups[number].rows.append(cells)
            values[number].append(key)
        }
        let ascending = keys.map { ReferenceOrder(key: $0) }
        for number in groups.indices {
            groups[number].labels =
                label == .commonest
                ? keys.indices.map { key in commonest(values[number].map { $0[key] }) }
                : least(values[number], ascending)
        }
        return groups.enumerated().map { ($0, $1, $1.labels.map { place($0) }) }.sorted { a, b in
            let order = order(a.2, b.2, ascending)
            return order == 0 ? a.0 < b.0 : order < 0
        }.map(\.1)
    }

    /// The first among equally common ones; composed and decomposed are spellings too.
    private func commonest(_ cells: [Cell]) -> Cell {
        guard case .text = cells[0] else { return cells[0] }
        var counts: [[UInt8]: Int] = [:]
        var best = cells[0]
        let bytes = { (cell: Cell) -> [UInt8] in
            guard case .text(let text) = cell else { return [] }
            return Array(text.utf8)
        }
        for cell in cells { counts[bytes(cell), default: 0] += 1 }
        for cell in cells where counts[bytes(cell)]! > counts[bytes(best)]! { best = cell }
        return best
    }

    private func least(_ rows: [[Cell]], _ keys: [ReferenceOrder]) -> [Cell] {
        rows.reduce(rows[0]) { least, row in
            order(row.map { place($0) }, least.map { place($0) }, keys) < 0 ? row : least
        }
    }
}

import Columns

/// The first rows of each group, for one sort key or two and groups that are numbered: a short sorted list a group.
final class TopOfGroups: TopCandidates {
    private let groups: DenseKeys
    private let positions: [Int]
    private let lists: TopLists
    /// A first code above this is none of its group's first rows: that of the last of them, brought into 32 bits. Of many
    /// groups these stay in the caches where the lists do not.
    private var limits: [Int32]
    /// The first row of each group that refers to rows of a collection: such groups may be shown alike, and then stand
    /// as they are first seen.
    private var firsts: [UInt32]

    init(_ groups: DenseKeys, _ layout: Layout, keyCount: Int, count: Int) {
        self.groups = groups
        positions = groups.keys.map { layout.position(of: $0.column) }
        lists = TopLists(groups.count, of: count, hasSeconds: keyCount > 1)
        limits = Array(repeating: .max, count: groups.count)
        firsts = groups.hasReferences ? Array(repeating: .max, count: groups.count) : []
    }

    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection) {
        let numbers = groups.numbers(batch, positions)
        if !firsts.isEmpty {
            shown.forEachRow(numbers.count) { position, row in
                let group = Int(numbers[position])
                if row < firsts[group] { firsts[group] = row }
            }
        }
        let (first, second, lists) = (keys[0], keys[keys.count - 1], lists)
        // A loop without branches looks at the lists first: of many groups hardly any stand in the caches, and so several
        // are fetched at a time.
        let near = withinLimits(numbers, first).chosen { first[$0] <= lists.lastCode(ofGroup: Int(numbers[$0])) }
        for position in near {
            let (position, group) = (Int(position), Int(numbers[Int(position)]))
            lists.insert(TopPlace(code: first[position], row: shown.row(position)), second[position], group)
            limits[group] = Int32(clamping: lists.lastCode(ofGroup: group))
        }
    }

    /// The rows that `limits` do not pass over.
    private func withinLimits(_ numbers: [Int32], _ first: [Int64]) -> Batch.Positions {
        limits.withUnsafeBufferPointer { limits in
            Batch.Positions(of: numbers.indices) { position in
                let limit = limits[Int(numbers[position])]
                return first[position] <= (limit == .max ? .max : Int64(limit))
            }
        }
    }

    func learn(from sample: any TopCandidates) {}

    var firstKeyLimit: Int64 { .max }

    func isFull(of least: Int64) -> Bool { false }

    func absorb(_ other: any TopCandidates) {
        guard let other = other as? TopOfGroups else { preconditionFailure("candidates of one kind") }
        for group in firsts.indices { firsts[group] = min(firsts[group], other.firsts[group]) }
        lists.absorb(other.lists)
    }

    func chosen() -> [UInt32] {
        guard !firsts.isEmpty else { return lists.rows(ofGroups: limits.indices) }
        let order = firsts.indices.filter { firsts[$0] != .max }.sorted { firsts[$0] < firsts[$1] }
        return lists.rows(ofGroups: order)
    }
}

/// A row's place in an order: its first code, then its second, which stands elsewhere, then its number.
private struct TopPlace {
    let code: Int64
    let row: UInt32

    /// Behind all rows.
    static let free = TopPlace(code: .max, row: .max)

    var isFree: Bool { row == .max }
}

/// `count` places a group, ascending.
private struct TopLists {
    private let count: Int
    private let places: UnsafeMutableBufferPointer<TopPlace>
    /// The second code of each place; empty where rows have one. Places are small without, and so more of them are near.
    private let seconds: UnsafeMutableBufferPointer<Int64>
    private let owners: (PlainResults<TopPlace>, PlainResults<Int64>)

    init(_ groupCount: Int, of count: Int, hasSeconds: Bool) {
        self.count = count
        owners = (
            PlainResults(count: groupCount * count, initial: .free),
            PlainResults(count: hasSeconds ? groupCount * count : 0, initial: .max)
        )
        (places, seconds) = (owners.0.elements, owners.1.elements)
    }

    @inline(__always)
    func lastCode(ofGroup group: Int) -> Int64 { places[(group + 1) * count - 1].code }

    /// Puts a row among its group's, if it stands before the last of them.
    @inline(__always)
    func insert(_ new: TopPlace, _ second: Int64, _ group: Int) {
        let start = group * count
        var place = start + count - 1
        guard precedes(new, second, place) else { return }
        while place > start, precedes(new, second, place - 1) {
            places[place] = places[place - 1]
            if !seconds.isEmpty { seconds[place] = seconds[place - 1] }
            place -= 1
        }
        places[place] = new
        if !seconds.isEmpty { seconds[place] = second }
    }

    @inline(__always)
    private func precedes(_ new: TopPlace, _ second: Int64, _ place: Int) -> Bool {
        let other = places[place]
        if new.code != other.code { return new.code < other.code }
        if !seconds.isEmpty, second != seconds[place] { return second < seconds[place] }
        return new.row < other.row
    }

    func absorb(_ other: TopLists) {
        for index in other.places.indices where !other.places[index].isFree {
            insert(other.places[index], other.seconds.isEmpty ? 0 : other.seconds[index], index / count)
        }
    }

    func rows(ofGroups groups: some Sequence<Int>) -> [UInt32] {
        var rows: [UInt32] = []
        for group in groups {
            for place in places[group * count..<(group + 1) * count] where !place.isFree { rows.append(place.row) }
        }
        return rows
    }
}

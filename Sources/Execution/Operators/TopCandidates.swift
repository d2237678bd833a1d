import Columns
import Planning

/// What one thread keeps of the rows it sees for a `top`: sort keys and row numbers of the scanned collection, never the
/// rows themselves.
protocol TopCandidates: AnyObject {
    /// `keys`: the sort keys of the batch's rows; `shown`: their row numbers.
    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection)
    func absorb(_ other: any TopCandidates)
    /// From now on passes over what cannot be among the first rows, going by some rows that another has seen; takes none
    /// of them.
    func learn(from sample: any TopCandidates)
    /// Rows whose first key is greater are not wanted.
    var firstKeyLimit: Int64 { get }
    /// Whether no more rows are wanted if none has a lesser first key.
    func isFull(of least: Int64) -> Bool
    /// The rows chosen, in the order in which they come out.
    func chosen() -> [UInt32]
}

/// The first rows of all: those behind the last of them so far are passed over at the first key.
final class TopOfAll: TopCandidates {
    private let keyCount: Int
    private let count: Int
    /// `keyCount` codes a row.
    private var codes: [Int64] = []
    private var rows: [UInt32] = []
    /// The codes of the last row that could still be among the first, once there are enough.
    private var threshold: [Int64]?

    init(keyCount: Int, count: Int) {
        self.keyCount = keyCount
        self.count = count
    }

    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection) {
        // Rows come in ascending order, so that an equal row stands behind the one that is there.
        let (first, threshold, limit) = (keys[0], threshold, firstKeyLimit)
        var positions: Batch.Positions = []
        for position in first.indices where first[position] <= limit {
            if let threshold, !Self.precedes(keys, position, threshold) { continue }
            positions.append(Int32(position))
        }
        for position in positions {
            for key in keys { codes.append(key[Int(position)]) }
            rows.append(shown.row(Int(position)))
        }
        if rows.count >= max(4096, 4 * count) { prune() }
    }

    var firstKeyLimit: Int64 { threshold?[0] ?? .max }

    private static func precedes(_ keys: [[Int64]], _ position: Int, _ threshold: [Int64]) -> Bool {
        for (key, limit) in zip(keys, threshold) where key[position] != limit { return key[position] < limit }
        return false
    }

    private func prune() {
        let kept = (0..<rows.count).sorted(by: precedes).prefix(count)
        let newCodes = kept.flatMap { codes[$0 * keyCount..<($0 + 1) * keyCount] }
        rows = kept.map { rows[$0] }
        codes = newCodes
        if count > 0, rows.count == count { threshold = Array(codes.suffix(keyCount)) }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        for key in 0..<keyCount {
            let (x, y) = (codes[a * keyCount + key], codes[b * keyCount + key])
            if x != y { return x < y }
        }
        return rows[a] < rows[b]
    }

    func learn(from sample: any TopCandidates) {
        guard let sample = sample as? TopOfAll else { preconditionFailure("candidates of one kind") }
        sample.prune()
        guard var limit = sample.threshold, let last = limit.last, last < .max else { return }
        // A row like the last of the sample's may be that row.
        limit[limit.count - 1] = last + 1
        threshold = limit
    }

    func isFull(of least: Int64) -> Bool {
        guard rows.count >= count else { return false }
        var found = 0
        for index in stride(from: 0, to: codes.count, by: keyCount) where codes[index] <= least { found += 1 }
        return found >= count
    }

    func absorb(_ other: any TopCandidates) {
        guard let other = other as? TopOfAll else { preconditionFailure("candidates of one kind") }
        codes += other.codes
        rows += other.rows
    }

    func chosen() -> [UInt32] {
        prune()
        return rows
    }
}

/// The first rows of each group, for one sort key or two and groups that are numbered: a short sorted list a group.
final class TopOfGroups: TopCandidates {
    private let groups: DenseKeys
    private let positions: [Int]
    private let count: Int
    /// `count` places a group, ascending; a free one stands behind all rows.
    private var places: [TopPlace]
    /// A first code above this is none of its group's first rows: that of the last of them, brought into 32 bits. Of many
    /// groups these stay in the caches where the lists do not.
    private var limits: [Int32]
    /// The first row of each group that refers to rows of a collection: such groups may be shown alike, and then stand
    /// as they are first seen.
    private var firsts: [UInt32]

    init(_ groups: DenseKeys, _ layout: Layout, count: Int) {
        self.groups = groups
        self.count = count
        positions = groups.keys.map { layout.position(of: $0.column) }
        places = Array(repeating: .free, count: groups.count * count)
        limits = Array(repeating: .max, count: groups.count)
        firsts = groups.hasReferences ? Array(repeating: .max, count: groups.count) : []
    }

    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection) {
        let numbers = groups.numbers(batch, positions)
        let (first, second, count) = (keys[0], keys[keys.count - 1], count)
        if !firsts.isEmpty {
            shown.forEachRow(numbers.count) { position, row in
                let group = Int(numbers[position])
                if row < firsts[group] { firsts[group] = row }
            }
        }
        places.withUnsafeMutableBufferPointer { places in
            limits.withUnsafeMutableBufferPointer { limits in
                for position in first.indices {
                    let (code, group) = (first[position], Int(numbers[position]))
                    if code > Int64(limits[group]), limits[group] < .max { continue }
                    let own = UnsafeMutableBufferPointer(rebasing: places[group * count..<(group + 1) * count])
                    TopPlace(code: code, second: second[position], row: shown.row(position)).insert(into: own)
                    limits[group] = Int32(clamping: own[count - 1].code)
                }
            }
        }
    }

    func learn(from sample: any TopCandidates) {}

    var firstKeyLimit: Int64 { .max }

    func isFull(of least: Int64) -> Bool { false }

    func absorb(_ other: any TopCandidates) {
        guard let other = other as? TopOfGroups else { preconditionFailure("candidates of one kind") }
        for group in firsts.indices { firsts[group] = min(firsts[group], other.firsts[group]) }
        let count = count
        places.withUnsafeMutableBufferPointer { places in
            for index in other.places.indices where !other.places[index].isFree {
                let start = index / count * count
                other.places[index].insert(into: UnsafeMutableBufferPointer(rebasing: places[start..<start + count]))
            }
        }
    }

    func chosen() -> [UInt32] {
        guard !firsts.isEmpty else { return places.filter { !$0.isFree }.map(\.row) }
        let order = firsts.indices.filter { firsts[$0] != .max }.sorted { firsts[$0] < firsts[$1] }
        return order.flatMap { group in places[group * count..<(group + 1) * count].filter { !$0.isFree }.map(\.row) }
    }
}

/// A row's place in an order: its codes, then its number.
private struct TopPlace {
    let code: Int64
    /// The last key's code, which is the first's where there is but one.
    let second: Int64
    let row: UInt32

    /// Behind all rows.
    static let free = TopPlace(code: .max, second: .max, row: .max)

    var isFree: Bool { row == .max }

    /// Puts it among some places that are in order, if it stands before the last of them.
    @inline(__always)
    func insert(into places: UnsafeMutableBufferPointer<TopPlace>) {
        var place = places.count - 1
        guard precedes(places[place]) else { return }
        while place > 0, precedes(places[place - 1]) {
            places[place] = places[place - 1]
            place -= 1
        }
        places[place] = self
    }

    @inline(__always)
    private func precedes(_ other: TopPlace) -> Bool {
        if code != other.code { return code < other.code }
        return second < other.second || second == other.second && row < other.row
    }
}

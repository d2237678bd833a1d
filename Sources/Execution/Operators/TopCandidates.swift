import Columns
import Planning

/// What one thread keeps of the rows it sees for a `top`: sort keys and row numbers of the scanned collection, never the
/// rows themselves.
protocol TopCandidates: AnyObject {
    /// `keys`: the sort keys of the batch's rows; `shown`: their row numbers.
    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection)
    func absorb(_ other: any TopCandidates)
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
        codes.append(contentsOf: positions.lazy.flatMap { position in keys.lazy.map { $0[Int(position)] } })
        rows.append(contentsOf: positions.lazy.map { shown.row(Int($0)) })
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

/// The first rows of each group, for one sort key and groups that are numbered: a short sorted list a group.
final class TopOfGroups: TopCandidates {
    private let groups: DenseKeys
    private let positions: [Int]
    private let count: Int
    /// `count` codes a group, ascending, with their rows; a free place holds the greatest of both.
    private var codes: [Int64]
    private var rows: [UInt32]
    /// The first row of each group that refers to rows of a collection: such groups may be shown alike, and then stand
    /// as they are first seen.
    private var firsts: [UInt32]

    init(_ groups: DenseKeys, _ layout: Layout, count: Int) {
        self.groups = groups
        self.count = count
        positions = groups.keys.map { layout.position(of: $0.column) }
        codes = Array(repeating: .max, count: groups.count * count)
        rows = Array(repeating: .max, count: groups.count * count)
        firsts = groups.hasReferences ? Array(repeating: .max, count: groups.count) : []
    }

    func add(_ batch: Batch, _ keys: [[Int64]], _ shown: RowSelection) {
        let numbers = groups.numbers(batch, positions)
        let key = keys[0]
        if !firsts.isEmpty {
            for (position, number) in numbers.enumerated() {
                firsts[Int(number)] = min(firsts[Int(number)], shown.row(position))
            }
        }
        codes.withUnsafeMutableBufferPointer { codes in
            rows.withUnsafeMutableBufferPointer { rows in
                for position in key.indices {
                    let place = TopPlace(code: key[position], row: shown.row(position))
                    place.insert(into: Int(numbers[position]) * count, count, codes, rows)
                }
            }
        }
    }

    var firstKeyLimit: Int64 { .max }

    func isFull(of least: Int64) -> Bool { false }

    func absorb(_ other: any TopCandidates) {
        guard let other = other as? TopOfGroups else { preconditionFailure("candidates of one kind") }
        for group in firsts.indices { firsts[group] = min(firsts[group], other.firsts[group]) }
        codes.withUnsafeMutableBufferPointer { codes in
            rows.withUnsafeMutableBufferPointer { rows in
                for index in other.rows.indices where other.rows[index] != .max {
                    let place = TopPlace(code: other.codes[index], row: other.rows[index])
                    place.insert(into: index / count * count, count, codes, rows)
                }
            }
        }
    }

    func chosen() -> [UInt32] {
        guard !firsts.isEmpty else { return rows.filter { $0 != .max } }
        let order = firsts.indices.filter { firsts[$0] != .max }.sorted { firsts[$0] < firsts[$1] }
        return order.flatMap { group in rows[group * count..<(group + 1) * count].filter { $0 != .max } }
    }
}

/// A row's place in an order: its code, then its number.
private struct TopPlace {
    let code: Int64
    let row: UInt32

    /// Puts it among the `count` places from `start` on, if it stands before the last of them.
    @inline(__always)
    func insert(
        into start: Int, _ count: Int, _ codes: UnsafeMutableBufferPointer<Int64>,
        _ rows: UnsafeMutableBufferPointer<UInt32>
    ) {
        var place = start + count - 1
        guard precedes(codes[place], rows[place]) else { return }
        while place > start, precedes(codes[place - 1], rows[place - 1]) {
            codes[place] = codes[place - 1]
            rows[place] = rows[place - 1]
            place -= 1
        }
        codes[place] = code
        rows[place] = row
    }

    @inline(__always)
    private func precedes(_ otherCode: Int64, _ otherRow: UInt32) -> Bool {
        code < otherCode || code == otherCode && row < otherRow
    }
}

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

import Glibc

/// What is checked of a result: how many rows, and the sum of each column.
///
/// A text counts as its length in bytes, a missing value or NaN as nothing: the same in every system, whatever the
/// order of the rows.
struct ResultSums: Equatable {
    static let tolerance = 1e-9
    var rows: Int
    var sums: [Double]

    /// Why `other` is not the same result within the tolerance, or nil.
    /// - Parameter unchecked: columns (from 1) that may differ.
    func difference(from other: ResultSums, unchecked: Set<Int>) -> String? {
        if rows != other.rows { return "\(rows) rows instead of \(other.rows)" }
        if sums.count != other.sums.count { return "\(sums.count) columns instead of \(other.sums.count)" }
        for column in sums.indices where !unchecked.contains(column + 1) {
            let (mine, theirs) = (sums[column], other.sums[column])
            guard abs(mine - theirs) <= ResultSums.tolerance * max(abs(mine), abs(theirs)) else {
                return "column \(column + 1) sums to \(mine) instead of \(theirs)"
            }
        }
        return nil
    }

    /// As benchmark files write it: `100 rows, sums 500 299988.5`.
    var text: String { "\(rows) rows, sums " + sums.map(ResultSums.text).joined(separator: " ") }

    init(rows: Int, sums: [Double]) {
        self.rows = rows
        self.sums = sums
    }

    init?(text: String) {
        let parts = text.split(separator: ",", maxSplits: 1)
        guard parts.count == 2, parts[0].hasSuffix(" rows"), let rows = Int(parts[0].dropLast(5)) else { return nil }
        let words = parts[1].split(separator: " ")
        guard words.first == "sums" else { return nil }
        let sums = words.dropFirst().map { Double($0) }
        guard !sums.contains(nil) else { return nil }
        self.init(rows: rows, sums: sums.compactMap { $0 })
    }

    private static func text(_ sum: Double) -> String {
        guard let whole = Int64(exactly: sum) else { return "\(sum)" }
        return "\(whole)"
    }
}

import Columns
import Values

extension Column {
    /// How many different values the column can store, each the one before plus one, from its base on; `range`: between
    /// what its integers lie. Nil where that is unknown.
    public func storableCount(_ catalog: Catalog, _ range: ClosedRange<Int64>?) -> Int? {
        guard let packed else { return nil }
        if let dictionary { return dictionary.count }
        if case .reference(let target) = type, let rows = catalog[target]?.rowCount, packed.base >= 0 {
            return max(0, rows - Int(packed.base))
        }
        guard let range else { return missingCount == count ? 0 : nil }
        let (span, overflow) = range.upperBound.subtractingReportingOverflow(packed.base)
        guard !overflow, range.lowerBound >= packed.base, span < Int64.max else { return nil }
        return Int(span) + 1
    }
}

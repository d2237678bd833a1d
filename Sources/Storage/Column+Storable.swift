import Columns
import Values

extension Column {
    /// How many different values the column can store, each the one before plus one, from its base on; `range`: between
    /// what its integers lie. Nil where that is unknown.
    public func storableCount(_ catalog: Catalog, _ range: ClosedRange<Int64>?) -> Int? {
        guard let packed else { return nil }
        if let dictionary { return dictionary.count }
        if case .reference(let target) = type, let rows = catalog[target]?.rowCount, packed.base >= 0 {
            let all = max(0, rows - Int(packed.base))
            return range.map { max(0, min(all - 1, Int($0.upperBound - packed.base)) + 1) } ?? all
        }
        guard let range else { return missingCount == count ? 0 : nil }
        let (span, overflow) = range.upperBound.subtractingReportingOverflow(packed.base)
        guard !overflow, range.lowerBound >= packed.base, span < Int64.max else { return nil }
        return Int(span) + 1
    }
}

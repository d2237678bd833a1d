/// A set of rows that indexes give, with what it costs.
struct AccessCandidate {
    var access: PhysicalPlan.Access
    /// How many rows it finds.
    var rows: Double
    /// To know how many they are.
    var countCost = 0.0
    /// To have them as a set: a run of ascending numbers, or a bitmap.
    var setCost = 0.0
    /// Whether the set is a bitmap.
    var isBitmap = false

    init(access: PhysicalPlan.Access, rows: Double) { (self.access, self.rows) = (access, rows) }

    /// From lists in any order: marked in a bitmap, or sorted where they are few.
    mutating func gather(_ tableRows: Double) {
        // As `RowSet` decides.
        isBitmap = rows > max(64, tableRows / 4096)
        setCost +=
            isBitmap ? AccessCosts.bit * tableRows + AccessCosts.mark * rows : AccessCosts.sort * rows
    }

    /// To have the numbers of a set one after another.
    func listCost(_ tableRows: Double) -> Double {
        isBitmap ? AccessCosts.bit * tableRows + AccessCosts.unmark * rows : 0
    }

    /// The rows of all parts, the shortest first.
    static func all(_ parts: [AccessCandidate], tableRows: Double) -> AccessCandidate {
        let sorted = parts.sorted { $0.rows < $1.rows }
        var result = sorted[0]
        // Two sets are counted without being made one; of the bits of a bitmap no list is made.
        var countCost = result.setCost
        for next in sorted.dropFirst() {
            countCost = result.setCost + next.setCost + common(result, next, tableRows, AccessCosts.mergeCount)
            result.setCost += next.setCost + common(result, next, tableRows, AccessCosts.merge)
            result.isBitmap = result.isBitmap && next.isBitmap
            result.rows *= next.rows / max(1, tableRows)
        }
        result.access = parts.count == 1 ? parts[0].access : .all(parts.map(\.access))
        result.countCost = countCost
        return result
    }

    private static func common(
        _ few: AccessCandidate, _ many: AccessCandidate, _ tableRows: Double, _ merge: Double
    ) -> Double {
        if few.isBitmap, many.isBitmap { return AccessCosts.bit * tableRows }
        if few.isBitmap { return AccessCosts.unmark * many.rows }
        if many.isBitmap { return AccessCosts.unmark * few.rows }
        return min(merge * (few.rows + many.rows), AccessCosts.leap * few.rows)
    }

    /// The rows of some part, marked in one bitmap.
    static func any(_ parts: [AccessCandidate], tableRows: Double) -> AccessCandidate {
        guard parts.count > 1 else { return parts[0] }
        let missed = parts.reduce(1) { $0 * (1 - $1.rows / max(1, tableRows)) }
        var result = AccessCandidate(access: .any(parts.map(\.access)), rows: tableRows * (1 - missed))
        result.isBitmap = true
        result.setCost = parts.reduce(AccessCosts.bit * tableRows) {
            $0 + $1.setCost + ($1.isBitmap ? AccessCosts.bit * tableRows : AccessCosts.mark * $1.rows)
        }
        result.countCost = result.setCost + AccessCosts.bit * tableRows
        return result
    }

    /// The other rows of the table.
    static func except(_ part: AccessCandidate, tableRows: Double) -> AccessCandidate {
        var result = AccessCandidate(access: .except(part.access), rows: max(0, tableRows - part.rows))
        result.isBitmap = true
        result.countCost = part.countCost
        result.setCost =
            part.setCost + AccessCosts.bit * tableRows + (part.isBitmap ? 0 : AccessCosts.mark * part.rows)
        return result
    }
}

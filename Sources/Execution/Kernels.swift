import Columns

/// Loops over rows with everything that does not change from row to row decided outside them.
extension Vector {
    /// Calls `body` with the position and the column's row of each of `positions` whose value is present.
    @inline(__always)
    func forEachPresent(_ positions: Batch.Positions, _ body: (Int, Int) -> Void) {
        switch selection {
        case .range(let start):
            guard let presence = column.presence else {
                for position in positions { body(Int(position), start + Int(position)) }
                return
            }
            for position in positions where presence[start + Int(position)] {
                body(Int(position), start + Int(position))
            }
        case .list(let list, let start):
            for position in positions {
                let row = list.rows[start + Int(position)]
                if row != RowList.none, column.isPresent(Int(row)) { body(Int(position), Int(row)) }
            }
        }
    }
}

extension PackedIntegers {
    /// Calls `body` with a reader made for the width, so that the loop inside it is compiled once a width.
    @inline(__always)
    func withReader(_ body: ((Int) -> Int64) -> Void) {
        let base = base
        switch storage {
        case .bytes(let buffer): body { base &+ Int64(buffer[$0]) }
        case .shorts(let buffer): body { base &+ Int64(buffer[$0]) }
        case .words(let buffer): body { base &+ Int64(buffer[$0]) }
        case .longs(let buffer): body { buffer[$0] }
        }
    }
}

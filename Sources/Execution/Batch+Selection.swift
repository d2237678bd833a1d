import Columns

extension Batch {
    /// Positions in a batch, ascending unless an operator says otherwise.
    typealias Positions = [Int32]

    static func allPositions(_ count: Int) -> Positions { Positions(0..<Int32(count)) }

    /// The rows at `positions`; vectors that showed the same rows go on sharing one list.
    func gathering(_ positions: Positions) -> Batch {
        var gatherer = RowGatherer(positions)
        return Batch(count: positions.count, vectors: vectors.map { gatherer.gather($0) })
    }

    func slice(_ range: Range<Int>) -> Batch {
        if range == 0..<count { return self }
        return Batch(count: range.count, vectors: vectors.map { $0.dropping(range.lowerBound) })
    }
}

extension Batch.Positions {
    /// Those of a range that `isChosen`, ascending.
    @inline(__always)
    init(of range: Range<Int>, where isChosen: (_ position: Int) -> Bool) {
        self.init(unsafeUninitializedCapacity: range.count) { positions, chosen in
            // Written first and counted after: whether one is chosen is no branch.
            for position in range {
                positions[chosen] = Int32(truncatingIfNeeded: position)
                chosen &+= isChosen(position).number
            }
        }
    }

    /// Those of them that `isChosen`, in their order.
    @inline(__always)
    func chosen(where isChosen: (_ position: Int) -> Bool) -> Batch.Positions {
        withUnsafeBufferPointer { all in
            Batch.Positions(unsafeUninitializedCapacity: all.count) { positions, chosen in
                for position in all {
                    positions[chosen] = position
                    chosen &+= isChosen(Int(position)).number
                }
            }
        }
    }

    /// The positions by the group of each, below `groupCount`; those of a group stay in their order.
    func sorted(
        groupCount: Int, _ cancellation: Cancellation, by group: (Int) -> Int32
    ) throws(ExecutionError) -> Batch.Positions {
        var next = [Int32](repeating: 0, count: groupCount + 1)
        try cancellation.forEachRun(count) { places throws(ExecutionError) in
            for place in places { next[Int(group(Int(self[place]))) + 1] += 1 }
        }
        for number in 0..<groupCount { next[number + 1] += next[number] }
        var sorted = Batch.Positions(repeating: 0, count: count)
        try cancellation.forEachRun(count) { places throws(ExecutionError) in
            for place in places {
                let number = Int(group(Int(self[place])))
                sorted[Int(next[number])] = self[place]
                next[number] += 1
            }
        }
        return sorted
    }
}

extension Bool {
    /// 1 for true, 0 for false, by no branch: from a condition the compiler makes one where the values are read far away.
    var number: Int {
        @inline(__always) get { Int(unsafeBitCast(self, to: UInt8.self)) }
    }
}

extension Vector {
    /// The same rows from position `start` on.
    func dropping(_ start: Int) -> Vector {
        switch selection {
        case .range(let first): Vector(column, .range(start: first + start))
        case .list(let list, let first): Vector(column, .list(list, start: first + start))
        }
    }

    /// A column of one row, seen at every position of a batch of so many.
    static func constant(_ column: Column, count: Int) -> Vector {
        Vector(column, .list(count == zeros.count ? zeros : RowList(repeatingFirst: count), start: 0))
    }

    /// Whether it shows one value, which is not missing, again and again.
    var isConstant: Bool {
        if case .list(let list, _) = selection { return list.repeatsFirst && column.presence == nil }
        return false
    }

    private static let zeros = RowList(repeatingFirst: Batch.standardCount)
}

extension RowList {
    /// Rows by their numbers, such as those of groups.
    convenience init(numbers: [Int32]) {
        self.init(
            Buffer(count: numbers.count) { rows in
                for position in numbers.indices { rows[position] = UInt32(bitPattern: numbers[position]) }
            })
    }
}

extension RowSelection {
    /// The column's row at a position.
    @inline(__always)
    func row(_ position: Int) -> UInt32 {
        switch self {
        case .range(let start): UInt32(start + position)
        case .list(let list, let start): list.rows[start + position]
        }
    }

    /// Calls `body` with each of the first `count` positions and the column's row.
    @inline(__always)
    func forEachRow(_ count: Int, _ body: (_ position: Int, _ row: UInt32) -> Void) {
        switch self {
        case .range(let start):
            for position in 0..<count { body(position, UInt32(truncatingIfNeeded: start + position)) }
        case .list(let list, let start):
            list.rows.withUnsafeElements { rows in
                for position in 0..<count { body(position, rows[start + position]) }
            }
        }
    }
}

/// Composes positions with the vectors' own selections, each different selection once.
struct RowGatherer {
    private let positions: Batch.Positions
    private var ranges: [Int: RowList] = [:]
    private var lists: [ListKey: RowList] = [:]

    private struct ListKey: Hashable {
        var list: ObjectIdentifier
        var start: Int
    }

    init(_ positions: Batch.Positions) { self.positions = positions }

    mutating func gather(_ vector: Vector) -> Vector {
        switch vector.selection {
        case .range(let start):
            if let known = ranges[start] { return Vector(vector.column, .list(known, start: 0)) }
            let made = RowList(
                Buffer(count: positions.count) { rows in
                    let first = UInt32(truncatingIfNeeded: start)
                    for index in positions.indices { rows[index] = UInt32(bitPattern: positions[index]) &+ first }
                })
            ranges[start] = made
            return Vector(vector.column, .list(made, start: 0))
        case .list(let list, let start):
            let key = ListKey(list: ObjectIdentifier(list), start: start)
            if let known = lists[key] { return Vector(vector.column, .list(known, start: 0)) }
            let made = RowList(
                Buffer(count: positions.count) { rows in
                    list.rows.withUnsafeElements { listed in
                        for index in positions.indices { rows[index] = listed[start + Int(positions[index])] }
                    }
                })
            lists[key] = made
            return Vector(vector.column, .list(made, start: 0))
        }
    }
}

extension Vector {
    /// Keeps the positions whose row is present and passes `test`, which gets the column's row number.
    @inline(__always)
    func keep(_ positions: inout Batch.Positions, where test: (Int) -> Bool) {
        var kept = 0
        positions.withUnsafeMutableBufferPointer { positions in
            switch selection {
            case .range(let start):
                if let presence = column.presence {
                    for position in positions {
                        let row = start + Int(position)
                        positions[kept] = position
                        if presence[row] && test(row) { kept += 1 }
                    }
                } else {
                    for position in positions {
                        positions[kept] = position
                        if test(start + Int(position)) { kept += 1 }
                    }
                }
            case .list(let list, let start):
                for position in positions {
                    let row = list.rows[start + Int(position)]
                    positions[kept] = position
                    if row != RowList.none, column.isPresent(Int(row)), test(Int(row)) { kept += 1 }
                }
            }
        }
        positions.removeLast(positions.count - kept)
    }
}

extension Column {
    /// Tells columns apart by the memory they hold.
    var identity: ObjectIdentifier {
        switch payload {
        case .integers(let packed), .codes(let packed, _):
            switch packed.storage {
            case .bytes(let buffer): ObjectIdentifier(buffer)
            case .shorts(let buffer): ObjectIdentifier(buffer)
            case .words(let buffer): ObjectIdentifier(buffer)
            case .longs(let buffer): ObjectIdentifier(buffer)
            }
        case .doubles(let buffer): ObjectIdentifier(buffer)
        case .lists(let offsets, _): ObjectIdentifier(offsets)
        }
    }
}

import Columns
import Planning
import Values

/// A grouping key as bits that stand in the order of its values, missing ones last.
enum RadixKey: Sendable {
    case numbered(DenseKey)
    /// A column of integers, too far apart to be numbered: the distance from `least` is the number, and that of a value
    /// that is missing is one more than any.
    case distance(column: ColumnID, stored: Column, least: Int64, missing: UInt64)

    /// What shows a group's value.
    enum Shown {
        /// The stored column at a row of the group.
        case stored(Column)
        /// These at the group's number.
        case numbered(Column)
    }

    /// The stored column in the batches.
    var column: ColumnID {
        switch self {
        case .numbered(let key): key.column
        case .distance(let column, _, _, _): column
        }
    }

    var shown: Shown {
        switch self {
        case .numbered(let key): key.stored.map { .stored($0) } ?? .numbered(key.values)
        case .distance(_, let stored, _, _): .stored(stored)
        }
    }

    /// Whether a group's value is found by its number.
    var isShownByNumber: Bool {
        if case .numbered = shown { return true }
        return false
    }

    var isReference: Bool {
        if case .numbered(let key) = self { return key.isReference }
        return false
    }

    /// Whether several spellings of a text would have to be put together.
    fileprivate var hasSpellings: Bool {
        if case .numbered(let key) = self { return key.classes != nil }
        return false
    }

    fileprivate var bits: Int {
        switch self {
        case .numbered(let key): Int.bitWidth - (key.count - 1).leadingZeroBitCount
        case .distance(_, _, _, let missing): UInt64.bitWidth - missing.leadingZeroBitCount
        }
    }

    /// Adds the bits of each row, moved left by `shift`, to `sums`.
    fileprivate func add(_ vector: Vector, shift: Int, to sums: UnsafeMutableBufferPointer<UInt64>) {
        switch self {
        case .numbered(let key): key.add(vector, shift: shift, to: sums)
        case .distance(_, _, let least, let missing):
            guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
            let shift = UInt64(shift)
            packed.withReader { read in
                vector.forEachRow(sums.count) { position, row in
                    let distance = row < 0 ? missing : UInt64(bitPattern: read(row) &- least)
                    sums[position] |= distance &<< shift
                }
            }
        }
    }
}

/// Several keys' numbers side by side in one integer, the first key leading.
struct PackedKeys: Sendable {
    let keys: [RadixKey]
    /// How far each key's number is moved left.
    private let shifts: [Int]
    /// How many low bits are used.
    let bits: Int

    /// Nil where they do not fit in 64 bits, or where spellings would have to be put together.
    init?(_ keys: [RadixKey]) {
        var bits = 0
        var shifts: [Int] = []
        for key in keys.reversed() {
            shifts.append(bits)
            bits += key.bits
        }
        guard bits <= 64, !keys.contains(where: \.hasSpellings) else { return nil }
        self.keys = keys
        self.shifts = shifts.reversed()
        self.bits = bits
    }

    /// The integer of each row of a batch.
    func write(_ batch: Batch, _ positions: [Int], to packed: UnsafeMutableBufferPointer<UInt64>) {
        packed.initialize(repeating: 0)
        for (key, position) in positions.enumerated() {
            keys[key].add(batch.vectors[position], shift: shifts[key], to: packed)
        }
    }

    /// The number of one key in such an integer.
    func number(ofKey key: Int, in packed: UInt64) -> UInt32 {
        let width = (key == 0 ? bits : shifts[key - 1]) - shifts[key]
        guard width > 0 else { return 0 }
        return UInt32(truncatingIfNeeded: packed &>> UInt64(shifts[key]) & (1 << UInt64(width) - 1))
    }
}

/// Keys as one or two integers that stand in their order: what does not fit into the first goes into the second.
struct RadixKeys: Sendable {
    let first: PackedKeys
    let second: PackedKeys?

    /// Nil where they take more than two, or where spellings would have to be put together.
    init?(_ keys: [RadixKey]) {
        var (bits, fitting) = (0, 0)
        while fitting < keys.count, bits + keys[fitting].bits <= UInt64.bitWidth {
            bits += keys[fitting].bits
            fitting += 1
        }
        guard let first = PackedKeys(Array(keys[..<fitting])) else { return nil }
        self.first = first
        guard fitting < keys.count else {
            second = nil
            return
        }
        guard fitting > 0, let second = PackedKeys(Array(keys[fitting...])) else { return nil }
        self.second = second
    }

    var all: [RadixKey] { first.keys + (second?.keys ?? []) }

    /// The number of one of all keys in two such integers.
    func number(ofKey key: Int, in packed: UInt64, _ second: UInt64) -> UInt32 {
        let place = key - first.keys.count
        return place < 0 ? first.number(ofKey: key, in: packed) : self.second!.number(ofKey: place, in: second)
    }
}

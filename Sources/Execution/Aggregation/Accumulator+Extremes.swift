import Columns
import Values

/// Least or greatest of whole numbers, decimals, dates and truths.
final class IntegerExtremeAccumulator: MergeableAccumulator {
    private let type: ValueType
    private let isMaximum: Bool
    private var values: [Int64] = []
    private var isPresent: [Bool] = []
    /// Of the rows since the column came that is read now, where it is narrow.
    private var narrow: NarrowExtremes?

    init(_ type: ValueType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
    }

    /// What every value beats, or equals.
    private var neutral: Int64 { isMaximum ? .min : .max }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        if !rows.isOneGroup, addNarrow(arguments[0], rows) { return }
        extend(rows.groupCount)
        guard let packed = arguments[0].column.packed else { preconditionFailure("integers were expected") }
        if rows.isOneGroup, !values.isEmpty { return addToOne(arguments[0], packed, rows) }
        let isMaximum = isMaximum
        values.withUnsafeMutableBufferPointer { values in
            isPresent.withUnsafeMutableBufferPointer { isPresent in
                packed.withReader { read in
                    arguments[0].forEachPresent(rows) { group, row in
                        let value = read(row)
                        values[group] = isMaximum ? max(values[group], value) : min(values[group], value)
                        isPresent[group] = true
                    }
                }
            }
        }
    }

    /// False where the rows must be added as whole values.
    private func addNarrow(_ vector: Vector, _ rows: GroupedRows) -> Bool {
        if narrow?.add(vector, rows) == true { return true }
        settle()
        narrow = NarrowExtremes(vector.column, isMaximum: isMaximum)
        return narrow?.add(vector, rows) == true
    }

    /// Takes what is narrow to the whole values.
    private func settle() {
        guard let settled = narrow.take() else { return }
        extend(settled.groupCount)
        let isMaximum = isMaximum
        values.withUnsafeMutableBufferPointer { values in
            isPresent.withUnsafeMutableBufferPointer { isPresent in
                settled.forEachGroup { group, value in
                    values[group] = isMaximum ? max(values[group], value) : min(values[group], value)
                    isPresent[group] = true
                }
            }
        }
    }

    /// All rows belong to the only group.
    private func addToOne(_ vector: Vector, _ packed: PackedIntegers, _ rows: GroupedRows) {
        var (least, greatest) = (Int64.max, Int64.min)
        if case .range(let start) = vector.selection, vector.column.presence == nil, rows.positions == nil {
            guard rows.count > 0 else { return }
            (least, greatest) = packed.extent(of: start..<start + rows.count)
        } else {
            packed.withReader { read in
                vector.forEachPresent(rows) { _, row in
                    let value = read(row)
                    (least, greatest) = (min(least, value), max(greatest, value))
                }
            }
            guard least <= greatest else { return }
        }
        values[0] = isMaximum ? max(values[0], greatest) : min(values[0], least)
        isPresent[0] = true
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? IntegerExtremeAccumulator else { preconditionFailure("accumulators of one kind") }
        settle()
        other.settle()
        extend(map.groupCount)
        for (group, value) in other.values.enumerated() where other.isPresent[group] {
            let target = map[group]
            values[target] = isMaximum ? max(values[target], value) : min(values[target], value)
            isPresent[target] = true
        }
    }

    private func extend(_ groupCount: Int) {
        values.extend(to: groupCount, with: neutral)
        isPresent.extend(to: groupCount, with: false)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        settle()
        extend(groupCount)
        return Column.integers(
            groups.map { values[Int($0)] }, type, presence: groups.map { isPresent[Int($0)] })
    }
}

final class DoubleExtremeAccumulator: MergeableAccumulator {
    private let isMaximum: Bool
    private var values: [Double?] = []

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        values.extend(to: rows.groupCount, with: nil)
        guard case .doubles(let buffer) = arguments[0].column.payload else {
            preconditionFailure("doubles were expected")
        }
        arguments[0].forEachPresent(rows) { group, row in offer(buffer[row], to: group) }
    }

    @inline(__always)
    private func offer(_ value: Double, to group: Int) {
        guard let known = values[group] else {
            values[group] = value
            return
        }
        // Of 0 and -0 the greater sign decides, so that the order of rows does not.
        values[group] = isMaximum ? Double.maximum(known, value) : Double.minimum(known, value)
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? DoubleExtremeAccumulator else { preconditionFailure("accumulators of one kind") }
        values.extend(to: map.groupCount, with: nil)
        for (group, value) in other.values.enumerated() {
            if let value { offer(value, to: map[group]) }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        values.extend(to: groupCount, with: nil)
        return Column.doubles(groups.map { values[Int($0)] })
    }
}

/// First or last text in alphabetical order; a dictionary's ranks decide within it, the sort keys across. Of texts that
/// sort alike the first row's is kept.
final class TextExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private let cancellation: Cancellation
    private var texts: [TextSlice?] = []
    private var keys: [[UInt8]] = []
    /// The best code of each group among the rows since `dictionary` came, or -1.
    private var best: [Int32] = []
    private var dictionary: TextDictionary?

    init(isMaximum: Bool, _ cancellation: Cancellation) {
        (self.isMaximum, self.cancellation) = (isMaximum, cancellation)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) throws(ExecutionError) {
        let vector = arguments[0]
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        if dictionary !== self.dictionary { settle() }
        self.dictionary = dictionary
        best.extend(to: rows.groupCount, with: -1)
        let ranks = try cancellation.ranks(dictionary, .alphabetical)
        let isMaximum = isMaximum
        best.withUnsafeMutableBufferPointer { best in
            codes.withReader { read in
                vector.forEachPresent(rows) { group, row in
                    let code = Int(read(row))
                    let known = Int(best[group])
                    if known < 0 || (isMaximum ? ranks[code] > ranks[known] : ranks[code] < ranks[known]) {
                        best[group] = Int32(code)
                    }
                }
            }
        }
    }

    /// Moves the best of the dictionary so far to the texts.
    private func settle() {
        guard let dictionary else { return }
        texts.extend(to: best.count, with: nil)
        keys.extend(to: best.count, with: [])
        for group in best.indices where best[group] >= 0 {
            offer(dictionary[Int(best[group])], to: group)
            best[group] = -1
        }
    }

    private func offer(_ text: TextSlice, to group: Int) {
        if let known = texts[group], known.buffer === text.buffer, known.range == text.range { return }
        let key = text.sortKey
        if texts[group] != nil {
            let isBetter =
                isMaximum ? keys[group].lexicographicallyPrecedes(key) : key.lexicographicallyPrecedes(keys[group])
            guard isBetter else { return }
        }
        texts[group] = text
        keys[group] = key
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        settle()
        texts.extend(to: groupCount, with: nil)
        var builder = ColumnAppender(.text)
        for group in groups {
            if let text = texts[Int(group)] { builder.append(text) } else { builder.appendMissing() }
        }
        return try builder.finish()
    }
}

import Columns
import Values

/// Least or greatest of whole numbers, decimals, dates and truths.
final class IntegerExtremeAccumulator: Accumulator {
    private let type: ValueType
    private let isMaximum: Bool
    private var values: [Int64] = []
    private var isPresent: [Bool] = []

    init(_ type: ValueType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
    }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
        let isMaximum = isMaximum
        values.withUnsafeMutableBufferPointer { values in
            isPresent.withUnsafeMutableBufferPointer { isPresent in
                packed.withReader { read in
                    vector.forEachPresent(positions) { position, row in
                        let group = Int(groups[position])
                        let value = read(row)
                        if !isPresent[group] || (isMaximum ? value > values[group] : value < values[group]) {
                            values[group] = value
                            isPresent[group] = true
                        }
                    }
                }
            }
        }
    }

    private func extend(_ groupCount: Int) {
        values.extend(to: groupCount, with: 0)
        isPresent.extend(to: groupCount, with: false)
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.integers(values, type, presence: isPresent)
    }
}

final class DoubleExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private var values: [Double?] = []

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        values.extend(to: groupCount, with: nil)
        guard case .doubles(let buffer) = vector.column.payload else { preconditionFailure("doubles were expected") }
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            guard let known = values[group] else {
                values[group] = buffer[row]
                continue
            }
            values[group] = isMaximum ? max(known, buffer[row]) : min(known, buffer[row])
        }
    }

    func finish(groupCount: Int) -> Column {
        values.extend(to: groupCount, with: nil)
        return Column.doubles(values)
    }
}

/// First or last text in alphabetical order; a dictionary's ranks decide within it, the sort keys across.
final class TextExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private var texts: [TextSlice?] = []
    private var keys: [[UInt8]] = []

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        texts.extend(to: groupCount, with: nil)
        keys.extend(to: groupCount, with: [])
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        var best: [Int: Int] = [:]
        let ranks = dictionary.ranks(.alphabetical)
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            let code = Int(codes[row])
            if let known = best[group], isMaximum ? ranks[code] <= ranks[known] : ranks[code] >= ranks[known] {
                continue
            }
            best[group] = code
        }
        for (group, code) in best { offer(dictionary[code], to: group) }
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

    func finish(groupCount: Int) -> Column {
        texts.extend(to: groupCount, with: nil)
        var builder = ColumnAppender(.text)
        for text in texts {
            if let text { builder.append(text) } else { builder.appendMissing() }
        }
        return builder.finish()
    }
}

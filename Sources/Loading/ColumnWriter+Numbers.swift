import Columns

/// Whole blocks of numbers.
extension ColumnWriter {
    /// Numbers in a guessed format, with what they prove; false where a cell does not fit.
    mutating func append(
        _ block: borrowing CellBlock, column: Int, number: PlainNumberFormat, inference: inout TypeInference
    ) -> Bool {
        var faults: [CellFault] = []
        let extent = withUnsafeMutablePointer(to: &inference) {
            appendNumbers(block, column, 0, number, &faults, evidence: $0)
        }
        inference.addPlainNumbers(extent.count, integerDigits: extent.integerDigits, scale: extent.scale)
        return faults.isEmpty
    }

    /// What the plain numbers need; the other cells are shown to `evidence`.
    @discardableResult
    mutating func appendNumbers(
        _ block: borrowing CellBlock, _ column: Int, _ planned: Int, _ number: PlainNumberFormat,
        _ faults: inout [CellFault], evidence: UnsafeMutablePointer<TypeInference>?
    ) -> PlainNumberExtent {
        let rowCount = block.rowCount
        let cells = block.cells.base + column
        let stride = block.columnCount
        let start = presence.count
        presence.append(presentCount: rowCount)
        var extent = PlainNumberExtent()
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: rowCount) { values in
            guard let target = values.baseAddress else { return }
            var row = 0
            while true {
                row += number.read(
                    cells + row * stride, stride: stride, count: rowCount - row, into: target + row, &extent)
                guard row < rowCount else { break }
                let cell = cells[row * stride]
                evidence?.pointee.add(cell, line: block.line(row), in: block)
                target[row] = 0
                if isMissing(cell) {
                    presence.clear(start + row)
                } else if let value = Self.unusualNumber(cell, format) {
                    target[row] = value
                    hasUnusualNumbers = true
                    extent.least = min(extent.least, value)
                    extent.greatest = max(extent.greatest, value)
                } else {
                    faults.append(CellFault(row: row, plan: planned, cell: cell, value: Self.shown(cell, in: block)))
                    presence.clear(start + row)
                }
                row += 1
            }
            if number.isDouble {
                values.withMemoryRebound(to: Double.self) { doubles.append(contentsOf: UnsafeBufferPointer($0)) }
            } else {
                packed.append(UnsafeBufferPointer(values), least: extent.least, greatest: extent.greatest)
            }
        }
        return extent
    }

    /// The value of a cell that is no plain number, a double as its bits; nil where it does not fit.
    private static func unusualNumber(_ cell: Cell, _ format: CellFormat) -> Int64? {
        guard cell.kind != .string else { return nil }
        guard case .double(let number) = format else { return format.integer(cell.trimmed) }
        return NumberReading.double(cell.trimmed, number).map { Int64(bitPattern: $0.bitPattern) }
    }
}

/// A guess that turns out too narrow: what has been read need not be read again.
extension ColumnWriter {
    /// No row has a value.
    var isBlank: Bool { presence.missingCount == count }

    /// Whether the values so far can be had in another format exactly as it would have read them: numbers, or none.
    ///
    /// Only plain numbers mean the same in all formats: 5.000 is a whole number with a decimal point, and five
    /// thousand with a decimal comma.
    func canWiden(to wider: CellFormat) -> Bool {
        guard format != wider, !isBlank else { return true }
        guard !hasUnusualNumbers, let number = PlainNumberFormat(format), !number.isDouble else { return false }
        switch wider {
        case .integer: return number.scale == 0
        case .decimal(let scale, let other):
            guard let widerNumber = PlainNumberFormat(wider), scale >= number.scale else { return false }
            guard number.scale == 0 || number.decimal == other.decimal else { return false }
            return packed.magnitude <= UInt64(Int64.max / (widerNumber.unit / number.unit))
        case .double(let other):
            // The quotient of two exact numbers is the nearest number to the text, as reading it would be.
            return packed.magnitude <= PlainNumberFormat.exactDouble
                && (number.scale == 0 || number.decimal == other.decimal)
        default: return false
        }
    }

    /// Goes on in a format for which `canWiden` holds.
    mutating func widen(to wider: CellFormat) {
        if isBlank { return goOn(in: wider) }
        guard format != wider, let number = PlainNumberFormat(format), let widerNumber = PlainNumberFormat(wider)
        else { return }
        if widerNumber.isDouble {
            doubles = packed.quotients(by: Double(number.unit))
            packed = PackedIntegersBuilder()
        } else if widerNumber.unit > number.unit {
            packed = packed.multiplied(by: widerNumber.unit / number.unit)
        }
        format = wider
    }

    /// Has the same rows without a value.
    private mutating func goOn(in wider: CellFormat) {
        guard format != wider else { return }
        var other = ColumnWriter(wider, missingValues: missingValues)
        other.expect(expectedCount)
        other.appendMissing(count: count)
        self = other
    }

    /// Only the first values stay.
    mutating func truncate(to newCount: Int) {
        let surplus = count - newCount
        presence.truncate(to: newCount)
        switch format {
        case .double: doubles.removeLast(surplus)
        case .array, .separated: listEnds.removeLast(surplus)
        default:
            // Those of a list's elements are not packed yet, those of whole blocks are.
            let unpacked = min(surplus, integers.count)
            integers.removeLast(unpacked)
            packed.truncate(to: packed.count - (surplus - unpacked))
        }
    }
}

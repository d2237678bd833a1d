import Values

extension Column {
    /// One present value as text, the way machine formats show it: ISO dates, exact decimals, list elements
    /// separated by `; `.
    public func appendText(_ row: Int, to output: inout [UInt8]) {
        switch payload {
        case .doubles(let values): ValueText.appendDouble(values[row], to: &output)
        case .codes(let codes, let dictionary): dictionary[Int(codes[row])].append(to: &output)
        case .lists(let offsets, let elements):
            let range = Int(offsets[row])..<Int(offsets[row + 1])
            for element in range where elements.isPresent(element) {
                if element > range.lowerBound { output.append(contentsOf: "; ".utf8) }
                elements.appendText(element, to: &output)
            }
        case .integers(let packed):
            let value = packed[row]
            switch type {
            case .decimal(let scale): ValueText.appendDecimal(significand: value, scale: scale, to: &output)
            case .boolean: ValueText.appendBoolean(value != 0, to: &output)
            case .date: CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: value)).append(to: &output)
            case .dateTime: DateTime(microseconds: value).append(to: &output)
            default: ValueText.appendInteger(value, to: &output)
            }
        }
    }

    public func text(_ row: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        appendText(row, to: &bytes)
        return bytes
    }
}

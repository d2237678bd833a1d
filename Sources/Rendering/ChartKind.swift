import Columns
import Values
import VietnameseText

/// What the table format draws instead of a table's rows. Other formats write the rows.
public enum ChartKind: String, CaseIterable, Sendable {
    /// A horizontal bar a row.
    case bar
    /// A line through the rows' values.
    case line
    /// Bars whose labels are ranges: the columns are from, to and count.
    case hist
}

/// What all charts share.
enum Chart {
    /// Where nothing says how wide the terminal is.
    static let standardWidth = 80
    /// Wider pictures say no more.
    static let maximumWidth = 120
    /// What a chart shows for a value or a label that is missing.
    static let missing = "missing"

    static func width(_ options: RenderingOptions) -> Int {
        min(options.width ?? standardWidth, maximumWidth)
    }

    /// Says how many rows were not drawn, because there were so many.
    static func appendLeftOut(_ count: Int, _ options: RenderingOptions, to output: inout [UInt8]) {
        appendNote(
            count, "more \(count == 1 ? "row" : "rows"), not drawn — top 20 by … keeps the largest", options,
            to: &output)
    }

    static func appendNote(_ count: Int, _ what: String, _ options: RenderingOptions, to output: inout [UInt8]) {
        guard count > 0 else { return }
        let note = "… \(count) \(what)"
        if options.usesColor { output.append(contentsOf: Bytes.dim) }
        let cut = DisplayWidth.truncated(note, to: options.width ?? Int.max)
        output.append(cut)
        if options.usesColor { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }
}

extension Batch {
    /// The first rows.
    func first(_ count: Int) -> Batch { Batch(count: min(count, self.count), vectors: vectors) }
}

extension Vector {
    /// The numbers of the first `count` rows; what is missing or not finite is nil.
    func numbers(_ count: Int) -> [Double?] {
        var unit = 1.0
        if case .decimal(let scale) = column.type { for _ in 0..<scale { unit *= 10 } }
        return (0..<count).map { index in
            guard let row = presentRow(index) else { return nil }
            switch column.payload {
            case .integers(let packed): return Double(packed[row]) / unit
            case .doubles(let buffer): return buffer[row].isFinite ? buffer[row] : nil
            case .codes, .lists: return nil
            }
        }
    }
}

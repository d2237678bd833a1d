import Glibc

/// Adds up the tab-separated output of a program while it comes.
struct OutputSums {
    private var lines = 0
    private var sums: [Double] = []
    private var pending: [UInt8] = []

    var result: ResultSums { ResultSums(rows: max(lines - 1, 0), sums: sums) }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        pending.append(contentsOf: bytes)
        var start = 0
        while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
            add(start..<end)
            start = end + 1
        }
        pending.removeFirst(start)
    }

    private mutating func add(_ line: Range<Int>) {
        lines += 1
        var (column, start) = (0, line.lowerBound)
        for place in line.lowerBound...line.upperBound
        where place == line.upperBound || pending[place] == UInt8(ascii: "\t") {
            if lines == 1 {
                sums.append(0)
            } else if column < sums.count {
                sums[column] += value(start..<place)
            }
            (column, start) = (column + 1, place + 1)
        }
    }

    /// A number, or a text's length; the byte behind the field ends what `strtod` reads.
    private func value(_ field: Range<Int>) -> Double {
        pending.withUnsafeBytes { bytes in
            guard !field.isEmpty else { return 0 }
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self) + field.lowerBound
            var end: UnsafeMutablePointer<CChar>?
            let number = strtod(start, &end)
            return end.map { $0 - UnsafeMutablePointer(mutating: start) } == field.count
                ? number : Double(field.count)
        }
    }
}

import Glibc

/// A group-by file read back: nine columns of numbers, the texts by the number in them.
struct GroupbyFile {
    static let columnCount = 9
    /// `id1` to `id6`, `v1`, `v2`, and `v3` in millionths.
    private(set) var columns: [[UInt32]]

    var rows: Int { columns[0].count }

    /// - Throws: where the file cannot be read or is not of this shape.
    init(path: String) throws {
        guard let file = fopen(path, "r") else {
            throw BenchmarkError.system(action: "read", what: path, message: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        columns = Array(repeating: [], count: GroupbyFile.columnCount)
        var header = [UInt8](repeating: 0, count: GroupbyData.header.utf8.count)
        guard fread(&header, 1, header.count, file) == header.count, header == Array(GroupbyData.header.utf8) else {
            throw BenchmarkError.file(path: path, line: 1, message: "the header is not \(GroupbyData.header)")
        }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var cell = Cell()
        var row: [UInt32] = []
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            for byte in block[..<count] {
                if byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n") {
                    cell.take(byte)
                    continue
                }
                row.append(row.count == GroupbyFile.columnCount - 1 ? cell.millionths : cell.whole)
                cell = Cell()
                guard byte == UInt8(ascii: "\n") else { continue }
                guard row.count == GroupbyFile.columnCount else {
                    throw BenchmarkError.file(path: path, line: rows + 2, message: "it has \(row.count) fields")
                }
                for (column, value) in row.enumerated() { columns[column].append(value) }
                row.removeAll(keepingCapacity: true)
            }
        }
        guard ferror(file) == 0, rows > 0 else {
            throw BenchmarkError.system(action: "read", what: path, message: "it has no rows or cannot be read")
        }
    }

    /// One field on its way: the digits of a number, letters before it aside, and an exponent.
    private struct Cell {
        private var digits: UInt64 = 0
        private var places = 0
        private var exponent = 0
        private var isFraction = false
        private var isExponent = false

        var whole: UInt32 { UInt32(truncatingIfNeeded: digits) }

        var millionths: UInt32 {
            var value = digits
            let shift = 6 - places - exponent
            for _ in 0..<max(shift, 0) { value *= 10 }
            for _ in 0..<max(-shift, 0) { value /= 10 }
            return UInt32(truncatingIfNeeded: value)
        }

        mutating func take(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if isExponent {
                    exponent = exponent * 10 + Int(digit)
                } else {
                    digits = digits &* 10 &+ UInt64(digit)
                    if isFraction { places += 1 }
                }
            case UInt8(ascii: "."): isFraction = true
            // An exponent is never above zero here; the “e” stands behind digits, the letters of a name before them.
            case UInt8(ascii: "e"): isExponent = true
            default: break
            }
        }
    }
}

import CKernels

/// Sums of several narrow numbers, and of products of two of them, for each group, in fields of a few 64-bit words that
/// stand side by side: a row touches one place in memory, where arrays of their own would be one each.
///
/// The fields are wide enough for `rowLimit` rows. Whoever adds more takes the sums out before.
public struct FusedWords {
    /// Where a field stands in the words of a group or a row.
    private struct Field {
        var word: Int
        var shift: Int
        var mask: UInt64
    }

    /// How many rows may be added before the sums are taken out.
    public let rowLimit: Int
    public let groupCount: Int
    /// One for each column, then one for each product, then the one in which rows are counted.
    private let fields: [Field]
    private let columnCount: Int
    /// Of which two columns, and between which bits of their rows' words these stand.
    private let products: [(Field, Field)]
    private let stride: Int
    private var sums: [UInt64]
    /// The words of some rows, word by word.
    private var rows: [UInt64]

    /// So many words a group at most.
    public static let mostWords = 4
    /// More room than for so many rows, in bits, is of no use.
    private static let mostRoom = 30
    private static let rowsAtATime = 1024

    /// Columns of numbers of some widths, and pairs of these columns, whose products are added up too; nil where they do
    /// not fit in a few words, with room for so many rows that taking the sums out costs little beside adding.
    public init?(widths: [Int], products: [(Int, Int)] = [], groupCount: Int) {
        // Taking out touches every group: at least sixteen rows a group come before that.
        let least = max(12, Int.bitWidth - (groupCount - 1).leadingZeroBitCount + 4)
        let all = widths + products.map { widths[$0] + widths[$1] } + [1]
        var words = Self.words(all, room: least)
        guard words.count <= Self.mostWords, all.allSatisfy({ $0 + least <= UInt64.bitWidth }) else { return nil }
        // As much room as the same number of words can give.
        var bits = least
        while bits < Self.mostRoom {
            let roomier = Self.words(all, room: bits + 1)
            guard roomier.count == words.count, all.allSatisfy({ $0 + bits < UInt64.bitWidth }) else { break }
            (words, bits) = (roomier, bits + 1)
        }
        var fields = [Field](repeating: Field(word: 0, shift: 0, mask: 0), count: all.count)
        for (number, word) in words.enumerated() {
            var shift = 0
            for place in word {
                fields[place] = Field(word: number, shift: shift, mask: (1 << UInt64(all[place] + bits)) - 1)
                shift += all[place] + bits
            }
        }
        self.groupCount = groupCount
        self.fields = fields
        columnCount = widths.count
        // Of one row a field holds no more than the number itself.
        let single = widths.indices.map {
            Field(word: fields[$0].word, shift: fields[$0].shift, mask: 1 << UInt64(widths[$0]) - 1)
        }
        self.products = products.map { (single[$0], single[$1]) }
        rowLimit = 1 << bits
        stride = words.count
        sums = Array(repeating: 0, count: groupCount * words.count)
        rows = Array(repeating: 0, count: Self.rowsAtATime * words.count)
    }

    /// Numbers of some widths put into words, each with so many bits of room: the widest first, each into the first
    /// word that takes it.
    private static func words(_ widths: [Int], room: Int) -> [[Int]] {
        var words: [[Int]] = []
        for place in widths.indices.sorted(by: { (widths[$1], $0) < (widths[$0], $1) }) {
            let fits = words.firstIndex { word in
                word.reduce(widths[place] + room) { $0 + widths[$1] + room } <= UInt64.bitWidth
            }
            if let fits { words[fits].append(place) } else { words.append([place]) }
        }
        return words
    }

    /// Adds the rows at some positions: what each column stores there, to the group of each. Every vector has a value at
    /// each, stored in as many bits as was said.
    public mutating func add(_ positions: Range<Int>, _ groups: [Int32], _ vectors: [Vector]) {
        assert(vectors.count == columnCount && positions.count <= rowLimit, "more rows than the fields hold")
        assert(positions.allSatisfy { groups[$0] >= 0 && Int(groups[$0]) < groupCount }, "groups out of range")
        var first = positions.lowerBound
        while first < positions.upperBound {
            let limit = min(first + Self.rowsAtATime, positions.upperBound)
            fillRows(first..<limit, vectors)
            addRows(groups, first..<limit)
            first = limit
        }
    }

    private mutating func fillRows(_ positions: Range<Int>, _ vectors: [Vector]) {
        let (fields, columnCount, products) = (fields, columnCount, products)
        let counter = fields[fields.count - 1]
        // Words are written for the first time, or added to.
        var begun = 0
        rows.withUnsafeMutableBufferPointer { rows in
            let first = rows.baseAddress!
            let word = { (field: Field) in first + field.word * Self.rowsAtATime }
            for (place, field) in fields.dropLast().enumerated() {
                let isBegun = begun >> field.word & 1 == 1
                let counted: UInt64 = !isBegun && field.word == counter.word ? 1 << UInt64(counter.shift) : 0
                let kept: UInt64 = isBegun ? .max : 0
                if place < columnCount {
                    vectors[place].fuse(positions, into: word(field), shift: field.shift, kept: kept, filled: counted)
                } else {
                    let (a, b) = products[place - columnCount]
                    tdq_fuse_products(
                        word(field), kept, counted,
                        tdq_field(words: word(a), shift: UInt32(a.shift), mask: UInt32(a.mask)),
                        tdq_field(words: word(b), shift: UInt32(b.shift), mask: UInt32(b.mask)),
                        positions.count, UInt32(field.shift))
                }
                begun |= 1 << field.word
            }
            if begun >> counter.word & 1 == 0 {
                let start = counter.word * Self.rowsAtATime
                let part = UnsafeMutableBufferPointer(rebasing: rows[start..<start + positions.count])
                part.update(repeating: 1 << UInt64(counter.shift))
            }
        }
    }

    private mutating func addRows(_ groups: [Int32], _ positions: Range<Int>) {
        groups.withUnsafeBufferPointer { groups in
            sums.withUnsafeMutableBufferPointer { sums in
                tdq_add_words(
                    sums.baseAddress!, stride, groupCount, groups.baseAddress! + positions.lowerBound, rows,
                    Self.rowsAtATime, positions.count)
            }
        }
    }

    /// How many rows each group has.
    public var rowCounts: [Int64] { sums(fields[fields.count - 1]) }

    /// The sum of what a column stores, of each group.
    public func sums(ofColumn column: Int) -> [Int64] { sums(fields[column]) }

    /// The sum of the products of what two columns store, of each group.
    public func sums(ofProduct product: Int) -> [Int64] { sums(fields[columnCount + product]) }

    private func sums(_ field: Field) -> [Int64] {
        let (stride, shift) = (stride, UInt64(field.shift))
        return [Int64](unsafeUninitializedCapacity: groupCount) { result, count in
            count = groupCount
            sums.withUnsafeBufferPointer { sums in
                for group in 0..<groupCount {
                    result[group] = Int64(truncatingIfNeeded: sums[group * stride + field.word] &>> shift & field.mask)
                }
            }
        }
    }

    /// Sets all sums to 0.
    public mutating func clear() {
        sums.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
}

extension Vector {
    /// How wide what the column stores can be, in bits; nil where that is no number of at most 32 bits, and where one of
    /// the first `count` positions has no value. `range`: between what the values lie, if that is known.
    public func fusedWidth(_ count: Int, _ range: ClosedRange<Int64>? = nil) -> Int? {
        guard let packed = column.packed, packed.width <= 4, !mayMiss(count) else { return nil }
        let width = packed.width * 8
        guard let range else { return width }
        let (greatest, overflow) = range.upperBound.subtractingReportingOverflow(packed.base)
        return overflow || greatest < 1 ? width : min(width, Int.bitWidth - greatest.leadingZeroBitCount)
    }

    /// Whether some of the first `count` positions may have no value.
    public func mayMiss(_ count: Int) -> Bool {
        if column.presence != nil { return true }
        guard case .list(let list, let start) = selection else { return false }
        return list.rows.withSpan(start..<start + count) { rows in
            var found: UInt32 = 0
            for index in rows.indices { found |= rows[index] == RowList.none ? 1 : 0 }
            return found != 0
        }
    }

    /// Puts what the column stores at some positions into a word each, of which `kept` stays and `filled` is set.
    public func fuse(
        _ positions: Range<Int>, into words: UnsafeMutablePointer<UInt64>, shift: Int, kept: UInt64, filled: UInt64 = 0
    ) {
        guard let packed = column.packed else { preconditionFailure("integers were expected") }
        let (count, shift) = (positions.count, UInt32(shift))
        withRows(positions) { first, rows in
            assert(rows != nil || first + count <= packed.count, "rows out of range")
            switch packed.storage {
            case .bytes(let buffer):
                buffer.withUnsafeElements {
                    tdq_fuse_u8(words, kept, filled, $0.baseAddress! + first, rows, count, shift)
                }
            case .shorts(let buffer):
                buffer.withUnsafeElements {
                    tdq_fuse_u16(words, kept, filled, $0.baseAddress! + first, rows, count, shift)
                }
            case .words(let buffer):
                buffer.withUnsafeElements {
                    tdq_fuse_u32(words, kept, filled, $0.baseAddress! + first, rows, count, shift)
                }
            case .longs: preconditionFailure("narrow integers were expected")
            }
        }
    }

    /// The first of consecutive rows at some positions, or 0 and a list of them.
    private func withRows(_ positions: Range<Int>, _ body: (_ first: Int, _ rows: UnsafePointer<UInt32>?) -> Void) {
        switch selection {
        case .range(let start): body(start + positions.lowerBound, nil)
        case .list(let list, let start):
            list.rows.withUnsafeElements { rows in
                assert(start + positions.upperBound <= rows.count, "rows out of range")
                body(0, rows.baseAddress! + start + positions.lowerBound)
            }
        }
    }
}

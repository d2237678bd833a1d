import Columns
import Planning
import Values

/// Sort keys of materialised rows as integers whose order is the keys' order; missing values come last either way.
struct SortKeys {
    /// What stands for a missing value; no other does.
    static let missing = Int64.max

    private let keys: [[Int64]]
    private let context: ExecutionContext
    /// Who sorts.
    private let operation: String
    private var cancellation: Cancellation { context.cancellation }

    /// `operation`: who sorts, for what memory it takes. `mergesTexts`: texts that `=` takes for one stand equal, whatever
    /// their spellings.
    init(
        _ rows: Materialized, _ keys: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler,
        _ context: ExecutionContext, for operation: String, mergesTexts: Bool = false
    ) throws(ExecutionError) {
        (self.context, self.operation) = (context, operation)
        let cancellation = context.cancellation
        var made: [[Int64]] = []
        for key in keys {
            try context.memory.require(rows.count * MemoryLayout<Int64>.stride, by: operation)
            let values = try rows.evaluate(key.expression, compiler, cancellation)
            let isMerged = mergesTexts && !key.expression.hasExactIdentity(context.catalog)
            var codes = try SortKeys.codes(
                values, rows.count, key, cancellation, mergesTexts: isMerged, areAll: true)
            if codes.takesMissing { codes.makeRoom { values.presentRow($0) != nil } }
            made.append(codes.codes)
        }
        self.keys = made
    }

    /// Keys of rows, one a position.
    struct Codes {
        var codes: [Int64]
        /// Whether a present value has the missing value's code: the greatest integer there is, or its mirror.
        var takesMissing: Bool

        /// Puts the present values' ranks in their place, so that none of them stands where missing ones do.
        mutating func makeRoom(_ isPresent: (Int) -> Bool) {
            let present = codes.indices.filter(isPresent)
            var (rank, before) = (Int64(0), Int64.min)
            for (value, position) in present.map({ (codes[$0], $0) }).sorted(by: { $0 < $1 }) {
                if value != before { (rank, before) = (rank + 1, value) }
                codes[position] = rank
            }
            takesMissing = false
        }
    }

    /// The keys of the rows of one vector, one a position. `areAll`: they are held against no others.
    static func codes(
        _ vector: Vector, _ count: Int, _ key: LogicalPlan.OrderKey, _ cancellation: Cancellation,
        mergesTexts: Bool = false, areAll: Bool = false
    ) throws(ExecutionError) -> Codes {
        var order = [Int64](repeating: missing, count: count)
        var takesMissing = false
        let flip: Int64 = key.isDescending ? -1 : 0
        switch vector.column.payload {
        case .integers(let packed):
            order.withUnsafeMutableBufferPointer { order in
                packed.withReader { read in
                    vector.forEachPresent(count: count) { order[$0] = read($1) ^ flip }
                }
            }
            // Narrow columns cannot hold it.
            if packed.magnitude == nil {
                takesMissing = order.indices.contains { order[$0] == missing && vector.presentRow($0) != nil }
            }
        case .doubles(let values):
            order.withUnsafeMutableBufferPointer { order in
                vector.forEachPresent(count: count) { order[$0] = ordered(values[$1]) ^ flip }
            }
        case .codes(let codes, let dictionary):
            let kind: TextOrder =
                mergesTexts
                ? (key.isGivenName ? .givenNameMerged : .alphabeticalMerged)
                : (key.isGivenName ? .givenName : .alphabetical)
            if areAll, count < dictionary.count / Self.rareTexts, !dictionary.isKept,
                dictionary.ranksIfMade(kind) == nil
            {
                try rank(vector, count, codes, dictionary, kind, cancellation, flip: flip, in: &order)
                break
            }
            let ranks = try cancellation.ranks(dictionary, kind)
            order.withUnsafeMutableBufferPointer { order in
                ranks.withUnsafeElements { ranks in
                    codes.withReader { read in
                        vector.forEachPresent(count: count) { order[$0] = Int64(ranks[Int(read($1))]) ^ flip }
                    }
                }
            }
        case .lists: preconditionFailure("lists have no order")
        }
        return Codes(codes: order, takesMissing: takesMissing)
    }

    /// Where so small a part of a dictionary's texts occurs, they are put in order by themselves.
    private static let rareTexts = 64

    /// Writes the place of each text among these.
    private static func rank(
        _ vector: Vector, _ count: Int, _ codes: PackedIntegers, _ dictionary: TextDictionary, _ kind: TextOrder,
        _ cancellation: Cancellation, flip: Int64, in order: inout [Int64]
    ) throws(ExecutionError) {
        var texts = TextRun()
        vector.forEachPresent(count: count) { _, row in
            dictionary[Int(codes[row])].withSpan { texts.append($0) }
        }
        let ranks = try cancellation.ranks(texts.dictionary(areDistinct: false), kind)
        var next = 0
        vector.forEachPresent(count: count) { position, _ in
            order[position] = Int64(ranks[next]) ^ flip
            next += 1
        }
    }

    /// An integer in the order of the doubles; -0 is 0.
    static func ordered(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
        return bits < 0 ? bits ^ .max : bits
    }

    /// Whether row `a` comes before row `b`; equal rows keep their order.
    @inline(__always)
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
        for key in keys {
            let (x, y) = (key[Int(a)], key[Int(b)])
            if x != y { return x < y }
        }
        return a < b
    }

    /// The keys of all rows, where there is one key.
    var single: [Int64]? { keys.count == 1 ? keys[0] : nil }

    /// Whether two rows stand equal in the order.
    func isEqual(_ a: Int32, _ b: Int32) -> Bool { keys.allSatisfy { $0[Int(a)] == $0[Int(b)] } }

    /// Whether the rows stand in their order already.
    func areSorted(_ count: Int) throws(ExecutionError) -> Bool {
        var isSorted = true
        try cancellation.forEachRun(max(0, count - 1)) { run throws(ExecutionError) in
            guard isSorted else { return }
            isSorted = run.allSatisfy { precedes(Int32($0), Int32($0 + 1)) }
        }
        return isSorted
    }

    /// The rows in their order: by a radix sort where all keys fit side by side in 64 bits, else by comparison.
    func sorted(_ count: Int, threads: Int = 1) throws(ExecutionError) -> Batch.Positions {
        // The positions, and what sorting them takes beside them.
        try context.memory.require(count * 6, by: operation)
        if try areSorted(count) { return Batch.allPositions(count) }
        if count > Self.fewRows, let layout = PackedKeyLayout(keys) {
            try context.memory.require(count * 2 * MemoryLayout<KeyedRow>.stride, by: operation)
            let packed = try PackedSortKeys(keys, layout, cancellation)
            let sorted = try SortedRows(packed.rows, keyBits: layout.bits, threads: threads, cancellation)
            return (0..<count).map { Int32(bitPattern: sorted[$0].row) }
        }
        var positions = Batch.allPositions(count)
        try sortByComparing(&positions)
        return positions
    }

    private func sortByComparing(_ positions: inout Batch.Positions) throws(ExecutionError) {
        var comparisons = 0
        do {
            try positions.sort { a, b in
                comparisons += 1
                if comparisons % Self.pace == 0, cancellation.isCancelled { throw ExecutionError.cancelled }
                return precedes(a, b)
            }
        } catch {
            throw .cancelled
        }
    }

    /// Comparisons between two looks at the cancel flag.
    private static let pace = 1 << 16
    /// So few are compared as quickly.
    private static let fewRows = 256
}

/// Where several sort keys stand side by side in one integer of 64 bits, each as its distance from the least.
private struct PackedKeyLayout {
    /// The least value, what stands for a missing one, and the bits needed.
    struct Field {
        var least: Int64 = 0
        var missing: UInt64 = 0
        var width = 0
    }

    private(set) var fields: [Field] = []
    /// How many low bits are used.
    private(set) var bits = 0

    /// Nil where they do not fit.
    init?(_ keys: [[Int64]]) {
        for key in keys {
            let field = PackedKeyLayout.field(key)
            bits += field.width
            guard bits <= 64 else { return nil }
            fields.append(field)
        }
    }

    private static func field(_ key: [Int64]) -> Field {
        var (least, greatest, isMissing) = (Int64.max, Int64.min, false)
        for value in key {
            if value == SortKeys.missing {
                isMissing = true
            } else {
                least = min(least, value)
                greatest = max(greatest, value)
            }
        }
        guard least <= greatest else { return Field() }
        let span = UInt64(bitPattern: greatest &- least)
        let (top, overflow) = span.addingReportingOverflow(isMissing ? 1 : 0)
        return Field(
            least: least, missing: top, width: overflow ? 65 : UInt64.bitWidth - top.leadingZeroBitCount)
    }
}

/// Rows by their packed keys.
private struct PackedSortKeys {
    private(set) var rows: [KeyedRow] = []

    init(_ keys: [[Int64]], _ layout: PackedKeyLayout, _ cancellation: Cancellation) throws(ExecutionError) {
        let count = keys.first?.count ?? 0
        rows.reserveCapacity(count)
        try cancellation.forEachRun(count) { run throws(ExecutionError) in
            for row in run {
                rows.append(KeyedRow(key: PackedSortKeys.key(row, keys, layout.fields), row: UInt32(row)))
            }
        }
    }

    @inline(__always)
    private static func key(_ row: Int, _ keys: [[Int64]], _ fields: [PackedKeyLayout.Field]) -> UInt64 {
        var packed: UInt64 = 0
        for (key, field) in zip(keys, fields) where field.width > 0 {
            let value = key[row]
            let place = value == SortKeys.missing ? field.missing : UInt64(bitPattern: value &- field.least)
            // A single field of 64 bits is not moved at all.
            packed = field.width == 64 ? place : packed << UInt64(field.width) | place
        }
        return packed
    }
}

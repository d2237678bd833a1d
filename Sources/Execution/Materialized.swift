import Columns
import Planning
import Values

/// All batches of an input as one: each column once, over all rows.
struct Materialized {
    let count: Int
    let vectors: [Vector]

    /// `types`: one a column, for inputs without any batch.
    init(_ batches: [Batch], types: [ValueType], _ cancellation: Cancellation) throws(ExecutionError) {
        count = batches.reduce(0) { $0 + $1.count }
        var joiner = VectorJoiner(batches, cancellation)
        var vectors: [Vector] = []
        for (column, type) in types.enumerated() { vectors.append(try joiner.join(column, type: type)) }
        self.vectors = vectors
    }

    init(count: Int, vectors: [Vector]) { (self.count, self.vectors) = (count, vectors) }

    var batch: Batch { Batch(count: count, vectors: vectors) }
}

extension Materialized {
    /// An expression of all rows, by batches of the standard length, so that constants and evaluators see what they
    /// expect.
    func evaluate(_ expression: BoundExpression, _ compiler: ExpressionCompiler, _ cancellation: Cancellation)
        throws(ExecutionError) -> Vector
    {
        let evaluator = compiler.evaluator(expression)
        var parts: [Batch] = []
        var cutter = BatchCutter(batch)
        while let batch = cutter.next() {
            try cancellation.check()
            parts.append(Batch(count: batch.count, vectors: [try evaluator.evaluate(batch)]))
        }
        return try Materialized(parts, types: [expression.type], cancellation).vectors[0]
    }

    /// The group of each row by some keys, and how many groups there are.
    func groups(_ keys: [BoundExpression], _ compiler: ExpressionCompiler) throws(ExecutionError) -> (
        numbers: [Int32], count: Int
    ) {
        if let plain = try plainGroups(keys, compiler) { return plain }
        var hashed = HashedKeys(keys, compiler)
        var numbers: [Int32] = []
        numbers.reserveCapacity(count)
        var cutter = BatchCutter(batch)
        while let batch = cutter.next() {
            try compiler.cancellation.check()
            numbers += try hashed.groups(batch).numbers
        }
        return (numbers, hashed.count)
    }

    /// The same without hashing, where each key is of few different values, and not too many combinations may stand.
    private func plainGroups(_ keys: [BoundExpression], _ compiler: ExpressionCompiler) throws(ExecutionError) -> (
        numbers: [Int32], count: Int
    )? {
        let limit = max(1 << 16, 2 * count)
        var combined = (numbers: [Int32](repeating: 0, count: keys.isEmpty ? count : 0), count: 1)
        for (place, key) in keys.enumerated() {
            let vector = try evaluate(key, compiler, compiler.cancellation)
            guard let own = try PlainKeys.numbered(vector, count, key, compiler, limit: limit),
                combined.count <= limit / (own.keys.groupCount + 1)
            else { return nil }
            // What is missing is a group of its own, behind the others.
            let (missing, radix) = (Int32(own.keys.groupCount), Int32(own.keys.groupCount + 1))
            let numbers = [Int32](unsafeUninitializedCapacity: count) { numbers, made in
                made = count
                own.groups.withUnsafeBufferPointer { own in
                    for position in own.indices {
                        let number = own[position] < 0 ? missing : own[position]
                        numbers[position] = place == 0 ? number : combined.numbers[position] &* radix &+ number
                    }
                }
            }
            combined = (numbers, combined.count * Int(radix))
        }
        return combined
    }
}

/// Puts the vectors of one column behind one another: a longer row list where they show the same column,
/// else a new column. Batches that share row lists among columns go on sharing them.
private struct VectorJoiner {
    private let batches: [Batch]
    private let cancellation: Cancellation
    private var known: [[ObjectIdentifier]: RowList] = [:]

    init(_ batches: [Batch], _ cancellation: Cancellation) {
        (self.batches, self.cancellation) = (batches, cancellation)
    }

    mutating func join(_ column: Int, type: ValueType) throws(ExecutionError) -> Vector {
        try cancellation.check()
        guard let first = batches.first?.vectors[column] else { return Vector(Column.missing(type, count: 0)) }
        // Whoever keeps all rows may count on different codes for different texts.
        let isDistinct = first.column.dictionary?.areDistinct ?? true
        if batches.count == 1, isDistinct { return first }
        if isDistinct, batches.allSatisfy({ $0.vectors[column].column.identity == first.column.identity }) {
            if let start = consecutiveStart(column) { return Vector(first.column, .range(start: start)) }
            return Vector(first.column, .list(rows(column), start: 0))
        }
        return Vector(try Column.concatenating(batches.map { ($0.vectors[column], $0.count) }, type, cancellation))
    }

    /// Where the rows of all batches begin, when they are one run.
    private func consecutiveStart(_ column: Int) -> Int? {
        guard case .range(let first) = batches[0].vectors[column].selection else { return nil }
        var next = first
        for batch in batches {
            guard case .range(let start) = batch.vectors[column].selection, start == next else { return nil }
            next += batch.count
        }
        return first
    }

    private mutating func rows(_ column: Int) -> RowList {
        let key = batches.compactMap { batch -> ObjectIdentifier? in
            if case .list(let list, start: 0) = batch.vectors[column].selection { return ObjectIdentifier(list) }
            return nil
        }
        if key.count == batches.count, let list = known[key] { return list }
        let total = batches.reduce(0) { $0 + $1.count }
        let list = RowList(
            Buffer(count: total) { rows in
                var next = 0
                for batch in batches {
                    switch batch.vectors[column].selection {
                    case .range(let start):
                        for index in 0..<batch.count { rows[next + index] = UInt32(start + index) }
                    case .list(let list, let start):
                        for index in 0..<batch.count { rows[next + index] = list.rows[start + index] }
                    }
                    next += batch.count
                }
            })
        if key.count == batches.count { known[key] = list }
        return list
    }
}

import Columns
import Planning
import Values
import VietnameseText

/// Numbers the keys of the side of a join that is built, and finds the numbers of the other side's keys.
protocol JoinKeys: AnyObject {
    /// More than any number.
    var groupCount: Int { get }
    /// The number of each row's key; -1 for a key that nothing on the built side has, or that is missing.
    func find(_ batch: Batch) throws(ExecutionError) -> [Int32]
    /// The built row under each row's key, `RowList.none` for none.
    func findRows(_ batch: Batch, _ partners: SinglePartners) throws(ExecutionError) -> [UInt32]
    /// Numbers of keys that are missing, which equal nothing.
    var missingGroups: Set<Int32> { get }
    /// One that another thread can use.
    func copy() -> any JoinKeys
}

extension JoinKeys {
    /// A missing key has no number.
    var missingGroups: Set<Int32> { [] }

    func findRows(_ batch: Batch, _ partners: SinglePartners) throws(ExecutionError) -> [UInt32] {
        SingleRows.rows(partners, ofGroups: try find(batch))
    }

    /// Groups that find nothing: those with a missing key, unless rows are compared as wholes.
    func groupsWithoutPartners(_ kind: LogicalPlan.JoinKind) -> Set<Int32> {
        kind == .intersect || kind == .except ? [] : missingGroups
    }
}

/// One whole-number key, or anything else that integers stand for: its distance from the least is its number.
final class IntegerJoinKeys: JoinKeys {
    private let evaluator: any Evaluator
    let least: Int64
    let groupCount: Int

    private init(_ evaluator: any Evaluator, least: Int64, groupCount: Int) {
        (self.evaluator, self.least, self.groupCount) = (evaluator, least, groupCount)
    }

    /// Nil where the keys of the built rows lie so far apart that there would be more numbers than `limit`. `built`: the
    /// keys, as many as `count`.
    convenience init?(_ evaluator: any Evaluator, built: Vector, count: Int, limit: Int) {
        guard let packed = built.column.packed, built.column.dictionary == nil else { return nil }
        var (least, greatest) = (Int64.max, Int64.min)
        if count > 0, case .range(let start) = built.selection, built.column.presence == nil {
            (least, greatest) = packed.extent(of: start..<start + count)
        } else {
            packed.withReader { read in
                built.forEachPresent(count: count) { _, row in
                    let value = read(row)
                    least = min(least, value)
                    greatest = max(greatest, value)
                }
            }
        }
        guard least <= greatest else { return nil }
        let (span, overflow) = greatest.subtractingReportingOverflow(least)
        guard !overflow, span < Int64(limit) else { return nil }
        self.init(evaluator, least: least, groupCount: Int(span) + 1)
    }

    func find(_ batch: Batch) throws(ExecutionError) -> [Int32] {
        numbers(try evaluator.evaluate(batch), batch.count)
    }

    func findRows(_ batch: Batch, _ partners: SinglePartners) throws(ExecutionError) -> [UInt32] {
        let vector = try evaluator.evaluate(batch)
        return [UInt32](unsafeUninitializedCapacity: batch.count) { found, made in
            made = batch.count
            switch partners {
            case .listed(let rows):
                rows.withUnsafeElements { rows in
                    forEachDistance(vector, batch.count) { found[$0] = rows[$1] }
                }
            case .sameNumber(let occurring):
                let limit = groupCount
                occurring.words.withUnsafeElements { words in
                    forEachDistance(vector, batch.count) { position, distance in
                        // What lies behind the last key reads the last one's word, whatever it says.
                        let word = words[min(distance, limit - 1) &>> 6] &>> UInt64(distance & 63)
                        let isThere = distance < limit && word & 1 != 0
                        found[position] = isThere ? UInt32(truncatingIfNeeded: distance) : RowList.none
                    }
                }
            }
        }
    }

    /// The distance of each row's key from the least; `groupCount` for a key that the built side cannot have.
    func distances(_ batch: Batch) throws(ExecutionError) -> [UInt32] {
        let vector = try evaluator.evaluate(batch)
        return [UInt32](unsafeUninitializedCapacity: batch.count) { distances, made in
            made = batch.count
            forEachDistance(vector, batch.count) { distances[$0] = UInt32(truncatingIfNeeded: $1) }
        }
    }

    /// Calls `body` with each position and the distance of its key from the least, or `groupCount` for a key that the
    /// built side cannot have.
    @inline(__always)
    private func forEachDistance(_ vector: Vector, _ count: Int, _ body: (_ position: Int, _ distance: Int) -> Void) {
        guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
        let (least, limit) = (least, UInt64(groupCount))
        packed.withReader { read in
            vector.forEachRow(count) { position, row in
                let distance = row < 0 ? limit : UInt64(bitPattern: read(row) &- least)
                body(position, Int(min(distance, limit)))
            }
        }
    }

    func numbers(_ vector: Vector, _ count: Int) -> [Int32] {
        let limit = groupCount
        return [Int32](unsafeUninitializedCapacity: count) { numbers, made in
            made = count
            forEachDistance(vector, count) { numbers[$0] = $1 < limit ? Int32(truncatingIfNeeded: $1) : -1 }
        }
    }

    func copy() -> any JoinKeys { self }
}

/// One text key: the number is the class of the built side's texts, found once for each text of the other side.
final class TextJoinKeys: JoinKeys {
    private let evaluator: any Evaluator
    private let classes: TextClasses
    private let level: Folding.Level
    private let cancellation: Cancellation
    private var known: (dictionary: TextDictionary, numbers: Buffer<Int32>)?
    /// The row under each code of a dictionary, and of a value that is missing.
    private var knownRows: (dictionary: TextDictionary, rows: [UInt32])?

    init(
        _ evaluator: any Evaluator, built dictionary: TextDictionary, isExact: Bool, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        self.evaluator = evaluator
        self.cancellation = cancellation
        level = isExact ? .exact : .k1
        classes = try cancellation.classes(dictionary, level)
    }

    private init(_ other: TextJoinKeys) {
        (evaluator, cancellation) = (other.evaluator, other.cancellation)
        (classes, level, known, knownRows) = (other.classes, other.level, other.known, other.knownRows)
    }

    var groupCount: Int { classes.count }

    func find(_ batch: Batch) throws(ExecutionError) -> [Int32] {
        try numbers(try evaluator.evaluate(batch), batch.count)
    }

    func numbers(_ vector: Vector, _ count: Int) throws(ExecutionError) -> [Int32] {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        let groups = try groups(of: dictionary)
        return [Int32](unsafeUninitializedCapacity: count) { numbers, made in
            made = count
            numbers.initialize(repeating: -1)
            groups.withUnsafeElements { groups in
                codes.withReader { read in
                    vector.forEachPresent(count: count) { numbers[$0] = groups[Int(read($1))] }
                }
            }
        }
    }

    func findRows(_ batch: Batch, _ partners: SinglePartners) throws(ExecutionError) -> [UInt32] {
        let vector = try evaluator.evaluate(batch)
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        if knownRows?.dictionary !== dictionary {
            let groups = try groups(of: dictionary).array
            knownRows = (dictionary, SingleRows.rows(partners, ofGroups: groups) + [RowList.none])
        }
        return [UInt32](unsafeUninitializedCapacity: batch.count) { found, made in
            made = batch.count
            knownRows!.rows.withUnsafeBufferPointer { rows in
                codes.withStored { read in
                    vector.forEachRow(batch.count) { position, row in
                        found[position] = rows[row < 0 ? rows.count - 1 : read(row)]
                    }
                }
            }
        }
    }

    /// The number of each code of a dictionary.
    private func groups(of dictionary: TextDictionary) throws(ExecutionError) -> Buffer<Int32> {
        if let known, known.dictionary === dictionary { return known.numbers }
        let own = try cancellation.classes(dictionary, level)
        let numbers = try groups(of: own)
        known = (dictionary, numbers)
        return numbers
    }

    private func groups(of own: TextClasses) throws(ExecutionError) -> Buffer<Int32> {
        let codes = own.classOfCode
        if own === classes {
            return Buffer(count: codes.count) { numbers in
                for code in numbers.indices { numbers[code] = Int32(truncatingIfNeeded: codes[code]) }
            }
        }
        guard let found = classes.numbers(of: own, isCancelled: { [cancellation] in cancellation.isCancelled }) else {
            throw .cancelled
        }
        // As many classes as codes are the codes themselves.
        guard own.count < codes.count else { return found }
        return Buffer(count: codes.count) { numbers in
            for code in numbers.indices { numbers[code] = found[Int(codes[code])] }
        }
    }

    func copy() -> any JoinKeys { TextJoinKeys(self) }
}

/// Any number of keys of any types: the number is the place of the combination in a hash table.
final class HashedJoinKeys: JoinKeys {
    private let evaluators: [any Evaluator]
    private var coders: [KeyCoder]
    private var index: GroupIndex

    /// `probing`: the keys that are looked up, of batches of the compiler's layout; `built`: those of the other side.
    init(_ probing: [BoundExpression], _ compiler: ExpressionCompiler, built: [BoundExpression]) {
        evaluators = probing.map(compiler.evaluator)
        coders = zip(probing, built).map { a, b in
            KeyCoder(
                PhysicalPlan.commonKeyType(a.type, b.type),
                isExact: a.hasExactIdentity(compiler.catalog) || b.hasExactIdentity(compiler.catalog),
                compiler.cancellation)
        }
        index = GroupIndex(width: probing.count, compiler.cancellation)
    }

    private init(_ other: HashedJoinKeys) {
        (evaluators, coders, index) = (other.evaluators, other.coders, other.index)
    }

    var groupCount: Int { index.count }

    var missingGroups: Set<Int32> {
        let width = index.width
        return Set(
            (0..<Int32(index.count)).filter { group in
                (0..<width).contains { index.tuples[Int(group) * width + $0] == KeyCoder.missing }
            })
    }

    /// Numbers the built side's keys.
    func number(
        _ rows: Materialized, _ compiler: ExpressionCompiler, _ keys: [BoundExpression], _ context: ExecutionContext
    )
        throws(ExecutionError) -> [Int32]
    {
        let evaluators = keys.map(compiler.evaluator)
        var numbers: [Int32] = []
        numbers.reserveCapacity(rows.count)
        var cutter = BatchCutter(rows.batch)
        while let batch = cutter.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            try context.memory.require(index.growth(batch.count), by: "join")
            let before = index.count
            numbers += index.groups(try codes(evaluators, batch), count: batch.count)
            try context.memory.charge((index.count - before) * (16 + 8 * keys.count), by: "join")
        }
        return numbers
    }

    func find(_ batch: Batch) throws(ExecutionError) -> [Int32] {
        index.find(try codes(evaluators, batch), count: batch.count)
    }

    private func codes(_ evaluators: [any Evaluator], _ batch: Batch) throws(ExecutionError) -> [[Int64]] {
        var codes: [[Int64]] = []
        for (key, evaluator) in evaluators.enumerated() {
            codes.append(try coders[key].codes(try evaluator.evaluate(batch), batch.count))
        }
        return codes
    }

    func copy() -> any JoinKeys { HashedJoinKeys(self) }
}

extension PhysicalPlan {
    /// The type to which both sides of a key are brought.
    static func commonKeyType(_ a: ValueType, _ b: ValueType) -> ValueType {
        if a == .double || b == .double { return .double }
        guard a.isNumeric, b.isNumeric else { return a }
        if case .decimal(let x) = a, case .decimal(let y) = b { return .decimal(scale: max(x, y)) }
        return a == .integer ? b : a
    }
}

import Columns
import Planning
import Values
import VietnameseText

/// Numbers, dates, truths and references of two expressions.
final class NumberComparisonPredicate: Predicate {
    private let comparison: Comparison
    private let left: any Evaluator
    private let right: any Evaluator
    private let leftType: ValueType
    private let rightType: ValueType

    init(
        _ comparison: Comparison, _ left: any Evaluator, _ leftType: ValueType, _ right: any Evaluator,
        _ rightType: ValueType
    ) {
        self.comparison = comparison
        (self.left, self.leftType) = (left, leftType)
        (self.right, self.rightType) = (right, rightType)
    }

    /// Both sides stand in the cache together, and constants are as long as a batch.
    func comparesRuns(of batch: Batch) -> Bool { batch.count <= Batch.standardCount }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        let (a, b) = (try left.evaluate(batch), try right.evaluate(batch))
        if leftType == .double || rightType == .double {
            return doubleMask(DoubleRun(a, leftType, batch.count), DoubleRun(b, rightType, batch.count))
        }
        if let mask = mask(a, b, batch.count) { return mask }
        var positions = Batch.allPositions(batch.count)
        keep(&positions, a, b)
        return RowMask(count: batch.count, positions: positions)
    }

    /// By the differences of whole batches, where the widths of both sides tell that none leaves 64 bits.
    private func mask(_ x: Vector, _ y: Vector, _ count: Int) -> RowMask? {
        guard leftType.hasUnit(of: rightType), let (range, isWanted) = comparison.differences,
            let a = IntegerRun(x, count), let b = IntegerRun(y, count),
            !a.bounds.lowerBound.subtractingReportingOverflow(b.bounds.upperBound).overflow,
            !a.bounds.upperBound.subtractingReportingOverflow(b.bounds.lowerBound).overflow
        else { return nil }
        let differences = [Int64](unsafeUninitializedCapacity: count) { values, filled in
            filled = count
            a.values.withUnsafeBufferPointer { p in
                b.values.withUnsafeBufferPointer { q in
                    for index in 0..<count { values[index] = p[index] &- q[index] }
                }
            }
        }
        let found = differences.withUnsafeBufferPointer { RowMask(of: range, in: $0) }
        let mask = isWanted ? found : found.complement
        return RowMask.common(mask, RowMask.common(a.presence, b.presence))
    }

    private func doubleMask(_ a: DoubleRun, _ b: DoubleRun) -> RowMask {
        let truths: [UInt8] =
            switch comparison {
            case .equal, .identical: Self.truths(a, b) { $0 == $1 }
            case .notEqual: Self.truths(a, b) { $0 != $1 }
            case .less: Self.truths(a, b) { $0 < $1 }
            case .lessOrEqual: Self.truths(a, b) { $0 <= $1 }
            case .greater: Self.truths(a, b) { $0 > $1 }
            case .greaterOrEqual: Self.truths(a, b) { $0 >= $1 }
            case .contains, .starts, .ends: Self.truths(a, b) { _, _ in false }
            }
        let mask = truths.withUnsafeBufferPointer { RowMask(truths: $0) }
        return [a.presence, b.presence].compactMap { $0 }.reduce(into: mask) { $0.formIntersection($1) }
    }

    @inline(__always)
    private static func truths(_ a: DoubleRun, _ b: DoubleRun, _ holds: (Double, Double) -> Bool) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: a.values.count) { truths, filled in
            filled = a.values.count
            a.values.withUnsafeBufferPointer { p in
                b.values.withUnsafeBufferPointer { q in
                    for index in p.indices { truths[index] = holds(p[index], q[index]) ? 1 : 0 }
                }
            }
        }
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        keep(&positions, try left.evaluate(batch), try right.evaluate(batch))
    }

    private func keep(_ positions: inout Batch.Positions, _ x: Vector, _ y: Vector) {
        let a = NumberReader(x, leftType)
        let b = NumberReader(y, rightType)
        let comparison = comparison
        if a.isDouble || b.isDouble {
            positions.removeAll { position in
                guard let x = a.double(Int(position)), let y = b.double(Int(position)) else { return true }
                return !holds(comparison, x, y)
            }
        } else {
            // Different scales are compared exactly, in 128 bits.
            let scale = max(a.scale, b.scale)
            let (up, down) = (ExactDecimal.powerOfTen(scale - a.scale), ExactDecimal.powerOfTen(scale - b.scale))
            let (left, right) = (a.unit * up, b.unit * down)
            positions.removeAll { position in
                guard let x = a.integer(Int(position)), let y = b.integer(Int(position)) else { return true }
                return !holds(comparison, Int128(x) * left, Int128(y) * right)
            }
        }
    }
}

@inline(__always)
private func holds<Number: Comparable>(_ comparison: Comparison, _ x: Number, _ y: Number) -> Bool {
    switch comparison {
    case .equal, .identical: x == y
    case .notEqual: x != y
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    case .greaterOrEqual: x >= y
    case .contains, .starts, .ends: false
    }
}

extension Comparison {
    /// The differences of two integers for which it holds, or for which alone it does not.
    fileprivate var differences: (range: ClosedRange<Int64>, isWanted: Bool)? {
        switch self {
        case .equal, .identical: (0...0, true)
        case .notEqual: (0...0, false)
        case .less: (Int64.min...(-1), true)
        case .lessOrEqual: (Int64.min...0, true)
        case .greater: (1...Int64.max, true)
        case .greaterOrEqual: (0...Int64.max, true)
        case .contains, .starts, .ends: nil
        }
    }
}

extension ValueType {
    /// Whether integers of both types stand for the same steps.
    fileprivate func hasUnit(of other: ValueType) -> Bool {
        switch (self, other) {
        case (.decimal(let a), .decimal(let b)): a == b
        case (.decimal(let scale), _), (_, .decimal(let scale)): scale == 0
        case (.date, .dateTime), (.dateTime, .date): false
        default: true
        }
    }
}

/// Reads a vector's numbers one by one, as integers with a scale or as doubles.
struct NumberReader {
    let vector: Vector
    let scale: Int
    /// What one integer step is worth where days meet microseconds.
    let unit: Int128
    let isDouble: Bool
    private let packed: PackedIntegers?
    private let doubles: Buffer<Double>?
    private let divisor: Double

    init(_ vector: Vector, _ type: ValueType) {
        self.vector = vector
        scale = type.scale
        unit = type == .date ? Int128(DateTime.microsecondsPerDay) : 1
        divisor = ExactDecimal.doublePowerOfTen(scale)
        if case .doubles(let buffer) = vector.column.payload {
            (doubles, packed, isDouble) = (buffer, nil, true)
        } else {
            (doubles, packed, isDouble) = (nil, vector.column.packed, false)
        }
    }

    @inline(__always)
    func integer(_ position: Int) -> Int64? {
        guard let row = vector.presentRow(position), let packed else { return nil }
        return packed[row]
    }

    @inline(__always)
    func double(_ position: Int) -> Double? {
        guard let row = vector.presentRow(position) else { return nil }
        if let doubles { return doubles[row] }
        return double(of: packed![row])
    }

    /// The number that an integer stands for.
    @inline(__always)
    func double(of integer: Int64) -> Double { Double(integer) / divisor }
}

/// Two texts of one row, by the identity of `=` (K1), exactly, in alphabetical order, or as whole and part.
final class TextComparisonPredicate: Predicate {
    private let comparison: Comparison
    private let left: any Evaluator
    private let right: any Evaluator
    /// Gives texts that are the same one code, whichever side they are of.
    private var coder: KeyCoder

    init(_ comparison: Comparison, _ left: any Evaluator, _ right: any Evaluator, _ cancellation: Cancellation) {
        self.comparison = comparison
        self.left = left
        self.right = right
        coder = KeyCoder(.text, isExact: comparison == .identical, cancellation)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        switch comparison {
        case .equal, .identical: try keep(&positions, of: batch) { $0 == $1 }
        case .notEqual: try keep(&positions, of: batch) { $0 != $1 }
        default: try keepByForms(&positions, of: batch)
        }
    }

    /// By the codes of both sides.
    private func keep(
        _ positions: inout Batch.Positions, of batch: Batch, _ holds: (Int64, Int64) -> Bool
    ) throws(ExecutionError) {
        let a = try coder.codes(try left.evaluate(batch), batch.count)
        let b = try coder.codes(try right.evaluate(batch), batch.count)
        positions.removeAll { position in
            let (x, y) = (a[Int(position)], b[Int(position)])
            return x == KeyCoder.missing || y == KeyCoder.missing || !holds(x, y)
        }
    }

    private func keepByForms(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let (a, b) = (FormReader(try left.evaluate(batch), form), FormReader(try right.evaluate(batch), form))
        let comparison = comparison
        positions.removeAll { position in
            guard let x = a.form(Int(position)), let y = b.form(Int(position)) else { return true }
            switch comparison {
            case .equal, .identical, .notEqual: preconditionFailure("compared by codes")
            case .less: return !x.lexicographicallyPrecedes(y)
            case .lessOrEqual: return y.lexicographicallyPrecedes(x)
            case .greater: return !y.lexicographicallyPrecedes(x)
            case .greaterOrEqual: return x.lexicographicallyPrecedes(y)
            case .starts: return !x.starts(with: y) && !b.continuations(Int(position)).contains { x.starts(with: $0) }
            case .ends: return !(x.count >= y.count && x.suffix(y.count).elementsEqual(y))
            case .contains:
                let whole = FoldedText(TextSlice(Buffer(x), 0..<x.count))
                return !whole.contains(y) && !b.continuations(Int(position)).contains(where: whole.contains)
            }
        }
    }

    private var form: FormReader.Form {
        switch comparison {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: .order
        default: .parts
        }
    }
}

/// Reads a vector's texts in a folded form, each distinct text once a batch.
private final class FormReader {
    enum Form { case parts, order }

    private let vector: Vector
    private let form: Form
    private var known: [Int64: [UInt8]] = [:]
    private var knownContinuations: [Int64: [[UInt8]]] = [:]

    init(_ vector: Vector, _ form: Form) {
        self.vector = vector
        self.form = form
    }

    func form(_ position: Int) -> [UInt8]? {
        guard let row = vector.presentRow(position), case .codes(let codes, let dictionary) = vector.column.payload
        else { return nil }
        let code = codes[row]
        if let made = known[code] { return made }
        var bytes: [UInt8] = []
        dictionary[Int(code)].withSpan { text in
            switch form {
            case .parts: Folding.append(.parts, of: text, to: &bytes)
            case .order: CollationKey.append(text, to: &bytes)
            }
        }
        known[code] = bytes
        return bytes
    }

    /// How else the text, as the first letters of a syllable, may stand where the syllable goes on: `Tò` of *Toà*.
    func continuations(_ position: Int) -> [[UInt8]] {
        guard let row = vector.presentRow(position), case .codes(let codes, let dictionary) = vector.column.payload
        else { return [] }
        let code = codes[row]
        if let made = knownContinuations[code] { return made }
        let made = Folding.continuations(dictionary[Int(code)].string).map { Folding.key(.parts, $0) }
        knownContinuations[code] = made
        return made
    }
}

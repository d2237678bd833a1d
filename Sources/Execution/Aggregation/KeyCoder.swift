import Columns
import Planning
import Storage
import Values
import VietnameseText

/// Turns the values of a key column into integers that are equal exactly when the keys are the same: text by the
/// identity of `=` (K1), across however many dictionaries its batches bring; numbers by value; references by row.
struct KeyCoder {
    /// The code of a missing value, and of no other.
    static let missing = Int64.min
    /// Whole numbers from here on are their own codes. Those below, and those beyond 64 bits at the scale of the other
    /// side of a join, are coded in the order in which they are first seen, which leaves `missing` free; no memory holds
    /// the rows that would bring more of them than there is room for.
    private static let firstPlain = Int64.min + (1 << 40)

    private let type: ValueType
    private let level: Folding.Level
    private let cancellation: Cancellation
    /// The classes of the first dictionary, whose numbers are their codes; no text needs to be found again until another
    /// dictionary comes.
    private var firstClasses: TextClasses?
    private var classes = TextDictionaryBuilder.forCodes()
    private var farCodes: [Int128: Int64] = [:]
    private var remaps: [ObjectIdentifier: (dictionary: TextDictionary, codes: [Int64])] = [:]
    /// Of a list: what codes its elements (one, in an array because a value cannot hold itself), and the lists by them.
    private var elements: [KeyCoder] = []
    private var lists: [[Int64]: Int64] = [:]

    /// `type`: the type that all vectors of this key are brought to (the wider one, for two sides of a join);
    /// `isExact`: text is the same only when it is canonically equal.
    init(_ type: ValueType, isExact: Bool, _ cancellation: Cancellation) {
        self.type = type
        self.cancellation = cancellation
        level = isExact ? .exact : .k1
        if case .list(let element) = type { elements = [KeyCoder(element, isExact: isExact, cancellation)] }
    }

    init(_ key: BoundExpression, _ catalog: Catalog, _ cancellation: Cancellation) {
        self.init(key.type, isExact: key.hasExactIdentity(catalog), cancellation)
    }

    /// One code a position.
    mutating func codes(_ vector: Vector, _ count: Int) throws(ExecutionError) -> [Int64] {
        try codes(vector, count, hasMissing: true)
    }

    /// As `codes`, for who asks no code of a missing value: it may be that of a number too. Numbers, dates, truths and
    /// references then have the same code in every coder of their type.
    mutating func presentCodes(_ vector: Vector, _ count: Int) throws(ExecutionError) -> [Int64] {
        try codes(vector, count, hasMissing: false)
    }

    private mutating func codes(_ vector: Vector, _ count: Int, hasMissing: Bool) throws(ExecutionError) -> [Int64] {
        var codes = [Int64](repeating: KeyCoder.missing, count: count)
        switch vector.column.payload {
        case .codes(let packed, let dictionary):
            let remap = try remap(dictionary)
            codes.withUnsafeMutableBufferPointer { codes in
                packed.withReader { read in
                    vector.forEachPresent(Batch.allPositions(count)) { position, row in
                        codes[position] = remap[Int(read(row))]
                    }
                }
            }
        case .doubles(let values):
            for position in 0..<count {
                if let row = vector.presentRow(position) { codes[position] = KeyCoder.code(values[row]) }
            }
        case .integers(let packed):
            let (own, wanted) = (KeyCoder.scale(vector.column.type), KeyCoder.scale(type))
            if type == .double {
                KeyCoder.fill(&codes, vector, packed, divisor: ExactDecimal.doublePowerOfTen(own))
            } else if wanted > own {
                // Only the two sides of a join have different scales.
                fill(&codes, vector, packed, factor: ExactDecimal.powerOfTen(wanted - own))
            } else {
                KeyCoder.fill(&codes, vector, packed)
                if hasMissing, packed.reaches(below: KeyCoder.firstPlain) { moveFar(&codes, vector) }
            }
        case .lists(let offsets, let column): try fill(&codes, vector, offsets, column)
        }
        return codes
    }

    /// Lists are the same when their elements are, one after another.
    private mutating func fill(
        _ codes: inout [Int64], _ vector: Vector, _ offsets: Buffer<UInt32>, _ column: Column
    ) throws(ExecutionError) {
        var rows: [UInt32] = []
        var ends: [Int] = []
        for position in codes.indices {
            if let row = vector.presentRow(position) { rows += offsets[row]..<offsets[row + 1] }
            ends.append(rows.count)
        }
        let list = Vector(column, .list(RowList(rows), start: 0))
        let parts = try elements[0].codes(list, rows.count)
        var start = 0
        for (position, end) in ends.enumerated() {
            defer { start = end }
            guard vector.presentRow(position) != nil else { continue }
            let key = Array(parts[start..<end])
            codes[position] = lists[key, default: Int64(lists.count)]
            lists[key] = codes[position]
        }
    }

    private mutating func moveFar(_ codes: inout [Int64], _ vector: Vector) {
        for position in codes.indices where codes[position] < KeyCoder.firstPlain {
            if vector.presentRow(position) != nil { codes[position] = farCode(Int128(codes[position])) }
        }
    }

    private mutating func farCode(_ value: Int128) -> Int64 {
        if let known = farCodes[value] { return known }
        let code = KeyCoder.missing + 1 + Int64(farCodes.count)
        farCodes[value] = code
        return code
    }

    private static func fill(_ codes: inout [Int64], _ vector: Vector, _ packed: PackedIntegers) {
        codes.withUnsafeMutableBufferPointer { codes in
            packed.withReader { read in
                vector.forEachPresent(Batch.allPositions(codes.count)) { position, row in codes[position] = read(row) }
            }
        }
    }

    private static func fill(_ codes: inout [Int64], _ vector: Vector, _ packed: PackedIntegers, divisor: Double) {
        for position in codes.indices {
            if let row = vector.presentRow(position) { codes[position] = code(Double(packed[row]) / divisor) }
        }
    }

    private mutating func fill(_ codes: inout [Int64], _ vector: Vector, _ packed: PackedIntegers, factor: Int128) {
        for position in codes.indices {
            guard let row = vector.presentRow(position) else { continue }
            let value = Int128(packed[row]) * factor
            let isFar = value < Int128(KeyCoder.firstPlain) || value > Int128(Int64.max)
            codes[position] = isFar ? farCode(value) : Int64(value)
        }
    }

    private static func scale(_ type: ValueType) -> Int {
        if case .decimal(let scale) = type { return scale }
        return 0
    }

    /// Equal doubles have equal bits once -0 is 0; no double's bits are `missing`, which would be -0.
    private static func code(_ value: Double) -> Int64 { value == 0 ? 0 : Int64(bitPattern: value.bitPattern) }

    private mutating func remap(_ dictionary: TextDictionary) throws(ExecutionError) -> [Int64] {
        if let known = remaps[ObjectIdentifier(dictionary)] { return known.codes }
        let own = try cancellation.classes(dictionary, level)
        let classCodes = try codesOfClasses(own)
        var codes = [Int64](repeating: 0, count: dictionary.count)
        try cancellation.forEachRun(codes.count) { numbers throws(ExecutionError) in
            for code in numbers {
                let number = Int(own.classOfCode[code])
                codes[code] = classCodes?[number] ?? Int64(number)
            }
        }
        // Batches of computed text bring a dictionary each; what they map to must not pile up.
        if remaps.count > 64 { remaps.removeAll(keepingCapacity: true) }
        remaps[ObjectIdentifier(dictionary)] = (dictionary, codes)
        return codes
    }

    /// The code of each class of a dictionary; nil where its number is its code.
    private mutating func codesOfClasses(_ own: TextClasses) throws(ExecutionError) -> [Int64]? {
        guard let first = firstClasses else {
            firstClasses = own
            return nil
        }
        if classes.count == 0 { _ = try add(first) }
        return try add(own)
    }

    private mutating func add(_ own: TextClasses) throws(ExecutionError) -> [Int64] {
        var codes = [Int64](repeating: 0, count: own.count)
        try cancellation.forEachRun(own.count) { numbers throws(ExecutionError) in
            for number in numbers {
                codes[number] = Int64(own.keys[number].withSpan { classes.code(for: $0) })
            }
        }
        return codes
    }
}

extension PackedIntegers {
    /// Whether the width and the base allow a value below `limit`.
    fileprivate func reaches(below limit: Int64) -> Bool {
        if case .longs = storage { return true }
        return base < limit
    }
}

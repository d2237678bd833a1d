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
    /// Whether it is `classes` that give the codes.
    private var isMixed = false
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
            let (own, wanted) = (vector.column.type.scale, type.scale)
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

    /// Equal doubles have equal bits once -0 is 0; no double's bits are `missing`, which would be -0.
    private static func code(_ value: Double) -> Int64 { value == 0 ? 0 : Int64(bitPattern: value.bitPattern) }

    private mutating func remap(_ dictionary: TextDictionary) throws(ExecutionError) -> [Int64] {
        // What repeats itself is looked up text by text: making classes of it would be as much work.
        if !dictionary.areDistinct { return try computedCodes(dictionary) }
        if let known = remaps[ObjectIdentifier(dictionary)] { return known.codes }
        let own = try cancellation.classes(dictionary, level)
        let classCodes = codesOfClasses(own)
        var codes = [Int64](repeating: 0, count: dictionary.count)
        try cancellation.forEachRun(codes.count) { numbers throws(ExecutionError) in
            for code in numbers {
                let number = Int(own.classOfCode[code])
                codes[code] = classCodes?[number] ?? Int64(number)
            }
        }
        // What they map to must not pile up where many batches bring a dictionary each.
        if remaps.count > 64 { remaps.removeAll(keepingCapacity: true) }
        remaps[ObjectIdentifier(dictionary)] = (dictionary, codes)
        return codes
    }

    /// The code of each of a dictionary's texts.
    private mutating func computedCodes(_ dictionary: TextDictionary) throws(ExecutionError) -> [Int64] {
        let texts = try cancellation.folded(dictionary, level)
        mix()
        let codes = add(texts)
        return texts.textOfCode.map { numbers in numbers.array.map { codes[Int($0)] } } ?? codes
    }

    /// The code of each class of a dictionary; nil where its number is its code.
    private mutating func codesOfClasses(_ own: TextClasses) -> [Int64]? {
        if !isMixed, firstClasses == nil {
            firstClasses = own
            return nil
        }
        mix()
        return add(FoldedTexts(own.keys))
    }

    /// Several dictionaries have their texts in one table, in which those of the first come first.
    private mutating func mix() {
        guard !isMixed else { return }
        isMixed = true
        if let firstClasses { _ = add(FoldedTexts(firstClasses.keys)) }
    }

    private mutating func add(_ texts: FoldedTexts) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: texts.count) { codes, count in
            if let start = codes.baseAddress { classes.takeCodes(of: texts, to: start) }
            count = texts.count
        }
    }
}

// MARK: Several coders

extension KeyCoder {
    /// Whether codes of one coder can be told in those of another.
    static func canTranslate(_ type: ValueType) -> Bool {
        if case .list = type { return false }
        return true
    }

    /// What another coder's codes are here.
    struct Translation {
        /// By code; nil where codes stay.
        fileprivate var texts: [Int64]?
        fileprivate var far: [Int64: Int64] = [:]

        subscript(code: Int64) -> Int64 {
            if code == KeyCoder.missing { return code }
            if let texts { return texts[Int(code)] }
            return far.isEmpty ? code : far[code] ?? code
        }
    }

    /// Takes in all that another coder of the same type has coded.
    mutating func absorb(_ other: KeyCoder) -> Translation {
        var translation = Translation()
        for (value, code) in other.farCodes { translation.far[code] = farCode(value) }
        guard type == .text else { return translation }
        if !isMixed, !other.isMixed {
            if firstClasses == nil { firstClasses = other.firstClasses }
            if firstClasses === other.firstClasses || other.firstClasses == nil { return translation }
        }
        mix()
        if other.isMixed {
            translation.texts = [Int64](unsafeUninitializedCapacity: other.classes.count) { codes, count in
                if let start = codes.baseAddress { classes.takeCodes(of: other.classes, to: start) }
                count = other.classes.count
            }
        } else {
            translation.texts = other.firstClasses.map { add(FoldedTexts($0.keys)) }
        }
        return translation
    }
}

extension PackedIntegers {
    /// Whether the width and the base allow a value below `limit`.
    fileprivate func reaches(below limit: Int64) -> Bool {
        if case .longs = storage { return true }
        return base < limit
    }
}

import Columns
import Planning
import Storage
import Values
import VietnameseText

/// Turns the values of a key column into integers that are equal exactly when the keys are the same: text by the
/// identity of `=` (K1), across however many dictionaries its batches bring; numbers by value; references by row.
struct KeyCoder {
    /// The code of a missing value.
    static let missing = Int64.min

    private let type: ValueType
    private let level: Folding.Level
    private var classes = TextDictionaryBuilder.forCodes()
    private var remaps: [ObjectIdentifier: (dictionary: TextDictionary, codes: [Int64])] = [:]

    /// `type`: the type that all vectors of this key are brought to (the wider one, for two sides of a join);
    /// `isExact`: text is the same only when it is canonically equal.
    init(_ type: ValueType, isExact: Bool) {
        self.type = type
        level = isExact ? .exact : .k1
    }

    init(_ key: BoundExpression, _ catalog: Catalog) {
        self.init(key.type, isExact: key.hasExactIdentity(catalog))
    }

    /// One code a position.
    mutating func codes(_ vector: Vector, _ count: Int) -> [Int64] {
        var codes = [Int64](repeating: KeyCoder.missing, count: count)
        switch vector.column.payload {
        case .codes(let packed, let dictionary):
            let remap = remap(dictionary)
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
        case .integers(let packed): fill(&codes, vector, packed)
        case .lists: preconditionFailure("lists are no keys")
        }
        return codes
    }

    private func fill(_ codes: inout [Int64], _ vector: Vector, _ packed: PackedIntegers) {
        let own = KeyCoder.scale(vector.column.type)
        if type == .double {
            let divisor = Double(ExactDecimal.powerOfTen(own))
            for position in codes.indices {
                if let row = vector.presentRow(position) {
                    codes[position] = KeyCoder.code(Double(packed[row]) / divisor)
                }
            }
            return
        }
        // Only the two sides of a join have different scales; a value too large for the common one has no partner.
        guard KeyCoder.scale(type) > own else {
            codes.withUnsafeMutableBufferPointer { codes in
                packed.withReader { read in
                    vector.forEachPresent(Batch.allPositions(codes.count)) { position, row in
                        codes[position] = read(row)
                    }
                }
            }
            return
        }
        let factor = Int64(ExactDecimal.powerOfTen(max(0, KeyCoder.scale(type) - own)))
        for position in codes.indices {
            guard let row = vector.presentRow(position) else { continue }
            let (code, overflow) = packed[row].multipliedReportingOverflow(by: factor)
            if !overflow { codes[position] = code }
        }
    }

    private static func scale(_ type: ValueType) -> Int {
        if case .decimal(let scale) = type { return scale }
        return 0
    }

    /// Equal doubles have equal bits once -0 is 0; no double's bits are `missing`, which would be -0.
    private static func code(_ value: Double) -> Int64 { value == 0 ? 0 : Int64(bitPattern: value.bitPattern) }

    private mutating func remap(_ dictionary: TextDictionary) -> [Int64] {
        if let known = remaps[ObjectIdentifier(dictionary)] { return known.codes }
        let own = dictionary.classes(level)
        var classCodes = [Int64](repeating: 0, count: own.count)
        for number in 0..<own.count {
            classCodes[number] = Int64(own.keys[number].withSpan { classes.code(for: $0) })
        }
        var codes = [Int64](repeating: 0, count: dictionary.count)
        for code in codes.indices { codes[code] = classCodes[Int(own.classOfCode[code])] }
        // Batches of computed text bring a dictionary each; what they map to must not pile up.
        if remaps.count > 64 { remaps.removeAll(keepingCapacity: true) }
        remaps[ObjectIdentifier(dictionary)] = (dictionary, codes)
        return codes
    }
}

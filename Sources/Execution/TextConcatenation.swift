import Columns
import Values

/// Texts of several vectors behind one another: of one dictionary of distinct texts their codes stay; of several, each
/// text is looked up once for each of them.
struct TextConcatenation {
    /// The codes, `missing` where there is no value.
    private var codes: [UInt32] = []
    private var isWhole = true

    /// Stands for a missing value until the number of texts is known.
    private static let missing = UInt32.max
    /// Stands for a text that has not been looked up.
    private static let unknown = UInt32.max - 1

    static func column(
        _ parts: [(vector: Vector, count: Int)], _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var texts = TextConcatenation()
        texts.codes.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        let first = parts.first?.vector.column.dictionary ?? .empty
        guard first.areDistinct, parts.allSatisfy({ $0.vector.column.dictionary === first }) else {
            let joined = try texts.join(parts, cancellation)
            return texts.finish(joined)
        }
        for (vector, count) in parts {
            try cancellation.check()
            texts.append(vector, count) { $0 }
        }
        return texts.finish(first)
    }

    /// Appends the parts; one dictionary of all texts that occur.
    private mutating func join(
        _ parts: [(vector: Vector, count: Int)], _ cancellation: Cancellation
    ) throws(ExecutionError) -> TextDictionary {
        var builder = TextDictionaryBuilder()
        var source: TextDictionary?
        // What the source's codes become; none where a table of its texts is not worth it for few rows.
        var known: [UInt32] = []
        for (vector, count) in parts {
            try cancellation.check()
            guard let dictionary = vector.column.dictionary else { preconditionFailure("text was expected") }
            if source !== dictionary {
                let isFew = dictionary.count <= 2 * max(count, Batch.standardCount)
                known = isFew ? Array(repeating: Self.unknown, count: dictionary.count) : []
                source = dictionary
            }
            append(vector, count) { code in
                if !known.isEmpty, known[Int(code)] != Self.unknown { return known[Int(code)] }
                let new = dictionary[Int(code)].withSpan { builder.code(for: $0) }
                if !known.isEmpty { known[Int(code)] = new }
                return new
            }
        }
        return builder.finish()
    }

    @inline(__always)
    private mutating func append(_ vector: Vector, _ count: Int, _ map: (UInt32) -> UInt32) {
        guard let packed = vector.column.packed else { preconditionFailure("text was expected") }
        let start = codes.count
        if case .range(let first) = vector.selection, vector.column.presence == nil {
            packed.withReader { read in
                for row in first..<first + count { codes.append(map(UInt32(truncatingIfNeeded: read(row)))) }
            }
            return
        }
        codes.append(contentsOf: repeatElement(Self.missing, count: count))
        var present = 0
        codes.withUnsafeMutableBufferPointer { codes in
            packed.withReader { read in
                vector.forEachPresent(count: count) { position, row in
                    codes[start + position] = map(UInt32(truncatingIfNeeded: read(row)))
                    present += 1
                }
            }
        }
        if present < count { isWhole = false }
    }

    /// Which codes are below the limit.
    private static func presence(_ codes: [UInt32], _ limit: UInt32) -> Bitmap {
        Bitmap(count: codes.count) { words in
            for index in words.indices {
                var word: UInt64 = 0
                for bit in 0..<min(64, codes.count - index * 64) where codes[index * 64 + bit] < limit {
                    word |= 1 << UInt64(bit)
                }
                words[index] = word
            }
        }
    }

    private func finish(_ dictionary: TextDictionary) -> Column {
        let limit = UInt32(dictionary.count)
        let bounded = isWhole ? codes : codes.map { min($0, limit) }
        return Column(
            type: .text, count: bounded.count,
            payload: .codes(PackedIntegers(codes: bounded, limit: dictionary.count), dictionary),
            presence: isWhole ? nil : Self.presence(bounded, limit))
    }
}

@_spi(_Unicode) import Swift

/// A character of any script, taken apart: what the general (slow) paths of folding and collation work on.
struct TextCluster {
    /// The letter when it is one of the Vietnamese alphabet; otherwise `scalar` counts.
    var letter: VietnameseLetter?
    /// A scalar that is no mark, or a stray byte; a mark only where it follows nothing it could sit on.
    var scalar: UInt32
    /// Combining marks that are no part of the letter, in canonical order.
    var marks: [UInt32] = []

    /// Takes text apart: invisible characters dropped, canonical decomposition, letters and tones put together again in
    /// whatever order their marks came. Linear in the text but for the sort of one character's marks.
    static func parse(_ text: Span<UInt8>) -> [TextCluster] {
        var clusters: [TextCluster] = []
        clusters.reserveCapacity(text.count)
        let codes = LetterTable.codes
        for unit in decomposed(text) {
            if isMark(unit), var last = clusters.popLast() {
                if last.letter?.absorb(unit) != true { last.marks.append(unit) }
                clusters.append(last)
            } else {
                let letter = LetterTable.letter(unit, in: codes) ?? CharacterClasses.strokedD(unit)
                clusters.append(TextCluster(letter: letter, scalar: unit))
            }
        }
        return clusters
    }

    /// Whether a scalar is a combining mark: one that canonical ordering moves.
    static func isMark(_ unit: UInt32) -> Bool {
        guard unit >= 0x300, let scalar = Unicode.Scalar(unit) else { return false }
        return scalar.properties.canonicalCombiningClass != .notReordered
    }

    /// A longer run of marks is normalised in pieces, for the time it takes to sort one grows with its square. Real text
    /// has no such runs; Unicode's Stream-Safe Text Format (UAX #15) draws the line at 30.
    static let longestMarkRun = 32

    /// Canonical decomposition of the visible characters. The standard library has Unicode's tables but gives them out
    /// only under this name; the alternatives are Foundation or a second copy of the tables.
    static func decomposed(_ text: Span<UInt8>) -> [UInt32] {
        var units: [UInt32] = []
        units.reserveCapacity(text.count)
        var segment = String.UnicodeScalarView()
        var marks = 0
        func flush() {
            marks = 0
            for scalar in String(segment)._nfd { units.append(scalar.value) }
            segment = String.UnicodeScalarView()
        }
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            index += length
            if let scalar = Unicode.Scalar(value) {
                if CharacterClasses.isInvisible(value) { continue }
                segment.append(scalar)
                marks = isMark(value) ? marks + 1 : 0
                if marks == longestMarkRun { flush() }
            } else {
                flush()
                units.append(value)
            }
        }
        flush()
        return units
    }
}

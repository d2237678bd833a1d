/// Inference over a file in parts, with the result that one pass from the first row on would have.
extension TypeInference {
    /// What goes on from here: the same types are possible, and no row has been seen.
    var successor: TypeInference {
        var next = TypeInference()
        next.candidates = candidates
        next.elements = elements.map(\.successor)
        return next
    }

    /// Whether every plain number of the format can be told without a closer look: all readings of numbers are open
    /// and none has a decimal sign, or the sign's reading is the only one.
    func isSettledNumber(_ format: PlainNumberFormat) -> Bool {
        switch format.decimal {
        case 0: !candidates.isEmpty && candidates.isSubset(of: .numeric)
        case UInt8(ascii: "."): candidates == .point
        case UInt8(ascii: ","): candidates == .comma
        default: false
        }
    }

    /// Plain numbers (see `PlainNumber`) in a column that had nothing but numbers before.
    ///
    /// Whole ones fit every reading of numbers; those with a decimal sign only occur where its reading is settled.
    mutating func addPlainNumbers(_ count: Int, integerDigits: Int, scale: Int) {
        present += count
        pointExtent.integerDigits = max(pointExtent.integerDigits, integerDigits)
        commaExtent.integerDigits = max(commaExtent.integerDigits, integerDigits)
        pointExtent.scale = max(pointExtent.scale, scale)
        commaExtent.scale = max(commaExtent.scale, scale)
    }

    /// Whether a successor has lost no candidate that this has, nor this one that it has.
    func agrees(with later: TypeInference) -> Bool {
        guard present > 0, later.present > 0 else { return true }
        guard candidates == later.candidates else { return false }
        guard let own = elements.first, let other = later.elements.first else { return true }
        return own.agrees(with: other)
    }

    /// Adds what a successor has seen, which must agree.
    mutating func merge(_ later: TypeInference, offset: Int) {
        if later.present == 0 { return }
        if present == 0 {
            candidates = later.candidates
            breaker = later.breaker
            breaker?.evidence.line += offset
        }
        present += later.present
        pointExtent.merge(later.pointExtent)
        commaExtent.merge(later.commaExtent)
        pointProof.merge(later.pointProof, offset: offset)
        commaProof.merge(later.commaProof, offset: offset)
        eitherReading.merge(later.eitherReading, offset: offset)
        exponents.merge(later.exponents, offset: offset)
        hugeIntegers.merge(later.hugeIntegers, offset: offset)
        trueWords.merge(later.trueWords, offset: offset)
        falseWords.merge(later.falseWords, offset: offset)
        dayFirst.merge(later.dayFirst, offset: offset)
        dayFirstProof.merge(later.dayFirstProof, offset: offset)
        withoutTime.merge(later.withoutTime, offset: offset)
        leadingZeros.merge(later.leadingZeros, offset: offset)
        fromJSON = fromJSON || later.fromJSON
        if elements.isEmpty {
            elements = later.elements
        } else if !later.elements.isEmpty {
            elements[0].merge(later.elements[0], offset: offset)
        }
    }
}

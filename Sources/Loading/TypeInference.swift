import Values

/// What a column's type can still be, after the rows seen so far; fed with every row.
struct TypeInference {
    struct Candidates: OptionSet {
        let rawValue: UInt16
        static let integer = Candidates(rawValue: 1)
        /// Numbers with a decimal point (and commas between thousands).
        static let point = Candidates(rawValue: 2)
        /// Numbers with a decimal comma (and points between thousands).
        static let comma = Candidates(rawValue: 4)
        static let boolean = Candidates(rawValue: 8)
        static let date = Candidates(rawValue: 16)
        static let dateTime = Candidates(rawValue: 32)
        static let list = Candidates(rawValue: 64)
        /// Days, some of them with a time.
        static let day = Candidates(rawValue: 128)
        static let all: Candidates = [.integer, .point, .comma, .boolean, .date, .dateTime, .day, .list]
        static let numeric: Candidates = [.integer, .point, .comma]
        static let dated: Candidates = [.date, .dateTime, .day]
    }

    /// How many rows show something, and the first of them.
    struct Evidence {
        var count = 0
        var line = 0
        var value = ""

        mutating func add(_ text: UnsafeBufferPointer<UInt8>, line newLine: Int) {
            if count == 0 {
                line = newLine
                value = Excerpt.text(text)
            }
            count += 1
        }

        /// What the rows behind show, `offset` lines further on.
        mutating func merge(_ later: Evidence, offset: Int) {
            if count == 0 { (line, value) = (later.line + offset, later.value) }
            count += later.count
        }
    }

    /// The most that numbers of one reading need.
    struct Extent {
        var integerDigits = 0
        var scale = 0
        var hasGroups = false

        mutating func merge(_ other: Extent) {
            integerDigits = max(integerDigits, other.integerDigits)
            scale = max(scale, other.scale)
            hasGroups = hasGroups || other.hasGroups
        }

        mutating func add(_ shape: NumberShape) {
            hasGroups = hasGroups || shape.groups > 0
            integerDigits = max(integerDigits, shape.integerDigits)
            scale = max(scale, shape.scale)
        }
    }

    var candidates = Candidates.all
    /// Rows with a value.
    var present = 0
    var pointExtent = Extent()
    var commaExtent = Extent()
    /// Numbers that one reading alone explains.
    var pointProof = Evidence()
    var commaProof = Evidence()
    /// Numbers with separators that both readings explain: 1.234.
    var eitherReading = Evidence()
    var exponents = Evidence()
    var hugeIntegers = Evidence()
    var dayFirst = Evidence()
    var dayFirstProof = Evidence()
    var withoutTime = Evidence()
    var leadingZeros = Evidence()
    var trueWords = Evidence()
    var falseWords = Evidence()
    var fromJSON = false
    /// The row that left no type but text, and what the rows before it could have been.
    var breaker: (evidence: Evidence, before: Candidates, presentBefore: Int)?
    /// What the elements of lists are; one, once there is a list.
    var elements: [TypeInference] = []

    var isText: Bool { candidates.isEmpty }

    /// One row's cell.
    @inline(__always)
    mutating func add(_ cell: Cell, line: Int, in block: borrowing CellBlock) {
        if cell.kind == .missing || cell.kind == .quoted && cell.length == 0 { return }
        present += 1
        if candidates.isEmpty { return }
        add(present: cell, line: line, in: block)
    }

    private mutating func add(present cell: Cell, line: Int, in block: borrowing CellBlock) {
        let before = candidates
        let text = cell.trimmed
        switch cell.kind {
        case .plain, .quoted: candidates.formIntersection(plainCandidates(text, line: line))
        case .number:
            fromJSON = true
            candidates.formIntersection(numberCandidates(text, line: line, isJSON: true))
        case .boolean: candidates.formIntersection(.boolean)
        case .string: candidates.formIntersection(dateCandidates(text, line: line))
        case .list:
            candidates.formIntersection(.list)
            addElements(block.lists[Int(cell.length)], line: line, in: block)
        case .raw, .missing: candidates = []
        }
        if candidates.isEmpty {
            var evidence = Evidence()
            evidence.add(cell.kind == .list ? block.lists[Int(cell.length)].source : text, line: line)
            breaker = (evidence, before, present - 1)
        }
    }

    private mutating func addElements(_ list: ListCell, line: Int, in block: borrowing CellBlock) {
        if elements.isEmpty { elements = [TypeInference()] }
        for index in list.elements {
            let cell = block.elements[index]
            // A list in a list stays its own text.
            if cell.kind == .list || cell.kind == .raw {
                elements[0].candidates = []
            } else {
                elements[0].add(cell, line: line, in: block)
            }
        }
    }

    /// What an unquoted or quoted cell of delimited text can be.
    private mutating func plainCandidates(_ text: UnsafeBufferPointer<UInt8>, line: Int) -> Candidates {
        guard let first = text.first else { return [] }
        if isPlainWholeNumber(text) {
            pointExtent.integerDigits = max(pointExtent.integerDigits, text.count)
            commaExtent.integerDigits = max(commaExtent.integerDigits, text.count)
            return .numeric
        }
        if first &- 48 < 10 || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") {
            let numeric =
                candidates.isDisjoint(with: .numeric) ? [] : numberCandidates(text, line: line, isJSON: false)
            if !numeric.isEmpty || first &- 48 >= 10 { return numeric }
            return candidates.isDisjoint(with: .dated) ? [] : dateCandidates(text, line: line)
        }
        if candidates.contains(.boolean), let truth = BooleanFormat.inferred.value(text) {
            if truth { trueWords.add(text, line: line) } else { falseWords.add(text, line: line) }
            return .boolean
        }
        return candidates.isDisjoint(with: .dated) ? [] : dateCandidates(text, line: line)
    }

    /// Digits that fit any integer: the quick way for what most numbers are.
    @inline(__always)
    private func isPlainWholeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= NumberReading.maximumDigits, text[0] != 48 || text.count == 1 else { return false }
        for byte in text where byte &- 48 >= 10 { return false }
        return true
    }

    private mutating func numberCandidates(
        _ text: UnsafeBufferPointer<UInt8>, line: Int, isJSON: Bool
    ) -> Candidates {
        let point = reading(text, isJSON ? .point : .groupedPoint, .point)
        if let point, point.isWhole { return wholeNumber(point, text, line) }
        let comma = isJSON ? nil : reading(text, .groupedComma, .comma)
        if let comma, comma.isWhole { return wholeNumber(comma, text, line) }
        guard let shape = point ?? comma else { return [] }
        if shape.hasLeadingZero {
            leadingZeros.add(text, line: line)
            return []
        }
        if shape.hasExponent {
            exponents.add(text, line: line)
            // 3E5 may be a code, where nothing but numbers like 1e+05 or 2.5 stands for the opposite.
            if shape.isOfDigits, isJSON || shape.hasSignedExponent { return wholePower(shape) }
        }
        var found: Candidates = []
        if let point {
            found.insert(.point)
            pointExtent.add(point)
        }
        if let comma {
            found.insert(.comma)
            commaExtent.add(comma)
        }
        // While both readings are open, a row that fits only one of them settles it.
        if candidates.isSuperset(of: [.point, .comma]) {
            if comma == nil { pointProof.add(text, line: line) }
            if point == nil { commaProof.add(text, line: line) }
            if point != nil, comma != nil { eitherReading.add(text, line: line) }
        }
        return found
    }

    /// The text as a number in a format that is still possible.
    private func reading(
        _ text: UnsafeBufferPointer<UInt8>, _ format: NumberFormat, _ candidate: Candidates
    ) -> NumberShape? {
        guard candidates.contains(candidate), let shape = NumberShape(text, format) else { return nil }
        // 0,123 has no thousands.
        return shape.groups > 0 && (text.first == 48 || shape.hasLeadingZero) ? nil : shape
    }

    private mutating func wholeNumber(
        _ shape: NumberShape, _ text: UnsafeBufferPointer<UInt8>, _ line: Int
    ) -> Candidates {
        if shape.hasLeadingZero {
            leadingZeros.add(text, line: line)
            return []
        }
        pointExtent.add(shape)
        commaExtent.add(shape)
        if shape.integerDigits > NumberReading.maximumDigits,
            NumberReading.scaled(text, scale: 0, .point) == nil
        {
            hugeIntegers.add(text, line: line)
        }
        return candidates.intersection(.numeric)
    }

    /// Digits with an exponent are the same number whatever the decimal sign, and may be whole.
    private mutating func wholePower(_ shape: NumberShape) -> Candidates {
        pointExtent.add(shape)
        commaExtent.add(shape)
        let isInteger = shape.scale == 0 && shape.integerDigits <= NumberReading.maximumDigits
        return candidates.intersection(isInteger ? .numeric : [.point, .comma])
    }

    private mutating func dateCandidates(_ text: UnsafeBufferPointer<UInt8>, line: Int) -> Candidates {
        if !candidates.isDisjoint(with: [.date, .day]), let day = DateReading.day(text) {
            note(day, text, line)
            withoutTime.add(text, line: line)
            return [.date, .day]
        }
        if !candidates.isDisjoint(with: [.dateTime, .day]), let value = DateReading.dateTime(text) {
            note(value.day, text, line)
            return [.dateTime, .day]
        }
        return []
    }

    private mutating func note(_ day: DateReading.Day, _ text: UnsafeBufferPointer<UInt8>, _ line: Int) {
        guard day.isDayFirst else { return }
        dayFirst.add(text, line: line)
        if day.isProven { dayFirstProof.add(text, line: line) }
    }
}

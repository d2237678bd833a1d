/// Writes the levels of a collation key: letters go to the output at once, tones, cases and leading zeros are kept until
/// the part or the text ends. Every element of the first level has one weight on each other level, so that these align.
struct CollationWriter {
    private var output: [UInt8] = []
    private var tones = Level()
    private var cases = Level()
    private var zeros = Level()
    private var places = Level()
    private var word = WordTone()
    private var wroteInPart = false
    private var owesSpace = false
    /// Where the significant digits of the current number start in `output`; negative outside numbers.
    private var digitStart = -1
    private var leadingZeros = 0
    private var words: WordTable<CollatedWord>?

    /// `words`: where to remember them, for keys of many texts.
    init(words: WordTable<CollatedWord>?) { self.words = words }

    /// Appends the key of `text` (UTF-8).
    mutating func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        // Taken over, so that appending stays in place.
        swap(&self.output, &output)
        write(text)
        finish()
        swap(&self.output, &output)
    }

    mutating func appendGivenNameFirst(_ text: Span<UInt8>, to output: inout [UInt8]) {
        let given = PersonName.givenRange(of: text)
        swap(&self.output, &output)
        write(text.extracting(given))
        finishPart()
        write(text.extracting(0..<given.lowerBound))
        finish()
        swap(&self.output, &output)
    }

    /// Writes the first level of `text` and gathers the others.
    private mutating func write(_ text: Span<UInt8>) {
        let start = output.count
        let ends = (tones.end, cases.end, zeros.end, places.end)
        if !writeVietnamese(text) {
            output.removeSubrange(start...)
            tones.end = ends.0
            cases.end = ends.1
            zeros.end = ends.2
            places.end = ends.3
            (wroteInPart, owesSpace, digitStart, word) = (false, false, -1, WordTone())
            for cluster in TextCluster.parse(text) { write(cluster) }
        }
        finishNumber()
        finishWord()
    }

    /// Ends the part of a key that counts before the next part, case apart.
    private mutating func finishPart() {
        if !tones.isEmpty {
            output.append(Weight.levelEnd)
            output += tones.bytes
        }
        output.append(Weight.partEnd)
        tones.end = Level.start
        (wroteInPart, owesSpace) = (false, false)
    }

    /// Ends the key.
    private mutating func finish() {
        var owed = 0
        finish(tones, &owed)
        finish(cases, &owed)
        finish(zeros, &owed)
        finish(places, &owed)
        (tones.end, cases.end, zeros.end, places.end) = (Level.start, Level.start, Level.start, Level.start)
        (wroteInPart, owesSpace) = (false, false)
    }

    /// Ends a level, with those before it that are owed their end because nothing stands in them.
    private mutating func finish(_ level: Level, _ owed: inout Int) {
        owed += 1
        if level.isEmpty { return }
        for _ in 0..<owed { output.append(Weight.levelEnd) }
        owed = 0
        output += level.bytes
    }
}

extension CollationWriter {
    /// One pass over text of the alphabet and common punctuation. False where the general path must decide.
    private mutating func writeVietnamese(_ text: Span<UInt8>) -> Bool {
        let codes = LetterTable.codes
        var index = 0
        while index < text.count {
            let beginsWord = index == 0 || text[index - 1] == UInt8(ascii: " ")
            if beginsWord, words != nil, let length = writeWord(text, at: index) {
                index += length
                continue
            }
            let (value, length) = UTF8Scalars.decode(text, at: index)
            index += length
            let mayBeMarked = index < text.count && text[index] & 0xFE == 0xCC
            if let found = LetterTable.letter(value, in: codes) ?? CharacterClasses.strokedD(value) {
                var letter = found
                while index < text.count, text[index] & 0xFE == 0xCC {
                    let mark = UTF8Scalars.decode(text, at: index)
                    guard letter.absorb(mark.value) else { return false }
                    index += mark.length
                }
                write(letter, marks: [])
            } else if mayBeMarked {
                return false
            } else if CharacterClasses.isSpace(value) {
                writeSpace()
            } else if !CharacterClasses.isInvisible(value) {
                guard CharacterClasses.isInert(value) || CharacterClasses.plainPunctuation(value) != nil
                else { return false }
                write(value, marks: [])
            }
        }
        return true
    }

    /// Writes a word of letters alone and gives its length; nil for any other.
    @inline(__always)
    private mutating func writeWord(_ text: Span<UInt8>, at start: Int) -> Int? {
        guard let bytes = WordBytes(text, at: start), bytes.count > 0 else { return nil }
        guard let known = words?[bytes] ?? learn(bytes, text.extracting(start..<start + bytes.count)) else {
            return nil
        }
        startElement()
        output.append(addingCapacity: PackedBytes.capacity) { known.weights.write(to: &$0) }
        if known.tone == Weight.least {
            tones.append(leastTimes: known.weights.count)
        } else {
            tones.append(leastTimes: known.weights.count - 1)
            tones.append(known.tone)
            places.append(Weight.least + known.behind)
        }
        if known.uppers == 0 {
            cases.append(leastTimes: known.weights.count)
        } else {
            for place in 0..<known.weights.count {
                cases.append(Weight.least + UInt8(truncatingIfNeeded: known.uppers >> place & 1))
            }
        }
        return bytes.count
    }

    /// What to write for a word of letters with one tone at most, remembered from now on; nil for any other.
    private mutating func learn(_ bytes: WordBytes, _ text: Span<UInt8>) -> CollatedWord? {
        let learned = CollatedWord(text)
        words?[bytes] = learned
        return learned
    }

    private mutating func write(_ cluster: TextCluster) {
        if let letter = cluster.letter {
            write(letter, marks: cluster.marks)
        } else if CharacterClasses.isSpace(cluster.scalar) {
            writeSpace()
        } else {
            write(cluster.scalar, marks: cluster.marks)
        }
    }

    @inline(__always)
    private mutating func write(_ letter: VietnameseLetter, marks: [UInt32]) {
        startElement()
        output.append(Weight.firstLetter + letter.rank)
        guard marks.isEmpty, !word.isIrregular else {
            giveBackTone()
            return finishElement(tone: letter.tone, isUpper: letter.isUpper, marks: marks)
        }
        cases.append(letter.isUpper ? Weight.least + 1 : Weight.least)
        if word.tone != Weight.least {
            if letter.tone == .level {
                word.behind += 1
            } else {
                giveBackTone()
                tones.append(Weight.least + letter.tone.rawValue)
            }
        } else if letter.tone == .level {
            tones.append(Weight.least)
        } else {
            word.tone = Weight.least + letter.tone.rawValue
        }
    }

    /// A word with two tones, or further marks, keeps each where it stands.
    private mutating func giveBackTone() {
        if word.tone != Weight.least {
            tones.append(word.tone)
            for _ in 0..<word.behind { tones.append(Weight.least) }
        }
        word = WordTone(isIrregular: true)
    }

    /// Ends a run of letters: its tone counts as if it stood on the last, so that words of which one is placed
    /// otherwise (hoà, hòa) differ less than those with another tone.
    @inline(__always)
    private mutating func finishWord() {
        if word.tone != Weight.least {
            for _ in 0..<word.behind { tones.append(Weight.least) }
            tones.append(word.tone)
            places.append(Weight.least + UInt8(min(word.behind, 250)))
        }
        word = WordTone()
    }

    /// A space is written only before something that follows it, but it ends a number at once.
    @inline(__always)
    private mutating func writeSpace() {
        finishNumber()
        finishWord()
        owesSpace = true
    }

    /// Writes anything that is no letter of the alphabet and no space.
    private mutating func write(_ scalar: UInt32, marks: [UInt32]) {
        finishWord()
        if scalar >= 0x30, scalar <= 0x39 { return writeDigit(UInt8(scalar - 0x30)) }
        let plain = CharacterClasses.plainPunctuation(scalar)
        if let weight = Weight.punctuation(plain.map(UInt32.init) ?? scalar) {
            startElement()
            output.append(weight)
            finishElement(tone: .level, isUpper: plain.map { UInt32($0) != scalar } ?? false, marks: marks)
            return
        }
        // Control characters are no text: they do not count.
        if scalar < 0x20 || (0x7F..<0xA0).contains(scalar) { return }
        startElement()
        let properties = Unicode.Scalar(scalar)?.properties
        let lower =
            properties?.changesWhenLowercased == true
            ? properties?.lowercaseMapping.unicodeScalars.first?.value ?? scalar : scalar
        output.append(properties?.isAlphabetic == false ? Weight.symbol : Weight.foreignLetter)
        for shift in [16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: lower >> shift)) }
        finishElement(tone: .level, isUpper: lower != scalar, marks: marks)
    }

    /// A number is its count of significant digits, then these.
    private mutating func writeDigit(_ digit: UInt8) {
        if digitStart < 0 {
            startElement()
            output.append(Weight.number)
            digitStart = output.count
            leadingZeros = 0
        }
        if digit == 0, output.count == digitStart {
            leadingZeros += 1
        } else {
            output.append(digit)
        }
    }

    @inline(__always)
    private mutating func finishNumber() {
        if digitStart < 0 { return }
        let count = output.count - digitStart
        // A count of 255 and more is written as so many 255s and the rest, which keeps the order.
        if count >= 255 { output.insert(contentsOf: repeatElement(0xFF, count: count / 255), at: digitStart) }
        output.insert(UInt8(count % 255), at: digitStart + count / 255)
        digitStart = -1
        tones.append(Weight.least)
        cases.append(Weight.least)
        zeros.append(Weight.least + UInt8(min(leadingZeros, 250)))
    }

    @inline(__always)
    private mutating func startElement() {
        finishNumber()
        if owesSpace, wroteInPart {
            output.append(Weight.space)
            tones.append(Weight.least)
            cases.append(Weight.least)
        }
        owesSpace = false
        wroteInPart = true
    }

    @inline(__always)
    private mutating func finishElement(tone: Tone, isUpper: Bool, marks: [UInt32]) {
        cases.append(isUpper ? Weight.least + 1 : Weight.least)
        if marks.isEmpty {
            tones.append(Weight.least + tone.rawValue)
        } else {
            tones.append(Weight.furtherMarks + tone.rawValue)
            tones.append(field: UInt8(min(marks.count, 255)))
            for mark in marks.prefix(255) {
                for shift in [16, 8, 0] as [UInt32] { tones.append(field: UInt8(truncatingIfNeeded: mark >> shift)) }
            }
        }
    }
}

/// The tone of a run of letters, kept until the run ends.
private struct WordTone {
    var tone = Weight.least
    /// Letters behind the one that bears it.
    var behind = 0
    /// With two tones or further marks: all are written where they stand.
    var isIrregular = false
}

/// What a word of letters adds to a key, of which one at most has a tone.
struct CollatedWord: BitwiseCopyable {
    let weights: PackedBytes
    private(set) var tone = Weight.least
    /// Letters behind the one that bears the tone.
    private(set) var behind: UInt8 = 0
    /// A bit for each letter in upper case.
    private(set) var uppers: UInt32 = 0

    /// Nil for any other text (UTF-8), and for one of more than 16 letters.
    fileprivate init?(_ text: Span<UInt8>) {
        var letters: [UInt8] = []
        var index = 0
        while index < text.count {
            guard letters.count < PackedBytes.capacity, let (letter, length) = Self.letter(text, at: index) else {
                return nil
            }
            if letter.tone != .level {
                if tone != Weight.least { return nil }
                tone = Weight.least + letter.tone.rawValue
            } else if tone != Weight.least {
                behind += 1
            }
            if letter.isUpper { uppers |= 1 << UInt32(letters.count) }
            letters.append(Weight.firstLetter + letter.rank)
            index += length
        }
        guard let weights = PackedBytes(letters.span) else { return nil }
        self.weights = weights
    }

    /// A letter with its marks, and the bytes it takes.
    private static func letter(_ text: Span<UInt8>, at start: Int) -> (VietnameseLetter, length: Int)? {
        let (value, length) = UTF8Scalars.decode(text, at: start)
        guard var letter = LetterTable.letter(value, in: LetterTable.codes) ?? CharacterClasses.strokedD(value) else {
            return nil
        }
        var end = start + length
        while end < text.count, text[end] & 0xFE == 0xCC {
            let mark = UTF8Scalars.decode(text, at: end)
            guard letter.absorb(mark.value) else { return nil }
            end += mark.length
        }
        return (letter, end - start)
    }
}

/// One level after the first. Least weights at its end are only counted, for they need not be written.
private struct Level {
    private(set) var bytes: [UInt8] = []
    private var pending = 0

    /// Where a level ends: bytes, and least weights behind them.
    typealias End = (count: Int, pending: Int)
    static var start: End { (0, 0) }

    /// What is set is an end that the level had before; what was appended since is gone then.
    var end: End {
        get { (bytes.count, pending) }
        set {
            if newValue.count < bytes.count { bytes.removeSubrange(newValue.count...) }
            pending = newValue.pending
        }
    }

    var isEmpty: Bool { bytes.isEmpty }

    @inline(__always)
    mutating func append(_ weight: UInt8) {
        if weight == Weight.least { pending += 1 } else { append(field: weight) }
    }

    @inline(__always)
    mutating func append(leastTimes count: Int) { pending += count }

    /// Appends a byte that follows a weight which says how many such bytes there are; any value is written.
    @inline(__always)
    mutating func append(field byte: UInt8) {
        bytes.append(addingCapacity: pending + 1) { bytes in
            for _ in 0..<pending { bytes.append(Weight.least) }
            bytes.append(byte)
        }
        pending = 0
    }
}

/// The first byte of each element of the first level, and the bytes that stand between levels.
private enum Weight {
    static let partEnd: UInt8 = 0
    static let levelEnd: UInt8 = 1
    static let least: UInt8 = 2
    static let furtherMarks: UInt8 = 0x10

    static let space: UInt8 = 2
    static let firstPunctuation: UInt8 = 3
    static let symbol: UInt8 = 0x30
    static let number: UInt8 = 0x31
    static let firstLetter: UInt8 = 0x40
    static let foreignLetter: UInt8 = 0x70

    /// By ASCII code: the weight in the order of CLDR's root collation, 0 for what is no punctuation.
    private static let punctuationWeights: [UInt8] = {
        var weights = [UInt8](repeating: 0, count: 128)
        for (place, byte) in "_-,;:!?.'\"()[]{}@*/\\&#%^+<=>|~$".utf8.enumerated() {
            weights[Int(byte)] = firstPunctuation + UInt8(place)
        }
        return weights
    }()

    static func punctuation(_ scalar: UInt32) -> UInt8? {
        guard scalar < 128 else { return nil }
        let weight = punctuationWeights[Int(scalar)]
        return weight == 0 ? nil : weight
    }
}

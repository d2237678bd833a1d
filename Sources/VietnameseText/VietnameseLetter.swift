/// The tone of a syllable, in the order of the dictionary: ngang, huyền, hỏi, ngã, sắc, nặng, named for their
/// marks. A plain number and no enumeration, for it is unpacked from a table for every letter.
struct Tone: Equatable {
    let rawValue: UInt8

    static var level: Tone { Tone(rawValue: 0) }
    static var grave: Tone { Tone(rawValue: 1) }
    static var hook: Tone { Tone(rawValue: 2) }
    static var tilde: Tone { Tone(rawValue: 3) }
    static var acute: Tone { Tone(rawValue: 4) }
    static var dotBelow: Tone { Tone(rawValue: 5) }

    @inline(__always)
    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The tone a combining mark writes; U+0340 and U+0341 are canonically U+0300 and U+0301.
    @inline(__always)
    init?(mark: UInt32) {
        switch mark {
        case 0x0300, 0x0340: self = .grave
        case 0x0309: self = .hook
        case 0x0303: self = .tilde
        case 0x0301, 0x0341: self = .acute
        case 0x0323: self = .dotBelow
        default: return nil
        }
    }

    /// The combining mark that writes the tone; 0 for ngang, which has none.
    var mark: UInt32 {
        switch rawValue {
        case 1: 0x0300
        case 2: 0x0309
        case 3: 0x0303
        case 4: 0x0301
        case 5: 0x0323
        default: 0
        }
    }
}

/// One letter of the Vietnamese alphabet (with f j w z in their Latin places), its tone and its case.
struct VietnameseLetter: Equatable {
    /// Place in `VietnameseLetter.alphabet`, 0 to 32.
    var rank: UInt8
    var tone: Tone
    var isUpper: Bool

    /// The alphabet in its own order; a letter's rank is its place here.
    static let alphabet: [Unicode.Scalar] = Array("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz".unicodeScalars)
    static let count = 33

    /// Ranks that letters with a mark of their own are made from or have.
    enum Rank {
        static let a: UInt8 = 0, aBreve: UInt8 = 1, aCircumflex: UInt8 = 2
        static let dStroke: UInt8 = 6, e: UInt8 = 7, eCircumflex: UInt8 = 8
        static let o: UInt8 = 18, oCircumflex: UInt8 = 19, oHorn: UInt8 = 20
        static let u: UInt8 = 26, uHorn: UInt8 = 27
        static let i: UInt8 = 12, y: UInt8 = 31
        static let g: UInt8 = 10, q: UInt8 = 22
        /// h k l m s t v b: behind one of them a lone y may be spelled i.
        static let consonantsBeforeI: [UInt8] = Array("hklmstvb".unicodeScalars).map { letter in
            UInt8(alphabet.firstIndex(of: letter)!)
        }
    }

    /// What the letter is without a tone: whether it carries a circumflex, breve, horn or stroke.
    var hasOwnMark: Bool { Self.hasOwnMark(rank) }

    @inline(__always)
    static func hasOwnMark(_ rank: UInt8) -> Bool {
        switch rank {
        case Rank.aBreve, Rank.aCircumflex, Rank.dStroke, Rank.eCircumflex, Rank.oCircumflex, Rank.oHorn, Rank.uHorn:
            true
        default: false
        }
    }

    /// The rank of a plain letter once `mark` (circumflex, breve, horn) is put on it, if the alphabet has such a letter.
    @inline(__always)
    static func rank(_ rank: UInt8, withMark mark: UInt32) -> UInt8? {
        switch (mark, rank) {
        case (0x0302, Rank.a): Rank.aCircumflex
        case (0x0302, Rank.e): Rank.eCircumflex
        case (0x0302, Rank.o): Rank.oCircumflex
        case (0x0306, Rank.a): Rank.aBreve
        case (0x031B, Rank.o): Rank.oHorn
        case (0x031B, Rank.u): Rank.uHorn
        default: nil
        }
    }

    /// Puts a combining mark on the letter, in whatever order marks come: é and a circumflex make ế.
    /// False, and nothing changes, when the letter has no place for it.
    @inline(__always)
    mutating func absorb(_ mark: UInt32) -> Bool {
        if let added = Tone(mark: mark) {
            guard tone == .level else { return false }
            tone = added
            return true
        }
        guard let marked = Self.rank(rank, withMark: mark) else { return false }
        rank = marked
        return true
    }

    /// Like `absorb`, but only where the result is canonically equivalent: a circumflex or breve after a tone above the
    /// letter is, by Unicode's canonical ordering, another text than the tone after the circumflex or breve.
    @inline(__always)
    mutating func absorbCanonically(_ mark: UInt32) -> Bool {
        if mark == 0x0302 || mark == 0x0306, tone != .level, tone != .dotBelow { return false }
        return absorb(mark)
    }
}

/// The tables between scalars and letters, made at first use.
enum LetterTable {
    /// Vowels with the six tones in order; with đ and the other letters of the alphabet these are all there are.
    private static let lowerVowels =
        "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    private static let upperVowels =
        "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴ"
    private static let upperAlphabet = "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ"

    /// Scalars below this, then U+1EA0 to U+1EFF, have a place in `codes`.
    private static let lowEnd: UInt32 = 0x1B1
    private static let highStart: UInt32 = 0x1EA0
    private static let highEnd: UInt32 = 0x1F00

    /// By `slot(of:)`: 0 for no letter, else a set bit, then rank, tone and case in 6, 3 and 1 bits.
    static let codes: [UInt16] = {
        var codes = [UInt16](repeating: 0, count: Int(lowEnd + highEnd - highStart))
        for (place, scalar) in scalars.enumerated() where scalar != 0 {
            let (rank, tone, upper) = (place / 12, place / 2 % 6, place % 2)
            codes[slot(of: UInt32(scalar))!] = UInt16(1 << 10 | rank << 4 | tone << 1 | upper)
        }
        return codes
    }()

    /// By (rank × 6 + tone) × 2 + upper: the composed scalar, 0 where Unicode has none (a consonant with a tone).
    static let scalars: [UInt16] = {
        var scalars = [UInt16](repeating: 0, count: VietnameseLetter.count * 12)
        for (upper, (alphabet, vowels)) in [
            (VietnameseLetter.alphabet, lowerVowels), (Array(upperAlphabet.unicodeScalars), upperVowels),
        ].enumerated() {
            for (rank, letter) in alphabet.enumerated() { scalars[rank * 12 + upper] = UInt16(letter.value) }
            let toned = Array(vowels.unicodeScalars)
            for start in stride(from: 0, to: toned.count, by: 6) {
                let rank = alphabet.firstIndex(of: toned[start])!
                for tone in 0..<6 { scalars[rank * 12 + tone * 2 + upper] = UInt16(toned[start + tone].value) }
            }
        }
        return scalars
    }()

    /// By rank: the lower-case letter without its tone (`lowercase`), and without any mark, in ASCII (`plain`).
    static let lowercase: [UInt16] = VietnameseLetter.alphabet.map { UInt16($0.value) }
    static let plain: [UInt8] = Array("aaabcddeefghijklmnooopqrstuuvwxyz".utf8)

    /// By rank × 6 + tone: the bytes of the lower-case letter, composed where Unicode has it so, the first lowest; zeros
    /// behind fewer than four.
    static let spellings: [UInt32] = (0..<VietnameseLetter.count * 6).map { place in
        let letter = VietnameseLetter(
            rank: UInt8(place / 6), tone: Tone(rawValue: UInt8(place % 6)), isUpper: false)
        var bytes: [UInt8] = []
        UTF8Scalars.append(scalar(letter) ?? UInt32(lowercase[place / 6]), to: &bytes)
        if scalar(letter) == nil { UTF8Scalars.append(letter.tone.mark, to: &bytes) }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// By ASCII code: the rank of a letter, else 255.
    static let asciiRanks: [UInt8] = (0..<128).map { byte in
        letter(UInt32(byte), in: codes).map(\.rank) ?? .max
    }

    @inline(__always)
    private static func slot(of scalar: UInt32) -> Int? {
        if scalar < lowEnd { return Int(scalar) }
        return scalar >= highStart && scalar < highEnd ? Int(scalar - highStart + lowEnd) : nil
    }

    /// The letter a composed scalar is, with `codes` handed in so that a loop reads the table once.
    @inline(__always)
    static func letter(_ scalar: UInt32, in codes: [UInt16]) -> VietnameseLetter? {
        guard let slot = slot(of: scalar) else { return nil }
        let code = codes[slot]
        if code == 0 { return nil }
        return VietnameseLetter(
            rank: UInt8(truncatingIfNeeded: code >> 4 & 0x3F),
            tone: Tone(rawValue: UInt8(truncatingIfNeeded: code >> 1 & 7)), isUpper: code & 1 == 1)
    }

    /// The composed scalar of a letter; nil for a consonant with a tone.
    static func scalar(_ letter: VietnameseLetter) -> UInt32? {
        let scalar = scalars[Int(letter.rank) * 12 + Int(letter.tone.rawValue) * 2 + (letter.isUpper ? 1 : 0)]
        return scalar == 0 ? nil : UInt32(scalar)
    }
}

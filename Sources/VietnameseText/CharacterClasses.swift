/// The characters outside the alphabet that matching looks through: spaces, dashes, quotes, invisible ones.
enum CharacterClasses {
    /// Characters that nobody sees and that matching drops: soft hyphen, zero-width space and joiners, word joiner, BOM.
    @inline(__always)
    static func isInvisible(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: true
        default: false
        }
    }

    /// Every character with the property White_Space.
    @inline(__always)
    static func isSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// The one dash or quote that stands for all of its kind; nil for any other character.
    @inline(__always)
    static func plainPunctuation(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: UInt8(ascii: "-")
        case 0x60, 0xB4, 0x02B9, 0x02BC, 0x2018...0x201B, 0x2032, 0xFF07: UInt8(ascii: "'")
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2033, 0xFF02: UInt8(ascii: "\"")
        default: nil
        }
    }

    /// Letters that look like đ and are typed for it: Ð ð (Icelandic eth), Ɖ ɖ (African d).
    @inline(__always)
    static func strokedD(_ scalar: UInt32) -> VietnameseLetter? {
        switch scalar {
        case 0xD0, 0x189: VietnameseLetter(rank: VietnameseLetter.Rank.dStroke, tone: .level, isUpper: true)
        case 0xF0, 0x256: VietnameseLetter(rank: VietnameseLetter.Rank.dStroke, tone: .level, isUpper: false)
        default: nil
        }
    }

    /// Whether a character outside the alphabet is its own composed, decomposed and lower-case form and no mark, so that
    /// the quick paths may copy it. Only ranges common in real text are named; the rest takes the general path.
    @inline(__always)
    static func isInert(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x00...0x40, 0x5B...0x60, 0x7B...0xBF, 0xD7, 0xF7: true
        case 0x2010...0x205E, 0x20A0...0x20C0, 0x2190...0x2199, 0x2212, 0x25A0...0x25FF: true
        case 0x4E00...0x9FFF, 0x1F300...0x1FAFF: true
        default: scalar >= UTF8Scalars.invalidByte
        }
    }
}

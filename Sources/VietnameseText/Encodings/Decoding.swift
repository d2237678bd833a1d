extension LegacyEncoding {
    /// The text in UTF-8, letters and their marks composed. Throws where a byte means nothing.
    public func decode(_ text: Span<UInt8>) throws(UndecodableByte) -> [UInt8] {
        switch self {
        case .windows1258: try Self.decode(text, .windows1258)
        case .windows1252: try Self.decode(text, .windows1252)
        case .tcvn3: try Self.decode(text, .tcvn3)
        case .viscii: try Self.decode(text, .viscii)
        case .vni: try VNI.decode(text)
        case .doubleUTF8: try Self.decodeTwice(text)
        }
    }

    private static func decode(_ text: Span<UInt8>, _ table: ByteTable) throws(UndecodableByte) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + text.count / 4)
        let scalars = table.scalars
        // A character whose marks may still come.
        var base: Unicode.Scalar?
        for index in 0..<text.count {
            let value = scalars[Int(text[index])]
            guard value != 0 || text[index] == 0, let scalar = Unicode.Scalar(value) else {
                throw UndecodableByte(offset: index)
            }
            if (0x300..<0x370).contains(value), let letter = base,
                let composed = Composition.compose(base: letter, mark: scalar)
            {
                base = composed
                continue
            }
            if let base { UTF8Scalars.append(base.value, to: &output) }
            base = scalar
        }
        if let base { UTF8Scalars.append(base.value, to: &output) }
        return output
    }

    /// Characters that windows-1252 has, as its bytes, which must be UTF-8 then.
    private static func decodeTwice(_ text: Span<UInt8>) throws(UndecodableByte) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var places: [Int] = []
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            guard let byte = byte(of: value) else { throw UndecodableByte(offset: index) }
            output.append(byte)
            places.append(index)
            index += length
        }
        index = 0
        while index < output.count {
            let (value, length) = UTF8Scalars.decode(output.span, at: index)
            guard value < UTF8Scalars.invalidByte else { throw UndecodableByte(offset: places[index]) }
            index += length
        }
        return output.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(output.dropFirst(3)) : output
    }

    private static let bytesOf1252: [UInt32: UInt8] = {
        var bytes: [UInt32: UInt8] = [:]
        for byte in 128..<160 where ByteTable.windows1252.scalars[byte] != 0 {
            bytes[ByteTable.windows1252.scalars[byte]] = UInt8(byte)
        }
        return bytes
    }()

    /// Bytes that windows-1252 leaves free went through as control characters.
    private static func byte(of scalar: UInt32) -> UInt8? {
        scalar < 256 ? UInt8(scalar) : bytesOf1252[scalar]
    }
}

/// The encoding of the fonts named VNI: letters of windows-1252, a vowel's marks as one letter behind it.
enum VNI {
    /// A mark byte in lower case: what it puts on the vowel before it (circumflex or breve), and its tone.
    private static let marks: [UInt8: (own: UInt32?, tone: Tone)] = [
        0xF9: (nil, .acute), 0xF8: (nil, .grave), 0xFB: (nil, .hook), 0xF5: (nil, .tilde), 0xEF: (nil, .dotBelow),
        0xE2: (0x0302, .level), 0xE1: (0x0302, .acute), 0xE0: (0x0302, .grave), 0xE5: (0x0302, .hook),
        0xE3: (0x0302, .tilde), 0xE4: (0x0302, .dotBelow),
        0xEA: (0x0306, .level), 0xE9: (0x0306, .acute), 0xE8: (0x0306, .grave), 0xFA: (0x0306, .hook),
        0xFC: (0x0306, .tilde), 0xEB: (0x0306, .dotBelow),
    ]

    /// Letters that are one byte, in lower case.
    private static let letters: [UInt8: Unicode.Scalar] = [
        0xED: "í", 0xEC: "ì", 0xE6: "ỉ", 0xF3: "ĩ", 0xF2: "ị", 0xF1: "đ", 0xEE: "ỵ", 0xF4: "ơ", 0xF6: "ư",
    ]

    /// Capitals stand 32 before small letters.
    private static func lowercase(_ byte: UInt8) -> UInt8 { byte >= 0xC0 && byte < 0xE0 ? byte + 0x20 : byte }

    static func decode(_ text: Span<UInt8>) throws(UndecodableByte) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard var letter = letter(text[index]) else {
                let value = ByteTable.windows1252.scalars[Int(text[index])]
                // What is left of the upper half are marks without a vowel.
                guard text[index] < 0xC0, value != 0 || text[index] == 0 else { throw UndecodableByte(offset: index) }
                UTF8Scalars.append(value, to: &output)
                index += 1
                continue
            }
            index += 1
            if index < text.count, put(text[index], on: &letter) { index += 1 }
            UTF8Scalars.append(LetterTable.scalar(letter)!, to: &output)
        }
        return output
    }

    private static func letter(_ byte: UInt8) -> VietnameseLetter? {
        let codes = LetterTable.codes
        if byte < 0x80 { return LetterTable.letter(UInt32(byte), in: codes) }
        guard let scalar = letters[lowercase(byte)], var letter = LetterTable.letter(scalar.value, in: codes) else {
            return nil
        }
        letter.isUpper = byte < 0xE0
        return letter
    }

    /// False where the byte is no mark, or none for that letter.
    private static func put(_ byte: UInt8, on letter: inout VietnameseLetter) -> Bool {
        guard letter.tone == .level, byte >= 0xC0, let mark = marks[lowercase(byte)] else { return false }
        var marked = letter
        if let own = mark.own, !marked.absorb(own) { return false }
        marked.tone = mark.tone
        guard LetterTable.scalar(marked) != nil else { return false }
        letter = marked
        return true
    }
}

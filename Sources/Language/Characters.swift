/// The classes of bytes and characters the language distinguishes, all on UTF-8.

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

/// Spaces of one byte that do not end a line.
@inline(__always)
func isASCIISpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || (11...13).contains(byte) }

/// The length of the space at `index`, 0 when there is none. A line feed is not a space; a carriage return is one,
/// so that both kinds of line ends are read.
func spaceLength(_ bytes: [UInt8], at index: Int, end: Int) -> Int {
    let byte = bytes[index]
    if byte < 0x80 { return isASCIISpace(byte) ? 1 : 0 }
    if byte == 0xC2 {
        guard index + 1 < end else { return 0 }
        return bytes[index + 1] == 0xA0 || bytes[index + 1] == 0x85 ? 2 : 0
    }
    guard index + 2 < end else { return 0 }
    return isWideSpace(byte, bytes[index + 1], bytes[index + 2]) ? 3 : 0
}

/// The length of the space that ends just before `index`, 0 when there is none.
func spaceLength(_ bytes: [UInt8], before index: Int) -> Int {
    guard index > 0 else { return 0 }
    let last = bytes[index - 1]
    if last < 0x80 { return isASCIISpace(last) ? 1 : 0 }
    if index >= 2, bytes[index - 2] == 0xC2, last == 0xA0 || last == 0x85 { return 2 }
    guard index >= 3 else { return 0 }
    return isWideSpace(bytes[index - 3], bytes[index - 2], last) ? 3 : 0
}

/// Unicode's spaces of three bytes, with the zero-width space and the byte order mark, which nobody sees either.
private func isWideSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second) {
    case (0xE1, 0x9A): third == 0x80
    case (0xE2, 0x80): (0x80...0x8B).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
    case (0xE2, 0x81): third == 0x9F
    case (0xE3, 0x80): third == 0x80
    case (0xEF, 0xBB): third == 0xBF
    default: false
    }
}

/// Whether a word may stand at `index`: letters of any script, digits, `_` and combining marks.
func isWordByte(_ bytes: [UInt8], at index: Int, end: Int) -> Bool {
    let byte = bytes[index]
    if byte < 0x80 { return isLetter(byte) || isDigit(byte) || byte == 95 }
    return spaceLength(bytes, at: index, end: end) == 0 && wideSymbol(bytes, at: index) == nil
}

/// As `isWordByte`, digits excepted: a name does not begin with one.
func isWordStart(_ bytes: [UInt8], at index: Int, end: Int) -> Bool {
    index < end && !isDigit(bytes[index]) && isWordByte(bytes, at: index, end: end)
        && openingQuoteLength(bytes, at: index) == 0
}

/// The length of the quote that may open a value at `index`: `"`, `'`, `“`, `‘` or `«`; 0 when there is none.
func openingQuoteLength(_ bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): 1
    case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0xAB ? 2 : 0
    case 0xE2:
        index + 2 < bytes.count && bytes[index + 1] == 0x80 && (bytes[index + 2] == 0x9C || bytes[index + 2] == 0x98)
            ? 3 : 0
    default: 0
    }
}

/// The operator a character of three bytes stands for: `≥ ≤ ≠ ＝ ＜ ＞`, as word processors and wide keyboards write them.
func wideSymbol(_ bytes: [UInt8], at index: Int) -> Symbol? {
    guard bytes[index] == 0xE2 || bytes[index] == 0xEF, index + 2 < bytes.count else { return nil }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE2, 0x89, 0xA0): return .notEqual
    case (0xE2, 0x89, 0xA4): return .lessOrEqual
    case (0xE2, 0x89, 0xA5): return .greaterOrEqual
    case (0xEF, 0xBC, 0x9C): return .less
    case (0xEF, 0xBC, 0x9D): return .equal
    case (0xEF, 0xBC, 0x9E): return .greater
    default: return nil
    }
}

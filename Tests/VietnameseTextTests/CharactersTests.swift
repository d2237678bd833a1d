import Testing
import VietnameseText

/// Characters found by the first bytes of scalars are those that Unicode's boundaries give.
@Suite struct CharactersTests {
    private static let pieces = [
        "a", "ế", "Đ", "e\u{302}\u{301}", "\r\n", "\r", "\n", " ", "ß", "ạ", "©", "ɐ", "\u{2FF}", "\u{300}", "\u{1E00}",
        "\u{1EFF}", "\u{1F00}", "\u{1DFF}", "👩‍👩‍👧", "🇻🇳", "각", "中", "\u{200D}", "1", "", "\u{AD}", "\u{80}",
    ]

    @Test(arguments: 0..<400) func agreesWithStrings(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        var text = ""
        for _ in 0..<(seed % 7) {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            // Half of them of letters alone.
            text += Self.pieces[Int(state % UInt64(seed % 2 == 0 ? 3 : Self.pieces.count))]
        }
        let bytes = Array(text.utf8)
        #expect(Characters.count(bytes.span) == text.count)
        for limit in [0, 1, 2, 3, 100] {
            #expect(Array(bytes[Characters.prefix(limit, of: bytes.span)]) == Array(text.prefix(limit).utf8))
            #expect(Array(bytes[Characters.suffix(limit, of: bytes.span)]) == Array(text.suffix(limit).utf8))
        }
    }

    @Test(
        arguments: [[0xC3], [0x61, 0xC3, 0x28], [0xE1, 0xBA], [0xFF, 0xFE], [0x80, 0x61], [0xE1, 0xB8, 0x61]]
            as [[UInt8]])
    func bytesThatAreNoText(bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(Characters.count(bytes.span) == text.count)
    }
}

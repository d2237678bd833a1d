import Testing
import VietnameseText

/// Case changed scalar by scalar is that of strings.
@Suite struct TextCaseTests {
    private static func check(_ text: String) {
        let bytes = Array(text.utf8)
        var (upper, lower) = ([UInt8](), [UInt8]())
        TextCase.upper.append(bytes.span, to: &upper)
        TextCase.lower.append(bytes.span, to: &lower)
        #expect(upper == Array(text.uppercased().utf8), "\(text.unicodeScalars.map(\.value))")
        #expect(lower == Array(text.lowercased().utf8), "\(text.unicodeScalars.map(\.value))")
    }

    @Test func everyScalarAloneAndBetweenOthers() {
        for value in UInt32(0)..<0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            Self.check(String(scalar))
            Self.check("Đa\(scalar)ệ\u{301}")
        }
    }

    @Test func texts() {
        for text in [
            "", "Nguyễn Văn Ân", "NGUYỄN VĂN ÂN", "Hoà bình, HÒA BÌNH", "e\u{302}\u{301}", "straße", "ẞ", "İı", "ΣΑΣ",
            "ȿⱿ", "ŉ",
            "\u{A0}đ\u{A0}Đ", "日本", "👩‍👩‍👧", "\u{0}", String(repeating: "ȿ", count: 5000),
        ] {
            Self.check(text)
        }
    }

    @Test(arguments: [[0xC3], [0x61, 0xFF, 0x62], [0xE1, 0xBA], [0xC3, 0x61]] as [[UInt8]])
    func bytesThatAreNoText(bytes: [UInt8]) {
        var upper: [UInt8] = [1]
        TextCase.upper.append(bytes.span, to: &upper)
        #expect(upper == [1] + Array(String(decoding: bytes, as: UTF8.self).uppercased().utf8))
    }
}

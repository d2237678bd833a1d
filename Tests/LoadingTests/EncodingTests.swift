import Testing
import VietnameseText

@testable import Loading

/// Files from before Unicode, in the bytes that other programs (glibc's iconv, or a font's table) make of one text.
@Suite struct EncodingTests {
    private static let text = """
        đơn vị,nội dung,số
        Tổng hợp,"Thừa Thiên Huế, ngõ Nguyễn Trãi",12
        KỶ LUẬT,Đường Lý Thường Kiệt; kỹ sư ăn uống,7

        """

    /// One character a byte.
    private static let files: [(LegacyEncoding, String)] = [
        (
            .windows1258,
            "\u{F0}\u{F5}n vi\u{F2},n\u{F4}\u{F2}i dung,s\u{F4}\u{EC}\n"
                + "T\u{F4}\u{D2}ng h\u{F5}\u{F2}p,\"Th\u{FD}\u{CC}a Thi\u{EA}n Hu\u{EA}\u{EC}, ngo\u{DE} Nguy"
                + "\u{EA}\u{DE}n Tra\u{DE}i\",12\n"
                + "KY\u{D2} LU\u{C2}\u{F2}T,\u{D0}\u{FD}\u{F5}\u{CC}ng Ly\u{EC} Th\u{FD}\u{F5}\u{CC}ng Ki\u{EA}"
                + "\u{F2}t; ky\u{DE} s\u{FD} \u{E3}n u\u{F4}\u{EC}ng,7\n"
        ),
        (
            .tcvn3,
            "\u{AE}\u{AC}n v\u{DE},n\u{E9}i dung,s\u{E8}\n"
                + "T\u{E6}ng h\u{EE}p,\"Th\u{F5}a Thi\u{AA}n Hu\u{D5}, ng\u{E2} Nguy\u{D4}n Tr\u{B7}i\",12\n"
                + "K\u{14} LU\u{86}T,\u{A7}\u{AD}\u{EA}ng L\u{FD} Th\u{AD}\u{EA}ng Ki\u{D6}t; k\u{FC} s\u{AD} "
                + "\u{A8}n u\u{E8}ng,7\n"
        ),
        (
            .viscii,
            "\u{F0}\u{BD}n v\u{B8},n\u{B5}i dung,s\u{AF}\n"
                + "T\u{B1}ng h\u{FE}p,\"Th\u{D7}a Thi\u{EA}n Hu\u{AA}, ng\u{F5} Nguy\u{AD}n Tr\u{E3}i\",12\n"
                + "K\u{14} LU\u{87}T,\u{D0}\u{DF}\u{B6}ng L\u{FD} Th\u{DF}\u{B6}ng Ki\u{AE}t; k\u{DB} s\u{DF} "
                + "\u{E5}n u\u{AF}ng,7\n"
        ),
        (
            .vni,
            "\u{F1}\u{F4}n v\u{F2},no\u{E4}i dung,so\u{E1}\n"
                + "To\u{E5}ng h\u{F4}\u{EF}p,\"Th\u{F6}\u{F8}a Thie\u{E2}n Hue\u{E1}, ngo\u{F5} Nguye\u{E3}n Tra"
                + "\u{F5}i\",12\n"
                + "KY\u{DB} LUA\u{C4}T,\u{D1}\u{F6}\u{F4}\u{F8}ng Ly\u{F9} Th\u{F6}\u{F4}\u{F8}ng Kie\u{E4}t; ky"
                + "\u{F5} s\u{F6} a\u{EA}n uo\u{E1}ng,7\n"
        ),
        (
            .doubleUTF8,
            "\u{C3}\u{84}\u{E2}\u{80}\u{98}\u{C3}\u{86}\u{C2}\u{A1}n v\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{80}"
                + "\u{B9},n\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{84}\u{A2}i dung,s\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{80}"
                + "\u{98}\n"
                + "T\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{80}\u{A2}ng h\u{C3}\u{A1}\u{C2}\u{BB}\u{C2}\u{A3}p,\"Th\u{C3}"
                + "\u{A1}\u{C2}\u{BB}\u{C2}\u{AB}a Thi\u{C3}\u{83}\u{C2}\u{AA}n Hu\u{C3}\u{A1}\u{C2}\u{BA}\u{C2}"
                + "\u{BF}, ng\u{C3}\u{83}\u{C2}\u{B5} Nguy\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{80}\u{A6}n Tr\u{C3}"
                + "\u{83}\u{C2}\u{A3}i\",12\n"
                + "K\u{C3}\u{A1}\u{C2}\u{BB}\u{C2}\u{B6} LU\u{C3}\u{A1}\u{C2}\u{BA}\u{C2}\u{AC}T,\u{C3}\u{84}"
                + "\u{C2}\u{90}\u{C3}\u{86}\u{C2}\u{B0}\u{C3}\u{A1}\u{C2}\u{BB}\u{C2}\u{9D}ng L\u{C3}\u{83}\u{C2}"
                + "\u{BD} Th\u{C3}\u{86}\u{C2}\u{B0}\u{C3}\u{A1}\u{C2}\u{BB}\u{C2}\u{9D}ng Ki\u{C3}\u{A1}\u{C2}"
                + "\u{BB}\u{E2}\u{80}\u{A1}t; k\u{C3}\u{A1}\u{C2}\u{BB}\u{C2}\u{B9} s\u{C3}\u{86}\u{C2}\u{B0} "
                + "\u{C3}\u{84}\u{C6}\u{92}n u\u{C3}\u{A1}\u{C2}\u{BB}\u{E2}\u{80}\u{98}ng,7\n"
        ),
    ]

    private static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

    @Test func decodesEveryEncoding() throws {
        for (encoding, file) in Self.files {
            #expect(String(decoding: try encoding.decode(Self.bytes(file).span), as: UTF8.self) == Self.text)
        }
    }

    @Test func findsTheEncodingByItsWords() throws {
        for (encoding, file) in Self.files {
            let folder = try TemporaryFolder()
            try folder.write("t.csv", Self.bytes(file))
            let result = try folder.load("t.csv")
            #expect(result.tables[0].texts("đơn vị") == ["Tổng hợp", "KỶ LUẬT"])
            #expect(result.tables[0].integers("số") == [12, 7])
            let words = "encoding: \(encoding.rawValue), all of 22 words with marks are Vietnamese then"
            #expect(result.message("encoding") == words)
        }
    }

    @Test func otherKindsOfFiles() throws {
        let lines = Self.bytes("[{\"a\": \"\u{AD}\u{EC}c Vi\u{D6}t\"}, {\"a\": \"H\u{B5} N\u{E9}i\"}]")
        let folder = try TemporaryFolder()
        try folder.write("t.json", lines)
        #expect(try folder.load("t.json").tables[0].texts("a") == ["ưỡc Việt", "Hà Nội"])
    }

    @Test func schemasAndTheCommandLineDecide() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", Self.bytes("a\ncaf\u{E9}\n"))
        #expect(
            folder.failure("t.csv") == [
                "t.csv:2:4: not UTF-8: the byte 0xE9 cannot stand here\n  hint: save the file as UTF-8, or name its "
                    + "encoding with --encoding: \(TextEncoding.names)"
            ])
        var options = LoadOptions()
        options.encoding = TextEncoding(name: "latin1")
        let result = try Loader.load([DataRequest(path: path)], options: options)
        #expect(result.tables[0].texts("a") == ["café"])
        #expect(result.message("encoding") == "encoding: windows-1252, as it was told")
        try folder.write(
            "datapackage.json",
            """
            {"resources": [{"name": "t", "path": "t.csv", "encoding": "cp1252", "schema": {"fields": [{"name": "a"}]}}]}
            """)
        #expect(try folder.load().tables[0].texts("a") == ["café"])
        options.encoding = .legacy(.viscii)
        #expect(try Loader.load([DataRequest(path: folder.path)], options: options).tables[0].texts("a") == ["café"])
        options.encoding = .utf8
        #expect(throws: LoadError.self) { try Loader.load([DataRequest(path: folder.path)], options: options) }
    }

    @Test func bytesThatMeanNothing() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", Self.bytes("a,b\n1,h\u{EA}\n2,x\u{81}\n"))
        var options = LoadOptions()
        options.encoding = .legacy(.windows1258)
        #expect(throws: LoadError.self) { try Loader.load([DataRequest(path: path)], options: options) }
        do { _ = try Loader.load([DataRequest(path: path)], options: options) } catch {
            #expect(error.description.contains(":3:4: not windows-1258: the byte 0x81 cannot stand here"))
        }
    }

    /// Text that is UTF-8 stays so, whatever its language; what two encodings explain is told.
    @Test func nothingIsGuessedLightly() throws {
        let french = "a\n" + String(repeating: "été à Besançon où naïveté et façade\n", count: 20)
        #expect(try TemporaryFolder.load("t.csv", french).message("encoding") == nil)
        let names = "a\nJosé Müller\nBjörk Guðmundsdóttir\nŁukasz Żak\nNguyễn Văn Tổng\n"
        #expect(try TemporaryFolder.load("t.csv", names).message("encoding") == nil)
    }

    /// A stray byte makes a file no Vietnamese one.
    @Test func fewWordsProveNothing() throws {
        let failure = try TemporaryFolder.failure("t.csv", Self.bytes("a\nplain\nt\u{EA}n\n"))
        #expect(failure.count == 1)
        #expect(failure[0].hasPrefix("t.csv:3:2: not UTF-8: the byte 0xEA cannot stand here\n  hint: it may be "))
    }

    @Test func syllablesAreToldFromOtherWords() {
        let valid = "đường nghiêng Quỳnh khuỷu gì giếng huỳnh THUẾ Đắc, “Tổng” ngoằn ngoèo uỷ quốc Ỷ xoăn ướt"
        let count = Syllables.count(in: Array(valid.utf8).span)
        #expect(count.words == count.valid && count.words == 17)
        for word in ["Tá»•ng", "hỢp", "café", "ôc", "Nguyệễn", "đơnvị", "Zürich", "wĩ", "há»£p", "straße", "ngê̂"] {
            #expect(Syllables.count(in: Array(word.utf8).span).valid == 0, "\(word)")
        }
    }
}

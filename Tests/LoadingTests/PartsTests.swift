import Storage
import Testing
import Values

@testable import Columns
@testable import Loading

struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// One pass in parts gives what two passes over the whole give.
@Suite struct PartsTests {
    /// The exact way against parts of many sizes.
    private func compare(_ text: String, isLenient: Bool = false, _ location: SourceLocation = #_sourceLocation) throws
    {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", text)
        let exact = LoadOutcome.of(path, isLenient: isLenient, partBytes: .max, threads: 1)
        for (partBytes, threads) in [(1, 1), (1, 5), (1000, 2)] {
            let other = LoadOutcome.of(path, isLenient: isLenient, partBytes: partBytes, threads: threads)
            #expect(exact == other, "\(threads) threads", sourceLocation: location)
        }
        for (windowBytes, threads) in [(1, 1), (50, 3), (5000, 2)] {
            let other = LoadOutcome.of(
                path, isLenient: isLenient, partBytes: 1, threads: threads, windowBytes: windowBytes)
            #expect(exact == other, "\(threads) threads, windows of \(windowBytes)", sourceLocation: location)
        }
    }

    /// Enough rows for several blocks.
    private func rows(_ count: Int, _ row: (Int) -> String) -> String {
        "a,b,c,d\n" + (0..<count).map { row($0) + "\n" }.joined()
    }

    @Test func soundRows() throws {
        try compare(rows(5_000) { "id\($0 % 700),\($0),\($0 % 90).\($0 % 7),2021-03-\($0 % 9 + 10)" })
        try compare(
            rows(4_500) { "\"x, \($0 % 50)\",-\($0 % 3),\($0 % 5 == 0 ? "" : "\($0)"),\($0 % 2 == 0 ? "có" : "không")" }
        )
        try compare(rows(4_500) { "\($0).5,\"1,234\",1.234,\($0 + 1)/12/2021" })
    }

    /// What is read of some fields is what a file of those alone gives.
    @Test func fieldsThatNobodyAsksFor() throws {
        let cells: [(Int) -> [String]] = [
            { ["id\($0 % 700)", "\($0)", "\($0 % 90).\($0 % 7)", "2021-03-\($0 % 9 + 10)"] },
            {
                ["\"x\n \($0)\"", $0 == 4_200 ? "1.5" : "2", $0 == 4_900 ? "" : "\"a \"\"b\"\"\"", $0 == 0 ? "x" : "7"]
            },
        ]
        for row in cells {
            for kept in [[], [0], [1, 3], [0, 1, 2]] {
                let folder = try TemporaryFolder()
                let names = ["a", "b", "c", "d"]
                func text(_ places: [Int]) -> String {
                    let rows = (0..<5_000).map(row).map { row in places.map { row[$0] }.joined(separator: ",") + "\n" }
                    return places.map { names[$0] }.joined(separator: ",") + "\n" + rows.joined()
                }
                let whole = try folder.write("t.csv", text([0, 1, 2, 3]))
                let exact = LoadOutcome.of(
                    whole, isLenient: false, partBytes: .max, threads: 1, fields: Set(kept.map { names[$0] }))
                #expect(exact.columnCount == kept.count && exact.rowCount == 5_000)
                // Fewer columns may leave rows on fewer lines.
                if kept.contains(0) {
                    let folder = try TemporaryFolder()
                    let alone = try folder.write("t.csv", text(kept))
                    #expect(exact == LoadOutcome.of(alone, isLenient: false, partBytes: .max, threads: 1))
                }
                for (threads, windowBytes) in [(1, nil), (3, nil), (1, 50), (2, 5_000)] {
                    let other = LoadOutcome.of(
                        whole, isLenient: false, partBytes: 1, threads: threads, windowBytes: windowBytes,
                        fields: Set(kept.map { names[$0] }))
                    #expect(exact == other, "\(threads) threads, windows of \(windowBytes ?? 0)")
                }
            }
        }
    }

    @Test func guessesThatRowsDisprove() throws {
        for place in [0, 4095, 4096, 4700] {
            try compare(rows(5_000) { "\($0 == place ? "x" : "\($0)"),\($0 == place ? "1.5" : "2"),0\($0),7" })
            try compare(
                rows(5_000) {
                    "1.\($0 == place ? 123_456 : 5),\($0 == place ? "9e3" : "1.5"),,\($0 == place ? "" : "4")"
                })
            try compare(
                rows(5_000) {
                    "a,b,1\($0 == place ? "/12/2021 08:30" : "/12/2021"),\($0 < place ? "2021-03-01T08:30" : "")"
                })
            try compare(
                rows(5_000) { "\($0 == place ? "5" : ""),\($0 == place ? "1,5" : "2"),\($0 == place ? 1 << 40 : 3),a" })
            try compare(
                rows(5_000) { "1\($0 == place ? "/13/2021" : "/12/2021"),\"\",\"\($0 == place ? "" : "a")\",-" })
        }
    }

    /// Numbers go on in a wider format without being read again.
    @Test func numbersOutgrowTheirGuess() throws {
        for places in [[2_200], [4_900], [2_200, 4_900], [10, 2_200, 4_900]] {
            let isOdd = { places.contains($0) }
            // To doubles, and to more digits: from decimals, from integers, with a negative zero, with more digits
            // than are exact in a double.
            for exponents in ["2e-26,-1.5E30,7e-20,1e22", "2e-06,-1.5E3,7e0,1e2", "2.5e-07,-1e+03,7e-3,1.5e-10"] {
                try compare(
                    rows(5_000) {
                        let decimal = $0 == 2_100 ? "-0.0" : "-\($0 % 3 + 1).5"
                        return isOdd($0)
                            ? exponents
                            : "\($0 % 90).\($0 % 7)1,\($0 * 37),\(decimal),9007199254.74099\($0 % 9)"
                    })
            }
            // To more digits behind the sign; with a sign that the whole numbers before may also be read by.
            try compare(
                rows(5_000) {
                    isOdd($0)
                        ? "1.2345678,-0.25,3.5,\"7,5\"" : "\($0 % 90).5,\($0),\($0 == 2_100 ? "5.000" : "5"),\($0 % 11)"
                })
            // To more than fits.
            try compare(
                rows(5_000) {
                    isOdd($0)
                        ? "1.23456789,0.1234567890123,1e400,\"1,234,567\""
                        : "\($0)12345678901,\($0)123456789,\($0).5,\($0 == 2_100 ? "" : "12")"
                })
        }
    }

    @Test func rowsThatDoNotFit() throws {
        for place in [0, 4096, 4499] {
            for isLenient in [false, true] {
                try compare(rows(4_500) { $0 == place ? "1,2,3" : "1,2,3,4" }, isLenient: isLenient)
                try compare(rows(4_500) { $0 == place ? "\"1\"x,2,3,4" : "1,2,3,4" }, isLenient: isLenient)
                try compare(rows(4_500) { $0 == place ? "\"1,2,3,4" : "1,2,3,4" }, isLenient: isLenient)
            }
        }
    }

    @Test func lineEndsAndQuotesInsideCells() throws {
        try compare(rows(5_000) { "\"line 1\n1,2,3,4\n\($0)\",\"say \"\"\($0 % 9)\"\"\",\"\",5\" pipe" })
        try compare("a,b\r\n" + (0..<6_000).map { "\($0),\"x\r\ny\"\r\n\r\n" }.joined())
        try compare("a,b\r" + (0..<6_000).map { "\($0),x\r" }.joined())
        try compare("a\n" + (0..<8_000).map { $0 % 3 == 0 ? "\n" : "\($0)\n" }.joined())
    }

    /// Cells of every length beside the 64 bytes that are looked at together.
    @Test func bordersOfWideCompares() throws {
        for length in 0...140 {
            let cell = String(repeating: "x", count: length)
            try compare("a,b,c\n" + (0..<40).map { "\(cell),\"\(cell)\",\($0)\n" }.joined())
        }
    }

    @Test func randomFiles() throws {
        var generator = Generator(state: 3)
        let cells = [
            "", "1", "-2", "3.5", "1,5", "\"1,5\"", "\"\"", "\"a\nb\"", "\"q\"\"q\"", "x\"y", "007", "17/03/2022", "có",
            "1e5",
            "\"", "ế", "123456789012345678", "1234567890123456789", " 4 ", "\r", "0.000001",
            "1e+05", "2.5e-07",
        ]
        for round in 0..<60 {
            let kinds = Int.random(in: 1...cells.count, using: &generator)
            var text = "a,b\n"
            for _ in 0..<Int.random(in: 1...400, using: &generator) {
                text += cells[Int.random(in: 0..<kinds, using: &generator)] + ","
                text += cells[Int.random(in: 0..<kinds, using: &generator)]
                text += Int.random(in: 0..<9, using: &generator) == 0 ? "\r\n" : "\n"
            }
            try compare(text, isLenient: round % 2 == 0)
        }
    }

    /// What the bytes are is told as it is of the whole text.
    @Test func windowsOfOtherBytes() throws {
        let text = rows(3_000) { "\($0),ế\($0 % 7),x,y" }
        let middle = Array(text.utf8.prefix(text.utf8.count / 2)).lastIndex(of: 0x0A)! + 1
        try compare("\u{FEFF}" + text)
        for insertion: [UInt8] in [[0], [0xC3, 0x0A], [0xFF, 0x2C], [0x0A]] {
            let folder = try TemporaryFolder()
            var bytes = Array(text.utf8)
            bytes.insert(contentsOf: insertion, at: middle)
            let path = try folder.write("t.csv", bytes)
            let exact = LoadOutcome.of(path, isLenient: false, partBytes: .max, threads: 1)
            let windowed = LoadOutcome.of(path, isLenient: false, partBytes: 1, threads: 2, windowBytes: 100)
            #expect(exact == windowed)
        }
    }

    @Test func schemasKnowWhatNumbersNeed() throws {
        for place in [-1, 2_500, 4_400] {
            let folder = try TemporaryFolder()
            try folder.write(
                "t.csv",
                rows(4_500) { $0 == place ? "1e3,2.125,\"3,5\",4.5 %" : "\($0).5,\($0 % 100).25,\($0),\($0 % 9) %" })
            try folder.write(
                "datapackage.json",
                """
                {"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [
                {"name": "a", "type": "number"}, {"name": "b", "type": "number", "constraints": {"required": true}},
                {"name": "c", "type": "number", "decimalChar": ","},
                {"name": "d", "type": "number", "bareNumber": false}]}}]}
                """)
            let exact = LoadOutcome.of(folder.path, isLenient: false, partBytes: .max, threads: 1)
            #expect(exact == LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 3))
            #expect(exact == LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 2, windowBytes: 80))
        }
    }

    @Test func schemasKeepTheirTypes() throws {
        for place in [-1, 0, 4400] {
            let folder = try TemporaryFolder()
            try folder.write("t.csv", rows(4_500) { "\($0 == place ? "x" : "\($0)"),\($0 % 100).25,-,\($0)" })
            try folder.write(
                "datapackage.json",
                """
                {"resources": [{"name": "t", "path": "t.csv", "schema": {"missingValues": ["", "-"], "fields": [
                {"name": "a", "type": "integer", "constraints": {"required": true}}, {"name": "b", "type": "number"},
                {"name": "c"}, {"name": "d", "type": "string"}]}}]}
                """)
            let exact = LoadOutcome.of(folder.path, isLenient: false, partBytes: .max, threads: 1)
            #expect(exact == LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 3))
            #expect(exact == LoadOutcome.of(folder.path, isLenient: false, partBytes: 1, threads: 2, windowBytes: 80))
        }
    }
}

@Suite struct DigitTests {
    @Test func plainNumbersAreReadAsOthersAre() {
        let formats: [CellFormat] = [.integer(.point), .decimal(scale: 0, .point), .decimal(scale: 6, .point)]
        let texts = [
            "0", "7", "12", "1234567", "12345678", "123456789", "1234567890123456", "12345678901234567",
            "123456789012345678", "999999999999999999", "-1", "-12345678901234567", "-", "", "1a", "a1", "12345678x",
            "1.5",
            "1.123456", "1.1234567", "1234567.5", "12345678.5", "-0.5", ".5", "5.", "1.2.3", "00", "01", "1/2", "1:2",
            "65.613712",
            "0.000001", "-999999.999999",
        ]
        for format in formats {
            let plain = PlainNumberFormat(format)!
            for text in texts {
                var bytes = Array(text.utf8)
                bytes += Array("77777777777777777777777777777777".utf8)
                bytes.withUnsafeBufferPointer { buffer in
                    let whole = UnsafeBufferPointer(rebasing: buffer[..<text.utf8.count])
                    guard let number = PlainNumber(buffer.baseAddress!, text.utf8.count, plain) else { return }
                    #expect(number.value == format.integer(whole), "\(text) as \(format)")
                    let shape = NumberShape(whole, .point)
                    #expect(number.integerDigits == shape?.integerDigits)
                    #expect(number.scale == shape?.scale)
                }
            }
        }
    }
}

@Suite struct PlainRowTests {
    /// `tdq_cell` and `tdq_row_place`, which the scan of plain rows writes.
    @Test func cellsAreLaidOutAsInC() {
        #expect(MemoryLayout<Cell>.stride == 16)
        #expect(MemoryLayout<Cell>.offset(of: \.address) == 0)
        #expect(MemoryLayout<Cell>.offset(of: \.length) == 8)
        #expect(MemoryLayout<Cell>.offset(of: \.kind) == 12)
        for kind in [Cell.Kind.missing, .plain, .quoted] {
            #expect(withUnsafeBytes(of: kind) { Array($0) } == [kind.rawValue])
        }
        let bytes: [UInt8] = [1, 2, 3]
        bytes.withUnsafeBufferPointer { text in
            let place = RowPlace(line: 7, source: text)
            let words = withUnsafeBytes(of: place) { Array($0.bindMemory(to: Int.self)) }
            #expect(words == [7, Int(bitPattern: text.baseAddress), 3])
        }
    }

    @Test func plainDoublesHaveAllTheirBits() throws {
        let format = try #require(PlainNumberFormat(.double(.point)))
        var generator = Generator(state: 11)
        var read = 0
        for _ in 0..<20_000 {
            let most = [9, 99, 9_999, 9_999_999, 2_000_000_000].randomElement(using: &generator)!
            let whole = Int.random(in: 0...most, using: &generator)
            let digits = Int.random(in: 0...9, using: &generator)
            let fraction = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
            let text = (Bool.random(using: &generator) ? "-" : "") + "\(whole)" + (digits == 0 ? "" : "." + fraction)
            let bytes = Array(text.utf8) + [UInt8](repeating: 0x39, count: 32)
            bytes.withUnsafeBufferPointer { buffer in
                guard let number = PlainNumber(buffer.baseAddress!, text.utf8.count, format) else { return }
                read += 1
                let value = Double(number.value) / Double(format.unit)
                let exact = NumberReading.double(UnsafeBufferPointer(rebasing: buffer[..<text.utf8.count]), .point)
                #expect(value.bitPattern == exact?.bitPattern, "\(text)")
            }
        }
        #expect(read > 5_000)
    }
}

@Suite struct DictionaryLimitTests {
    @Test func fullDictionariesSaySo() throws {
        var builder = TextDictionaryBuilder(maximumBytes: 10)
        var codes = [Int64](repeating: -1, count: 4)
        let bytes = Array("abcdefgh".utf8)
        #expect(builder.codeIfRoom(for: bytes.span) == 0)
        #expect(builder.codeIfRoom(for: bytes.span) == 0)
        bytes.withUnsafeBufferPointer { all in
            let texts = [all, UnsafeBufferPointer(start: nil, count: 0), UnsafeBufferPointer(rebasing: all[1..<3])]
            texts.withUnsafeBufferPointer { texts in
                #expect(throws: Never.self) { try builder.appendCodes(of: texts, to: &codes) }
            }
        }
        #expect(codes == [0, 0, 1, -1])
        #expect(builder.codeIfRoom(for: Array("x".utf8).span) == nil)
        #expect(builder.count == 2)
        var other = TextDictionaryBuilder()
        _ = other.code(for: "y")
        var both = [builder, other]
        #expect(throws: TextDictionaryFull.self) { try MergedTexts(&both, threads: 1, maximumBytes: 10) }
        #expect(try MergedTexts(&both, threads: 1, isCancelled: { true }) == nil)
    }

    @Test func fullColumnsSaySo() {
        var builder = TextColumnBuilder(maximumBytes: 10)
        for text in ["abcdefgh", "abcdefgh", "xy"] { builder.append(text) }
        #expect(!builder.isFull)
        builder.append("z")
        #expect(builder.isFull && builder.count == 4)
    }

    @Test func formsAreCountedWhereTheyTakeMemory() {
        var builder = TextDictionaryBuilder()
        for text in ["Huân chương", "tap the"] { _ = builder.code(for: text) }
        let dictionary = builder.finish()
        #expect(dictionary.formByteCount == 0)
        _ = dictionary.folded(.k2)
        let folded = dictionary.formByteCount
        #expect(folded >= "huan chuongtap the".utf8.count)
        // The classes have them too, and take their place.
        _ = dictionary.classes(.k2)
        #expect(dictionary.formByteCount >= folded)
        var plain = TextDictionaryBuilder()
        _ = plain.code(for: "award 1")
        let unchanged = plain.finish()
        _ = unchanged.folded(.exact)
        #expect(unchanged.formByteCount == 0)
    }

    @Test func mergingKeepsTheOrder() throws {
        var first = TextDictionaryBuilder()
        var second = TextDictionaryBuilder()
        for text in ["b", "", "a"] { _ = first.code(for: text) }
        for number in 0..<3000 { _ = second.code(for: "t\(number)") }
        _ = second.code(for: "")
        _ = second.code(for: "a")
        var parts = [first, second, first]
        let merged = try #require(try MergedTexts(&parts, threads: 2))
        let map = try #require(merged.maps[1])
        #expect(map.count == 3002)
        #expect(map[0] == 3 && map[2999] == 3002 && map[3000] == 1 && map[3001] == 2)
        #expect(merged.dictionary[3002].string == "t2999")
        #expect(merged.maps[2]?.array == [0, 1, 2])
    }

    /// Short texts that share a word, or a place among the recent ones, are still told apart.
    @Test func shortTextsAreToldApart() throws {
        var texts = ["a", "aa", "aaa", "abc", "ab\0", "\0", "\0\0", "\0\0\0", "", "aaaaaaaa", "aaaaaaa", "aaaaaaaaa"]
        for number in 0..<2_000 { texts.append("\(number * 7919)") }
        let bytes = texts.map { Array($0.utf8) }
        let memory = bytes.flatMap { $0 }
        var builder = TextDictionaryBuilder()
        for _ in 0..<3 {
            var codes = [Int64](repeating: -1, count: texts.count)
            try memory.withUnsafeBufferPointer { memory throws(TextDictionaryFull) in
                var start = 0
                let views = bytes.map { text in
                    defer { start += text.count }
                    return UnsafeBufferPointer(rebasing: memory[start..<start + text.count])
                }
                try views.withUnsafeBufferPointer { views throws(TextDictionaryFull) in
                    try builder.appendCodes(of: views, to: &codes)
                }
            }
            #expect(codes == (0..<Int64(texts.count)).map { $0 })
        }
        let finished = builder.finish()
        #expect((0..<texts.count).map { finished[$0].string } == texts)
    }

    /// Texts of all lengths, in batches, against the standard library; a copy goes its own way.
    @Test(arguments: [1, 2, 3]) func manyTextsInParts(partCount: Int) throws {
        var generator = Generator(state: 5)
        var parts = Array(repeating: TextDictionaryBuilder(), count: partCount)
        var expected: [String: Int] = [:]
        var order: [String] = []
        var numbers: [[Int]] = []
        for part in parts.indices {
            var own: [String] = []
            var seen: Set<String> = []
            for batch in 0..<60 {
                let texts = (0..<300).map { _ in
                    let length = Int.random(in: 0...40, using: &generator)
                    let number = Int.random(in: 0..<(batch < 20 ? 50 : 100_000), using: &generator)
                    return String("\(number)-ế-abcdefghijklmnopqrstuvwxyzabcdefghijkl".prefix(length))
                }
                let codes = try code(texts, &parts[part])
                for text in texts {
                    if seen.insert(text).inserted { own.append(text) }
                    if expected[text] == nil {
                        expected[text] = order.count
                        order.append(text)
                    }
                }
                #expect(codes.map { own[Int($0)] } == texts)
            }
            var copy = parts[part]
            _ = copy.code(for: "only in the copy, which is longer than others")
            #expect(parts[part].count == own.count)
            #expect(
                own.allSatisfy { text in
                    var text = text
                    return text.withUTF8 { parts[part].find($0.span) } != nil
                })
            numbers.append(own.map { expected[$0]! })
        }
        let merged = try #require(try MergedTexts(&parts, threads: 2))
        #expect((0..<merged.dictionary.count).map { merged.dictionary[$0].string } == order)
        for (map, own) in zip(merged.maps, numbers) { #expect(map.map { $0.array.map(Int.init) } ?? own == own) }
    }

    private func code(_ texts: [String], _ builder: inout TextDictionaryBuilder) throws -> [Int64] {
        var codes = [Int64](repeating: -1, count: texts.count)
        let bytes = texts.map { Array($0.utf8) }
        let memory: [UInt8] = bytes.flatMap { $0 } + [0]
        try memory.withUnsafeBufferPointer { memory throws(TextDictionaryFull) in
            var start = 0
            let views: [UnsafeBufferPointer<UInt8>] = bytes.map { text in
                defer { start += text.count }
                return UnsafeBufferPointer(rebasing: memory[start..<start + text.count])
            }
            try views.withUnsafeBufferPointer { views throws(TextDictionaryFull) in
                try builder.appendCodes(of: views, to: &codes)
            }
        }
        return codes
    }
}

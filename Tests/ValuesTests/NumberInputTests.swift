import Testing
import Values

private func bytes<Result>(_ text: String, _ body: (Span<UInt8>) -> Result) -> Result { body(Array(text.utf8).span) }

@Suite struct NumberInputTests {
    @Test func integers() {
        let right: [(String, Int64)] = [
            ("0", 0), ("-0", 0), ("+5", 5), ("007", 7), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ]
        for (written, expected) in right { #expect(bytes(written) { NumberInput.integer($0) } == expected) }
        for wrong in ["", "-", "+", "9223372036854775808", "-9223372036854775809", "1.0", " 1", "1e3", "--1", "１"] {
            #expect(bytes(wrong) { NumberInput.integer($0) } == nil)
        }
    }

    @Test func decimals() throws {
        let right: [(String, Int64, Int)] = [
            ("1.50", 150, 2), ("-0.05", -5, 2), (".5", 5, 1), ("42", 42, 0), ("0000000000000000000001.5", 15, 1),
            ("123456789012345678", 123_456_789_012_345_678, 0), ("0.123456789012345678", 123_456_789_012_345_678, 18),
        ]
        for (written, significand, scale) in right {
            let found = try #require(bytes(written) { NumberInput.decimal($0) })
            #expect(found.significand == significand)
            #expect(found.scale == scale)
        }
        let wrong = [
            "1234567890123456789", "0.0000000000000000001", "1.", ".", "-.", "-", "", "1.2.3", "1,5", "1e5", "1.-5",
            "+-1",
        ]
        for written in wrong { #expect(bytes(written) { NumberInput.decimal($0) } == nil) }
    }

    @Test func doubles() {
        let written = [
            "0", "-1.5", "0.1", "1e6", "1E+6", "1.5e-7", "123456789012345678901234567890", "1.7976931348623157e308",
            "4.9e-324", "2.2250738585072011e-308", "9007199254740993", "0.30000000000000004", "1e23", "1e22", ".5",
            "8.442911973260991817129021e-309", "0.000000000000000000000000000000000000000000001",
        ]
        for text in written { #expect(bytes(text) { NumberInput.double($0) } == Double(text)) }
        for wrong in ["", "-", ".", "1.", "e5", "1e", "1e+", "nan", "inf", "0x10", "1e999", "1 ", "1,5", "1e999999999"]
        {
            #expect(bytes(wrong) { NumberInput.double($0) } == nil)
        }
    }

    @Test func everyDoubleReadsBack() {
        var generator = Generator(state: 3)
        for _ in 0..<50_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            var written: [UInt8] = []
            ValueText.appendDouble(value, to: &written)
            #expect(NumberInput.double(written.span) == value)
        }
    }

    @Test func everyDecimalReadsBack() {
        var generator = Generator(state: 5)
        for _ in 0..<20_000 {
            let significand = Int64.random(in: -999_999_999_999_999_999...999_999_999_999_999_999, using: &generator)
            let scale = Int.random(in: 0...18, using: &generator)
            var written: [UInt8] = []
            ValueText.appendDecimal(significand: significand, scale: scale, to: &written)
            let found = NumberInput.decimal(written.span)
            #expect(found?.significand == significand && found?.scale == scale)
        }
    }

    @Test func literals() {
        let right: [(String, Value)] = [
            ("1234", .integer(1234)), ("-7", .integer(-7)), ("1_000", .integer(1000)),
            ("1.234.567", .integer(1_234_567)),
            ("1,234,567", .integer(1_234_567)), ("-3.5", .decimal(ExactDecimal(significand: -35, scale: 1))),
            ("3,5", .decimal(ExactDecimal(significand: 35, scale: 1))), (" 12 ", .integer(12)),
            ("1.234", .decimal(ExactDecimal(significand: 1234, scale: 3))),
            (".5", .decimal(ExactDecimal(significand: 5, scale: 1))),
            ("1.234.567,5", .decimal(ExactDecimal(significand: 12_345_675, scale: 1))),
            ("1,234,567.5", .decimal(ExactDecimal(significand: 12_345_675, scale: 1))),
            ("1.234,5", .decimal(ExactDecimal(significand: 12_345, scale: 1))),
            ("0,234", .decimal(ExactDecimal(significand: 234, scale: 3))),
            ("1234,567", .decimal(ExactDecimal(significand: 1_234_567, scale: 3))), ("1e6", .double(1e6)),
            ("1.5E-3", .double(1.5e-3)),
            ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .decimal(ExactDecimal(significand: 9_223_372_036_854_775_808, scale: 0))),
        ]
        for (written, expected) in right {
            #expect(NumberInput.number(written) == expected, "\(written)")
            #expect(NumberInput.explain(written) == nil)
        }
    }

    @Test(arguments: [
        "", "-", "abc", "1,234", "12.34.567", "1.2345.678", "0.123.456", "1.234,567,8", "1,5.5", "1.", "1,", ",5",
        "1__0", "_1",
        "1_", "1e", "1e5e5", "e5", "0x10", "1 000", "1e999", String(repeating: "9", count: 40),
        String(repeating: "1", count: 1000),
        "1,234,5", "1.234.56", "--1",
    ])
    func noLiterals(written: String) {
        #expect(NumberInput.number(written) == nil)
        #expect(NumberInput.explain(written) != nil)
    }

    @Test func ambiguityIsNamed() {
        #expect(NumberInput.explain("1,234") == "1,234 may be 1234 or 1.234: write it so")
        #expect(NumberInput.explain(String(repeating: "9", count: 40)) == "the number is too large")
    }
}

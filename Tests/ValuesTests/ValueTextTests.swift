import Testing
import Values

/// What `write` appends, as text.
private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var output: [UInt8] = []
    write(&output)
    return String(decoding: output, as: UTF8.self)
}

@Suite struct ValueTextTests {
    @Test(arguments: [0, 1, -1, 9, 10, -10, 1_234_567_890, Int64.max, Int64.min])
    func integers(value: Int64) {
        #expect(text { ValueText.appendInteger(value, to: &$0) } == value.description)
    }

    @Test func decimalsKeepTheirScale() {
        #expect(text { ValueText.appendDecimal(significand: 25, scale: 1, to: &$0) } == "2.5")
        #expect(text { ValueText.appendDecimal(significand: -5, scale: 2, to: &$0) } == "-0.05")
        #expect(text { ValueText.appendDecimal(significand: 0, scale: 2, to: &$0) } == "0.00")
        #expect(text { ValueText.appendDecimal(significand: .min, scale: 18, to: &$0) } == "-9.223372036854775808")
        let tiny = "0." + String(repeating: "0", count: 37) + "7"
        #expect(text { ValueText.appendDecimal(significand: 7, scale: 38, to: &$0) } == tiny)
    }

    @Test func largeDecimals() throws {
        for written in ["123456789012345678901234567890.12345678", "-99999999999999999999999999999999999999", "1.50"] {
            let number = try #require(ExactDecimal(written))
            #expect(text { number.append(to: &$0) } == written)
        }
    }

    @Test func doubles() {
        let cases: [(Double, String)] = [
            (25, "25"), (3.5, "3.5"), (-0.0, "0"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"),
            (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
            (5e-324, "5e-324"), (.nan, "nan"), (-.infinity, "-inf"), (1e300, "1e+300"),
        ]
        for (value, expected) in cases { #expect(text { ValueText.appendDouble(value, to: &$0) } == expected) }
    }

    @Test func datesAndTimes() throws {
        let date = try #require(CalendarDate(year: 2022, month: 3, day: 7))
        #expect(text { date.append(to: &$0) } == "2022-03-07")
        #expect(text { date.appendDayFirst(to: &$0) } == "07/03/2022")
        let minute = DateTime(date: date, hour: 21, minute: 6)
        #expect(text { minute.append(to: &$0) } == "2022-03-07T21:06:00")
        #expect(text { minute.appendDayFirst(to: &$0) } == "07/03/2022 21:06")
        let exact = DateTime(date: date, hour: 1, minute: 2, second: 3, microsecond: 40_500)
        #expect(text { exact.append(to: &$0) } == "2022-03-07T01:02:03.0405")
        #expect(text { exact.appendDayFirst(to: &$0) } == "07/03/2022 01:02:03.0405")
        #expect(text { DateTime(microseconds: -1).append(to: &$0) } == "1969-12-31T23:59:59.999999")
    }

    @Test func datesBeyondTheCalendarDoNotCrash() {
        #expect(text { CalendarDate(daysSinceEpoch: .min).append(to: &$0) } == "-5877641-06-23")
        #expect(text { CalendarDate(daysSinceEpoch: .max).append(to: &$0) } == "5881580-07-11")
        #expect(text { DateTime(microseconds: .min).append(to: &$0) } == "-290308-12-21T19:59:05.224192")
        #expect(text { DateTime(microseconds: .max).append(to: &$0) } == "294247-01-10T04:00:54.775807")
    }
}

import Testing
import Values

private func bytes<Result>(_ text: String, _ body: (Span<UInt8>) -> Result) -> Result { body(Array(text.utf8).span) }

private func iso(_ date: CalendarDate?) -> String? {
    guard let date else { return nil }
    var output: [UInt8] = []
    date.append(to: &output)
    return String(decoding: output, as: UTF8.self)
}

private func iso(_ moment: DateTime?) -> String? {
    guard let moment else { return nil }
    var output: [UInt8] = []
    moment.append(to: &output)
    return String(decoding: output, as: UTF8.self)
}

@Suite struct DateInputTests {
    @Test(arguments: [
        ("17/03/2022", "2022-03-17"), ("30-3-2018", "2018-03-30"), ("5.4.21", "2021-04-05"), ("1/1/68", "2068-01-01"),
        ("1/1/69", "1969-01-01"), ("2022-03-17", "2022-03-17"), ("2022/3/17", "2022-03-17"),
        ("ngày 05 tháng 01 năm 2020", "2020-01-05"), ("Ngày 5/1/2020", "2020-01-05"), ("5 tháng 1, 2020", "2020-01-05"),
        ("5 tháng 1/2020", "2020-01-05"), ("ngay 5 thang 1 nam 2020", "2020-01-05"), (" 17 / 3 / 2022 ", "2022-03-17"),
        ("30–3–2018", "2018-03-30"), ("29/2/2020", "2020-02-29"), ("29/2/2000", "2000-02-29"),
        ("31/12/9999", "9999-12-31"), ("01/01/0001", "0001-01-01"),
        ("nga\u{0300}y 05 tha\u{0301}ng 01 na\u{0306}m 2020", "2020-01-05"),
    ])
    func days(written: String, expected: String) { #expect(iso(DateInput.date(written)) == expected) }

    @Test(arguments: [
        "", " ", "31/4/2022", "29/2/2023", "29/2/1900", "03/17/2022", "0/1/2022", "1/0/2022", "1/1/0000", "17/03-2022",
        "17/03/202", "17/03/20222", "170/3/2022", "17/003/2022", "2022-03", "2022", "17 03 2022", "17/03/2022x",
        "17/03/2022/1", "ngày 2022-03-17", "hôm nay", "22-03-2017-1", "١٧/٠٣/٢٠٢٢", "99999999999999999999/1/2022",
        "2022-03-17T", "/03/2022", "17//2022",
    ])
    func noDays(written: String) { #expect(DateInput.date(written) == nil) }

    @Test(arguments: [
        ("2022", "2022-01-01", "2022-12-31"), ("năm 2021", "2021-01-01", "2021-12-31"),
        ("2022-03", "2022-03-01", "2022-03-31"), ("3/2022", "2022-03-01", "2022-03-31"),
        ("tháng 2/2024", "2024-02-01", "2024-02-29"), ("tháng 2 năm 2023", "2023-02-01", "2023-02-28"),
        ("Tháng 12, 2022", "2022-12-01", "2022-12-31"), ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022Q4", "2022-10-01", "2022-12-31"), ("q2/2022", "2022-04-01", "2022-06-30"),
        ("quý 1/2022", "2022-01-01", "2022-03-31"), ("Quý III năm 2022", "2022-07-01", "2022-09-30"),
        ("quý I/2022", "2022-01-01", "2022-03-31"), ("17/03/2022", "2022-03-17", "2022-03-17"),
        ("tha\u{0301}ng 3/2022", "2022-03-01", "2022-03-31"),
    ])
    func periods(written: String, first: String, last: String) {
        let period = DateInput.period(written)
        #expect(iso(period?.first) == first)
        #expect(iso(period?.last) == last)
    }

    @Test(arguments: [
        "13/2022", "2022-13", "0/2022", "2022-Q5", "quý 0/2022", "3/22", "0000", "22", "tháng 3", "3 2022",
    ])
    func noPeriods(written: String) { #expect(DateInput.period(written) == nil) }

    @Test(arguments: [
        ("17/03/2022 21:36", "2022-03-17T21:36:00"), ("21:36 17/03/2022", "2022-03-17T21:36:00"),
        ("23h32 17/3/2022", "2022-03-17T23:32:00"), ("17/3/2022 23h32", "2022-03-17T23:32:00"),
        ("17/3/2022 lúc 7h", "2022-03-17T07:00:00"), ("7h 17/3/2022", "2022-03-17T07:00:00"),
        ("7 giờ ngày 17/3/2022", "2022-03-17T07:00:00"), ("7h 5 tháng 1 năm 2020", "2020-01-05T07:00:00"),
        ("7 giờ 30 phút, ngày 05 tháng 01 năm 2020", "2020-01-05T07:30:00"), ("7h30p 17/3/2022", "2022-03-17T07:30:00"),
        ("7 giờ 30 phút 15 giây 17/3/2022", "2022-03-17T07:30:15"), ("23h32 2022-03-17", "2022-03-17T23:32:00"),
        ("2022-03-17T21:36", "2022-03-17T21:36:00"), ("2022-03-17T21:36:05Z", "2022-03-17T21:36:05"),
        ("2022-03-17t21:36:05.25", "2022-03-17T21:36:05.25"),
        ("2022-03-17 21:36:05.123456", "2022-03-17T21:36:05.123456"),
        ("2022-03-17T21:36:05.123456000Z", "2022-03-17T21:36:05.123456"), ("0:00 1/1/1970", "1970-01-01T00:00:00"),
        ("23:59 31/12/1969", "1969-12-31T23:59:00"),
    ])
    func moments(written: String, expected: String) { #expect(iso(DateInput.dateTime(written)) == expected) }

    @Test(arguments: [
        "17/03/2022", "17/03/2022 24:00", "17/03/2022 21:60", "21:36", "31/4/2022 21:36", "17/03/2022 21:6",
        "2022-03-17T21:36:05+07:00", "2022-03-17T21:36:05.123456789", "17/03/2022 lúc", "17/3/2022 5", "23h60 1/1/2022",
    ])
    func noMoments(written: String) { #expect(DateInput.dateTime(written) == nil) }

    @Test func rangesAreAsWideAsWhatIsWritten() throws {
        let cases = [
            ("2022-03", "2022-03-01T00:00:00", "2022-03-31T23:59:59.999999"),
            ("17/03/2022 21:36", "2022-03-17T21:36:00", "2022-03-17T21:36:59.999999"),
            ("17/03/2022 21h", "2022-03-17T21:00:00", "2022-03-17T21:59:59.999999"),
            ("17/03/2022 21:36:05", "2022-03-17T21:36:05", "2022-03-17T21:36:05.999999"),
            ("17/03/2022 21:36:05.5", "2022-03-17T21:36:05.5", "2022-03-17T21:36:05.5"),
            ("31/12/9999", "9999-12-31T00:00:00", "9999-12-31T23:59:59.999999"),
        ]
        for (written, first, last) in cases {
            let range = try #require(DateInput.dateTimeRange(written))
            #expect(iso(range.first) == first)
            #expect(iso(range.last) == last)
        }
    }

    @Test(arguments: [
        ("31/4/2022", "April has 30 days"), ("29/2/2023", "February 2023 has 28 days"),
        ("03/17/2022", "there is no month 17: the day comes first, then the month"),
        ("2022-13", "there is no month 13: a year has 12"), ("13/2022", "there is no month 13: a year has 12"),
        ("2022-13-40", "there is no month 13"), ("0/4/2022", "there is no day 0"),
        ("2022-Q7", "there is no quarter 7: a year has 4"),
        ("17/03/2022 25:00", "there is no hour 25: the last is 23"), ("1/1/0000", "there is no year 0"),
        ("2022-03-17T21:36:05+07:00", "times have no zone here: leave out the offset from UTC"),
    ])
    func reasons(written: String, expected: String) { #expect(DateInput.explain(written) == expected) }

    @Test func explainNamesTheFormsOrNothing() throws {
        #expect(try #require(DateInput.explain("hôm qua")).contains("17/03/2022"))
        #expect(DateInput.explain("tháng 3/2022") == nil)
        #expect(DateInput.explain("17/03/2022 21:36") == nil)
        #expect(DateInput.date(String(repeating: "1/", count: 100_000)) == nil)
    }

    @Test func bytesReadAsTextDoes() {
        #expect(bytes("2022-03-17") { DateInput.isoDate($0) } == 19_068)
        for wrong in ["2022-3-17", "2022-02-30", "2022/03/17", "22-03-2017", "2022-03-1x", "", "2022-03-170"] {
            #expect(bytes(wrong) { DateInput.isoDate($0) } == nil)
        }
        #expect(bytes("17/03/2022") { DateInput.anyDate($0)?.days } == 19_068)
        #expect(bytes("17/03/2022") { DateInput.anyDate($0)?.isDayFirst } == true)
        #expect(bytes("2022-3-17") { DateInput.anyDate($0)?.isDayFirst } == false)
        for wrong in ["17/03-2022", "03/17/2022", "1/1/", "//////", "17/03/2022 ", "12345678", "1/2/345", "1.2.3"] {
            #expect(bytes(wrong) { DateInput.anyDate($0)?.days } == nil)
        }
    }

    @Test func everyDayReadsBack() {
        var generator = Generator(state: 7)
        for _ in 0..<20_000 {
            let days = Int32.random(in: -719_162...2_932_896, using: &generator)
            let date = CalendarDate(daysSinceEpoch: days)
            var written: [UInt8] = []
            date.append(to: &written)
            #expect(DateInput.isoDate(written.span) == days)
            written.removeAll()
            date.appendDayFirst(to: &written)
            #expect(DateInput.anyDate(written.span)?.days == days)
            #expect(DateInput.date(String(decoding: written, as: UTF8.self)) == date)
        }
    }

    @Test func randomTextNeverCrashes() {
        var generator = Generator(state: 11)
        let pieces = [
            "1", "31", "2022", "/", "-", ".", " ", "T", "h", "tháng", "năm", "quý", "Q", ":", "Z", "+", "ngày", ",",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator)! }.joined()
            if DateInput.date(text) != nil || DateInput.dateTime(text) != nil {
                #expect(DateInput.explain(text) == nil)
            }
        }
    }
}

/// SplitMix64, so that every run sees the same numbers.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

import Storage
import Testing
import Values

@testable import Loading

@Suite struct InferenceTests {
    private func column(_ values: [String]) throws -> (type: ValueType, message: String?, table: Table) {
        let result = try TemporaryFolder.load("t.csv", "n,x\n" + values.map { "0,\($0)\n" }.joined())
        return (result.tables[0].type("x"), result.message("x: "), result.tables[0])
    }

    @Test func integersAndCodes() throws {
        #expect(try column(["1", "-20", "", "9223372036854775807"]).table.integers("x") == [1, -20, nil, .max])
        #expect(try column(["-9223372036854775808"]).table.integers("x") == [.min])
        let codes = try column(["12", "007", "5"])
        #expect(codes.type == .text)
        #expect(codes.message == "x: text, codes with leading zeros: the first is “007” at line 3")
        #expect(try column(["9223372036854775808"]).type == .text)
        #expect(try column(["\"5\"", "\"\"", "6"]).table.integers("x") == [5, nil, 6])
    }

    @Test func decimalsAreExact() throws {
        let plain = try column(["0.1", "12.25", "-3"])
        #expect(plain.type == .decimal(scale: 2))
        #expect(plain.table.values("x")[2] == .decimal(ExactDecimal(significand: -300, scale: 2)))
        #expect(plain.message == "x: decimal, decimal point, 2 digits behind it, proven by “0.1” at line 2")
        #expect(try column(["0.1234567890123456789"]).type == .text)
    }

    @Test func exponentsAreWrittenOut() throws {
        let small = try column(["37.211254", "7.5e-05", "-1E-06", "1.5e+1", "2"])
        #expect(small.type == .decimal(scale: 6))
        #expect(
            small.table.values("x")
                == [37_211_254, 75, -1, 15_000_000, 2_000_000].map {
                    .decimal(ExactDecimal(significand: $0, scale: 6))
                })
        #expect(
            small.message == "x: decimal, decimal point, 6 digits behind it, proven by “37.211254” at line 2; "
                + "exponents are written out, the first is “7.5e-05” at line 3")
        #expect(try column(["\"7,5e-1\"", "\"0,25\""]).type == .decimal(scale: 2))
        #expect(
            try column(["1e3", "2.5"]).table.values("x")[0] == .decimal(ExactDecimal(significand: 10_000, scale: 1)))
        #expect(try column(["1.50e1", "2.5"]).type == .decimal(scale: 1))
        #expect(
            try column(["1.5e3", "1"]).message == "x: integer, proven by “1.5e3” at line 2; exponents are "
                + "written out, the first is “1.5e3” at line 2")
    }

    /// As R writes 100000 and 0.0001.
    @Test func signedExponentsBehindDigitsAreNumbers() throws {
        let whole = try column(["99999", "1e+05", "100001"])
        #expect(whole.table.integers("x") == [99_999, 100_000, 100_001])
        #expect(
            whole.message == "x: integer, 3 rows; exponents are written out, the first is “1e+05” at line 3")
        #expect(try column(["1", "1e-04"]).type == .decimal(scale: 4))
        #expect(try column(["\"1,5\"", "1e+02"]).type == .decimal(scale: 1))
        let codes = try column(["12", "3E5"])
        #expect(codes.type == .text)
        #expect(
            codes.message == "x: text: “3E5” at line 3 may be a code or a number with an exponent, and no row tells "
                + "which; settle it in a datapackage.json with \"type\": \"number\"")
        #expect(try column(["007e5"]).type == .text)
    }

    @Test func exponentsThatNeedManyDigitsAreBinary() throws {
        let tiny = try column(["1e-20", "2.5"])
        #expect(tiny.table.values("x") == [.double(1e-20), .double(2.5)])
        #expect(
            tiny.message == "x: number: has exponents and needs more than 18 digits, the first exponent in “1e-20” at "
                + "line 2")
        #expect(try column(["1e+30", "2"]).table.values("x") == [.double(1e30), .double(2)])
        #expect(try column(["0e-300", "2.5"]).type == .double)
        #expect(try column(["999999999999999999e0", "2.5"]).type == .double)
        #expect(try column(["99999999999999999e0", "2.5"]).type == .decimal(scale: 1))
    }

    @Test func thousandsAreToldFromFractions() throws {
        let comma = try column(["\"1.234.567,5\"", "\"12,25\"", "1.234"])
        #expect(comma.type == .decimal(scale: 2))
        #expect(comma.table.values("x")[2] == .decimal(ExactDecimal(significand: 123_400, scale: 2)))
        let point = try column(["\"1,234,567.5\"", "\"1,234\""])
        #expect(point.table.values("x")[1] == .decimal(ExactDecimal(significand: 12340, scale: 1)))
        #expect(try column(["1.234.567", "1.000"]).table.integers("x") == [1_234_567, 1000])
        let either = try column(["12", "1.234"])
        #expect(either.type == .text)
        #expect(
            either.message == "x: text: “1.234” at line 3 may be thousands or a fraction, and no row tells which; "
                + "settle it in a datapackage.json with \"type\": \"number\" and \"decimalChar\": \".\", or "
                + "\"groupChar\": \".\", \"decimalChar\": \",\"")
        #expect(try column(["1.234", "1234.5"]).type == .decimal(scale: 3))
        #expect(try column(["0.123"]).type == .decimal(scale: 3))
    }

    @Test func booleansTellTheirWords() throws {
        let words = try column(["có", "không", "Có"])
        #expect(words.type == .boolean)
        #expect(
            words.message == "x: boolean, “có” is true in 2 rows, the first at line 2; "
                + "“không” is false in 1 row, the first at line 3")
        #expect(try column(["true", "true"]).message == "x: boolean, “true” is true in 2 rows, the first at line 2")
    }

    @Test func datesAreDayFirst() throws {
        let proven = try column(["01/02/2022", "17/03/2022", "5.4.21", "30-3-2018", "2022-03-17"])
        #expect(proven.type == .date)
        #expect(proven.message == "x: date, day first, proven by 2 rows, the first at line 3")
        #expect(proven.table.values("x")[0] == .date(CalendarDate(year: 2022, month: 2, day: 1)!))
        #expect(proven.table.values("x")[2] == .date(CalendarDate(year: 2021, month: 4, day: 5)!))
        #expect(proven.table.schema.fields[1].isDayFirst)
        let open = try column(["01/02/2022"])
        #expect(open.type == .date)
        #expect(
            open.message
                == "x: date, day first as always: no day is above 12, so that no row proves it (“01/02/2022” at line 2)"
        )
        let monthFirst = try column(["01/02/2022", "03/17/2022"])
        #expect(monthFirst.type == .text)
        #expect(monthFirst.message == "x: text: “03/17/2022” at line 3 is no date, as the value before it")
        #expect(try column(["2022-03-17"]).message == "x: date, year first, 1 row")
        #expect(try column(["ngày 05 tháng 01 năm 2020"]).type == .date)
        #expect(try column(["31/04/2022"]).type == .text)
    }

    @Test func dateTimesAndBooleans() throws {
        let times = try column(["17/03/2022 21:36", "21:36 17/03/2022", "2022-03-17T21:36:00"])
        #expect(times.type == .dateTime)
        #expect(Set(times.table.values("x")).count == 1)
        #expect(try column(["true", "false"]).table.values("x") == [.boolean(true), .boolean(false)])
        #expect(try column(["có", "Không", ""]).table.values("x") == [.boolean(true), .boolean(false), .missing])
    }

    @Test func daysBesideMomentsAreTheirFirst() throws {
        let mixed = try column(["2022-03-17", "2022-03-17T21:36:00", "", "18/03/2022"])
        #expect(mixed.type == .dateTime)
        #expect(
            mixed.message
                == "x: date and time, day first, proven by 1 row, the first at line 5; 2 rows without a time, "
                + "the first “2022-03-17” at line 2, are read as 00:00 of the day")
        let day = CalendarDate(year: 2022, month: 3, day: 17)!
        #expect(
            mixed.table.values("x").prefix(3)
                == [.dateTime(DateTime(date: day)), .dateTime(DateTime(date: day, hour: 21, minute: 36)), .missing])
        #expect(
            try column(["2022-03-17T21:36:00", "2022-03-17"]).message
                == "x: date and time, year first, 2 rows; 1 row without a time, the first “2022-03-17” at line 3, "
                + "is read as 00:00 of the day")
        #expect(try column(["2022-03-17", "2022-03-17T21:36:00", "soon"]).type == .text)
        let lines = try TemporaryFolder.load(
            "t.jsonl", #"{"x":"2022-03-17"}"# + "\n" + #"{"x":"2022-03-17T08:30"}"# + "\n")
        #expect(lines.tables[0].type("x") == .dateTime)
    }

    @Test func mixedColumnsStayTextAndSaySo() throws {
        let mixed = try column(["1", "2", "abc"])
        #expect(mixed.type == .text)
        #expect(mixed.table.texts("x") == ["1", "2", "abc"])
        #expect(mixed.message == "x: text: “abc” at line 4 is no integer, as the 2 values before it")
        #expect(try column(["", ""]).message == "x: text: no row has a value")
        #expect(try column(["\" a \""]).table.texts("x") == [" a "])
    }

    @Test func typesComeFromAllRows() throws {
        let rows = (1...40_000).map { String($0) } + ["x"]
        #expect(try column(rows).type == .text)
        #expect(try column(rows).table.texts("x").last == "x")
    }

    @Test func spellingsThatAreOneAreTold() throws {
        let result = try TemporaryFolder.load("t.csv", "n,x\n1,Hoà Bình\n2,Hòa Bình\n3,Hòa Bình\n4,Huế\n")
        #expect(
            SpellingNotes.make(result.tables[0]).map(\.message)
                == ["x: several spellings of one value, which = takes for the same: “Hòa Bình” × 2, “Hoà Bình” × 1"])
    }
}

import Language
import Testing

/// The first error: the text its caret covers, and its first hint.
@Test(arguments: [
    ("awards year=2021", "year", "where year=2021"),
    ("awards whree x = 1", "whree", "did you mean where x = 1?"),
    ("awards group by form", "group", "count by form"),
    ("awards | having n > 3", "having", "| where n > 3"),
    ("select a, b from t where x = 1", "select", "t where x = 1 | show a, b"),
    ("select form, count(*) from t group by form", "select", "t count by form"),
    ("a where x = \"abc", "\"", ""),
    ("a where (x = 1", "(", "(x = 1)"),
    ("a where x =", "=", "`is empty` finds rows without a value"),
    ("a where x matches /ab", "/", ""),
    ("a where `x = 1", "`", ""),
    ("a where x contains y", "contains", "x ~ y"),
    ("a take five", "five", "take 5"),
    ("a show x > 3 as big", "as", "put the comparison in parentheses"),
    ("a where lowre(x) = 1", "lowre", "did you mean lower(…)?"),
    ("a where left(x) = 1", "left(x)", "left(…, …)"),
    ("\"t.csv\" | take 1", "\"t.csv\"", "`t.csv`"),
    // Values.
    ("a where text ~ thi đua, khen thưởng", ",", "\"thi đua, khen thưởng\""),
    ("a where text ~ thi đua, khen, x and y | count", ",", "\"thi đua, khen, x\""),
    ("a where (text ~ thi đua, khen)", ",", "\"thi đua, khen\""),
    ("a where điểm > 7,5", ",", "7.5"),
    ("a where quantity > 1,000", ",", "1000"),
    ("a where quantity > 1,000,000", ",", "1000000"),
    ("a where year = 2021 or 2017", "2017", "year in (2021, 2017)"),
    ("a where year != 2021 and 2017", "2017", "year not in (2021, 2017)"),
    ("a where status = đã trao or đề nghị", "đề", "status in (đã trao, đề nghị)"),
    ("a where (x = 1 or 2 or 3) and y", "2", "x in (1, 2, 3)"),
    ("a where x = “abc", "“", ""),
    ("a where họ tên = Lê", "tên", "`họ tên`"),
    // Stages.
    ("a max quantity - min quantity as x by status", "quantity", "max(quantity) - min(quantity) as x by status"),
    ("a round(avg quantity, 1) as m", "quantity", "round(avg(quantity), 1) as m"),
    ("a year(date) = 2021", "year(date) = 2021", "where year(date) = 2021"),
    ("a lower(x)", "lower(x)", "`where` finds rows"),
    ("count awards", "count", "awards count"),
    ("show awards", "show", "awards"),
    ("count awards where year=2021", "count", "awards where year=2021 | count"),
    ("from awards where year=2021", "from", "awards where year=2021"),
    ("sum quantity from awards", "sum", "awards sum quantity"),
    ("take 5 awards", "take", "awards take 5"),
    ("where year=2021", "where", "… where year=2021"),
    ("khen thưởng count by hình thức", "thưởng", ""),
    ("khen thưởng cấp nhà nước where x=1", "thưởng", ""),
    ("a show form quantity", "quantity", "show form, quantity"),
    ("a show form quantity năm", "quantity", "show form, quantity, năm"),
    ("a count by form year", "year", "count by form, year"),
    ("a sum quantity form", "form", "sum quantity by form"),
    ("a count by year having count > 3", "having", "| where count > 3"),
    ("a bottom 3 by quantity", "bottom", "top 3 by quantity asc"),
    ("a bottom 3 by quantity per form", "bottom", "top 3 by quantity asc per form"),
    ("a grup by form", "grup", "count by form"),
    ("a sortt by year", "sortt", "did you mean sort by year?"),
    ("a show x | lefft join u on k", "lefft", "did you mean left join u on k?"),
    ("a offset 5", "offset", "skip 5"),
    ("a show x where y", "where", "| where y"),
    ("a top 3", "top", "top 3 by quantity"),
    ("a join u as v w", "join", "join u on …"),
    ("a rename x", "the end", "rename x as …"),
    ("let x 5", "let x", "let x = 5"),
    ("a where x = 1)", ")", ""),
])
func explainsWhatIsWrong(text: String, place: String, hint: String) {
    let source = SourceText(name: "<test>", text)
    let first = Parser.parse(source).diagnostics.first
    let covered = first.map { $0.range.length == 0 ? "the end" : source.text($0.range) }
    #expect(covered == place)
    #expect(first?.severity == .error)
    #expect((first?.hints.count ?? 0) <= 3)
    #expect((first?.hints.first ?? "") == hint)
}

/// The only diagnostic, a warning: the text its caret covers, and its first hint.
@Test(arguments: [
    ("a where year=2021 take 5", "take 5", "| take 5"),
    ("a where x=y sort by z desc", "sort by", "| sort by z desc"),
    ("a where year=2021 count", "count", "| count"),
    ("a where year=2021 count by form", "count by", "| count by form"),
    ("a where year=2021 sum quantity", "sum quantity", "| sum quantity"),
    ("a where bloc=x show form", "show form", "| show form"),
    ("a where bloc=x top 3 by q", "top 3", "| top 3 by q"),
    ("a where bloc=x distinct form", "distinct form", "| distinct form"),
    ("a where bloc=x as csv", "as csv", "| as csv"),
    ("a where bloc=x with u on k", "with u", "| with u on k"),
    ("a where form=Bằng khen\"", "\"", "Bằng khen"),
    ("a where form=Bằng khen”", "”", "Bằng khen"),
    ("a where x = A..C", "A..C", "\"A\"..\"C\""),
])
func warnsOfWhatAValueSwallows(text: String, place: String, hint: String) {
    let source = SourceText(name: "<test>", text)
    let diagnostics = Parser.parse(source).diagnostics
    #expect(diagnostics.map { source.text($0.range) } == [place])
    #expect(diagnostics.first?.severity == .warning)
    #expect(diagnostics.first?.hints.first == hint)
}

/// Were each of them looked for and sorted in, this would take hours.
@Test func warningsAreAtMostTen() {
    let text = String(repeating: "a where x=y count\n", count: 20_000)
    #expect(parse(text).diagnostics.count == 10)
}

/// `^` stands for a byte that begins no character; the place of the diagnostic, -1 when nothing is wrong.
@Test(arguments: [
    ("a where x = b", -1), ("a where x = ^t", 12), ("^^a\0", 0), ("a where x = b\0", 13), ("a where x = \"b\0\"", -1),
    ("a # ớ\0", -1), ("a # ^", -1), ("a where x = \"^\"", 13),
])
func bytesThatAreNoTextHaveTheirPlace(text: String, place: Int) {
    let bytes = text.utf8.map { $0 == UInt8(ascii: "^") ? 0xFF : $0 }
    let found = Parser.parse(SourceText(name: "<test>", bytes: bytes)).diagnostics.first {
        $0.message.hasSuffix("save the script as UTF-8")
    }
    #expect((found?.range.lower ?? -1) == place)
}

@Test(arguments: [
    ("a", true), ("a |", false), ("a where x = 1 and", false), ("a where (x = 1", false), ("a where x = \"b", false),
    ("a show x,", false), ("a show x +", false), ("a wher x |", true), ("a where x = “b", false),
    ("a where x = 1 | take 3", true),
])
func knowsWhatIsComplete(text: String, isComplete: Bool) {
    #expect((Completeness.of(SourceText(name: "<test>", text)) == .complete) == isComplete)
}

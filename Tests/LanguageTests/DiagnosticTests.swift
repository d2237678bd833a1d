import Language
import Testing

/// The first error: the text its caret covers, and its first hint.
@Test(arguments: [
    ("awards year=2021", "year", "where year=2021"),
    ("awards whree x = 1", "whree", "where"),
    ("awards group by form", "group", "count by form"),
    ("awards | having n > 3", "having", "| where n > 3"),
    ("select a, b from t where x = 1", "select", "t where x = 1 | show a, b"),
    ("select form, count(*) from t group by form", "select", "t count by form"),
    ("a where x = \"abc", "\"", ""),
    ("a where (x = 1", "(", ""),
    ("a where x =", "=", "`is empty` finds rows without a value"),
    ("a where x matches /ab", "/", ""),
    ("a where `x = 1", "`", ""),
    ("a where x contains y", "contains", "`~` means contains"),
    ("a take five", "five", "take 10"),
    ("a show x > 3 as big", "as", "put the comparison in parentheses"),
    ("a where lowre(x) = 1", "lowre", "lower"),
    ("a where left(x) = 1", "left(x)", ""),
    ("\"t.csv\" | take 1", "\"t.csv\"", "a name that is not a plain word stands in back quotes: `t.csv`"),
])
func explainsWhatIsWrong(text: String, place: String, hint: String) {
    let source = SourceText(name: "<test>", text)
    let first = Parser.parse(source).diagnostics.first
    #expect(first.map { source.text($0.range) } == place)
    #expect((first?.hints.first ?? "") == hint)
}

@Test(arguments: [
    ("a", true), ("a |", false), ("a where x = 1 and", false), ("a where (x = 1", false), ("a where x = \"b", false),
    ("a show x,", false), ("a show x +", false), ("a wher x |", true), ("a where x = 1 | take 3", true),
])
func knowsWhatIsComplete(text: String, isComplete: Bool) {
    #expect((Completeness.of(SourceText(name: "<test>", text)) == .complete) == isComplete)
}

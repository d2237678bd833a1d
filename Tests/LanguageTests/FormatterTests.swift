import Language
import Testing

@Test func everyTreePrintsSoThatItParsesBack() {
    var trees = RandomTrees(seed: 20_26)
    for _ in 0..<800 {
        let statements = trees.many(2) { $0.statement() }
        let script = Script(statements: statements)
        let text = Formatter.format(script)
        let result = parse(text)
        let errors = result.diagnostics.filter { if case .error = $0.severity { true } else { false } }
        guard errors.isEmpty, Dump.script(result.script) == Dump.script(script) else {
            Issue.record(
                "\(text)\n\(errors.map { ($0.message, $0.range) })\n\(Dump.script(script))\n\(Dump.script(result.script))"
            )
            return
        }
        #expect(Formatter.format(result.script) == text)
    }
}

@Test(arguments: [
    ("a  filter x=3 &&y~ tổng hợp", "a where x = 3 and y ~ \"tổng hợp\""),
    (
        "a | sum   x as t , count by y |order by t DESC|limit 5",
        "a sum x as t, count by y | sort by t desc | take 5"
    ),
    ("a where x between 2018 and 2022 or not (y = 1 or z)", "a where x in 2018..2022 or not (y = 1 or z)"),
    ("a where (x + 1) * 2 > .y - (3 - .z)", "a where (x + 1) * 2 > .y - (3 - .z)"),
    ("a where x is null and f is not null", "a where x is empty and f is not empty"),
    ("a left join (u) as k on x = x", "a left join u as k on x"),
    ("a where d > today() - 30 days", "a where d > today() - 30 days"),
    ("a show `x`, `họ tên` as `n`", "a show x, `họ tên` as n"),
    ("search huân chương|take 5", "search huân chương | take 5"),
])
func printsTheStandardLayout(text: String, formatted: String) {
    #expect(Formatter.format(parse(text).script) == formatted + "\n")
}

@Test func longQueriesHaveAStageALine() {
    let text =
        "awards where status = đã trao and year in 2018..2022 | sum quantity as total by form | sort by total desc | take 5"
    #expect(
        Formatter.format(parse(text).script) == """
            awards
            | where status = "đã trao" and year in 2018..2022
            | sum quantity as total by form
            | sort by total desc
            | take 5

            """)
}

@Test func commentsSurvive() {
    let text = """
        # About awards.
        awards # the source
        # only new ones
        | where year = 2021 -- and no others
        | count by (form # inside
          )  # last


        -- next
        .mode csv
        units
        # end
        """
    let formatted = """
        # About awards.
        awards
        # the source
        # only new ones
        | where year = 2021  -- and no others
        # inside
        | count by form  # last

        -- next
        .mode csv
        units
        # end

        """
    #expect(Formatter.format(parse(text).script) == formatted)
    #expect(Formatter.format(parse(formatted).script) == formatted)
}

/// What a query is made of.
extension HelpTopics {
    static let stages = Topic(
        name: "stages", summary: "what can stand between the bars",
        text: """
              where P           the rows for which P holds
              search WORDS      the rows in which every word stands, the best first
              show E as n, …    only these columns; hide f, …; rename f as g
              add E as n        one column more
              count, sum E, …   one row, or one a group: count by form
              sort by E desc    order; take n, skip n, top n by E, sample n
              distinct E        each once
              join C on f       with the fields of C's rows, named C.f; left join keeps the rows without
              with C on f       the rows that C has too; without C on f, those that it has not
              union Q, except Q, intersect Q
              unnest f          a row for each element of a list
              as FORMAT, into "file.csv", !command

            Stages run in the order in which they stand; every one but the first is behind a bar.
            """,
        examples: [
            "awards where status=đã trao | sum quantity as total by form | sort by total desc",
            "awards join events on event=.id | show form, quantity, events.date",
            "memberships join leaderships on unit, bloc, year | show unit, year, leaderships.role",
            "memberships without leaderships on unit, bloc, year | count by bloc",
            "units where kind=bộ | union units where name starts Ban | distinct name",
            "covenant_items unnest directives | count by directives",
        ],
        words: ["distinct", "inner", "order", "sort", "on", "asc", "desc", "|"])

    static let predicates = Topic(
        name: "predicates", summary: "conditions: = != < > in ~ starts is empty …",
        text: """
              year=2021   year!=2021   year>=2021   year in 2018..2022   form in (Bằng khen, Cờ thi đua)
              name ~ quốc hội           contains      name starts Bộ        name ends Trung ương
              name matches /^B.n /      a pattern     note is empty         note is not empty
              and, or, not, parentheses; not binds tightest, then and

            A missing value equals nothing: year!=2021 keeps the rows without a year.
            """,
        examples: [
            "units where name starts Bộ or name ~ quốc hội",
            "awards where form in (Bằng khen, Cờ thi đua) and not (year=2021 or quantity is empty)",
            "awards where year in 2018..2022 | count by year",
            "units where name matches /^B.n /",
        ],
        words: ["is", "empty", "null"])

    static let functions = Topic(
        name: "functions", summary: "what can be computed from one row",
        text: """
              text     lower upper length left right replace split trim fold given; a & b joins
              numbers  round abs floor ceil log sqrt; + - * / %
              dates    year quarter month day weekday days(a, b) today(); date + 3 days
              choice   if(P, a, b)   a ?? b
              change   number text date
            """,
        examples: [
            "people show name, given(name) as given | sort by given",
            "units show upper(name) & \" (\" & abbreviation & \")\" as label",
            "awards show form, if(quantity > 10, \"nhiều\", \"ít\") as size, quantity ?? 0 as quantity",
            "events show kind, date, date + 3 days as later, weekday(date) as weekday",
        ],
        words: ["&", "??", "+", "-", "*", "/", "%"])

    static let aggregates = Topic(
        name: "aggregates", summary: "count, sum, avg and their like",
        text: """
              count  sum E  avg E  min E  max E  median E  p90 E  stddev E  corr(E, F)
              distinct E (how many different)  first E  last E  list E  share E (per cent of the whole)

            They skip missing values. A filter goes in parentheses; by makes groups, across turns values into columns.
            """,
        examples: [
            "awards count, sum(quantity where status=đã trao) as given by form",
            "awards | sum quantity by bloc across year",
            "awards avg quantity, median quantity, share quantity as percent by form",
            "memberships distinct unit as units by bloc",
        ],
        words: ["by", "across"])

    static let windows = Topic(
        name: "windows", summary: "a row's place among others: rank, running sums …",
        text: """
              rank()  row()             the place, with or without ties
              running(sum E)            the sum so far; so for count, avg, min, max
              previous(E)  next(E)      the value of the row before, behind
              sum(E)  share(E)          over all rows of the group, beside each of them

            They stand in add … as n per GROUP sort by ORDER. Without per the whole is one group.
            """,
        examples: [
            "awards add rank() as place per bloc sort by quantity desc | show bloc, form, quantity, place",
            "awards add running(sum quantity) as so_far sort by year | show year, quantity, so_far",
            "leaderships add previous(unit) as before per bloc, role sort by year | show bloc, role, year, unit, before",
            "awards add share(quantity) as percent per bloc | show bloc, form, percent",
        ],
        words: ["rank", "row", "running", "previous", "next", "per", "over", "window"])

    static let search = Topic(
        name: "search", summary: "words in any field, or in all collections",
        text: """
              statements search WORDS      the rows in which every word stands in some text, the best first
              search WORDS                 all collections: where it was found, the row, the text

            Words without marks find words with and without them.
            """,
        examples: [
            "search quốc hội",
            "search phong chong dich | take 5",
            "statements search nghị quyết | show topic, text | take 5",
        ])
}

/// What `.help` says. Every example runs on the sample data.
enum HelpTopics {
    struct Topic {
        var name: String
        var summary: String
        var text: String
    }

    static var names: [String] { all.map(\.name) + ["commands"] }

    static var overview: String {
        """
        A query names a collection and says, stage by stage, what becomes of its rows:

          awards where year=2021 and status=đã trao
          awards | sum quantity as total by form | sort by total desc | take 5

        .collections shows what is loaded, .schema awards its fields. Tab completes names and values.

        \(AlignedText.text(all.map { [".help \($0.name)", $0.summary] } + [[".help commands", "the commands"]], indent: "  "))
        """
    }

    static let all = [stages, predicates, functions, aggregates, values, references, statements, scripts, keys]

    private static let stages = Topic(
        name: "stages", summary: "what can stand between the bars",
        text: """
              where P           the rows for which P holds
              search WORDS      the rows in which every word stands
              show E as n, …    only these columns; hide f, …; rename f as g
              add E as n        one column more
              count, sum E, …   one row, or one a group: count by form; sum quantity by bloc across year
              sort by E desc    order; take n, skip n, top n by E, sample n
              distinct E        each once
              join C on f, left join, with C on f, without C on f
              union C, except C, intersect C, unnest f
              as FORMAT, into "file.csv", !command

            Stages run in the order in which they stand; every one but the first is behind a bar.

              awards where status=đã trao | sum quantity as total by form | sort by total desc
            """)

    private static let predicates = Topic(
        name: "predicates", summary: "conditions: = != < > in ~ starts is empty …",
        text: """
              year=2021   year!=2021   year>=2021   year in 2018..2022   form in (Bằng khen, Cờ thi đua)
              name ~ quốc hội           contains      name starts Bộ        name ends Trung ương
              name matches /^B.n /      a pattern     note is empty         note is not empty
              and, or, not, parentheses; not binds tightest, then and

            A missing value equals nothing: year!=2021 keeps the rows without a year.

              units where name starts Bộ or name ~ quốc hội
            """)

    private static let functions = Topic(
        name: "functions", summary: "what can be computed from one row",
        text: """
              text     lower upper length left right replace split trim fold given; a & b joins
              numbers  round abs floor ceil log sqrt; + - * / %
              dates    year quarter month day weekday days(a, b) today(); date + 3 days
              choice   if(P, a, b)   a ?? b
              change   number text date
              windows  rank() row() running(sum x) previous(x) next(x) share(x), in add … per … sort by …

              people show name, given(name) as given | sort by given
            """)

    private static let aggregates = Topic(
        name: "aggregates", summary: "count, sum, avg and their like",
        text: """
              count  sum E  avg E  min E  max E  median E  p90 E  stddev E  corr(E, F)
              distinct E (how many different)  first E  last E  list E  share E (per cent of the whole)

            They skip missing values. A filter goes in parentheses; across turns values into columns.

              awards count, sum(quantity where status=đã trao) as given by form
              awards | sum quantity by bloc across year
            """)

    private static let values = Topic(
        name: "values", summary: "how words, numbers and dates are written",
        text: """
              bloc=tổng hợp        no quotes: a value runs to and, or, | , ) ; or the line's end
              bloc=tong hop        without marks, marks do not count; with marks, they do
              bloc="a, b"          quotes for a value that holds one of those ends
              date=2022            the whole year; date=2022-03 the month; date=17/03/2022 the day, day first
              quantity > .quota    a dot on the right makes it a field; year=$year is a parameter

              events where date=2022-03
            """)

    private static let references = Topic(
        name: "references", summary: "from one collection to another without a join",
        text: """
            A field that refers to a row of another collection is followed with a dot, and compared by any name
            of that row. Backwards, a collection's rows are counted or summed where they refer to this one.

              awards where bloc=tổng hợp | show form, bloc.name, quantity
              blocs add count(awards) as n | show short_name, n
            """)

    private static let statements = Topic(
        name: "statements", summary: "let, check, explain, describe …",
        text: """
              let given = awards where status=đã trao     a named query; then: given count by form
              let since = 2019                            a value, used as $since
              param year: integer = 2021 "the year"       a script's parameter: tdq -p year=2022
              check "every award has a form": awards where form is empty
              explain Q   profile Q   describe C

            A line break ends a statement unless the line is clearly not finished; so does a semicolon.

              describe awards
            """)

    private static let scripts = Topic(
        name: "scripts", summary: "running files of statements",
        text: """
              tdq -f report.tdq -p year=2021     run a script with a parameter
              tdq -c 'awards count' -o json      run one statement
              .read report.tdq                   the same from here
              tdq check FILE…, tdq format FILE…  look at a script without running it; its standard layout

            # or -- begins a comment. Results go to standard output, everything else to standard error.

              .timer on
            """)

    private static let keys = Topic(
        name: "keys", summary: "at the prompt",
        text: """
              Tab               complete, or list what can stand here
              Up, Down          earlier statements; Ctrl-R searches them, marks ignored
              Ctrl-A, Ctrl-E    start, end of the line; Ctrl-W, Ctrl-U, Ctrl-K delete
              Ctrl-C            clear the line; stop a query that runs, or its printing
              Ctrl-Z, Ctrl-D    suspend; leave (on an empty line)

            A statement that is not finished goes on on the next line; an empty line ends it as it is. Pasted
            text runs when Enter is pressed.

              awards count by status
            """)
}

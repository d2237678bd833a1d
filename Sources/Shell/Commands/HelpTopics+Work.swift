/// Statements, files of them, and the prompt.
extension HelpTopics {
    static let output = Topic(
        name: "output", summary: "formats, files and commands: as, into, !command",
        text: """
              as FORMAT          table, csv, tsv, json, jsonl, markdown, html, vertical, for this query
              into "file.csv"    to a file, whole or not at all; its ending names the format
              !command           to a command of the system

            They are a query's last stages. .mode FORMAT is for all queries that follow.
            """,
        examples: [
            "awards count by form | as markdown",
            "awards count by form | into \"forms.csv\"",
            "awards count by form | as tsv | !sort -r",
        ],
        words: ["into", "as", "format", "!"])

    static let statements = Topic(
        name: "statements", summary: "let, check, explain, describe …",
        text: """
              let given = Q          a named query, a source from then on
              let since = 2019       a value, used as $since
              param year: integer    a script's parameter: tdq -p year=2022
              check "…": Q           says so, and prints the rows, when there are any
              explain Q, profile Q   how it runs; describe Q, what its columns hold

            A line break ends a statement unless the line is clearly not finished; so does a semicolon.
            """,
        examples: [
            "let given = awards where status=đã trao; given count by form",
            "let since = 2019; awards where year >= $since | count",
            "param year: integer = 2021 \"the year\"; awards where year=$year | count",
            "check \"every award has a form\": awards where form is empty",
            "explain awards where year=2021 | count by form",
            "describe awards",
        ],
        words: [";"])

    static let plans = Topic(
        name: "plans", summary: "explain and profile: how a query is run, and why",
        text: """
              explain Q              the operators, each with the rows that are expected; run nothing
              profile Q              the same beside what happened: rows, and milliseconds of each

            The last line names the rules that changed the plan:

              fold-constants             what is known before any row is read; ranges of one field as one
              reference-sets             a.b=x as the set of rows of b's collection, found once
              push-down-predicates       conditions before sorts, joins, unions, groups and windows
              left-join-to-inner         a left join whose rows without partner are thrown away next
              copy-conditions            what is asked of a join's key on one side, on the other too
              push-down-semi-joins       with and without before sorts and joins
              order-joins                of several joins the one that leaves fewest rows first
              order-predicates           of several conditions the one that settles most first
              drop-useless-sorts         orders that nobody sees
              push-down-limits           take before what makes columns, unions and left joins
              top-from-sort-and-limit    sort and take as top
              push-down-tops             top before what makes columns
              prune-columns              columns that nothing reads
              ordered-groups             groups that come in the order of their keys by themselves
              aggregate-from-index       counts, least, greatest from an index or the statistics
              distinct-from-statistics   different values from the first row of each
              access-path                an index instead of reading all rows
              semi-join-reduction        each key of with and without once
              build-side                 the smaller side of a join into the table
              share-common-parts         a part that is used twice, run once
            """,
        examples: ["explain awards where bloc.name=tổng hợp | count by form", "profile awards | distinct form"],
        words: ["explain", "profile"])

    static let scripts = Topic(
        name: "scripts", summary: "running files of statements",
        text: """
              tdq -f report.tdq -p year=2021     run a script with a parameter
              tdq -c 'awards count' -o json      run one statement
              .read report.tdq                   the same from here
              tdq check FILE…, tdq format FILE…  look at a script without running it; its standard layout

            # or -- begins a comment. Results go to standard output, everything else to standard error.
            """,
        examples: [
            "awards count by year   # one row a year",
            ".timer on",
        ])

    static let keys = Topic(
        name: "keys", summary: "at the prompt",
        text: """
              Tab               complete, or list what can stand here
              Up, Down          earlier statements; Ctrl-R searches them, marks ignored
              Ctrl-A, Ctrl-E    start, end of the line; Ctrl-W, Ctrl-U, Ctrl-K delete
              Ctrl-C            clear the line; stop a query that runs, or its printing
              Ctrl-Z, Ctrl-D    suspend; leave (on an empty line)

            A statement that is not finished goes on on the next line; an empty line ends it as it is. A line
            that begins with a bar goes on from the statement before it: awards, Enter, then | count by status.
            Pasted text runs when Enter is pressed.
            """,
        examples: ["awards count by status"])
}

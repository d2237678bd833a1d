/// Values, references, statements, files of them, and the prompt.
extension HelpTopics {
    static let values = HelpTopic(
        name: "values", summary: "how words, numbers and parameters are written",
        text: """
            A value needs no quotes: a word left of a comparison is a field, right of it a value. Fields are found by
            their names, titles and other names, marks aside; a name with spaces stands in `back quotes`.
            """,
        entries: [
            HelpEntry(
                "code = 007", "read by the field it meets: a code keeps its zeros",
                "awards where id=award-007 | show form",
                words: ["values"]),
            HelpEntry(
                "quantity = \"1.234,5\"", "numbers as people write them, 1,234.5 too; a comma wants quotes",
                "awards where quantity < \"1.000,5\" | count", words: []),
            HelpEntry(
                "`số lượng` = 12", "a field by its title, in back quotes",
                "awards where `số lượng` = 12 | show form, `số lượng`",
                words: ["`"]),
            HelpEntry(
                "year = $year", "a parameter or a value of let", "let y = 2021; awards where year=$y | count",
                words: ["$"],
                found: ["tham số", "biến"]),
            HelpEntry(
                "_file, _line, _sheet",
                "where a row came from, and a row referred to (bloc._line); _sheet is mostly missing",
                "award_recipients take 2 | show unit, _line",
                words: ["_file", "_line", "_sheet"],
                found: ["nguồn", "dòng"]),
        ])

    static let references = HelpTopic(
        name: "references", summary: "from one collection to another without a join",
        text: """
            A field that refers to a row of another collection is followed with a dot, to any depth, and compared by any
            name of that row: short name, name, abbreviation, other names.
            """,
        entries: [
            HelpEntry(
                "bloc.name", "a field of the row to which bloc refers",
                "awards where bloc=tổng hợp | show form, bloc.name, event.date", words: ["references"],
                found: ["tham chiếu", "liên kết"]),
            HelpEntry(
                "unit = VPQH", "any of its names", "leaderships where unit=VPQH | show unit, bloc, year, role",
                words: []),
            HelpEntry(
                "add count(awards)", "backwards: the rows of awards that refer to this one",
                "blocs add count(memberships) as members | show short_name, members", words: []),
            HelpEntry(
                "add sum(awards.quantity)",
                "backwards, a field of theirs; awards.unit.quantity where several fields lead back",
                "units add sum(awards.recipient_unit.quantity) as total | where total > 0 | show name, total", words: []
            ),
        ])

    static let statements = HelpTopic(
        name: "statements", summary: "let, check, explain, describe …",
        text: """
            A query prints its rows. A line break ends a statement unless the line is clearly not finished; so does a
            semicolon.
            """,
        entries: [
            HelpEntry(
                "let n = Q",
                "a named query, a source from then on; a script computes it once for all that use it alike",
                "let given_awards = awards where status=đã trao; given_awards count by year", words: ["let", ";"],
                found: ["đặt tên", "with"]),
            HelpEntry(
                "let n = value", "a value, used as $n: a number, a date, or words that are no query",
                "let since = 2019; awards where year >= $since | count",
                words: []),
            HelpEntry(
                "param n: type = v \"…\"",
                "a script's parameter, given with -p n=…: text, integer, number, date, boolean",
                "param year: integer = 2021 \"the year\"; awards where year=$year | count", found: ["tham số"]),
            HelpEntry(
                "check \"…\": Q", "holds when Q has no rows; otherwise prints them, and the script ends with status 4",
                "check \"every award has a form\": awards where form is empty", found: ["kiểm tra"]),
            HelpEntry(
                "describe Q", "a row for each field: missing, different, least, greatest, commonest values, shape …",
                "describe awards | show form, quantity, year, event.date", found: ["mô tả", "summary", "thống kê"]),
            HelpEntry(
                "describe C.f", "of one field everything, with its commonest values and a histogram",
                "describe awards.quantity", words: [], found: ["histogram", "tứ phân vị"]),
            HelpEntry("explain Q", "how it will run, with estimates", "explain awards where year=2021 | count by form"),
            HelpEntry(
                "profile Q", "how it ran: rows and time of each operator",
                "profile awards where year=2021 | count by form",
                showsOutput: false),
        ])

    static let output = HelpTopic(
        name: "output", summary: "formats, files and commands: as, into, !command",
        text: """
            The last stages of a query say where its rows go. Without them a terminal gets a table and everything else
            CSV; .mode FORMAT and -o FORMAT change that. A chart is drawn where the format is table, on a terminal or by
            as table (… | as table | into "chart.txt"); other formats get the numbers that it draws.
            """,
        entries: [
            HelpEntry(
                "as table", "aligned columns, cut to the terminal's width", "awards count by year | as table",
                words: ["as", "table", "format"], found: ["định dạng", "bảng"]),
            HelpEntry("as csv", "RFC 4180 with line feeds", "awards count by year | as csv", words: ["csv"]),
            HelpEntry(
                "as tsv", "tabs between fields, backslash escapes", "awards count by year | as tsv", words: ["tsv"]),
            HelpEntry("as json", "an array of objects", "awards count by year | as json", words: ["json"]),
            HelpEntry("as jsonl", "an object a line", "awards count by year | as jsonl", words: ["jsonl"]),
            HelpEntry("as markdown", "a pipe table", "awards count by year | as markdown", words: ["markdown"]),
            HelpEntry("as html", "a table element", "awards count by year | as html", words: ["html"]),
            HelpEntry(
                "as vertical", "a field a line, for wide rows", "blocs take 1 | as vertical", words: ["vertical"]),
            HelpEntry(
                "into \"file.csv\"",
                "to a file, whole or not at all; its ending names the format, or as before it does",
                "awards count by form | into \"forms.csv\"", found: ["xuất", "lưu", "export"], showsOutput: false),
            HelpEntry(
                "!command", "to a program's standard input", "awards count by form | as tsv | !sort -r", words: ["!"],
                showsOutput: false),
        ])

    static let scripts = HelpTopic(
        name: "scripts", summary: "running files of statements",
        text: """
              tdq -f report.tdq -p year=2021     run a script with a parameter
              tdq -c 'awards count' -o json      run one statement
              .read report.tdq                   the same from here
              tdq check FILE…, tdq format FILE…  look at a script without running it; its standard layout
              tdq manual                         this help as one page, with what the examples print

            Results go to standard output, everything else to standard error.
            """,
        entries: [
            HelpEntry(
                "# …, -- …", "a comment, at the start of a line or behind a space",
                "awards count by year   # one row a year",
                words: ["#", "--"], found: ["ghi chú", "comment"])
        ])

    static let keys = HelpTopic(
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
        entries: [])

    static let commands = HelpTopic(
        name: "commands", summary: "the commands of the shell",
        text: "Commands work at the prompt and in scripts: a line that begins with a dot.",
        entries: CommandRegistry.commands.map { command in
            HelpEntry(
                command.name + (command.usage.isEmpty ? "" : " " + command.usage), command.summary, command.example,
                words: [command.name, String(command.name.dropFirst())], showsOutput: false)
        })
}

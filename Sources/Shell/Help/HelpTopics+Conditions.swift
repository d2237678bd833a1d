/// Conditions, and how values are read in them.
extension HelpTopics {
    static let predicates = HelpTopic(
        name: "predicates", summary: "conditions: = != < > in ~ starts is empty …",
        text: """
            Left of a comparison stands a field (or an expression), right of it a value, which needs no quotes and runs
            to the next and, or, | , ) ; or the line's end. It is read by the type of what it is compared with.
            """,
        entries: [
            HelpEntry(
                "f = v", "equal; text whatever its letter case, where tones stand and how it is composed",
                "units where abbreviation=vpqh | show name", words: ["="], found: ["bằng", "equal"]),
            HelpEntry(
                "f != v", "not equal; keeps the rows where f is missing",
                "blocs where unit_count_stated != 8 | show short_name, unit_count_stated",
                words: ["!=", "<>"], found: ["không bằng"]),
            HelpEntry(
                "f == v", "the same characters exactly; composed and decomposed letters are the same",
                "award_forms where form == bằng khen | count", words: ["=="], found: ["chính xác", "exact"]),
            HelpEntry(
                "f < v, f <= v", "less, or equal; text in alphabetical order", "awards where quantity <= 1 | count",
                words: ["<", "<="], found: ["nhỏ hơn", "less"]),
            HelpEntry(
                "f > v, f >= v", "greater, or equal", "awards where quantity > 20 | show form, quantity",
                words: [">", ">="], found: ["lớn hơn", "greater"]),
            HelpEntry(
                "f > .g", "compared with the field g: a field on the right has a dot in front",
                "blocs where unit_count_stated != .unit_count_listed | show short_name", words: ["."]),
            HelpEntry(
                "f in (a, b c, d)", "one of these; not in is the contrary",
                "awards where form in (Bằng khen, Giấy khen) and year not in (2017) | count by form",
                words: ["in", "not in"], found: ["trong"]),
            HelpEntry(
                "f in 2018..2022", "from … to …, both included; an end may be open; = 2018..2022 is the same",
                "memberships where year in 2018..2022 | count by year", words: [".."], found: ["khoảng", "range"]),
            HelpEntry(
                "f between a and b", "the same as in a..b",
                "awards where quantity between 10 and 30 | show form, quantity",
                words: ["between"]),
            HelpEntry(
                "f ~ v, f !~ v", "contains; does not contain", "units where name ~ quốc hội | show name | take 3",
                words: ["~", "!~"], found: ["chứa", "contains"]),
            HelpEntry(
                "f starts v", "begins with; starts with v is the same", "units where name starts Bộ | show name",
                words: ["starts", "starts with"],
                found: ["bắt đầu"]),
            HelpEntry(
                "f ends v", "ends with; ends with v is the same",
                "units where name ends Trung ương | show name | take 3", words: ["ends", "ends with"],
                found: ["kết thúc"]),
            HelpEntry(
                "f matches /regex/", "a regular expression, in linear time whatever it is",
                "units where name matches /^B.n / | show name | take 3", words: ["matches"],
                found: ["regex", "biểu thức chính quy"]),
            HelpEntry(
                "f like a%b_", "SQL's patterns: % is anything, _ a character",
                "units where name like \"Ban %\" | count",
                words: ["like"]),
            HelpEntry(
                "f is empty", "missing; is null and = null are the same, and = \"null\" in quotes is a text",
                "documents where published_on is empty | show id",
                words: ["is empty", "is null", "is", "empty", "null"], found: ["trống", "rỗng", "thiếu"]),
            HelpEntry(
                "f is not empty", "not missing; is not null is the same",
                "awards where recipient_unit is not empty | show form, recipient_unit",
                words: ["is not empty", "is not null"]),
            HelpEntry(
                "f has v", "the list f holds v", "covenant_items where directives has 05-CT/TW | show item_no, topic",
                words: ["has"], found: ["danh sách"]),
            HelpEntry(
                "P and Q", "both; && is the same", "awards where year=2021 and quantity > 20 | count",
                words: ["and", "&&"], found: ["và"]),
            HelpEntry(
                "P or Q", "one of them, or both; || is the same; and binds tighter",
                "awards where quantity > 100 or form=Bằng khen and year=2021 | show form, year, quantity",
                words: ["or", "||"], found: ["hoặc"]),
            HelpEntry(
                "not P", "the contrary; binds tightest", "awards where not (year=2021 or quantity is empty) | count",
                found: ["không"]),
        ])

    static let matching = HelpTopic(
        name: "matching", summary: "when two Vietnamese texts are the same",
        text: """
            = and ~, in, join, by and distinct take texts for the same that differ in letter case, in where a tone
            stands (hoà, hòa), in spaces, in kinds of dashes and quotes, or in how letters are composed. A value typed
            without marks finds texts with any marks; one with marks finds only those. == takes characters as they are.
            Primary keys, and fields whose schema says so, are compared exactly. Started with --merge-i-y, tdq takes kỹ
            for kĩ and quý for quí too: a lone y behind h, k, l, m, s, t, v, b and qu is i. Vy and Vi are then one name.
            """,
        entries: [
            HelpEntry(
                "f = tong hop", "without marks: any marks will do, and a hint says what was found",
                "leaderships where bloc=tong hop and year=2021 | show bloc, unit, role", words: ["marks"],
                found: ["dấu", "không dấu", "accent", "diacritics"]),
            HelpEntry(
                "f = tông hop", "with marks: those that are typed count, so that nothing is found here",
                "leaderships where bloc=tông hop | count", words: []),
            HelpEntry(
                "f = \"a, b\"", "quotes for a value that holds one of the ends of values",
                "blocs where name = \"Khối thi đua các bộ, ngành tổng hợp\" | show short_name", words: ["\"", "'"],
                found: ["ngoặc kép", "quote"]),
        ])

    static let dates = HelpTopic(
        name: "dates", summary: "how dates are written and counted with",
        text: """
            Day first, or ISO 8601: 17/03/2022, 17-3-2022, 2022-03-17. A year or a month stands for all its days. Tables
            show dates as they were written in the file; machine formats show ISO dates. Weeks begin on Monday.
            """,
        entries: [
            HelpEntry(
                "date = 2022", "the whole year", "events where date=2022 | show kind, date", words: ["dates"],
                found: ["năm"]),
            HelpEntry(
                "date = 2022-03", "the month; 3/2022 is the same", "events where date=2022-03 | show kind, date",
                words: [],
                found: ["tháng"]),
            HelpEntry(
                "date = 17/03/2022", "the day", "events where date=17/03/2022 | show kind, date", words: [],
                found: ["ngày"]),
            HelpEntry(
                "date in 2018..2021", "from the first day of the one to the last of the other",
                "events where date in 2018..2021 | show kind, date", words: []),
            HelpEntry(
                "date + 3 days", "days, weeks, months and years are added to dates, or taken from them",
                "events where date is not empty | show date, date + 1 month as next_month, date - 2 weeks as before | take 2",
                words: ["day", "days", "week", "weeks", "month", "months", "year", "years"], found: ["tuần"]),
        ])

    static let missing = HelpTopic(
        name: "missing", summary: "what missing values do",
        text: """
            A missing value equals nothing and differs from everything: each comparison is a plain yes or no. Aggregates
            skip it; count counts rows, count E those in which E is present. It is sorted last, a group of its own, and
            last among groups. Dividing by zero gives a missing value.
            """,
        entries: [
            HelpEntry(
                "year != 2021", "keeps the rows without a year", "movements where year != 2022 | show kind, year",
                words: ["missing"],
                found: ["thiếu", "null"]),
            HelpEntry(
                "count E", "how many are present", "blocs count, count unit_count_stated as stated", words: []),
            HelpEntry(
                "a ?? b", "b where a is missing", "blocs show short_name, unit_count_stated ?? 0 as stated", words: []),
        ])
}

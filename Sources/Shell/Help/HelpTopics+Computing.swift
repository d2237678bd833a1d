/// What can be computed: of one row, of many, of a row among others.
extension HelpTopics {
    static let expressions = HelpTopic(
        name: "expressions", summary: "arithmetic, text and choices: + - * / % & ?? if",
        text: """
            Whole numbers never wrap, decimals stay decimal (0.1 + 0.2 = 0.3), division is never cut to whole numbers.
            A missing value makes what is computed with it missing.
            """,
        entries: [
            HelpEntry(
                "a + b, a - b", "sum and difference; of dates with days, weeks, months, years",
                "blocs show short_name, unit_count_stated - unit_count_listed as difference", words: ["+", "-"],
                found: ["cộng", "trừ"]),
            HelpEntry(
                "a * b, a / b", "product and quotient",
                "awards where quantity > 20 | show quantity, quantity * 2 as twice, quantity / 4 as quarter",
                words: ["*", "/"], found: ["nhân", "chia"]),
            HelpEntry(
                "a % b", "what is left of a division",
                "awards where quantity % 2 = 1 and quantity > 1 | show form, quantity",
                words: ["%"], found: ["chia dư", "modulo"]),
            HelpEntry(
                "a & b", "texts put together",
                "units where abbreviation is not empty | show name & \" (\" & abbreviation & \")\" as label | take 2",
                words: ["&"], found: ["ghép", "nối chuỗi", "concat"]),
            HelpEntry(
                "a ?? b", "b where a is missing",
                "blocs show short_name, unit_count_stated ?? unit_count_listed as units",
                words: ["??"], found: ["coalesce", "ifnull"]),
            HelpEntry(
                "if(P, a, b)", "a where P holds, else b",
                "awards show form, if(quantity > 10, \"nhiều\", \"ít\") as size | distinct size",
                found: ["nếu", "case"]),
        ])

    static let functions = HelpTopic(
        name: "functions", summary: "what can be computed from one row",
        text: "A function stands wherever a value can. Where it is given a missing value it gives one.",
        entries: [
            HelpEntry("lower(t)", "in small letters", "blocs show lower(name) | take 1", found: ["chữ thường"]),
            HelpEntry("upper(t)", "in capital letters", "blocs show upper(short_name)", found: ["chữ hoa"]),
            HelpEntry(
                "length(t)", "characters of a text, elements of a list",
                "blocs show short_name, length(short_name), length(aliases)", found: ["độ dài", "len"]),
            HelpEntry("left(t, n)", "the first n characters", "units show left(name, 3) as first | distinct | take 3"),
            HelpEntry(
                "right(t, n)", "the last n characters", "directives show number, right(number, 5) as kind | take 2"),
            HelpEntry(
                "replace(t, a, b)", "b wherever a stands in the text",
                "blocs show replace(name, \"Khối thi đua\", \"KTĐ\") as name", found: ["thay"]),
            HelpEntry(
                "split(t, a)", "a list of the parts between the a's",
                "blocs show short_name, split(short_name, \" \") as words",
                found: ["tách"]),
            HelpEntry("trim(t)", "without spaces at the ends", "blocs show trim(\"  \" & short_name & \"  \") as name"),
            HelpEntry(
                "fold(t)", "small letters without marks, as search compares them",
                "blocs show short_name, fold(short_name)",
                found: ["bỏ dấu"]),
            HelpEntry(
                "given(t)", "a person's given name: the last word", "people show name, given(name) as given | take 2",
                found: ["tên"]),
            HelpEntry(
                "round(n), round(n, digits)", "rounded, halves away from zero",
                "awards where quantity > 20 | show quantity / 7 as exact, round(quantity / 7, 2) as rounded",
                found: ["làm tròn"]),
            HelpEntry("abs(n)", "without its sign", "blocs show short_name, abs(unit_count_listed - 9) as apart"),
            HelpEntry(
                "floor(n)", "the whole number below", "awards where quantity > 20 | show quantity, floor(quantity / 5)"),
            HelpEntry(
                "ceil(n)", "the whole number above", "awards where quantity > 20 | show quantity, ceil(quantity / 5)"),
            HelpEntry(
                "log(n)", "the natural logarithm",
                "awards where quantity > 20 | show quantity, round(log(quantity), 3) as log"),
            HelpEntry(
                "sqrt(n)", "the square root",
                "awards where quantity > 20 | show quantity, round(sqrt(quantity), 3) as root"),
            HelpEntry("year(d)", "the year of a date", "events count by year(date)", found: ["năm"]),
            HelpEntry(
                "quarter(d)", "the quarter, 1 to 4", "events where date is not empty | show date, quarter(date)",
                found: ["quý"]),
            HelpEntry(
                "month(d)", "the month, 1 to 12", "events where date is not empty | show date, month(date)",
                found: ["tháng"]),
            HelpEntry(
                "day(d)", "the day of the month", "events where date is not empty | show date, day(date)",
                found: ["ngày"]),
            HelpEntry(
                "weekday(d)", "1 for Monday to 7 for Sunday",
                "events where date is not empty | show date, weekday(date)",
                found: ["thứ"]),
            HelpEntry(
                "days(a, b)", "days from the one to the other",
                "directives where issued_on is not empty | show number, days(issued_on, 2022-01-01) as days | take 2"),
            HelpEntry(
                "today()", "the day on which the query runs",
                "blocs take 1 | show if(today() > 2020-01-01, \"sau\", \"trước\") as when",
                found: ["hôm nay", "now"]),
            HelpEntry(
                "number(t)", "the text as a number; missing where it is none",
                "blocs take 1 | show number(\"2.5\") * 2 as five"),
            HelpEntry(
                "text(v)", "any value as text", "awards take 1 | show text(year) & \"-\" & text(quantity) as code"),
            HelpEntry(
                "date(t)", "the text as a date; missing where it is none",
                "blocs take 1 | show date(\"17/03/2022\") as day"),
        ])

    static let aggregates = HelpTopic(
        name: "aggregates", summary: "count, sum, avg and their like",
        text: """
            As a stage: aggregates with commas between, then by for groups and across for columns. They skip missing
            values. A filter stands in parentheses: sum(quantity where status=đã trao). Over no rows count and sum are 0,
            the rest missing.
            """,
        entries: [
            HelpEntry(
                "count", "how many rows; count E, how many in which E is present", "awards count by status",
                found: ["đếm", "số lượng"]),
            HelpEntry(
                "count(where P)", "how many for which P holds; so for every aggregate",
                "awards count, sum(quantity where status=đã trao) as given by recipient_group", words: []),
            HelpEntry("sum E", "the sum", "awards sum quantity as total by year", found: ["tính tổng", "tổng cộng"]),
            HelpEntry(
                "avg E", "the average; mean and average are the same", "awards avg quantity by recipient_group",
                words: ["avg", "mean", "average"], found: ["trung bình"]),
            HelpEntry(
                "min E, max E", "the least and the greatest", "awards min quantity, max quantity",
                words: ["min", "max"],
                found: ["nhỏ nhất", "lớn nhất", "tối thiểu", "tối đa"]),
            HelpEntry(
                "median E", "half of the values, or of the days, lie below",
                "awards median quantity by recipient_group",
                found: ["trung vị"]),
            HelpEntry(
                "p90 E", "90 per cent lie below; any percentile, p99.9 too", "awards p25 quantity, p90 quantity",
                words: ["p90"], found: ["phân vị", "percentile", "quartile", "tứ phân vị"]),
            HelpEntry(
                "stddev E", "the standard deviation of a sample", "awards stddev quantity",
                words: ["stddev", "std", "stdev"], found: ["độ lệch chuẩn"]),
            HelpEntry(
                "corr(E, F)", "Pearson's correlation of two numbers", "awards corr(quantity, source_line) as r",
                found: ["tương quan"]),
            HelpEntry("distinct E", "how many different values", "memberships distinct unit as units by bloc"),
            HelpEntry(
                "first E, last E", "of the first row, of the last",
                "leaderships sort by year | first unit, last unit by bloc",
                words: ["first", "last"], found: ["đầu", "cuối"]),
            HelpEntry(
                "list E", "all values, as a list", "leaderships where role=khối trưởng | list unit by bloc",
                found: ["liệt kê"]),
            HelpEntry(
                "share E", "per cent of the whole",
                "awards share quantity as percent by form | sort by percent desc | take 3",
                found: ["tỷ lệ", "phần trăm", "percent"]),
        ])

    static let windows = HelpTopic(
        name: "windows", summary: "a row's place among others: rank, running sums …",
        text: """
            They stand in add … as n per GROUP sort by ORDER. Without per the whole is one group.
            """,
        entries: [
            HelpEntry(
                "rank()", "the place; equal rows share one",
                "awards add rank() as place sort by quantity desc | show form, quantity, place | sort by place | take 4",
                found: ["xếp hạng", "hạng"]),
            HelpEntry(
                "row()", "the number of the row in its group",
                "blocs add row() as no sort by name | show no, name | sort by no",
                found: ["số thứ tự", "row_number"]),
            HelpEntry(
                "running(sum E)", "the sum so far; so for count, avg, min, max",
                "awards where quantity > 10 | add running(sum quantity) as so_far sort by id | show id, quantity, so_far",
                found: ["lũy kế", "cumulative"]),
            HelpEntry(
                "previous(E), next(E)", "the value of the row before, behind",
                "leaderships where role=khối trưởng | add previous(unit) as before per bloc sort by year | show year, unit, before",
                words: ["previous", "next"], found: ["trước", "sau", "lag", "lead"]),
            HelpEntry(
                "sum(E), share(E)", "any aggregate over the group, beside each row",
                "awards where quantity > 10 | add share(quantity) as percent, sum(quantity) as total per year | show year, form, percent, total",
                words: ["window", "over"]),
        ])
}

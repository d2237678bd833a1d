/// What can stand between the bars.
extension HelpTopics {
    static let stages = HelpTopic(
        name: "stages", summary: "what can stand between the bars",
        text: """
            A query is a collection and stages, which run in the order in which they stand; every one but the first is
            behind a bar. A line break before or behind a bar or a comma goes on with the query. A name is given with as.
            """,
        entries: [
            HelpEntry(
                "where P", "the rows for which the condition P holds; filter is the same",
                "awards where year=2021 and bloc=tổng hợp | show form, quantity", words: ["where", "filter", "|"],
                found: ["lọc", "điều kiện", "having"]),
            HelpEntry(
                "show E as n, …", "only these columns; select is the same",
                "awards where quantity > 20 | show form as hình_thức, bloc.name, quantity",
                words: ["show", "select", "as"], found: ["cột", "chọn"]),
            HelpEntry(
                "hide f, …", "all columns but these", "blocs hide id, aliases, note, source, source_line",
                found: ["ẩn", "bỏ cột"]),
            HelpEntry(
                "rename f as g, …", "other names for columns",
                "blocs show short_name, unit_count_stated | rename unit_count_stated as stated", found: ["đổi tên"]),
            HelpEntry(
                "add E as n, …", "more columns, of one row or (.help windows) of several",
                "awards add quantity * 2 as double | show form, quantity, double | take 3", found: ["thêm cột"]),
            HelpEntry(
                "sort by E asc, … desc", "order; text alphabetically, missing values last; order by is the same",
                "blocs sort by unit_count_listed desc, name | show short_name, unit_count_listed",
                words: ["sort by", "order by", "sort", "order", "asc", "desc"], found: ["sắp xếp", "thứ tự"]),
            HelpEntry(
                "sort by E given", "people by their given names, the last word of the name",
                "people sort by name given | show name | take 4", words: ["given"], found: ["tên riêng", "họ tên"]),
            HelpEntry(
                "take n", "the first n rows; limit is the same", "units show name, kind | take 3",
                words: ["take", "limit"], found: ["head", "giới hạn"]),
            HelpEntry(
                "skip n", "all but the first n rows", "blocs sort by name | skip 1 | show name", found: ["offset"]),
            HelpEntry(
                "top n by E per G", "the n rows with the largest E, of each group G if there is one",
                "awards top 1 by quantity per recipient_group | show recipient_group, form, quantity",
                words: ["top", "per"], found: ["lớn nhất", "nhiều nhất"]),
            HelpEntry(
                "sample n", "n rows by chance, the same ones every time", "units sample 2 | show name",
                found: ["ngẫu nhiên", "random"]),
            HelpEntry(
                "distinct E, …", "each combination once; of all columns, when none is named",
                "awards distinct year, status", found: ["khác nhau", "unique"]),
            HelpEntry(
                "count, sum E, … by G",
                "one row, or one for each group G, in the order of the groups (.help aggregates)",
                "awards count, sum quantity as total by status", words: ["by", "group by"],
                found: ["nhóm", "group", "tổng hợp theo"]),
            HelpEntry(
                "sum E by G across A",
                "a column for each value of A, and their total; names twice there get a number",
                "awards | sum quantity by status across year", words: ["across"],
                found: ["pivot", "crosstab", "bảng chéo"]),
            HelpEntry(
                "search WORDS",
                "the rows in which every word stands in some text; what is called just so first",
                "statements search nghị quyết | show topic, text | take 2", found: ["tìm", "tìm kiếm"]),
            HelpEntry(
                "search WORDS", "as a source: in all collections, with where each was found",
                "search phòng chống dịch | take 3", words: []),
            HelpEntry(
                "join C as a on f, g = h",
                "with the fields of C's rows that have the same f, and h as g; C's are then a.f",
                "memberships join leaderships as l on unit, bloc, year | show unit, year, l.role | take 3",
                words: ["join", "inner", "on"], found: ["nối", "kết hợp", "inner join"]),
            HelpEntry(
                "left join C on f", "the same, and the rows without a partner stay",
                "people left join positions as p on name = person | show name, p.title | take 3",
                words: ["left join"], found: ["outer join"]),
            HelpEntry(
                "with C on f", "the rows that have a partner in C", "units with leaderships on name = unit | count",
                found: ["semi join", "exists"]),
            HelpEntry(
                "without C on f", "the rows that have none",
                "memberships without leaderships on unit, bloc, year | count by bloc",
                found: ["anti join", "not exists", "không có"]),
            HelpEntry(
                "union Q", "these rows and those of Q, columns matched by name",
                "units where kind=bộ | union units where name starts Ban | distinct name | take 4", found: ["phép hợp"]),
            HelpEntry(
                "except Q", "the rows that Q has not, each once",
                "memberships show unit | except (leaderships show unit) | count",
                found: ["minus", "trừ"]),
            HelpEntry(
                "intersect Q", "the rows that Q has too, each once",
                "memberships show unit | intersect (leaderships show unit) | take 3", found: ["phép giao"]),
            HelpEntry(
                "unnest f", "a row for each element of a list",
                "covenant_items unnest directives | show topic, directives | take 3",
                found: ["danh sách", "list", "explode"]),
            HelpEntry(
                "chart bar E by G", "bars: an aggregate of each group, or without one each row's number",
                "awards where status=đã trao | chart bar sum quantity by form", words: ["chart", "bar"],
                found: ["biểu đồ", "biểu đồ cột", "vẽ", "graph", "plot"]),
            HelpEntry(
                "chart line E by G", "a line, over numbers and dates at their places",
                "memberships chart line count by year", words: ["line", "chart"], found: ["biểu đồ đường"]),
            HelpEntry(
                "chart hist E", "how often the values of a number or a date occur, in ranges",
                "events chart hist date", words: ["hist", "chart"], found: ["histogram", "phân bố", "tần suất"]),
        ])
}

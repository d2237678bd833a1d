/// How data is written in queries and followed from row to row.
extension HelpTopics {
    static let values = Topic(
        name: "values", summary: "how words, numbers and dates are written",
        text: """
              bloc=tổng hợp        no quotes: a value runs to and, or, | , ) ; or the line's end
              bloc=tong hop        without marks, marks do not count; with marks, they do
              bloc="a, b"          quotes for a value that holds one of those ends
              date=2022            the whole year; date=2022-03 the month; date=17/03/2022 the day, day first
              quantity > .quota    a dot on the right makes it a field; year=$year is a parameter
            """,
        examples: [
            "events where date=2022-03",
            "awards where bloc=tong hop and year=2021",
            "blocs where unit_count_stated != .unit_count_listed | show short_name",
        ])

    static let references = Topic(
        name: "references", summary: "from one collection to another without a join",
        text: """
            A field that refers to a row of another collection is followed with a dot, and compared by any name
            of that row. Backwards, a collection's rows are counted or summed where they refer to this one; where
            several of its fields do, the one that is meant is named.
            """,
        examples: [
            "awards where bloc=tổng hợp | show form, bloc.name, quantity",
            "awards where recipient_unit.kind is not empty | count by recipient_unit.kind",
            "blocs add count(awards) as n | show short_name, n",
            "units add count(awards.unit) as n | where n > 0 | show name, n",
        ],
        words: ["."])
}

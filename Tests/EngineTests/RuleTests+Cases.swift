import Planning

extension RuleTests {
    static let cases = conditions + rows + columns + joins + choices

    private static let conditions = [
        Case(
            rule: "fold-constants",
            fires: [
                "items where not not qty=1", "items where qty > 5 and qty < 1", "items where qty=1.5 or id=2",
                "items where qty > 1 and name ~ b and qty < 9", "items where rate > 0.1 and rate <= 0.3",
                "items where qty > 3 and qty < 2",
            ],
            rests: [
                "items where not qty=1", "items where qty + 1 > 2", "items where qty=1 and id=2",
                "items where qty > 1 and qty + 1 > 2 and qty < 9", "items where qty > 1 or qty < 0",
            ]),
        Case(
            rule: "reference-sets",
            fires: [
                "parts where maker.home = Huế", "parts where maker.name = Viha", "parts where maker.founded > 1970",
                "parts where maker.home.name = Huế", "parts where not maker.founded = 1960",
                "parts where weight > 1 or maker.name in (Viha, Martin)", "parts where parent.weight > 3",
            ],
            rests: [
                "parts where maker = Viha", "parts where maker.founded is empty", "parts where maker.name ~ nh",
                "parts where maker.founded < .weight", "parts | show maker.name",
            ]),
        Case(
            rule: "push-down-predicates",
            fires: [
                "items | sort by id | where qty=1", "items | add \"x\" as q | where id=1",
                "items | count by sold | where sold", "items | join items as i on id | where i.qty=1",
                "items | distinct kind | where kind=khác", "items where qty=1 | where id=2",
                "items | union (items) | where qty=1", "items | add rank() as r per sold sort by id | where sold",
                "items | left join large as l on id = code | where qty=1", "lists | unnest tags | where id=1",
                "items with large on id = code | where qty=1",
            ],
            rests: [
                "items | take 3 | where qty=1", "items | top 3 by id | where qty=1", "items | sample 3 | where qty=1",
                "items | left join items as i on id | where i.qty is empty", "items | count | where count=1",
                "items | add qty + 1 as q | where q=1",
                "items | add rank() as r per sold sort by id | where id=1",
                "items | add rank() as r per sold sort by id | where r=1", "lists | unnest tags | where tags=a",
                "items | join large as l on id = code | where qty * qty > 3",
            ]),
        Case(
            rule: "left-join-to-inner",
            fires: [
                "items | left join large as l on id = code | where l.name = n1",
                "items | left join large as l on id = code | where l.code > 3 and qty is empty",
                "items | left join large as l on id = code | where l.name is not empty",
            ],
            rests: [
                "items | left join large as l on id = code | where l.name is empty",
                "items | left join large as l on id = code | where l.name != n1",
                "items | left join large as l on id = code | where l.name = n1 or qty = 1",
                "items | left join large as l on id = code | where name = x",
                "items | join large as l on id = code | where l.name = n1",
            ]),
        Case(
            rule: "copy-conditions",
            fires: [
                "items where id=1 | join large as l on id = code",
                "items | join (large where code < 3) as l on id = code",
                "items where id=1 | left join large as l on id = code", "items where id=1 | without large on id = code",
                "makers where name = Viha | add count(parts) as n", "items where kind=khác | join items as i on kind",
                "items where id=1 | union (items where id=1) | with (large where code=1) on id = code",
            ],
            rests: [
                "items where qty=1 | join large as l on id = code", "items | join large as l on id = code",
                "items | left join (large where code < 3) as l on id = code",
                "items | without (large where code < 3) on id = code", "items where id + 1 > 2 | join items as i on id",
                "items where kind ~ k | join items as i on kind", "makers where name ~ vi | add count(parts) as n",
                "makers where name != Viha | add count(parts) as n",
                "items where id=1 | join (items where id=1) as i on id",
            ]),
        Case(
            rule: "order-predicates",
            fires: ["items where name matches /x/ and id=1"],
            rests: [
                "items where id=1 and name matches /x/", "items where name matches /x/",
                "items where qty * qty > 3 and id=1",
            ]),
    ]

    private static let rows = [
        Case(
            rule: "drop-useless-sorts",
            fires: [
                "items | sort by id | count", "items | sort by id | sum qty by sold",
                "items | sort by id | where sold | count", "large | sort by code | count by name",
                "parts | sort by weight | count by maker",
            ],
            rests: [
                "items | sort by id | first qty", "items | sort by id | last qty", "items | sort by id | list qty",
                "items | sort by id | take 3 | count", "items | sort by id | count by kind",
                "items | sort by id | sum rate",
                "items | sort by id | sort by qty", "items | count by sold",
            ]),
        Case(
            rule: "push-down-limits",
            fires: [
                "items | add qty + 1 as q | take 3", "items | take 5 | take 3", "items | skip 1 | skip 2",
                "items | union (items) | take 3", "items | left join large on id = code | skip 1 | take 3",
            ],
            rests: [
                "items where qty=1 | take 3", "items | count by sold | take 1", "items | distinct sold | skip 1",
                "items | join items as i on id | take 1", "items | union (items) | skip 3",
                "items | add rank() as r sort by qty | take 2", "lists | unnest tags | take 1",
                "items with large on id = code | take 1",
            ]),
        Case(
            rule: "top-from-sort-and-limit",
            fires: [
                "items | sort by qty | take 3", "items | sort by qty | skip 1 | take 3",
                "items | sort by qty | where sold | take 3",
            ],
            rests: ["items | sort by qty | skip 3", "items | take 3 | sort by qty"]),
        Case(
            rule: "top-over-sort",
            fires: [
                "items | count by kind | sort by count desc | take 2", "items | sort by qty | sort by id | take 3",
                "items | sort by id | where sold | top 3 by qty",
                "items | sort by name | add qty + 1 as q | top 3 by q",
            ],
            rests: [
                "items | sort by qty | take 3", "items | sort by id | take 5 | top 2 by qty", "items | top 2 by qty",
                "items | sort by id | distinct kind, qty | top 2 by qty", "items | sort by id | top 2 by qty per sold",
            ]),
        Case(
            rule: "firsts-from-top",
            fires: [
                "items | sort by qty desc | first(id) by sold",
                "items | sort by qty, id desc | first id, first id as i by sold",
                "items where sold | sort by qty | first(id) by qty",
                "items | sort by name | sort by qty | first(id) by sold",
            ],
            rests: [
                "items | sort by qty | first(qty) by sold", "items | sort by qty | first(id), count by sold",
                "items | sort by qty | first(id)", "items | sort by qty | last(id) by sold",
                "items | sort by qty | first(id where qty > 1) by sold", "items | first(id) by sold",
                "items | sort by qty | first(id) by kind", "items | sort by qty, sold, id | first(id) by sold",
            ]),
        Case(
            rule: "push-down-tops",
            fires: [
                "items | add length(name) as n | sort by qty | take 3", "items | add length(name) as n | top 2 by id",
                "items | add length(name) as n | top 1 by id per sold",
            ],
            rests: [
                "items | add length(name) as n | sort by n | take 3", "items | add qty + 1 as q | top 2 by id",
                "items | add length(name) as n | top 1 by id per n", "items where qty=1 | top 2 by id",
            ]),
    ]

    private static let columns = [
        Case(
            rule: "inline-keys",
            fires: [
                "items | add if(qty > 5, \"a\", \"b\") as size | count by size",
                "items | add upper(kind) as k | add qty * 2 as q | sum id by k, q",
                "items | add left(name, 2) as n | count by n, sold", "items | add qty + id as k | count by k",
            ],
            rests: [
                "items | add upper(kind) as k | count by kind", "items | add upper(kind) as k | count, first k by k",
                "items | add kind as k | take 3 | count by k",
                "items | add upper(kind) as k | count by k, length(k)",
            ]),
        Case(
            rule: "prune-columns",
            fires: [
                "items | show id", "items | add qty + 1 as q | hide q", "items | count qty",
                "items | union (items) | show id", "items | add rank() as r sort by qty | hide r",
            ],
            rests: ["items | show id, name, kind, qty, price, rate, sold, day, time, note, _file, _line"]),
    ]

    private static let joins = [
        Case(
            rule: "distinct-to-groups",
            fires: [
                "large | distinct code, name | count", "large | distinct | where code > 3 | count",
                "items | show id, qty | distinct | sum qty", "large | distinct code, name | count by code",
                "large | distinct code, name | count by name",
                "items | show id, qty | except (items | show id, qty) | count", "items | distinct kind, sold | count",
                "items | distinct kind, qty | sum qty",
            ],
            rests: [
                "large | distinct code, name", "large | distinct code | count",
                "items | distinct kind, sold | count kind",
                "items | distinct kind, sold | where length(kind) > 3 | count",
                "lists | distinct | count", "items | distinct qty, kind | count by kind",
                "large | distinct code, name | first code", "large | distinct code, name | take 3 | count",
                "items | distinct qty * 2 as a, id as b | count",
            ]),
        Case(
            rule: "filtered-aggregates",
            fires: [
                "large | count across code",
                "large | count(where code=1) as a, count(where code=2) as b, count(where code > 5) as c",
                "large | sum(code where code=1), max(code where code in (3, 4)), min(code where code=9), count",
                "large | count(where name=n1) as a, count(where name=n2) as b, sum(code where name=n3 and code > 1)",
                "large | sum code, max code across code",
            ],
            rests: [
                "large | count(where code=1) as a, count(where code=2) as b", "large | avg code across code",
                "large | first code across code", "large | distinct name across code",
                "large | count(where name==n1) as a, count(where name==n2) as b, count(where name==n3) as c",
                "large | count(where code=1) as a, count(where name=n2) as b, count(where code=3) as c",
                "large | sum code by name across code", "items | sum rate across id", "items | count across id",
            ]),
        Case(
            rule: "aggregate-below-union",
            fires: [
                "large | union (large) | count",
                "large | union (large where code > 3) | count, sum code, max code by code",
                "large | union (large) | count(where code > 3), min(code where name = n1) by name",
                "large | union (large) | union (large where code > 3) | count, sum code by name",
                "large | union (large | union (large where code > 5)) | union (large) | count, max code",
            ],
            rests: [
                "large | union (large) | avg code", "large | union (large) | first code by name",
                "large | union (large) | sum code * code", "large | union (items | show name) | count by name",
                "items | union (items) | count by kind", "items | union (items) | count by id",
                "large | union (items) | sum code", "large | union (large) | take 3000 | count",
            ]),
        Case(
            rule: "eager-aggregation",
            fires: [
                "large | join items as i on code = id | count",
                "large | join items as i on code = id | sum code, count code, max code, sum i.qty, min i.qty by i.sold",
                "large | left join items as i on code = id | count by i.sold, i.name",
                "large where name ~ n1 | join large as l on code | count, sum l.code by code",
            ],
            rests: [
                "items | join large as l on id = code | count", "large with items on code = id | count",
                "large | join items as i on code = id | avg code", "large | join items as i on code = id | first code",
                "large | join items as i on code = id | count by i.kind",
                "large | join items as i on code = id | count by name",
                "large | join items as i on code = id | sum(code where code > 3)",
                "large | join items as i on code = id | sum code * code",
                "large | join items as i on code = id | sum code * i.qty",
                "large | take 900 | join items as i on code = id | count",
                "large | join items as i on code = id | distinct i.qty",
            ]),
        Case(
            rule: "push-down-semi-joins",
            fires: [
                "items | sort by qty | with large on id = code",
                "items | add length(name) as n | without large on id = code",
                "items | join large as l on id = code | with parts on name",
                "items | join large as l on id = code | with parts on l.name = name",
            ],
            rests: [
                "items with large on id = code", "items | take 3 | with large on id = code",
                "items | add length(name) as n | with large on n = code",
                "items | add qty + 1 as n | with large on id = code",
                "items | left join large as l on id = code | with parts on l.name = name",
            ]),
        Case(
            rule: "order-joins",
            fires: [
                "large | join large as b on code | join items as i on code = id",
                "large | left join large as b on code | join items as i on code = id",
            ],
            rests: [
                "large | join items as i on code = id | join large as b on code",
                "large | join large as b on code | join items as i on b.code = id",
                "large | join large as b on code | join (large where code < 3) as c on code",
                "large | join items as i on code = id",
            ]),
    ]

    private static let choices = [
        Case(
            rule: "ordered-groups",
            fires: ["items | count by kind", "items | sum qty by sold, kind", "items | count by year(day)"],
            rests: [
                "items | count", "items | count by id", "items | sort by kind", "items | distinct kind | sort by kind",
            ]),
        Case(
            rule: "aggregate-from-index",
            fires: [
                "items | count", "items | count by id", "large where code=7 | count", "items | count qty",
                "items | min qty, max day, distinct kind, count", "items | max name", "items | min rate",
            ],
            rests: [
                "items | count(qty where sold)", "items | sum id", "items | sum id by id", "items | count by kind",
                "items | count by id, sold", "items | distinct rate", "items | min qty by sold",
                "items where id=1 and name ~ b | count", "items | take 3 | count", "large where code=7 | max name",
            ]),
        Case(
            rule: "distinct-from-statistics",
            fires: ["items | distinct kind", "items | distinct sold", "items | show id | distinct"],
            rests: [
                "items | distinct kind, sold", "items where id > 2 | distinct kind", "items | distinct rate",
                "items | take 3 | distinct kind", "items | add qty + 1 as q | distinct q",
                "large where code=7 | distinct name",
            ]),
        Case(
            rule: "access-path",
            fires: [
                "large where code=7", "large where code in (7, 9) and name=x", "large where name=n7",
                "large | where code=7 or name=x", "large where code=7 or name=n9 | count",
                "large where not (code=7) | count",
            ],
            rests: [
                "large", "large where code * 2 = 14", "large where code=7 or code * 2 = 9",
                "large where code is empty", "large | take 3 | where code=7",
            ]),
        Case(
            rule: "counted-ranks",
            fires: [
                "large | add rank() as r sort by code",
                "large where code > 3 | add rank() as r, row() as n sort by code desc",
                "items | add rank() as r per sold, kind sort by id desc | where r = 1",
            ],
            rests: [
                "large | add rank() as r sort by name", "large | add row() as r sort by code",
                "large | add rank() as r per name sort by code", "large | add rank() as r sort by code * 2",
                "items | add rank() as r sort by rate", "large | take 9 | add rank() as r sort by code",
                "large | join large as l on code | add rank() as r sort by code",
            ]),
        Case(
            rule: "top-from-index",
            fires: [
                "large | sort by code | take 3", "large | sort by code desc | take 3", "large | sort by name | take 5",
                "large | sort by name desc | take 5",
            ],
            rests: [
                "large | sort by code, name | take 3", "large | sort by code * 2 | take 3", "large | sort by code",
                "large where name != n7 | sort by code | take 3", "large | sort by code | take 1000",
                "items | sort by name | take 1",
            ]),
        Case(
            rule: "semi-join-reduction",
            fires: [
                "items with large on id = code", "items without large on id = code",
                "items | show id | except (large | show code as id)",
            ],
            rests: [
                "items | join large on id = code", "items with (large where code > 3) on id = code",
                "items with large on id = code, name", "items with (large | take 5) on id = code",
            ]),
        Case(
            rule: "build-side",
            fires: [
                "items | join large on id = code", "items | left join large on id = code",
                "items with large on id = code",
            ],
            rests: [
                "large | join items on code = id", "items | join items as i on id", "large with items on code = id",
            ]
        ),
        Case(
            rule: "share-common-parts",
            fires: [
                "large | sum code by name | join (large | sum code by name) as b on name",
                "items | sort by qty | union (items | sort by qty)",
            ],
            rests: [
                "large | sum code by name | join (large | avg code by name) as b on name",
                "large | join large as b on code", "items | sort by qty | union (items | sort by id)",
                "items where qty=1 | sort by id | union (items | sort by id)",
            ]),
    ]
}

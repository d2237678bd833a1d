import Testing

@Test(arguments: [
    // The first lines of the language's own description.
    (
        "awards where year=2021 and bloc=tổng hợp",
        "(awards (where (and (= year <2021>) (= bloc <tổng hợp>))))"
    ),
    (
        "awards where status=đã trao | sum quantity as total by form | sort by total desc | take 5",
        "(awards (where (= status <đã trao>)) (agg (@sum quantity)->total by:[form]) (sort total^desc) (take 5))"
    ),
    ("awards | sum quantity by bloc across year", "(awards (agg (@sum quantity) by:[bloc] across:[year]))"),
    ("awards", "(awards)"),
    ("awards;awards", "(awards) ; (awards)"),
    ("awards\nawards", "(awards) ; (awards)"),
    ("awards |\n take 3\n| skip 2 ;", "(awards (take 3) (skip 2))"),
    ("awards\n# two\n\n -- three\n  | take 3 # four", "(awards (take 3))"),
    ("# one\nawards -- two", "(awards)"),
    // Stages.
    ("a filter x > 3", "(a (where (> x <3>)))"),
    ("a WHERE x > 3 AND y", "(a (where (and (> x <3>) y)))"),
    ("a search huân chương | take 3", "(a (search <huân chương>) (take 3))"),
    ("search huân chương hạng nhất | take 3", "((search <huân chương hạng nhất>) (take 3))"),
    ("search \"a | b\"", "((search <a | b>))"),
    ("search | take 3", "(search (take 3))"),
    ("a show x, y.z as w, `tên cột` as n", "(a (show x y.z->w `tên cột`->n))"),
    ("a select count, by", "(a (show count by))"),
    ("a show (x > 3) as big", "(a (show (> x <3>)->big))"),
    ("a hide x, y.z", "(a (hide x y.z))"),
    ("a rename x as y, y.z as w", "(a (rename x->y y.z->w))"),
    ("a add x * 2 as d", "(a (add (* x <2>)->d))"),
    ("a add rank() as r per form sort by q desc, n", "(a (add (@rank)->r per:[form] sort:[q^desc n]))"),
    ("a add running(sum x) as r sort by d", "(a (add (@running (@sum x))->r sort:[d]))"),
    (
        "a add previous(x) as p, next(x) as n, row() as k, share(x) as s",
        "(a (add (@previous x)->p (@next x)->n (@row)->k (@share x)->s))"
    ),
    ("a add sum x as t per form", "(a (add (@sum x)->t per:[form]))"),
    ("blocs add count(awards) as n", "(blocs (add (@count awards)->n))"),
    ("units add sum(awards.quantity) as total", "(units (add (@sum awards.quantity)->total))"),
    ("a count", "(a (agg (@count)))"),
    ("a count by form", "(a (agg (@count) by:[form]))"),
    ("a COUNT(*) BY form", "(a (agg (@count) by:[form]))"),
    ("a count * ", "(a (agg (@count)))"),
    (
        "a count x as n, count(y) as m by form, year(date) as y",
        "(a (agg (@count x)->n (@count y)->m by:[form (year() date)->y]))"
    ),
    (
        "a avg x, mean y, average z, min x, max x, median x, p90 x, p99.9 x, stddev x",
        "(a (agg (@avg x) (@avg y) (@avg z) (@min x) (@max x) (@median x) (@p90 x) (@p99.9 x) (@stddev x)))"
    ),
    (
        "a corr(x, y) as r, first x, last x, list x, share x, distinct x",
        "(a (agg (@corr x y)->r (@first x) (@last x) (@list x) (@share x) (@distinct x)))"
    ),
    ("a max(x) - min(x) as spread", "(a (agg (- (@max x) (@min x))->spread))"),
    ("a sum x + y as t", "(a (agg (@sum (+ x y))->t))"),
    ("a count / 2 as half", "(a (agg (/ (@count) <2>)->half))"),
    (
        "a sum(quantity where status=đã trao) as given, count(where year>2020) by form",
        "(a (agg (@sum quantity where:(= status <đã trao>))->given (@count where:(> year <2020>)) by:[form]))"
    ),
    ("a count(distinct x)", "(a (agg (@distinct x)))"),
    ("a count distinct event by person", "(a (agg (@distinct event) by:[person]))"),
    ("a count distinct event as n, count distinct(x) as m", "(a (agg (@distinct event)->n (@distinct x)->m))"),
    ("a count distinct by x", "(a (agg (@count distinct) by:[x]))"),
    ("a round(avg(quantity), 1) as m by form", "(a (agg (round() (@avg quantity) <1>)->m by:[form]))"),
    ("a if(count(*) > 3, 1, 0) as m, count", "(a (agg (if() (> (@count) <3>) <1> <0>)->m (@count)))"),
    ("a p50 qty, p0.5 qty", "(a (agg (@p50 qty) (@p0.5 qty)))"),
    ("a take 1_000", "(a (take 1000))"),
    ("a sort by \"họ tên\" desc", "(a (sort <họ tên>^desc))"),
    ("a sort by x desc, y asc, z", "(a (sort x^desc y z))"),
    ("a order by count DESC", "(a (sort count^desc))"),
    ("a sort x", "(a (sort x))"),
    ("a sort by by", "(a (sort by))"),
    ("a sort by name given desc", "(a (sort name^given^desc))"),
    ("a LIMIT 5", "(a (take 5))"),
    ("a take $n | skip 2 | sample 3", "(a (take $n) (skip 2) (sample 3))"),
    ("a top 3 by x, y asc per form, year", "(a (top 3 by:[x^desc y] per:[form year]))"),
    ("a distinct", "(a (distinct))"),
    ("a distinct x, y.z", "(a (distinct x y.z))"),
    ("a distinct x by y", "(a (agg (@distinct x) by:[y]))"),
    ("a distinct(x) as n", "(a (agg (@distinct x)->n))"),
    ("a distinct x as n, sum q by y", "(a (agg (@distinct x)->n (@sum q) by:[y]))"),
    ("a join units on unit", "(a (join-inner (units) unit=unit))"),
    ("a join units as u on unit = id, k", "(a (join-inner (units) as:u unit=id k=k))"),
    (
        "a left join (units where x=1 | take 3) as u on unit = id and k = j",
        "(a (join-left (units (where (= x <1>)) (take 3)) as:u unit=id k=j))"
    ),
    ("a with units on unit | without b on k", "(a (join-with (units) unit=unit) (join-without (b) k=k))"),
    ("t | union u where k=2 | count", "(t (union (u (where (= k <2>)))) (agg (@count)))"),
    (
        "t except (u | where k=2 | take 1) | intersect v",
        "(t (except (u (where (= k <2>)) (take 1))) (intersect (v)))"
    ),
    ("t union (\n u\n | take 2\n)\n| count", "(t (union (u (take 2))) (agg (@count)))"),
    ("(t | take 3) count", "((t (take 3)) (agg (@count)))"),
    ("a unnest tags.name", "(a (unnest tags.name))"),
    ("a chart bar sum x by y", "(a (chart bar (@sum x) by:[y]))"),
    ("a chart hist x", "(a (chart hist x))"),
    ("a as csv | into \"x, y.csv\"", "(a (as csv) (into <x, y.csv>))"),
    ("a | !sort -n | head; echo", "(a (! <sort -n | head; echo>))"),
    ("count | count", "(count (agg (@count)))"),
    (
        "a where count > 3 | sort by count desc | show by, as, sum",
        "(a (where (> count <3>)) (sort count^desc) (show by as sum))"
    ),
    // Statements.
    ("let big = awards where x > 3 | take 5", "(let big (awards (where (> x <3>)) (take 5)))"),
    ("let since = 2019", "(let since <2019>)"),
    ("let s = 'tổng hợp'", "(let s <tổng hợp>)"),
    ("let s = -3", "(let s <-3>)"),
    ("param year: number = 2021 \"the year\"", "(param year :number =<2021> \"the year\")"),
    ("param name = K'Ré \"who\"", "(param name =<K'Ré> \"who\")"),
    ("param x", "(param x)"),
    ("param x: text 'what'", "(param x :text \"what\")"),
    (
        "check \"no year\": awards where year is empty | take 3",
        "(check \"no year\" (awards (where (empty year)) (take 3)))"
    ),
    ("explain a where x=1", "(explain (a (where (= x <1>))))"),
    ("profile a | count", "(profile (a (agg (@count))))"),
    ("describe a", "(describe (a))"),
    ("check “no year”: awards", "(check \"no year\" (awards))"),
    ("param x = “a b” ‘what’", "(param x =<a b> \"what\")"),
    ("check | count", "(check (agg (@count)))"),
    (".mode csv; | x \nawards", "(.mode <csv; | x>) ; (awards)"),
    (".quit", "(.quit <>)"),
])
func readsQueries(text: String, tree: String) { #expect(dump(text) == tree) }

@Test(arguments: [
    ("a (sum(x) / sum(y)) * 100 as share by z", "(* (/ (@sum x) (@sum y)) <100>)"),
    ("a if(count > 3, 1, 0) as many", "(if() (> count <3>) <1> <0>)"),
])
func aggregatesStandInsideExpressions(text: String, tree: String) {
    let parsed = parse(text)
    #expect(parsed.diagnostics.isEmpty)
    guard case .query(let query)? = parsed.script.statements.first?.kind,
        case .aggregate(let items, _, _)? = query.stages.first?.kind
    else {
        Issue.record("no aggregates: \(text)")
        return
    }
    #expect(Dump.expression(items[0].expression) == tree)
}

"""ClickHouse, embedded (the package chdb): tables of the engine Memory, each result a table."""

import json

from common import package, serve, statements

chdb = package("chdb")
connection = package("chdb.session").Session()


def load(text):
    for statement in statements(text):
        connection.query(statement)


def run(query):
    connection.query("drop table if exists answer")
    connection.query("create table answer engine = Memory as " + query)


def rows_of(query):
    text = str(connection.query(query, "JSONCompactEachRow"))
    return [json.loads(line) for line in text.splitlines() if line]


def check(_):
    sums = []
    for name, kind, *_ in rows_of("describe table answer"):
        name = "`" + name + "`"
        if "String" in kind:
            sums.append(f"toFloat64(sum(length({name})))")
        elif "Float" in kind:
            sums.append(f"sumIf({name}, not isNaN({name}))")
        else:
            sums.append(f"toFloat64(sum({name}))")
    row = rows_of("select toFloat64(count()), " + ", ".join(sums) + " from answer")[0]
    return int(row[0]), [float(value or 0) for value in row[1:]]


serve(chdb.__version__, load, run, check)

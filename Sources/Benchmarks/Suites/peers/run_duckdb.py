"""DuckDB through its Python package: tables in memory, each result a table."""

from common import package, serve, statements

duckdb = package("duckdb")
connection = duckdb.connect()


def load(text):
    for statement in statements(text):
        connection.execute(statement)


def run(query):
    connection.execute("create or replace temp table answer as " + query)


def check(_):
    sums = []
    for name, kind in connection.execute("select column_name, column_type from (describe answer)").fetchall():
        name = '"' + name + '"'
        if kind == "VARCHAR" or kind.startswith("ENUM"):
            sums.append(f"sum(strlen({name}::varchar))")
        elif kind in ("DOUBLE", "FLOAT"):
            sums.append(f"sum({name}) filter (where not isnan({name}))")
        else:
            sums.append(f"sum({name})")
    row = connection.execute("select count(*), " + ", ".join(sums) + " from answer").fetchone()
    return row[0], [float(value or 0) for value in row[1:]]


serve(duckdb.__version__, load, run, check)

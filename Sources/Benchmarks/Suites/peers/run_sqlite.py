"""SQLite through its program: tables in memory, each result a table; its own timer tells the times, in whole milliseconds."""

import json
import re
import resource
import sqlite3
import subprocess
import sys

from common import clean, peak, program, say, timed

TIME = re.compile(r"Run Time: real ([0-9.]+)")


def columns(load, query):
    """The names of a query's columns, from empty tables."""
    schema = sqlite3.connect(":memory:")
    for line in load.split(";"):
        schema.execute("\n".join(part for part in line.splitlines() if not part.startswith(".")))
    return [column[0] for column in schema.execute(f"select * from ({query}) limit 0").description]


def sum_of(name):
    name = '"' + name + '"'
    return (
        f"printf('%.17g', coalesce(sum(case typeof({name}) when 'text' then length(cast({name} as blob))"
        f" else coalesce({name}, 0) end), 0.0))"
    )


def script(job):
    lines = [".mode list", *job["load"].splitlines()]
    for number, query in enumerate(job["queries"]):
        lines.append(f".print query {number}")
        for _ in range(job["runs"] + 1):
            lines += ["drop table if exists answer;", ".timer on"]
            lines += [f"create temp table answer as {query['query']};", ".timer off"]
        if job["checks"]:
            names = columns(job["load"], query["query"])
            lines += [".print sums", "select count(*), " + ", ".join(map(sum_of, names)) + " from answer;"]
    return "\n".join(lines) + "\n"


def sqlite(text):
    return subprocess.run(["sqlite3", "-batch", ":memory:"], input=text, capture_output=True, text=True)


def answer(part, job, whole):
    """The line for one query, from what the program printed about it; None where it did not come to its end."""
    times = list(map(float, TIME.findall(part)))
    if len(times) != job["runs"] + 1:
        return None
    line = {"first": times[0] if job["runs"] else whole, "times": times[1:]}
    if job["checks"]:
        words = part.split("sums\n", 1)[-1].strip().split("|")
        line["rows"], line["sums"] = int(words[0]), list(map(float, words[1:]))
    return line


def main():
    job = json.load(sys.stdin)
    say(version=program("sqlite3", "--version").split()[0])
    if job["runs"]:
        # Its timer does not see the import, so loading is a program of its own.
        seconds, _ = timed(lambda: sqlite(job["load"] + "\n"))
        say(load=seconds, peak=peak(resource.RUSAGE_CHILDREN))
    whole, done = timed(lambda: sqlite(script(job)))
    parts = re.split(r"^query \d+$", done.stdout, flags=re.MULTILINE)[1:]
    for number, query in enumerate(job["queries"]):
        line = answer(parts[number], job, whole) if number < len(parts) else None
        say(query=query["name"], **(line or {"error": clean(done.stderr or "no answer")}))


main()

"""SQLite through its program: tables in memory, each result a table; its own timer tells the times."""

import json
import re
import resource
import sqlite3
import subprocess
import sys

from common import clean, program, say, timed

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
        names = columns(job["load"], query["query"])
        runs = job["runs"] + 1 if job["mode"] == "memory" else 1
        lines.append(f".print query {number}")
        for _ in range(runs):
            lines += ["drop table if exists answer;", ".timer on"]
            lines += [f"create temp table answer as {query['query']};", ".timer off"]
        lines += [".print sums", "select count(*), " + ", ".join(map(sum_of, names)) + " from answer;"]
    return "\n".join(lines) + "\n"


def sqlite(text):
    return subprocess.run(["sqlite3", "-batch", ":memory:"], input=text, capture_output=True, text=True)


def main():
    job = json.load(sys.stdin)
    say(version=program("sqlite3", "--version").split()[0])
    if job["mode"] == "memory":
        # Its timer does not see the import, so loading is a program of its own.
        say(load=timed(lambda: sqlite(job["load"] + "\n"))[0])
    whole, done = timed(lambda: sqlite(script(job)))
    _, *parts = re.split(r"^query \d+$", done.stdout, flags=re.MULTILINE)
    for query, part in zip(job["queries"], parts):
        times = list(map(float, TIME.findall(part)))
        answer = part.split("sums\n", 1)[-1].strip().split("|")
        if len(answer) < 2 or not times:
            say(query=query["name"], error=clean(done.stderr or "no answer"))
            continue
        sums = list(map(float, answer[1:]))
        if job["mode"] == "program":
            times = [whole]
        say(query=query["name"], first=times[0], times=times[1:], rows=int(answer[0]), sums=sums)
    for query in job["queries"][len(parts) :]:
        say(query=query["name"], error=clean(done.stderr or "no answer"))
    say(peak=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


main()

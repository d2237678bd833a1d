"""What every peer does: take a job from standard input, time its queries, print a JSON line for each.

A job is {"mode": "memory" or "program", "runs": R, "files": {name: path}, "load": TEXT, "queries": [{"name": N, "query": Q}, ...]}.
Lines printed: {"version": V}, {"load": SECONDS}, then for each query
{"query": N, "first": S, "times": [S, ...], "rows": ROWS, "sums": [SUM, ...]} or {"query": N, "error": TEXT}, and at the end {"peak": BYTES}.

The sum of a column is that of its numbers, or of its texts' lengths in bytes; missing values and NaN count as nothing.
"""

import importlib
import json
import resource
import subprocess
import sys
import time


def say(**line):
    print(json.dumps(line), flush=True)


def package(name):
    """A Python package, or the end of the script with the line {"absent": WHY}."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        absent(error)


def program(*words):
    """What a program prints, or the end of the script with the line {"absent": WHY}."""
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        absent(error)


def absent(why):
    say(absent=clean(why))
    sys.exit(0)


def clean(error):
    return " ".join(str(error).split())[:300]


def timed(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def serve(version, load, run, check, who=resource.RUSAGE_SELF):
    """`load(text, job)` takes the data; `run(query)` makes a whole result in memory; `check(result)` gives its rows and
    sums. In the mode "program" each query runs once: its time is that of the whole process."""
    job = json.load(sys.stdin)
    say(version=version)
    seconds, _ = timed(lambda: load(job["load"], job))
    say(load=seconds)
    for query in job["queries"]:
        try:
            first, result = timed(lambda: run(query["query"]))
            times = []
            if job["mode"] == "memory":
                rows, sums = check(result)
                del result
                times = [timed(lambda: run(query["query"]))[0] for _ in range(job["runs"])]
                say(query=query["name"], first=first, times=times, rows=rows, sums=sums)
            else:
                rows, sums = check(result)
                say(query=query["name"], first=first, times=[], rows=rows, sums=sums)
        except Exception as error:  # whatever a peer throws is its answer
            say(query=query["name"], error=clean(error))
    say(peak=resource.getrusage(who).ru_maxrss * 1024)


def statements(text):
    return [part for part in (piece.strip() for piece in text.split(";")) if part]

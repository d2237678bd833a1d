"""What every peer does: take a job from standard input, time its queries, print a JSON line for each.

A job is {"runs": R, "checks": true or false, "load": TEXT, "queries": [{"name": N, "query": Q}, ...]}: each query runs
once and then R times, a short one again until its runs take 0.05 s in all. Where R is 0 the whole process is what is timed, from its start to its end.
Lines printed: {"version": V}, {"load": SECONDS, "peak": BYTES} (the most that was resident so far), then for each query
{"query": N, "first": S, "times": [S, ...], "rows": ROWS, "sums": [SUM, ...]} (the last two where the job checks) or {"query": N, "error": TEXT}.
A peer that is not installed prints {"absent": WHY} and nothing else.

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


def peak(who):
    return resource.getrusage(who).ru_maxrss * 1024


def clean(error):
    return " ".join(str(error).split())[:300]


def timed(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def serve(version, load, run, check):
    """`load(text)` takes the data; `run(query)` makes a whole result in memory; `check(result)` gives its rows and sums."""
    job = json.load(sys.stdin)
    say(version=version)
    seconds, _ = timed(lambda: load(job["load"]))
    say(load=seconds, peak=peak(resource.RUSAGE_SELF))
    for query in job["queries"]:
        try:
            say(query=query["name"], **answer(query["query"], job["runs"], run, check if job["checks"] else None))
        except Exception as error:  # whatever a peer throws is its answer
            say(query=query["name"], error=clean(error))


def answer(query, runs, run, check):
    first, result = timed(lambda: run(query))
    line = {"first": first}
    if check:
        line["rows"], line["sums"] = check(result)
    del result
    line["times"] = warm(runs, lambda: timed(lambda: run(query))[0])
    return line


def warm(runs, once):
    """The times of so many runs, none where none are asked for, and of more where they are short: as tdq-bench does."""
    times = []
    while len(times) < runs or runs and sum(times) < 0.05 and len(times) < 100:
        times.append(once())
    return times


def statements(text):
    return [part for part in (piece.strip() for piece in text.split(";")) if part]

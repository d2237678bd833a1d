"""Polars through its Python package: data frames in memory, queries as lazy expressions."""

from common import package, serve

pl = package("polars")
frames = {}


def load(text):
    exec(text, {"pl": pl}, frames)
    for name, frame in frames.items():
        frames[name] = frame.lazy()


def run(query):
    return eval(query, {"pl": pl}, frames).collect()


def check(frame):
    sums = []
    for column in frame.get_columns():
        if column.dtype in (pl.String, pl.Categorical, pl.Enum):
            column = column.cast(pl.String).str.len_bytes()
        elif column.dtype.is_float():
            column = column.fill_nan(None)
        sums.append(float(column.cast(pl.Float64).sum() or 0))
    return frame.height, sums


serve(pl.__version__, load, run, check)

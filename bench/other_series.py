"""Our expectation and our forecast on series of other shapes: NAB's tweet volumes, HERMES' fashion demand.

    python bench/other_series.py nab nab_realtweets.csv.gz nab.csv                 symbol, timestamp, value
    python bench/other_series.py hermes hermes_fashion_weekly.csv.gz hermes.csv    series, week, main

Writes series, timestamp, anomaly_score, and series, week, forecast, for the scorer of the trend benchmark.
Nothing is tuned to them. NAB: an hour of five-minute counts against the week before. HERMES: one origin, 52
weeks before the end; we foretell twelve weeks and abstain from the rest, which is left out.
"""

import sys
from datetime import timedelta

import numpy as np
import polars as pl

from signals.expectation import expect, tail
from signals.features import History
from signals.learning import Learner
from signals.season import lunar_feasts
from signals.weekly import Weekly

HOUR, WEEK = 12, 2016  # five-minute counts
HELD_OUT, NEAR, FAR = 52, 4, 12  # weeks
TYPICAL = 20.0  # voices a week that the median share stands for: shares have no counts behind them


def nab(table: pl.DataFrame) -> pl.DataFrame:
    told = []
    for (symbol,), rows in table.sort("timestamp").group_by(["symbol"], maintain_order=True):
        values = rows["value"].to_numpy().astype(np.float64)[None, :]
        steps, one = np.arange(values.shape[1]), np.zeros(values.shape[1], np.int64)
        found = expect(values, np.ones_like(values), span=HOUR, base=WEEK, alive=np.ones(values.shape, bool))
        parts = (found.seen, found.mean, found.spread, found.unsure)
        p = tail(*(part[one, steps] for part in parts))
        score = np.where(found.known[0], -np.log10(np.maximum(p, 1e-300)), 0.0)
        told.append(
            pl.DataFrame({"timestamp": rows["timestamp"], "anomaly_score": score}).with_columns(
                series=pl.lit(symbol)
            )
        )
    return pl.concat(told)


def hermes(table: pl.DataFrame) -> pl.DataFrame:
    wide = table.with_columns(pl.col("week").cast(pl.Date)).pivot(on="series", index="week", values="main")
    wide = wide.sort("week")
    weeks, names = wide["week"].to_list(), wide.columns[1:]
    shares = wide.drop("week").to_numpy().T
    scale = TYPICAL / np.median(shares[shares > 0])
    voices = np.zeros((len(names), 7 * len(weeks)), np.float32)
    voices[:, 6::7] = np.round(shares * scale)
    ends = [day + timedelta(days=6) for day in weeks]
    grid = Weekly(np.array(names), voices, np.ones((1, voices.shape[1]), np.float32), ends)
    rows = np.arange(len(names))
    learner = Learner(
        History.of(grid, lunar_feasts(range(ends[0].year - 3, ends[-1].year + 2))),
        lambda w: rows,
        np.ones((len(names), len(weeks)), bool),
    )
    origin = len(weeks) - HELD_OUT - 1
    learned = learner.tell(rows, origin)
    told = []
    if learned is not None:
        _, near, far = learned
        first = np.where(near.sure, near.forecast, np.nan)
        later = np.full(len(rows), np.nan)
        if far is not None:
            rest = np.maximum((FAR * far.forecast - NEAR * near.forecast) / (FAR - NEAR), 0.0)
            later = np.where(far.sure, rest, np.nan)
        for ahead in range(FAR):
            level = (first if ahead < NEAR else later) / scale
            told.append(
                pl.DataFrame({"series": names, "forecast": level}).with_columns(
                    week=pl.lit(weeks[origin + 1 + ahead])
                )
            )
    if not told:
        sys.exit("too few lasting rises to learn from: nothing is foretold")
    return pl.concat(told).with_columns(pl.col("forecast").fill_nan(None))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("nab", "hermes"):
        sys.exit(__doc__)
    read = pl.read_csv(sys.argv[2], try_parse_dates=True)
    (nab if sys.argv[1] == "nab" else hermes)(read).write_csv(sys.argv[3])

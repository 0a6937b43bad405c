"""Tools that need no home, for use in pipes."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import app, err


@app.command()
def extract(
    source: Annotated[
        str, typer.Argument(help="JSON Lines with id, title, text, platform?, lang?; - is stdin.")
    ],
    target: Annotated[str, typer.Argument(help="JSON Lines to write; - is stdout.")] = "-",
) -> None:
    """Posts to mentions, relations and labels; needs no home."""
    from jobs.tools import extract_jsonl

    rows = extract_jsonl(source, target)
    if target != "-":
        err.print(f"{rows:,} rows -> {target}", markup=False)


@app.command()
def detect(
    counts: Annotated[Path, typer.Option(help="Parquet: day, entity, platform, posts, authors?")],
    coverage: Annotated[Path, typer.Option(help="CSV: day, platform, posts_seen")],
    since: Annotated[str, typer.Option(help="First as_of day.")],
    until: Annotated[str, typer.Option(help="Last as_of day.")],
    out: Annotated[Path, typer.Option(help="Parquet to write.")],
    every: Annotated[str, typer.Option(help="Step, whole weeks: 7d")] = "7d",
    entities: Annotated[Path | None, typer.Option(help="CSV: entity, kind, category")] = None,
    detector: Annotated[
        str, typer.Option(help="Or a rule to compare with: ratio_3x, three_sd, percentile.")
    ] = "negative_binomial",
) -> None:
    """Signals from a table of counts; needs no home."""
    from jobs.tools import detect_tables

    rows = detect_tables(counts, coverage, since, until, every, out, entities, detector)
    err.print(f"{rows:,} rows -> {out}", markup=False)

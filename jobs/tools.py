"""The stateless tools: files in, a file out, no home."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl

from domain.errors import BadInput, BadSettings
from jobs.detect import DETECTOR
from jobs.periods import read_day
from nlp.extracting import extract
from nlp.lexicon import load
from signals.comparing import chosen, detect_by
from signals.detect import DETECTED, detect_file
from signals.reading import (
    check_platforms,
    check_size,
    origins_within,
    read_counts,
    read_coverage,
    read_entities,
)

ROWS_AT_ONCE = 20_000


def extract_jsonl(source: str, target: str) -> int:
    """Rows {id, title, text, platform?, lang?} to rows with mentions, relations and labels, in their order.

    `-` is standard input or output. Raises BadInput naming the first line that is not such a row; a target
    file is only put in place whole.
    """
    lexicon = load()
    done = 0
    try:
        with _reading(source) as lines, _writing(target) as out:
            rows = _rows(lines, source)
            while batch := list(islice(rows, ROWS_AT_ONCE)):
                for row in extract(batch, lexicon):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                done += len(batch)
    except UnicodeDecodeError as error:
        raise BadInput(f"{source} is not UTF-8", hint="Convert it first") from error
    return done


def _reading(source: str) -> AbstractContextManager[IO[str]]:
    if source == "-":
        return nullcontext(sys.stdin)
    try:
        return Path(source).open(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{source}: {error.strerror}") from error


@contextmanager
def _writing(target: str) -> Iterator[IO[str]]:
    if target == "-":
        yield sys.stdout
        return
    path = Path(target)
    if not path.parent.is_dir():
        raise BadInput(f"There is no folder {path.parent}", hint="Make it first")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _rows(lines: Iterable[str], source: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{source}, line {number}: not JSON ({error.msg})") from error
        if not isinstance(row, dict) or "id" not in row:
            raise BadInput(
                f"{source}, line {number}: no id", hint="Each line is an object with id, title, text"
            )
        yield row


def detect_tables(
    counts: Path,
    coverage: Path,
    since: str,
    until: str,
    every: str,
    out: Path,
    entities: Path | None,
    detector: str = DETECTOR,
) -> int:
    """A table of counts and one of coverage to a table of signals; only days <= as_of are read for each.

    Raises BadInput naming the first row that cannot be used; `out` is only put in place whole.
    """
    step = re.fullmatch(r"(\d{1,6})d?", every)
    if not step or int(step[1]) < 1:
        raise BadSettings(f"{every!r} is not a step", hint="Write it as 7d")
    first, last, days = read_day(since), read_day(until), int(step[1])
    chosen(detector)
    out.parent.mkdir(parents=True, exist_ok=True)
    covered = read_coverage(_table(coverage))
    origins = origins_within(first, last, days, covered)
    counted = read_counts(_table(counts))
    check_platforms(counted, covered)
    if detector == DETECTOR:
        check_size(counted, covered, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    known = read_entities(_table(entities)) if entities else None
    if origins is None:
        found = pl.DataFrame(schema=DETECTED)
    elif detector == DETECTOR:  # the same rows, many origins at once
        found = detect_file(counted, covered, *origins, days, known)
    else:
        found = detect_by(detector, counted, covered, *origins, days, known)
    part = out.with_name(f".{out.name}.part")
    try:
        found.write_parquet(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return found.height


def _table(path: Path) -> pl.DataFrame:
    """A Parquet or CSV file, found by content; names stay text, so that 007 is not 7."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head == b"PAR1":
            return pl.read_parquet(path)
        if not head:
            raise BadInput(f"{path} is empty", hint="Write at least the line with the column names")
        columns = pl.read_csv(path, n_rows=0).columns
        texts = {
            name: pl.String for name in columns if name in ("entity", "platform", "kind", "name", "category")
        }
        return pl.read_csv(path, try_parse_dates=True, schema_overrides=texts, infer_schema_length=10_000)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0]
        if "utf-8" in said.lower() or "utf8" in said.lower():
            raise BadInput(f"{path} is not UTF-8", hint="Convert it first, or hand in Parquet") from error
        raise BadInput(f"{path} is neither Parquet nor a CSV that can be read: {said}") from error

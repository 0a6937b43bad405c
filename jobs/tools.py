"""The stateless tools: files in, a file out, no home."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import IO, Any

import polars as pl

from domain.errors import BadInput, BadSettings
from jobs.periods import read_day
from nlp.extracting import extract
from nlp.lexicon import load
from signals.detect import detect_file

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
    counts: Path, coverage: Path, since: str, until: str, every: str, out: Path, entities: Path | None
) -> int:
    """A table of counts and one of coverage to a table of signals; only days <= as_of are read for each."""
    step = re.fullmatch(r"(\d+)d?", every)
    if not step or int(step[1]) < 1:
        raise BadSettings(f"{every!r} is not a step", hint="Write it as 7d")
    found = detect_file(
        _table(counts),
        _table(coverage),
        read_day(since),
        read_day(until),
        int(step[1]),
        _table(entities) if entities else None,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    found.write_parquet(out)
    return found.height


def _table(path: Path) -> pl.DataFrame:
    """A Parquet or CSV file, found by content."""
    try:
        with path.open("rb") as file:
            is_parquet = file.read(4) == b"PAR1"
        return pl.read_parquet(path) if is_parquet else pl.read_csv(path, try_parse_dates=True)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{path} is neither Parquet nor CSV: {error}") from error

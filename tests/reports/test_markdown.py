"""Markdown: the golden text, and what posts cannot do to it."""

import os
import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from reports.markdown import escape, render_markdown
from reports.weekly import build_weekly

GOLDEN = Path(__file__).parents[1] / "golden" / "weekly.md"


def test_golden(made_up):
    """After a change that is meant, run with PINGTI_WRITE_GOLDEN=1 and read the diff."""
    text = render_markdown(build_weekly(made_up.inputs()))
    if os.environ.get("PINGTI_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_table_row_has_the_cells_of_its_head(made_up):
    text = render_markdown(build_weekly(made_up.inputs()))
    width = None
    for line in text.splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.replace("\\|", "").count("|")
        width = width or cells
        assert cells == width, line


def test_post_text_stays_text(made_up):
    made = made_up.inputs()
    nasty = "a|b\n# c [x](javascript:1) <script>"
    posts = made.posts.with_columns(text=pl.lit(nasty), title=pl.lit(None, pl.String))
    text = render_markdown(build_weekly(replace(made, posts=posts)))
    assert "<script>" not in text
    assert not re.search(r"(?<!\\)\]\((?!https://example\.org/)", text)
    assert "\n# c" not in text


def test_escape(made_up):
    assert escape("a|b*c\n") == "a\\|b\\*c "
    assert escape("<&") == "\\<&amp;"

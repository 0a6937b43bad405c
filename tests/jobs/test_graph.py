"""The graph of a home: made of what is kept, once, as known then or now."""

from datetime import date
from pathlib import Path

import polars as pl

from domain.graph import GRAPH
from jobs import annotate, backfill, count, graph, importing
from jobs.home import opened_home
from store.findings import load_graph

SUNDAY, BEFORE = date(2026, 11, 15), date(2026, 11, 1)


def test_the_graph_of_a_week_is_made_once_and_again_when_posts_come(
    home_dir: Path, exports: Path, tmp_path: Path
) -> None:
    with opened_home(home_dir) as home:
        importing.run(home, [exports])
        annotate.run(home)
        count.run(home)
        made = graph.run(home)
        found = load_graph(home.lake, SUNDAY)
        assert found.schema == GRAPH and found.height == made.written > 10
        assert made.details["edges"] == dict(found["status"].value_counts().sort("status").iter_rows())
        sides = found["for_"] + found["against"] + found["asked"]
        assert sides.equals(found["voices"], check_names=False)
        assert (found["first_seen"] <= found["last_seen"]).all() and found["last_seen"].max() <= SUNDAY
        assert graph.run(home).written == 0

        late = pl.DataFrame(
            {
                "platform": "xhs",
                "post_id": [f"late{at}" for at in range(4)],
                "text": [
                    f"{word}，骆驼的冲锋衣就是始祖鸟平替" for word in ("真心", "不吹", "穿了一周", "亲测")
                ],
                "author_id": [f"late-author-{at}" for at in range(4)],
                "created_at": [f"2026-10-{day}T04:00:00Z" for day in (26, 28, 30, 31)],
                "observed_at": "2026-11-20T04:00:00Z",
            }
        )
        late.write_ndjson(tmp_path / "late.jsonl")
        importing.run(home, [tmp_path / "late.jsonl"])
        annotate.run(home)
        count.run(home)
        assert graph.run(home).written == load_graph(home.lake, SUNDAY).height
        backfill.run(home, BEFORE, BEFORE, ["graph"])
        then = load_graph(home.lake, BEFORE)
        graph.run(home, "2026-W44")
        now = load_graph(home.lake, BEFORE)
        # those four were seen after that Sunday, and not known on it
        assert now["posts"].sum() == then["posts"].sum() + 4

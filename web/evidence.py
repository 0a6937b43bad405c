"""Posts as proof: a short quote, its day, platform and address, for whom the provenance lets see them."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from domain.provenance import AUDIENCES, may_show
from domain.weeks import business_day, months_between
from store.disputes import hidden_posts, load_disputes
from store.provenance import load_provenance
from web.home_view import HomeView
from web.problems import not_found
from web.rendering import Renderer

QUOTE_LENGTH = 100
EVIDENCE_DAYS = 28


def evidence_pages(home: HomeView, render: Renderer) -> APIRouter:
    """`/evidence/{key}`: links of messages lead here, since addresses of platforms may be stripped or die."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/evidence/{key:path}", methods=["GET", "HEAD"])
    def proof(request: Request, key: str, audience: str = "category") -> HTMLResponse:
        found = proofs(home, [key], audience if audience in AUDIENCES else "")
        if not found:
            raise not_found(
                "There is no such post, or this audience may not see it",
                "没有这条帖子，或它的来源不允许给您看。",
            )
        return render("evidence.html", request, post=found[0])

    return router


def proofs(home: HomeView, keys: list[str], audience: str, as_of: date | None = None) -> list[dict[str, Any]]:
    """key, platform, day, url, quote (None where the text is not kept any more), cut; in the order asked.

    Only posts that the audience may see today, and that claim nothing which somebody disputes. With `as_of`
    only the four weeks before it are read.
    """
    months = months_between(as_of - timedelta(days=EVIDENCE_DAYS), as_of) if as_of else None
    disputed = hidden_posts(home.lake, months, load_disputes(home.engine))
    rows = (
        home.lake.scan("posts", months)
        .filter(pl.col("key").is_in([key for key in keys if key not in disputed]))
        .select("key", "platform", "day", "url", "title", "text", "provenance", "observed_at", "batch")
        .collect()
        .sort("observed_at", "batch")
        .unique("key", keep="last", maintain_order=True)
    )
    today = business_day(home.now(), home.zone)
    shown = may_show(rows, load_provenance(home.engine).values(), audience, today)
    said = pl.concat_str(pl.col("title", "text"), separator=" ", ignore_nulls=True)
    bare = pl.all_horizontal(pl.col("title", "text").is_null())
    found = shown.with_columns(said=said.str.replace_all(r"\s+", " ").str.strip_chars()).select(
        "key",
        "platform",
        "day",
        "url",
        quote=pl.when(~bare).then(pl.col("said").str.slice(0, QUOTE_LENGTH)),
        cut=pl.col("said").str.len_chars() > QUOTE_LENGTH,
    )
    order = {key: at for at, key in enumerate(keys)}
    return sorted(found.to_dicts(), key=lambda row: order[row["key"]])

"""The stateless tool's form: rows in, rows of the gold's shape out, by the same path as annotate."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from domain.frames import RELATIONS_KNOWN
from nlp.annotate import annotate
from nlp.lexicon import Lexicon, entity_map

_KINDS = {"comment": "comment", "review": "review", "hot": "hot", "popular": "hot", "36kr": "headline"}


def extract(rows: Iterable[Mapping[str, Any]], lexicon: Lexicon) -> list[dict[str, Any]]:
    """rows: id, title, text and maybe platform, kind. Out, in the same order: id, mentions
    [{kind,start,end,text,norm?,canonical?,polarity?}], relations [{kind,subject,object,polarity,evidence}],
    labels {speaker,intent,category,polarity,risk}. Offsets are code points of title + newline + text.
    """
    rows = list(rows)
    posts = pl.DataFrame(
        [
            (str(at), row.get("platform"), _kind(row), row.get("title"), row.get("text"))
            for at, row in enumerate(rows)
        ],
        schema=dict.fromkeys(("key", "platform", "kind", "title", "text"), pl.String),
        orient="row",
    )
    found = annotate(posts, lexicon)
    names = entity_map(lexicon).select("kind", "norm", "entity")
    mentions = _by_key(found.mentions.join(names, on=["kind", "norm"], how="left", maintain_order="left"))
    relations, labels = _by_key(found.relations), _by_key(found.labels)
    return [
        {
            "id": row.get("id"),
            "mentions": [_mention(mention) for mention in mentions.get(str(at), [])],
            "relations": [
                {name: relation[name] for name in ("kind", "subject", "object", "polarity", "evidence")}
                for relation in relations.get(str(at), [])
                if relation["kind"] in RELATIONS_KNOWN
            ],
            "labels": {
                name: labels[str(at)][0][name]
                for name in ("speaker", "intent", "category", "polarity", "risk")
            },
        }
        for at, row in enumerate(rows)
    ]


def _kind(row: Mapping[str, Any]) -> str:
    """The kind of a row that only says its platform: hot lists and comments are told by their names."""
    named = row.get("kind")
    platform = row.get("platform") or ""
    return named or next((kind for part, kind in _KINDS.items() if part in platform), "post")


def _by_key(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        grouped.setdefault(row["key"], []).append(row)
    return grouped


def _mention(row: Mapping[str, Any]) -> dict[str, Any]:
    mention = {name: row[name] for name in ("kind", "start", "end", "text")}
    if row["kind"] == "price":
        mention["norm"] = row["price"]
    elif row["norm"] and row["norm"] != row["text"]:
        mention["norm"] = row["norm"]
    if row["entity"]:
        mention["canonical"] = row["entity"]
    if row["polarity"] is not None:
        mention["polarity"] = row["polarity"]
    return mention

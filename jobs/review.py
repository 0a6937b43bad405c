"""What waits for a person, as a table to fill in; and the table as it comes back, as decisions that last."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from crawlers.plain_tables import read_table
from domain.decision import VERDICTS, Decision, check, closes_a_ring, standing
from domain.errors import BadInput, BadSettings
from domain.frames import NOT_GOODS
from domain.signal import SPAM_LIMIT
from domain.spreadsheets import guard
from domain.weeks import Week
from jobs.alone import alone
from jobs.home import Home, now
from jobs.learning import forget_term, learn_term
from jobs.periods import default_week
from jobs.summary import Summary
from nlp.categories import CATEGORIES, HEADLINES, OTHER
from nlp.discovery import propose
from nlp.entities import spelled_alike
from nlp.trying import Trial, try_term
from store.decisions import load_decisions, record_decisions
from store.findings import load_coverage, load_graph

COLUMNS = ("类型", "条目", "关系", "对象", "取值", "说明", "决定", "原因")
KIND_WORDS = {"merge": "合并", "edge": "关系", "label": "标签", "mention": "提及", "term": "新词"}
VERDICT_WORDS = {
    "merged": "合并", "split": "分开", "confirmed": "属实", "rejected": "不实", "hidden": "不展示",
    "open": "撤回", "corrected": "改为", "dropped": "去掉", "accepted": "收录", "refused": "不收",
}  # fmt: skip
UNSURE = 0.6
MOST_EDGES, MOST_PAIRS, MOST_TERMS = 100, 100, 100
MONTHS_BEFORE = 3
SHOWN = 5

Row = tuple[str, ...]


@alone
def export(home: Home, path: Path) -> Summary:
    """What waits for review as a CSV: likely doubles, unsure edges, new words."""
    if path.suffix.lower() != ".csv":
        raise BadSettings(f"{path.name} is no CSV", hint="Name a file ending in .csv")
    summary = Summary("review")
    made = load_decisions(home.engine)
    held = {(one.kind, one.subject, one.relation, one.object) for one in standing(made)}
    parts = {"merge": _doubles(home, held), "edge": _edges(home, held), "term": _terms(home, held)}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for kind, rows in parts.items():
        writer.writerows([guard(cell) for cell in (KIND_WORDS[kind], *row, "", "")] for row in rows)
        summary.details[kind] = len(rows)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(out.getvalue().encode("utf-8-sig"))
    beside.replace(path)
    summary.written = sum(map(len, parts.values()))
    summary.details["files"] = [str(path)]
    summary.notes.append(f"{path}：在「决定」一列填写后交回：pingti review {path.name} --by 姓名")
    return summary


@alone
def take(home: Home, path: Path, by: str) -> Summary:
    """Record the decisions of a filled table; a row without one waits, a wrong one is left out and told."""
    if not by.strip():
        raise BadSettings("Nobody decides", hint="Say who with --by NAME")
    summary = Summary("review")
    made = load_decisions(home.engine)
    fresh: list[Decision] = []
    for line, row in enumerate(_rows(path), 2):
        if not row["决定"]:
            continue
        summary.read += 1
        try:
            one = _decision(row, by.strip())
            fits(home, made + fresh, one)
        except BadInput as wrong:
            summary.problems.append(f"{path.name} 行 {line}: {wrong}")
            continue
        if not _stands(made + fresh, one):
            fresh.append(one)
    # the lexicon first: a run that is killed between the two is made good by handing in the file again
    for one in fresh:
        if one.kind == "term":
            (learn_term if one.verdict == "accepted" else forget_term)(home.root / "lexicon", one)
    record_decisions(home.engine, fresh)
    summary.written, summary.refused = len(fresh), len(summary.problems)
    summary.details["decisions"] = {
        kind: sum(one.kind == kind for one in fresh)
        for kind in VERDICTS
        if any(o.kind == kind for o in fresh)
    }
    if fresh:
        summary.notes.append("已记录；下次 pingti run 时生效，之后的重算不会改回")
    return summary


def trial(home: Home, term: str, kind: str) -> Summary:
    """What an entry of the lexicon would match in the posts of the last months, and what it would hide."""
    posts = home.post_log().view(sorted(home.lake.batches("posts"))[-MONTHS_BEFORE - 1 :])
    found: Trial = try_term(posts.select("key", "title", "text"), home.lexicon, term, kind)
    summary = Summary("review", read=posts.height)
    told: dict[str, Any] = asdict(found)
    for name in ("matched", "unread", "hidden"):
        frame = told[name]
        summary.details[name] = {"posts": frame.height, "first": frame.head(20).rows(named=True)}
    summary.details["known"] = found.known
    known = f"词库里已有（{found.known}）；" if found.known else ""
    summary.notes.append(
        f"{known}会匹配 {found.matched.height} 帖，另有 {found.unread.height} 帖含这几个字，"
        "但不成词或在更长的词里"
    )
    summary.notes += [f"  {key}：{text}" for key, text in found.matched.head(SHOWN).iter_rows()]
    summary.notes += [f"  不成词 {key}：{text}" for key, text in found.unread.head(SHOWN).iter_rows()]
    summary.notes += [
        f"会挡住 {name}（{kind}）{posts} 帖，如 {example}"
        for name, kind, posts, example in found.hidden.head(SHOWN).iter_rows()
    ]
    return summary


def fits(home: Home, made: Sequence[Decision], one: Decision) -> None:
    """Raises BadInput for a decision that cannot hold in this home."""
    check(one)
    if closes_a_ring(made, one):
        raise BadInput(
            f"{one.object} counts as {one.subject} already", hint="Take that merge back first (分开)"
        )
    if one.kind in ("label", "mention"):
        found = home.lake.scan("labels").filter(pl.col("key") == one.subject).select("key").head(1).collect()
        if found.is_empty():
            raise BadInput(f"There is no post {one.subject}", hint="Name it as platform:post_id")
    known = (*CATEGORIES, OTHER, NOT_GOODS)
    of_category = (one.kind, one.relation) in (("label", "category"), ("term", "product"))
    if of_category and one.verdict in ("corrected", "accepted") and one.value not in known:
        raise BadInput(f"{one.value or 'nothing'} is no category", hint=f"Known: {'、'.join(known)}")


def _rows(path: Path) -> list[dict[str, str]]:
    rows = read_table(path, COLUMNS)
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if missing:
        raise BadInput(
            f"{path} lacks the columns {'、'.join(missing)}", hint="Fill the file of pingti review --export"
        )
    return rows


def _decision(row: dict[str, str], by: str) -> Decision:
    """Words or codes, as people prefer."""
    kinds = {word: code for code, word in KIND_WORDS.items()}
    verdicts = {word: code for code, word in VERDICT_WORDS.items()}
    cells = {name: cell.strip().removeprefix("'") for name, cell in row.items() if name in COLUMNS}
    return Decision(
        kind=kinds.get(cells["类型"], cells["类型"]),
        subject=cells["条目"],
        relation=cells["关系"],
        object=cells["对象"],
        value=cells["取值"],
        verdict=verdicts.get(cells["决定"], cells["决定"]),
        reason=cells["原因"],
        by=by,
        decided_at=now(),
    )


def _stands(made: Iterable[Decision], one: Decision) -> bool:
    """Whether the same is decided already: a file that is handed in twice decides once."""
    last = next((old for old in reversed(standing(made)) if old.matter == one.matter), None)
    if last is None:
        return one.verdict in ("open",)
    return (last.verdict, last.object, last.relation, last.value) == (
        one.verdict, one.object, one.relation, one.value
    )  # fmt: skip


def _doubles(home: Home, held: set[tuple[str, ...]]) -> list[Row]:
    """Pairs of counted entities that may be one."""
    counted = home.lake.scan("counts").group_by("entity").agg(pl.col("posts").sum()).collect()
    pairs = spelled_alike(counted).join(counted, on="entity").sort("posts", descending=True)
    fresh = [
        row for row in pairs.iter_rows(named=True) if ("merge", row["entity"], "", row["other"]) not in held
    ]
    return [
        (row["entity"], "", row["other"], "", f"{row['why']}，前者 {row['posts']} 帖")
        for row in fresh[:MOST_PAIRS]
    ]


def _edges(home: Home, held: set[tuple[str, ...]]) -> list[Row]:
    """Edges of the newest graph that are said and not sure, the most talked of first."""
    graph = load_graph(home.lake)
    if graph.is_empty():
        return []
    newest = graph.filter(
        pl.col("as_of") == pl.col("as_of").max(), pl.col("status").is_in(["claimed", "disputed"])
    )
    unsure = newest.filter(pl.col("confidence") < UNSURE, ~pl.col("hidden")).sort(
        ["posts", "relation", "subject", "object"], descending=[True, False, False, False]
    )
    rows = []
    for row in unsure.iter_rows(named=True):
        if ("edge", row["subject"], row["relation"], row["object"]) not in held:
            share = f"，其中卖家 {row['seller_share']:.0%}" if row["seller_share"] is not None else ""
            told = (
                f"{row['for_']} 人说{share}，{row['against']} 人否认，{row['asked']} 人问；"
                f"{row['first_seen']} 至 {row['last_seen']}；例 {'、'.join(row['evidence'][:2])}"
            )
            rows.append((row["subject"], row["relation"], row["object"], "", told))
    return rows[:MOST_EDGES]


def _terms(home: Home, held: set[tuple[str, ...]]) -> list[Row]:
    """New words of the newest complete week against the months before."""
    week = default_week(load_coverage(home.lake), home.today())
    if week is None:
        return []
    decided = {key[1] for key in held if key[0] == "term"}
    found = propose(*_talk(home, week), home.lexicon, most=MOST_TERMS)
    return [
        (
            row["term"],
            row["kind"] or "",
            "",
            row["category"] or "",
            f"本周 {row['voices']} 人说，此前 {row['voices_before']} 人；例 {'、'.join(row['examples'])}",
        )
        for row in found.iter_rows(named=True)
        if row["term"] not in decided
    ]


def _talk(home: Home, week: Week) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Texts of the week and of the months before, with whose they are; no headlines, no spam.

    Also posts that name no goods we know: a new word may be all the goods they name.
    """
    first = f"{week.back(13).first_day:%Y-%m}"
    months = [month for month in sorted(home.lake.batches("labels")) if month >= first]
    labels = home.lake.scan("labels", months).filter(pl.col("spam") < SPAM_LIMIT)
    posts = home.post_log().view(months).join(labels.select("key").collect(), on="key", how="semi")
    posts = posts.filter(~pl.col("kind").is_in(HEADLINES))
    text = pl.concat_str(pl.col("title", "text").fill_null(""), separator="\n")
    told = posts.select("key", "day", text=text, voice=pl.coalesce("author", "key")).drop_nulls("day")
    return (
        told.filter(pl.col("day").is_between(week.first_day, week.last_day)),
        told.filter(pl.col("day") < week.first_day),
    )

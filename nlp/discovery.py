"""New words from counts: runs of Chinese characters that hold together, stand free, and were not said before.

Three measures, each from counts alone. Cohesion: how much oftener the run is said than any two parts of it
would meet by chance (the least pointwise mutual information over all splits, in nats). Freedom: how varied
what stands on its left and on its right is (the lesser entropy, in nats; the end of a clause is a neighbour
that differs each time). Novelty: how much oftener per voice it is said this week than in the months before.
What comes out is a proposal for a person to look at, never an entry.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.errors import BadFrame
from nlp import folding
from nlp.lexicon import Lexicon

SHORTEST, LONGEST = 2, 6
LEAST_VOICES = 5
LEAST_COHESION, LEAST_FREEDOM, LEAST_NOVELTY = 2.5, 0.8, 3.0
# a run inside a longer one that is said nearly as often is a piece of it
PIECE = 0.8
EXAMPLES = 3
READ = 2_000  # characters of a text

PROPOSED = pl.Schema(
    {
        "term": pl.String(),
        "kind": pl.String(),
        "category": pl.String(),
        "voices": pl.Int64(),
        "voices_before": pl.Int64(),
        "novelty": pl.Float64(),
        "cohesion": pl.Float64(),
        "freedom": pl.Float64(),
        "examples": pl.List(pl.String()),
    }
)
# no name begins or ends with these
_LOOSE = (
    "的了是我你他她它们在和也都就不很这那有一个吗呢吧啊哦呀么着过把被给让跟与或及还又再才只去来到从对说要会能"
    "可想真太最更好多少没别"
)
_MAKERS = (
    "鞋业",
    "服饰",
    "家纺",
    "日用",
    "生物",
    "科技",
    "实业",
    "制衣",
    "箱包",
    "塑料",
    "玩具",
    "食品",
    "电器",
    "工厂",
    "厂",
)
_BASE = np.uint64(1_000_003)

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]


def propose(now: pl.DataFrame, before: pl.DataFrame, lexicon: Lexicon, *, most: int = 100) -> pl.DataFrame:
    """PROPOSED, most telling first: words of `now` that neither `before` nor the lexicon knows.

    Both frames: key, text, voice (whoever says it; a voice counts once a word). `kind` is guessed from how
    the word ends (product, factory), null where nothing tells. Raises BadFrame.
    """
    for name, frame in (("now", now), ("before", before)):
        missing = [column for column in ("key", "text", "voice") if column not in frame.columns]
        if missing:
            raise BadFrame(f"{name}: columns missing: {', '.join(missing)}")
    told = _Runs(now)
    found = told.words()
    if found.is_empty():
        return pl.DataFrame(schema=PROPOSED)
    found = _unknown(found, lexicon)
    past = _Runs(before)
    found = found.with_columns(voices_before=pl.Series(past.voices_of(found), dtype=pl.Int64))
    rate = (pl.col("voices") / told.voices) / ((pl.col("voices_before") + 1) / (past.voices + told.voices))
    found = found.with_columns(novelty=rate.round(2)).filter(pl.col("novelty") >= LEAST_NOVELTY)
    found = _whole(found)
    best = found.with_columns(weight=pl.col("voices").log1p() * pl.col("novelty").log1p())
    best = best.sort("weight", "term", descending=[True, False]).head(most)
    return (
        _guessed(best, lexicon)
        .with_columns(examples=_examples(best["term"], now))
        .select(pl.col(name).cast(dtype) for name, dtype in PROPOSED.items())
    )


class _Runs:
    """The characters of many texts in one array, 0 between runs of Chinese, with whose they are."""

    def __init__(self, frame: pl.DataFrame) -> None:
        texts = folding.folded(frame["text"].fill_null("").str.head(READ))
        shown = texts.str.replace_all(r"[^\p{Han}]+", "\x00") + "\x00"
        sizes = shown.str.len_chars().to_numpy().astype(np.int64)
        whole = "".join(shown.to_list()).encode("utf-32-le")
        self.codes = np.frombuffer(whole, dtype="<u4").astype(np.uint64)
        names, voice = np.unique(frame["voice"].cast(pl.String).fill_null("").to_numpy(), return_inverse=True)
        self.voices = max(len(names), 1)
        self.voice = np.repeat(voice.astype(np.uint64), sizes)
        self._hashes: dict[int, Codes] = {}
        self._counts: dict[int, tuple[Codes, Places]] = {}

    def hashes(self, size: int) -> Codes:
        """A number for the run of that length at every place; 0 where it crosses a border."""
        if size not in self._hashes:
            end = max(len(self.codes) - size + 1, 0)
            rolled = np.zeros(end, dtype=np.uint64)
            free = np.ones(end, dtype=bool)
            for step in range(size):
                part = self.codes[step : step + end]
                rolled = rolled * _BASE + part
                free &= part > 0
            self._hashes[size] = np.where(free, rolled, np.uint64(0))
        return self._hashes[size]

    def counts(self, size: int) -> tuple[Codes, Places]:
        """Runs of that length (sorted numbers) and how many voices say each."""
        if size not in self._counts:
            hashes = self.hashes(size)
            kept = hashes > 0
            # a voice counts once a run
            pairs = pl.DataFrame({"run": hashes[kept], "voice": self.voice[: len(hashes)][kept]})
            counted = pairs.unique().group_by("run").len("voices").sort("run")
            self._counts[size] = counted["run"].to_numpy(), counted["voices"].cast(pl.Int64).to_numpy()
        return self._counts[size]

    def said(self, size: int, hashes: Codes) -> Places:
        """How many voices say each of these runs."""
        runs, times = self.counts(size)
        if not len(runs):
            return np.zeros(len(hashes), dtype=np.int64)
        at = np.minimum(np.searchsorted(runs, hashes), len(runs) - 1)
        return np.where(runs[at] == hashes, times[at], 0)

    def words(self) -> pl.DataFrame:
        """term, voices, cohesion, freedom of the runs that hold together and stand free."""
        parts = [self._words(size) for size in range(SHORTEST, LONGEST + 1)]
        return pl.concat(parts)

    def _words(self, size: int) -> pl.DataFrame:
        runs, times = self.counts(size)
        often = runs[times >= LEAST_VOICES]
        hashes = self.hashes(size)
        places = np.flatnonzero(np.isin(hashes, often))
        first = places[np.unique(hashes[places], return_index=True)[1]]
        voices = self.said(size, hashes[first])
        cohesion = self._cohesion(size, first, voices)
        held = cohesion >= LEAST_COHESION
        first, voices, cohesion = first[held], voices[held], cohesion[held]
        keep = np.isin(hashes[places], hashes[first])
        places = places[keep]
        # `first` is sorted by its hash, as np.unique leaves it
        group = np.searchsorted(hashes[first], hashes[places])
        freedom = np.minimum(
            self._entropy(group, places - 1, len(first)), self._entropy(group, places + size, len(first))
        )
        free = freedom >= LEAST_FREEDOM
        terms = ["".join(map(chr, self.codes[at : at + size])) for at in first[free]]
        return pl.DataFrame(
            {"term": terms, "voices": voices[free], "cohesion": cohesion[free], "freedom": freedom[free]},
            schema={"term": pl.String, "voices": pl.Int64, "cohesion": pl.Float64, "freedom": pl.Float64},
        )

    def _cohesion(self, size: int, first: Places, voices: Places) -> NDArray[np.float64]:
        least = np.full(len(first), np.inf)
        letters = max(int(self.counts(1)[1].sum()), 1)
        for cut in range(1, size):
            left = self.said(cut, self.hashes(cut)[first])
            right = self.said(size - cut, self.hashes(size - cut)[first + cut])
            chance = left * right / letters
            least = np.minimum(least, np.log(voices / np.maximum(chance, 1e-9)))
        return least

    def _entropy(self, group: Places, beside: Places, groups: int) -> NDArray[np.float64]:
        """Entropy of the neighbours of each group; a border is a neighbour of its own each time."""
        inside = (beside >= 0) & (beside < len(self.codes))
        near = np.where(inside, self.codes[np.clip(beside, 0, len(self.codes) - 1)], np.uint64(0))
        own = np.where(near > 0, near.astype(np.int64), -1 - np.arange(len(near)))
        pairs = pl.DataFrame({"group": group, "own": own}).group_by("group", "own").len("times")
        of, times = pairs["group"].to_numpy(), pairs["times"].to_numpy()
        share = times / np.bincount(group, minlength=groups)[of]
        return np.bincount(of, weights=-share * np.log(share), minlength=groups)

    def voices_of(self, found: pl.DataFrame) -> list[int]:
        """How many voices of these texts say each term."""
        told = np.zeros(found.height, dtype=np.int64)
        sizes = found["term"].str.len_chars().to_numpy()
        for size in np.unique(sizes):
            rows = np.flatnonzero(sizes == size)
            codes = np.frombuffer("".join(found["term"].gather(rows)).encode("utf-32-le"), dtype="<u4")
            table = codes.astype(np.uint64).reshape(len(rows), size)
            hashes = np.zeros(len(rows), dtype=np.uint64)
            for step in range(size):
                hashes = hashes * _BASE + table[:, step]
            told[rows] = self.said(int(size), hashes)
        return told.tolist()


def _unknown(found: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Without words of the lexicon, pieces of them, and what begins or ends as no name does."""
    forms = pl.concat([lexicon.terms["key"], lexicon.cues["key"], lexicon.tables["traps"]["term"]]).unique()
    modifiers = lexicon.tables["modifiers"]["term"]
    known = "\n".join(pl.concat([forms, modifiers.cast(pl.String)]).to_list())
    rows = found.filter(
        ~pl.col("term").str.slice(0, 1).is_in(list(_LOOSE)), ~pl.col("term").str.slice(-1).is_in(list(_LOOSE))
    )
    inside = pl.Series([term in known for term in rows["term"]], dtype=pl.Boolean)
    return rows.filter(~inside)


def _whole(found: pl.DataFrame) -> pl.DataFrame:
    """Without pieces of a longer term that is said nearly as often."""
    terms = sorted(found.select("term", "voices").iter_rows(), key=lambda row: -len(row[0]))
    kept: list[tuple[str, int]] = []
    for term, voices in terms:
        if not any(term in longer and often >= PIECE * voices for longer, often in kept):
            kept.append((term, voices))
    return found.filter(pl.col("term").is_in([term for term, _ in kept]))


def _guessed(found: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """`kind` and `category` by how the word ends: a good we know (云感拖鞋), or a maker's form of name."""
    goods = lexicon.terms.filter(pl.col("kind") == "product", pl.col("key").str.contains(r"^\p{Han}+$"))
    heads = dict(goods.select("key", "category").iter_rows())
    ends = [
        next((term[at:] for at in range(1, len(term) - 1) if term[at:] in heads), None)
        for term in found["term"]
    ]
    kinds = [
        "product" if end else "factory" if term.endswith(_MAKERS) else None
        for term, end in zip(found["term"], ends, strict=True)
    ]
    return found.with_columns(
        pl.Series("kind", kinds, dtype=pl.String),
        pl.Series("category", [heads.get(end or "") for end in ends], dtype=pl.String),
    )


def _examples(terms: pl.Series, now: pl.DataFrame) -> pl.Series:
    texts = folding.folded(now["text"].fill_null("").str.head(READ))
    keys = now.select("key", "voice")
    shown = [
        keys.filter(texts.str.contains(term, literal=True))
        .unique("voice", keep="first", maintain_order=True)["key"]
        .head(EXAMPLES)
        for term in terms
    ]
    return pl.Series("examples", [one.to_list() for one in shown], dtype=pl.List(pl.String))

"""Hashed n-grams and the models over them: stable, maskable, kept without pickle."""

import io
import zipfile

import numpy as np
import polars as pl
import pytest

from domain.errors import BadInput, BadSettings
from nlp import judging, ngrams
from nlp.lexicon import Lexicon
from nlp.linear import load_model, read_model, write_model
from nlp.training import composing, fitting, wares
from nlp.training.aspects import about

TEXTS = pl.Series(["拖鞋好用", "拖鞋好用，真的", "差评，退货了", "差评", ""] * 4)
LABELS = pl.Series(["1", "1", "0", "0", "0"] * 4)


@pytest.fixture(scope="module")
def model():
    return fitting.fit(ngrams.matrix(TEXTS), {"feeling": LABELS})


def test_a_fitted_model_tells_what_it_was_told(model) -> None:
    assert fitting.score_texts(model, TEXTS, {"feeling": LABELS.to_list()})["accuracy_feeling"] == 1.0


def test_a_text_is_judged_alone(model) -> None:
    alone = pl.concat([model.log_shares(TEXTS[at : at + 1]) for at in range(len(TEXTS))])
    together = model.log_shares(TEXTS)
    assert np.allclose(alone.to_numpy(), together.to_numpy(), atol=1e-5)


def test_written_and_read_again(model) -> None:
    data = write_model(model)
    assert data == write_model(model)
    again = read_model(data)
    assert np.allclose(again.log_shares(TEXTS).to_numpy(), model.log_shares(TEXTS).to_numpy(), atol=0.01)


@pytest.fixture(scope="module")
def of_kinds():
    """What is praise among reviews of food is blame among those of mattresses."""
    texts = ["很软，外卖", "很硬，外卖", "很软，床垫", "很硬，床垫"] * 8
    labels, kinds = ["0", "1", "1", "0"] * 8, ["food", "food", "bed", "bed"] * 8
    told = {"feeling": pl.Series(labels)}
    return pl.Series(texts), labels, fitting.fit_texts(pl.Series(texts), told, pl.Series(kinds))


def test_each_kind_of_text_has_weights_of_its_own(of_kinds) -> None:
    texts, labels, model = of_kinds
    assert model.answers() == {"feeling": ("0", "1")}
    assert fitting.score_texts(model, texts, {"feeling": labels})["accuracy_feeling"] == 1.0
    shares = model.log_shares(texts)
    assert shares.columns == ["feeling/0", "feeling/1"]
    assert np.allclose(np.exp(shares.to_numpy()).sum(axis=1), 1, atol=1e-4)
    again = read_model(write_model(model)).log_shares(texts)
    assert np.allclose(again.to_numpy(), shares.to_numpy(), atol=0.02)


def test_a_long_text_counts_as_much_as_a_short_one() -> None:
    model = fitting.fit_texts(TEXTS, {"feeling": LABELS}, worth="rarity")
    once, often = model.log_shares(pl.Series(["差评", "差评" * 40]))["feeling/0"].exp()
    assert once > 0.6
    assert often > 0.6
    with pytest.raises(BadSettings, match="ratio, rarity"):
        fitting.fit_texts(TEXTS, {"feeling": LABELS}, worth="length")


def test_of_an_aspect_its_own_clause_weighs() -> None:
    def rows(good: str, bad: str) -> list[tuple[str, int, int, str]]:
        text = f"{good}很好，{bad}太差"
        return [(text, 0, 2, "1"), (text, text.index(bad), text.index(bad) + 2, "0")]

    pairs = [("做工", "味道"), ("味道", "做工"), ("手感", "颜色"), ("颜色", "手感")] * 4
    told = [row for pair in pairs for row in rows(*pair)]
    texts = pl.Series([about(text, start, end) for text, start, end, _ in told])
    labels = [label for *_, label in told]
    model = fitting.fit_texts(texts, {"aspect": pl.Series(labels)}, worth="rarity", balanced=True)
    asked = pl.Series([about(text, start, end) for text, start, end, _ in rows("包装", "物流")])
    assert fitting.score_texts(model, asked, {"aspect": ["1", "0"]})["accuracy_aspect"] == 1.0
    assert about("好，鞋很软。走", 2, 3).endswith("好，鞋很软。走")


def test_a_file_with_objects_in_it_is_refused() -> None:
    out = io.BytesIO()
    np.savez(out, buckets=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(BadInput, match="no model of ours"):
        read_model(out.getvalue())
    with pytest.raises(BadInput, match="no model of ours"):
        read_model(b"something else")


def test_no_such_file(tmp_path) -> None:
    with pytest.raises(BadInput, match="pingti train"):
        load_model(tmp_path / "none.npz")


def test_a_masked_name_is_any_name() -> None:
    places = pl.DataFrame({"row": [0, 1], "kind": ["brand"] * 2, "start": [0, 0], "end": [3, 6]})
    masked = ngrams.matrix(
        pl.Series(["花知晓好用", "雅诗兰黛家的好用"]), places.with_columns(end=pl.Series([3, 6]))
    )
    assert (masked[0] != masked[1]).nnz == 0
    plain = ngrams.matrix(pl.Series(["花知晓好用", "雅诗兰黛家的好用"]))
    assert (plain[0] != plain[1]).nnz > 0


def test_case_width_and_digits_are_folded() -> None:
    folded = ngrams.matrix(pl.Series(["ABC19元", "ａｂｃ８８元"]))
    assert (folded[0] != folded[1]).nnz == 0


def test_a_mask_behind_what_is_read_does_no_harm() -> None:
    text = pl.Series(["好" * (ngrams.READ + 50), "短"])
    places = pl.DataFrame(
        {
            "row": [0, 0],
            "kind": ["brand"] * 2,
            "start": [ngrams.READ - 2, ngrams.READ + 20],
            "end": [ngrams.READ + 9, ngrams.READ + 30],
        }
    )
    codes, starts = ngrams.encode(text, places)
    assert len(starts) == 2
    assert codes[starts[1] + 1] == ord("短")


def test_distinct_is_unique() -> None:
    numbers = np.random.default_rng(1).integers(0, 50, 500)
    assert ngrams.distinct(numbers).tolist() == np.unique(numbers).tolist()
    assert ngrams.distinct(np.zeros(0, dtype=np.int64)).tolist() == []


def test_the_shipped_models_are_small_and_readable() -> None:
    for path in (judging.LABELS, judging.CATEGORIES):
        assert path.stat().st_size < 1_200_000
        with zipfile.ZipFile(path) as archive:
            assert all(name.endswith(".npy") for name in archive.namelist())
        assert path.with_suffix(".json").is_file()
    assert judging.shipped().questions.keys() == {"speaker", "intent", "polarity"}


def test_composed_posts_are_the_same_for_a_seed_and_hold_every_voice(lexicon: Lexicon) -> None:
    posts = composing.compose(lexicon, 400, 3)
    assert posts.equals(composing.compose(lexicon, 400, 3))
    assert not posts.equals(composing.compose(lexicon, 400, 4))
    assert posts["speaker"].n_unique() == 6
    assert not posts["text"].str.contains(r"[{}]").any()


def test_every_phrase_stands_under_a_known_voice() -> None:
    voices = {voice[:3] for voice in composing.VOICES}
    for phrase in composing.read_phrases():
        fits = [all(a in ("*", b) for a, b in zip(phrase[:3], voice, strict=True)) for voice in voices]
        assert any(fits), phrase


def test_lines_of_wares_name_every_category(lexicon: Lexicon) -> None:
    lines = wares.compose(lexicon, 2_000, 1)
    assert lines["category"].n_unique() == 18


def test_goods_no_lexicon_knows_get_a_category(read) -> None:
    labels = read("uwq 口感很好，配料表干净，零食里解馋第一名，回购了").labels
    assert labels["category"].to_list() == ["食品饮料"]

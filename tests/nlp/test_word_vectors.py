import numpy as np
import polars as pl
import pytest

from nlp.word_vectors import embed_posts, train_word_vectors


@pytest.fixture(scope="module")
def kitchen_and_shoes() -> pl.Series:
    """Two worlds of words that never meet but for one word said everywhere."""
    rng = np.random.default_rng(5)
    worlds = (
        ["云朵拖鞋", "踩屎感", "鞋底", "防滑", "码数", "鞋面"],
        ["空气炸锅", "容量", "鸡翅", "清洗", "噪音", "温度"],
    )
    posts = [[*rng.choice(worlds[n % 2], 5), "平替"] for n in range(240)]
    return pl.Series("tokens", posts, dtype=pl.List(pl.String))


def test_words_of_one_world_are_nearer_than_words_of_two(kitchen_and_shoes):
    known = train_word_vectors(kitchen_and_shoes, dims=8, seed=1)
    near = known.vectors @ known.vectors.T
    place = {word: at for at, word in enumerate(known.words)}

    assert near[place["云朵拖鞋"], place["鞋底"]] > near[place["云朵拖鞋"], place["鸡翅"]] + 0.5
    assert near[place["空气炸锅"], place["噪音"]] > near[place["空气炸锅"], place["防滑"]] + 0.5


def test_a_word_said_everywhere_weighs_least(kitchen_and_shoes):
    known = train_word_vectors(kitchen_and_shoes, dims=8)
    assert known.words[int(np.argmin(known.weights))] == "平替"


def test_posts_of_one_world_lie_on_one_side(kitchen_and_shoes):
    known = train_word_vectors(kitchen_and_shoes, dims=8)
    points = embed_posts(kitchen_and_shoes, known)
    near = points @ points.T

    assert near[0::2, 0::2].mean() > 0.5 > 0 > near[0::2, 1::2].mean()
    assert np.allclose(np.linalg.norm(points, axis=1), 1)


def test_rare_words_are_left_out_and_wordless_posts_are_zero():
    docs = pl.Series("tokens", [["拖鞋", "好看"], ["拖鞋", "好看", "孤词"], [], None, ["孤字"]])
    known = train_word_vectors(docs, min_count=2)

    assert sorted(known.words) == ["好看", "拖鞋"]
    assert not embed_posts(docs, known)[2:].any()


def test_same_seed_same_vectors(kitchen_and_shoes):
    one, two = (train_word_vectors(kitchen_and_shoes, seed=3) for _ in range(2))
    assert one.words == two.words
    assert np.array_equal(one.vectors, two.vectors)


@pytest.mark.parametrize("docs", [[], [[]], [["只", "出现", "一次"]]])
def test_nothing_to_learn_from_is_no_error(docs):
    series = pl.Series("tokens", docs, dtype=pl.List(pl.String))
    known = train_word_vectors(series, min_count=2)
    assert known.words == []
    assert embed_posts(series, known).shape[0] == len(docs)

import subprocess
import sys
from datetime import date

import numpy as np
import polars as pl
import pytest

from domain.frames import THEMES
from nlp.themes import ASSIGNMENTS, Themes, find_themes

FIRST, SECOND = date(2026, 11, 8), date(2026, 11, 15)
WORLDS = {
    "shoes": "云朵拖鞋 踩屎感 鞋底 防滑 码数 鞋面 脚感 洞洞鞋",
    "kitchen": "空气炸锅 容量 鸡翅 清洗 噪音 温度 炸篮 薯条",
    "yoga": "瑜伽裤 裸感 提臀 高腰 弹力 健身房 速干 面料",
    "make-up": "唇釉 显色 持妆 粉底液 遮瑕 卡粉 色号 黄皮",
    "pets": "猫砂 结团 除臭 粉尘 豆腐 铲屎 猫咪 膨润土",
    "camping": "露营灯 帐篷 续航 亮度 户外 防水 天幕 折叠",
    "bedding": "四件套 纯棉 磨毛 支数 起球 被套 南通 家纺",
}


def posts(worlds: list[str], each: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "key": [f"xhs:{seed}-{world}-{n}" for world in worlds for n in range(each)],
            "tokens": [
                [*rng.choice(WORLDS[world].split(), 6), "我们", "真的", "的", "199", "！"]
                for world in worlds
                for _ in range(each)
            ],
        }
    )


def leading_theme(found: Themes, world: str) -> str:
    mine = found.assignments.filter(pl.col("key").str.contains(f"-{world}-"))
    return mine["theme"].mode(maintain_order=True)[0]


SHARED = posts(["shoes", "kitchen", "yoga", "make-up", "pets"], 20, seed=1)
LAST_WEEK = pl.concat([SHARED, posts(["bedding"], 25, seed=2)])
THIS_WEEK = pl.concat([SHARED, posts(["shoes", "camping"], 30, seed=3)])


@pytest.fixture(scope="module")
def last_week() -> Themes:
    return find_themes(LAST_WEEK, as_of=FIRST, themes=6, seed=7)


@pytest.fixture(scope="module")
def this_week(last_week: Themes) -> Themes:
    return find_themes(THIS_WEEK, last_week.frame, as_of=SECOND, themes=6, seed=7)


def test_each_post_has_one_theme_and_a_confidence(last_week):
    assert last_week.frame.schema == THEMES
    assert last_week.assignments.schema == ASSIGNMENTS
    assert sorted(last_week.assignments["key"]) == sorted(LAST_WEEK["key"])
    assert last_week.assignments.null_count().sum_horizontal().item() == 0
    assert last_week.assignments["confidence"].is_between(0, 1).all()
    assert last_week.frame["posts"].sum() == LAST_WEEK.height


def test_planted_worlds_become_themes_of_their_own_words(last_week):
    for world, words in WORLDS.items():
        if world == "camping":
            continue
        theme = last_week.frame.filter(pl.col("theme") == leading_theme(last_week, world))
        assert len(set(theme["words"].item()) & set(words.split())) >= 7
        assert all(f"-{world}-" in key for key in theme["evidence"].item())
        assert theme["posts"].item() in (20, 25)


def test_words_that_name_nothing_are_left_out(last_week):
    assert not {"我们", "真的", "的", "199", "！", "emptydoc", ""} & set(last_week.frame["words"].explode())


def test_ids_stay_and_new_themes_get_new_ids(last_week, this_week):
    for world in ("shoes", "kitchen", "yoga", "make-up", "pets"):
        assert leading_theme(this_week, world) == leading_theme(last_week, world)
    assert leading_theme(this_week, "camping") not in last_week.frame["theme"]
    assert leading_theme(last_week, "bedding") not in this_week.frame["theme"]


def test_posts_before_is_last_weeks_count(last_week, this_week):
    assert last_week.frame["posts_before"].is_null().all()
    row = this_week.frame.filter(pl.col("theme") == leading_theme(this_week, "shoes"))
    assert row.select("posts", "posts_before").row(0) == (50, 20)
    row = this_week.frame.filter(pl.col("theme") == leading_theme(this_week, "camping"))
    assert row.select("posts", "posts_before").row(0) == (30, 0)


def test_a_theme_that_comes_back_gets_its_old_id(last_week, this_week):
    known = pl.concat([last_week.frame, this_week.frame])
    later = find_themes(LAST_WEEK, known, as_of=date(2026, 11, 22), themes=6, seed=7)

    assert leading_theme(later, "bedding") == leading_theme(last_week, "bedding")
    row = later.frame.filter(pl.col("theme") == leading_theme(later, "bedding"))
    assert row["posts_before"].item() == 0


def test_what_was_found_later_is_not_looked_at(last_week, this_week):
    again = find_themes(LAST_WEEK, this_week.frame, as_of=FIRST, themes=6, seed=7)
    assert again.frame.equals(last_week.frame)


def test_same_seed_same_themes_in_any_order_of_posts(last_week, this_week):
    shuffled = THIS_WEEK.sample(fraction=1, shuffle=True, seed=11)
    again = find_themes(shuffled, last_week.frame, as_of=SECOND, themes=6, seed=7)
    assert again.frame.equals(this_week.frame)
    assert again.assignments.equals(this_week.assignments)


def test_a_post_without_words_is_assigned_without_confidence():
    silent = pl.DataFrame({"key": ["xhs:none", "xhs:marks"], "tokens": [[], ["！", "666"]]})
    found = find_themes(pl.concat([LAST_WEEK, silent]), as_of=FIRST, seed=7).assignments
    mute = found.filter(pl.col("key").is_in(["xhs:none", "xhs:marks"]))
    assert mute["theme"].null_count() == 0
    assert mute["confidence"].to_list() == [0, 0]


@pytest.mark.parametrize("frame", [LAST_WEEK.head(0), LAST_WEEK.head(59)])
def test_too_few_posts_give_empty_frames(frame):
    found = find_themes(frame, as_of=FIRST)
    assert found.frame.is_empty()
    assert found.frame.schema == THEMES
    assert found.assignments.schema == ASSIGNMENTS


def test_posts_that_share_no_word_give_empty_frames():
    lonely = pl.DataFrame(
        {"key": [f"xhs:{n}" for n in range(80)], "tokens": [[f"词{chr(0x4E00 + n)}"] for n in range(80)]}
    )
    assert find_themes(lonely, as_of=FIRST).frame.is_empty()


def test_the_same_post_many_times_is_one_theme():
    copies = pl.DataFrame({"key": [f"xhs:{n}" for n in range(90)], "tokens": [["云朵拖鞋", "平替"]] * 90})
    found = find_themes(copies, as_of=FIRST)
    assert found.frame["posts"].to_list() == [90]
    assert found.assignments["confidence"].to_list() == [0.0] * 90


def test_english_words_with_spaces_stay_whole():
    rng = np.random.default_rng(4)
    words = ["Water Bottle", "dupe", "lululemon", "stanley cup", "leggings", "Amazon"]
    frame = pl.DataFrame(
        {"key": [f"reddit:{n}" for n in range(80)], "tokens": [list(rng.choice(words, 4)) for _ in range(80)]}
    )
    found = set(find_themes(frame, as_of=FIRST).frame["words"].explode())
    assert found <= {"water_bottle", "dupe", "lululemon", "stanley_cup", "leggings", "amazon"}
    assert "water_bottle" in found


def test_importing_the_module_loads_nothing_heavy():
    code = "import sys, nlp.themes; print([m for m in ('bertopic', 'sklearn', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_warnings_are_heard_as_before():
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        "import polars as pl; from datetime import date; from nlp.themes import find_themes\n"
        "words = [[f'ab{n % 9}', f'cd{n % 7}', 'ef'] for n in range(80)]\n"
        "frame = pl.DataFrame({'key': [str(n) for n in range(80)], 'tokens': words})\n"
        "find_themes(frame, as_of=date(2026, 11, 8))\n"
        "for kind in (UserWarning, FutureWarning):\n"
        "    try: warnings.warn('still heard', kind)\n"
        "    except kind: print('heard')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["heard", "heard"]
    assert done.stderr == ""


def test_filler_masks_and_amounts_name_no_theme():
    filler = [
        "my",
        "These",
        "主页",
        "一批",
        "[",
        "phone",
        "]",
        "[",
        "打",
        "call",
        "]",
        "100ml",
        "3支",
        "话题",
        "小红书",
    ]
    frame = THIS_WEEK.with_columns(tokens=pl.concat_list("tokens", pl.lit(filler)))
    found = set(find_themes(frame, as_of=SECOND, themes=6, seed=7).frame["words"].explode())
    assert found
    assert found <= set(" ".join(WORLDS.values()).split())


def test_goods_words_come_first_in_a_theme():
    goods = frozenset({"云朵拖鞋", "空气炸锅", "瑜伽裤", "唇釉", "猫砂", "露营灯"})
    found = find_themes(THIS_WEEK, as_of=SECOND, themes=6, seed=7, goods_words=goods)
    assert {words[0] for words in found.frame["words"]} == goods

"""For whom a post speaks: groups of buyers and their region, only where the text says so of speaker or user.

Meant for counts over many posts ("a third of the posts say 学生党"), never for a profile of one author.
What is denied (不是学生党), past (学生时代), said of others (博主是学生党) or reported (a news item on Z世代)
is not taken; the place of a factory, a shop or a parcel is no buyer's region.
"""

import polars as pl

from nlp.lexicon import Lexicon


def _any(words: str) -> str:
    """One of the patterns written apart by spaces; ␣ stands for a space."""
    return f"(?:{'|'.join(words.split())})".replace("␣", " ")


# A clause is what one statement reaches: 不是学生党，打工人 denies the first only.
_BORDERS = r"[，,。！!？；;…\n]+|\?+|\.\s"
_READ = 14  # characters read on either side of a cue

_DENIED = (
    _any(
        "不是 并非 不算 不再是 早就?不 不止 告别 脱离 不像 除了 别说 比起 不适合 不建议 不推荐 劝退 "
        "not␣(?:a␣|an␣|for␣)?"
    )
    + "[^是但而却]{0,6}$"
)
_DENIED_AFTER = r"^[党们的]?(?:就|请|还是|真的|完全)?" + _any(
    "慎入 勿入 慎买 别买 别碰 别冲 不建议 不推荐 不适合 劝退 绕道 算了 退散 不友好 退避 免入 禁用 忌用 "
    "慎用 勿用 不能用 不可用 用不了 买不起 should␣avoid"
)
_PAST = _any("以前 曾经 之前 当年 当初 那时候? 小时候 used␣to␣be") + "[^现]{0,6}$"
_PAST_AFTER = r"^[党的]?" + _any("的时候 那时 时代 时期 那会儿? 那几年")
_STRANGERS = (
    _any(
        "博主 店主 老板娘? 客服 老师 主播 明星 网友 有人 他们 她们 他 她 人家 别人 "
        "\\b(?:she|he)(?:'s|␣is)␣(?:a␣)?"
    )
    + "[也都就]?[是说]?(?:一?个)?$"
)
_KIN = (
    _any("同事 室友 闺蜜 朋友 姐姐 妹妹 弟弟 哥哥 表妹 女儿 儿子 老公 老婆 我妈 我爸 婆婆")
    + "[也都就]?是?(?:一?个|大)?$"
)
_ASKED = "(?:是不是|算不算)[^是]{0,4}$"  # holds 不是 and denies nothing
_SELF = (
    _any("作为 身为 我就?是 我也是 我们 我这种 我这个 同为 咱们? 俺 本 as␣an?␣ i'?m␣an?␣ we␣are␣")
    + "(?:一名|一枚|一个|一只|个|穷|这种|这样的|资深|的|典型){0,3}$"
)
_FOR = (
    _any("适合 推荐给 献给 专为 专门为 针对 面向 友好 照顾 给 特别是 尤其是?")[:-1]
    + "|(?:perfect |great |good )?for )[^不]{0,4}$"
)
_SELF_AFTER = "^[党们]?" + _any(
    "一枚 一只 一个 本人 的我 表示 自用 亲测 来说 路过 上线 狂喜 实名 泪目 必备 必入 必买 必看 必囤 友好 "
    "闭眼 福音 首选 专属 看过来 可冲 可入 放心 平价 平替 适用 适合 都能 也能 也?可以 买得起 人手 集合 救星 "
    "姐妹 宝宝 刚需 推荐 好物 快?冲 安心 无压力 [-␣]friendly ␣approved"
)

# where somebody stands: the words before a place, and what may follow
_BASED = (
    _any("坐标 定位 人在 家住 家在 我住 住在 定居在? 常[住驻] 老家是? 我来自 本人来自 base在? ip属?地?")
    + r"[：:是在\s·📍—-]*$"
)
_BASED_EN = (
    _any(
        "based␣in living␣in live␣in i'?m␣in i␣am␣in we'?re␣in here␣in i'?m␣from i␣am␣from currently␣in "
        "moved␣to"
    )
    + "(?: the)? $"
)
_THERE = "(?:我|我们|本人|俺|我也|我家|目前|现在|一直)在$"
_BORN = "(?:作为|身为|同为|我是|我们是|我们)(?:一个|一名|一枚|土生土长的|地道的?)?$"
_BORN_AFTER = "^[省市]?(?:本地|土著)?" + _any("人 姐妹 妹子 土著 宝宝 宝子 孩子 女生 男生 留学生 网友")
_BARE = "^人?在$"
# nothing more is said of the place, or what somebody does who lives there: a journey or a news item goes on
_STAYS = (
    "^[省市]?(?:$|(?:这边|那边|本地)?的?"
    + _any(
        "我 姐妹 宝 留学 工作 上班 读书 上学 生活 定居 买不到 没有 没卖 哪里 怎么 能买 可以买 有没有 求 想买 "
        "蹲 冬天 夏天"
    )
    + ")"
)
_ASKED_EN = _any("available find get buy sold dupes? anyone stores?") + " in $"
# a maker's, a seller's or a traveller's place, or a product's
_TRADE_AFTER = "^[省市]?(?:这边|那边|当地|本地|的|有|开|找|专门|自己)?(?:的|了|个|一家|家)?" + _any(
    "生产 制造 代工 设厂 建厂 办厂 开厂 工厂 厂 产地 产的 产业 发货 直发 发的 仓 做 开店 档口 卖 上市 有售 "
    "开售 首发 拿货 进货 批发 采购 考察 出差 旅 玩 出土 举[行办] 召开 展 逛 转机 "
    "路演 路 街 大道 ␣?made ␣?factor"
)
_TRADE_BEFORE = _any(
    "厂 仓 店铺? 发货 档口 公司 货源 品牌 总部 直播间 不在 客服 卖家 商家 博主 他 她 "
    "made factory manufactur ship"
)
# words that begin as a place does
_NO_PLACE = tuple(
    "三明治 大理石 中山装 长春花 兰州拉面 海南鸡 北京路 南京路 上海家化 青岛啤酒".split()  # noqa: SIM905
)

_STRONG, _LIFT, _TAGGED, _DOUBTFUL = 0.95, 0.25, 0.5, 0.4


def clues(posts: pl.DataFrame, full: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """`row`, `audience` (sorted, [] where nothing is said), `region`, `clue_confidence` of every post.

    posts: row, headline, speaker; `full` their texts in the same order. `clue_confidence` is that of the
    least sure clue told, 0 to 1, null where there is none. It orders clues; it is no share of true ones.
    """
    told = posts.select("row", "headline", "speaker").with_columns(full.alias("full"))
    told = told.filter(~pl.col("headline"), pl.col("speaker") != "media")
    groups = _audience(told, lexicon)
    users = told.filter(pl.col("speaker").is_in(["buyer", "other"]))
    places = _region(users, lexicon)
    frame = posts.select("row")
    for part in (groups, places):
        frame = frame.join(part, on="row", how="left", maintain_order="left")
    return frame.select(
        "row",
        pl.col("audience").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        "region",
        clue_confidence=pl.min_horizontal("sure", "placed").round(2),
    )


def _clauses(told: pl.DataFrame, cues: pl.DataFrame, traps: tuple[str, ...] = ()) -> pl.DataFrame:
    """One row a clause and cue in it: `row`, the columns of cues, `before` and `after` (lower case).

    Of cues that overlap the longest at the leftmost place is meant; one that is a trap hides what it holds.
    """
    known = sorted({*cues["cue"], *traps}, key=lambda cue: (-len(cue), cue))
    rows = told.filter(pl.col("full").str.contains_any(known, ascii_case_insensitive=True))
    clauses = rows.select(
        "row", clause=pl.col("full").str.to_lowercase().str.replace_all(_BORDERS, "\n").str.split("\n")
    ).explode("clause")
    clauses = clauses.filter(pl.col("clause").str.contains_any(known))
    found = clauses.with_columns(
        cue=pl.col("clause").str.extract_many(known, leftmost=True).list.unique(maintain_order=True)
    ).explode("cue")
    found = found.join(cues, on="cue", how="inner", maintain_order="left")
    sides = pl.col("clause").str.splitn(pl.col("cue"), 2)
    found = found.with_columns(
        before=sides.struct[0].fill_null("").str.tail(_READ),
        after=sides.struct[1].fill_null("").str.head(_READ),
    )
    # gen z is no part of gen zero, 00后 none of 100后
    glued = pl.col("cue").str.contains(r"^[a-z0-9]") & pl.col("before").str.contains(r"[a-z0-9]$")
    glued |= pl.col("cue").str.contains(r"[a-z0-9]$") & pl.col("after").str.contains(r"^[a-z0-9]")
    return found.filter(~glued).drop("clause")


def _audience(told: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """`row`, `audience`, `sure`."""
    table = lexicon.tables["audiences"]
    cues = table.select(
        cue=pl.col("cue").str.to_lowercase(), group="group", base=pl.col("confidence").cast(pl.Float64)
    ).unique("cue", keep="first", maintain_order=True)
    found = _clauses(told, cues).filter(pl.col("base") > 0)
    before, after = pl.col("before"), pl.col("after")
    asked = before.str.contains(_ASKED)
    denied = (before.str.contains(_DENIED) & ~asked) | after.str.contains(_DENIED_AFTER)
    gone = before.str.contains(_PAST) | after.str.contains(_PAST_AFTER)
    own = before.str.contains(_SELF) | before.str.contains(_FOR) | after.str.contains(_SELF_AFTER)
    doubtful = asked | before.str.contains(_KIN)
    judged = found.with_columns(
        out=denied | gone | before.str.contains(_STRANGERS),
        own=own & ~doubtful,
        sure=pl.when(doubtful)
        .then(pl.min_horizontal("base", pl.lit(_DOUBTFUL)))
        .when(own)
        .then(pl.min_horizontal(pl.col("base") + _LIFT, pl.lit(_STRONG)))
        .when(before.str.ends_with("#"))
        .then(pl.min_horizontal("base", pl.lit(_TAGGED)))
        .otherwise("base"),
    )
    # who denies it once is not of the group because a hashtag names it
    groups = judged.group_by("row", "group").agg(
        sure=pl.col("sure").filter(~pl.col("out")).max(),
        doubted=pl.col("out").any() & ~(pl.col("own") & ~pl.col("out")).any(),
    )
    kept = groups.filter(~pl.col("doubted"), pl.col("sure").is_not_null()).sort("row", "group")
    return kept.group_by("row", maintain_order=True).agg(audience=pl.col("group"), sure=pl.col("sure").min())


def _region(told: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """`row`, `region`, `placed`."""
    table = lexicon.tables["regions"]
    names = pl.concat(
        [
            table.select("region", cue="region"),
            table.select("region", cue=pl.col("names").str.split(",")).explode("cue"),
        ]
    )
    names = names.select(cue=pl.col("cue").str.strip_chars().str.to_lowercase(), region="region")
    names = names.filter(pl.col("cue") != "").unique("cue", keep="first", maintain_order=True)
    found = _clauses(told, names, _NO_PLACE)
    before, after = pl.col("before"), pl.col("after")
    placed = found.with_columns(
        placed=pl.when(after.str.contains(_TRADE_AFTER) | before.str.contains(_TRADE_BEFORE))
        .then(None)
        .when(before.str.contains(_BASED) | before.str.contains(_BASED_EN))
        .then(0.9)
        .when(before.str.contains(_THERE))
        .then(pl.when(after.str.contains(_STAYS)).then(0.8).otherwise(0.5))
        .when(before.str.contains(_BORN) & after.str.contains(_BORN_AFTER))
        .then(0.8)
        .when(before.str.contains(_BARE) & after.str.contains(_STAYS))
        .then(0.5)
        .when(before.str.contains(_ASKED_EN))
        .then(0.4)
    )
    best = placed.drop_nulls("placed").sort("row", "placed", descending=[False, True], maintain_order=True)
    return best.unique("row", keep="first", maintain_order=True).select("row", "region", "placed")

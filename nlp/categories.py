"""What a post is about: one of 18 categories of goods, 其他 (goods not named) or 非商品 (no goods at all).

The gate comes first. Hot lists are news: a row counts as talk of goods only where a name or a goods
word stands beside words of buying, price, product or quality that outweigh words of news, crime,
stars, matches and weather. The weights are in cues.tsv under the role `goods`.
"""

import polars as pl

from domain.frames import NOT_GOODS

OTHER = "其他"
CATEGORIES = (
    "服饰", "鞋靴", "箱包", "美妆护肤", "个护清洁", "母婴", "家居家纺", "家具家装", "厨具餐具",
    "家电数码", "食品饮料", "运动户外", "宠物", "玩具文创", "珠宝配饰", "汽车用品", "工具五金", "医药健康",
)  # fmt: skip
HEADLINES = ("hot", "headline")
# A dupe of a medicine names no goods of ours, but is about medicine.
MEDICINE = (
    r"(?:减肥|退烧|退热|抗癌|降压|降糖|降脂|止痛|感冒|消炎|避孕|特效|处方|靶向|原研)药|(?:司美格鲁|替尔泊|利拉鲁)肽|"
    r"布洛芬|阿莫西林|减肥针|瘦身针|注射液|胶囊|ozempic|wegovy|semaglutide|ibuprofen"
)
_SWAPPED = r"平替|替代|代替|仿制|代购|便宜|dupe|(?i:cheaper)"
GUESS_FROM = 0.5  # share from which a guessed category is told
SPEAKS_OF_GOODS = -3.5  # log-share of `other` below which a post is somebody's talk of goods
TRADE_ROLES = ("dupe", "same_factory", "oem", "source")


def goods_rows(posts: pl.DataFrame, named: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `goods`: whether each post speaks of goods.

    posts: row, kind. named: row, kind, common, right_kind, right_gap of the mentions found.
    cues: row, key, role, weight.
    """
    things = named.group_by("row").agg(
        products=((pl.col("kind") == "product") & ~pl.col("common")).sum(),
        plain=((pl.col("kind") == "product") & pl.col("common")).sum(),
        names=pl.col("kind").is_in(["brand", "factory"]).sum(),
        places=pl.col("kind").is_in(["channel", "belt"]).sum(),
        models=((pl.col("kind") == "product") & pl.col("text").str.contains(r"^[A-Zi]")).sum(),
        pairs=(
            (pl.col("kind") == "brand") & (pl.col("right_kind") == "product") & (pl.col("right_gap") <= 1)
        ).sum(),
    )
    said = cues.filter(pl.col("role") == "goods").unique(["row", "key"])
    weighed = said.group_by("row").agg(
        plus=pl.col("weight").filter(pl.col("weight") > 0).sum(),
        minus=-pl.col("weight").filter(pl.col("weight") < 0).sum(),
    )
    traded = cues.filter(pl.col("role").is_in(TRADE_ROLES)).group_by("row").agg(trade=pl.len())
    known = ["products", "plain", "names", "places", "models", "pairs", "plus", "minus", "trade"]
    frame = posts.select("row", "kind")
    for part in (things, weighed, traded):
        frame = frame.join(part, on="row", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col(known).fill_null(0).cast(pl.Int32))
    thing = pl.col("products") + pl.col("plain") + pl.col("names") > 0
    base = (
        (pl.col("products") > 0).cast(pl.Int32)
        + (pl.col("pairs") > 0).cast(pl.Int32)
        + (pl.col("models") > 0).cast(pl.Int32)
        + 3 * (pl.col("trade") > 0).cast(pl.Int32)
    )
    balance = base + pl.col("plus") - pl.col("minus")
    spoken = pl.col("plus") + pl.col("pairs") + pl.col("models") + pl.col("trade") >= 1
    named_well = (pl.col("models") + pl.col("names") > 0) | ((pl.col("products") > 0) & (pl.col("plus") > 0))
    calm = (balance == 2) & (pl.col("minus") == 0) & named_well
    headline = thing & spoken & ((balance >= 3) | calm)
    # outside the hot lists people write of what they own: news must clearly outweigh the goods named
    weight = 2 * (base + pl.col("plus")) + 3 * (pl.col("products") + pl.col("names")) + pl.col("plain")
    placed = (pl.col("places") > 0) & (pl.col("plus") + pl.col("trade") >= 2) & (balance >= 2)
    hinted = (pl.col("kind") == "comment") & (pl.col("places") > 0) & (pl.col("minus") == 0)
    told = (thing & (weight >= pl.col("minus"))) | placed | hinted
    review = pl.col("kind") == "review"
    return frame.select(
        "row",
        goods=pl.when(pl.col("kind").is_in(HEADLINES)).then(headline).otherwise(told | review),
        balance=balance,
    )


def category_of(posts: pl.DataFrame, named: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """`row`, `category`: the category of the main good; a product outweighs a brand, the title the text.

    posts needs `row` and `title_end`; named needs row, kind, category, start.
    """
    votes = named.filter(
        pl.col("category").is_not_null() & pl.col("kind").is_in(["product", "brand", "factory"])
    )
    votes = votes.join(posts.select("row", "title_end"), on="row", how="inner").with_columns(
        vote=pl.when(pl.col("kind") == "product").then(3).otherwise(2)
        + pl.when(pl.col("start") < pl.col("title_end")).then(3).otherwise(0)
    )
    votes = votes.group_by("row", "category").agg(pl.col("vote").sum(), first=pl.col("start").min())
    best = votes.sort(["row", "vote", "first"], descending=[False, True, False]).unique(
        "row", keep="first", maintain_order=True
    )
    frame = goods.join(best.select("row", main="category"), on="row", how="left", maintain_order="left")
    return frame.select(
        "row",
        category=pl.when("goods").then(pl.col("main").fill_null(OTHER)).otherwise(pl.lit(NOT_GOODS)),
    )


def settle(posts: pl.DataFrame, guesses: pl.DataFrame) -> pl.DataFrame:
    """posts with `goods` and `category` as the models see them where the lexicon knows no name.

    posts: row, kind, title, text, goods, category and what `judging.judge` says; guesses: row, guess, share.
    """
    full = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""))
    full = full.str.head(600)
    frame = posts.join(guesses, on="row", how="left", maintain_order="left")
    # a null share (headlines) is no talk
    talk = ((pl.col("speaker/other") < SPEAKS_OF_GOODS) & (full.str.len_chars() > 8)).fill_null(False)
    medicine = ~pl.col("goods") & full.str.contains(MEDICINE) & full.str.contains(_SWAPPED)
    guess = pl.when(pl.col("share") >= GUESS_FROM).then(pl.col("guess")).otherwise(pl.lit(OTHER))
    settled = frame.with_columns(
        category=pl.when(medicine)
        .then(pl.lit("医药健康"))
        .when((pl.col("category") == OTHER) | (talk & ~pl.col("goods")))
        .then(pl.coalesce(guess, pl.col("category")))
        .otherwise(pl.col("category")),
        goods=pl.col("goods") | talk,
    )
    return settled.drop("guess", "share")

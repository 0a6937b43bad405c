"""Who speaks: buyer, reseller, factory, ad, media or other, from cues and from the label model."""

import polars as pl

from nlp.categories import HEADLINES
from nlp.judging import weigh
from nlp.scoring import column, scores

# A question list and a video list are written by users; the others are the editors' words.
USER_LISTS = r"zhihu|bilibili"
# who reports what others say, and who explains from inside the trade; neither buys nor sells
_REPORTED = (
    r"消费调查|调查(?:显示|说|称|发现|表明)|受访(?:者|的?消费者)|(?:有|多名|不少|多位)(?:消费者|网友|市民|用户)(?:投诉|反映|举报|反馈)|"
    r"(?:商家|店家|平台|涉事方)(?:称|表示|回应)|(?:专家|业内人士|律师|负责人)(?:提醒|介绍|表示|指出)|记者(?:走访|在|从|调查|了解|注意)|"
    r"近日.{2,14}(?:被|在|因|登上)|抽检(?:结果|合格率|不合格)"
)
_INSIDER = (
    r"做了?.{1,4}年.{0,6}(?:供应链|外贸|品控|验货|采购|跟单|质检|设计师|配方|研发|买手)|在.{0,8}(?:行业|供应链|工厂)里?(?:待|干|做|混)[过了]|"
    r"(?:做过|干过).{0,12}(?:验货|品控|跟单|采购|质检|供应链)|拆[了开].{0,12}(?:用料|做工|给你看)|拆一.{1,12}给你看|(?:里面|行业|其中)的门道|的门道说|"
    r"行内人|业内人说|谢邀|先说结论.{0,20}(?:成本|渠道|溢价|差价)|行业内幕"
)
_OWN_VOICE = (
    r"我们(?:厂|是|家|店)|本厂|本店|自家工厂|加[微Vv]|私我|一件代发|点左下角|上链接|我们一样|接龙|家人们|宝子|姐妹们|"
    r"有没有人|有懂|如题|求(?:推荐|链接|问|助|带)|我(?:买|入手|下单|收到|投诉)|我那"
)
# a voice shows at once; the body of a long text quotes many
VOICE_READ = 400
SHOPPERS = ("comment", "review")


# How much the rules weigh against the model, in nats: where cues spoke, where none did
# (buyer), where a voice is told by its form, and where no goods are spoken of.
TRUST, TRUST_SILENT, TRUST_TOLD, TRUST_GATE = 1.5, 1.0, 4.5, 4.0


def speaker(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `speaker`. posts needs row, kind, platform, title, text, asks, goods (Boolean) and what
    `judging.judge` says."""
    ruled = _ruled(posts, cues)
    frame = posts.join(ruled, on="row", how="left", maintain_order="left")
    trust = (
        pl.when(~pl.col("goods"))
        .then(TRUST_GATE)
        .when("told")
        .then(TRUST_TOLD)
        .when("silent")
        .then(TRUST_SILENT)
        .otherwise(TRUST)
    )
    return frame.select("row", speaker=weigh("speaker", pl.col("ruled"), trust))


def _ruled(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `ruled` (who the rules say speaks), `silent` (no cue spoke), `told` (its form tells)."""
    said = scores(posts, cues, "speaker")
    frame = posts.join(said, on="row", how="left", maintain_order="left")
    factory, reseller, ad, media, buyer, other = (
        column(frame, name) for name in ("factory", "reseller", "ad", "media", "buyer", "other")
    )
    frame = frame.join(_voices(posts), on="row", how="left", maintain_order="left")
    reported, insider = (pl.col(name).fill_null(False) for name in ("reported", "insider"))
    asks = pl.col("asks")
    headline = pl.col("kind").is_in(HEADLINES)
    by_users = pl.col("platform").fill_null("").str.contains(USER_LISTS)
    return frame.select(
        "row",
        told=reported | insider,
        silent=pl.sum_horizontal(factory, reseller, ad, media, buyer, other) == 0,
        ruled=pl.when(headline & ~by_users)
        .then(pl.lit("media"))
        .when(headline)
        .then(pl.when(asks & (buyer >= 4)).then(pl.lit("buyer")).otherwise(pl.lit("other")))
        .when(~pl.col("goods"))
        .then(pl.when((media >= 3) & (buyer == 0)).then(pl.lit("media")).otherwise(pl.lit("other")))
        .when((media >= 6) & (buyer < 4) & (factory < 6))
        .then(pl.lit("media"))
        .when(reported & (buyer < 4) & (factory < 6))
        .then(pl.lit("media"))
        .when(insider & (ad < 6))
        .then(pl.lit("other"))
        .when((factory >= 6) & (factory >= reseller) & (buyer < factory))
        .then(pl.lit("factory"))
        .when((reseller >= 3) & (reseller >= ad) & (buyer <= reseller))
        .then(pl.lit("reseller"))
        .when((ad >= 6) & (ad > buyer))
        .then(pl.lit("ad"))
        .when((factory >= 3) & (buyer < 4))
        .then(pl.lit("factory"))
        .when((other >= 2) & (buyer < 4))
        .then(pl.lit("other"))
        .when((ad >= 3) & (buyer == 0) & ~asks)
        .then(pl.lit("ad"))
        .when((media >= 3) & (buyer == 0) & ~asks)
        .then(pl.lit("media"))
        .otherwise(pl.lit("buyer")),
    )


def _voices(posts: pl.DataFrame) -> pl.DataFrame:
    """`row`, `reported`, `insider` of the posts about goods that are no headlines."""
    told = posts.filter(pl.col("goods") & ~pl.col("kind").is_in(HEADLINES))
    said = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""))
    told = told.select("row", "kind", said=said.str.head(VOICE_READ))
    told = told.filter(pl.col("said").str.contains(f"{_REPORTED}|{_INSIDER}"))
    other_voice = ~pl.col("said").str.contains(_OWN_VOICE)
    return told.select(
        "row",
        reported=pl.col("said").str.contains(_REPORTED) & other_voice & ~pl.col("kind").is_in(SHOPPERS),
        insider=pl.col("said").str.contains(_INSIDER) & other_voice,
    )

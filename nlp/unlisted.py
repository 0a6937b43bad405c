"""Brands and goods the lexicon does not hold, told by how they are written and what stands around them.

A brand is a run the segmentation knows no word for (single characters, or capitalised Latin words) where a
brand is said: before 平替, 代工, a good or its price, after 平替, beside a brand, between 跟 and 一个厂.
How much a run looks like a name is counted from the lexicon itself: which characters its brands are made of.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

from nlp.lexicon import Lexicon
from nlp.segment import Tokenizer
from nlp.stop_words import CHINESE, LATIN

# Longer posts are read up to here: a name that matters is said early.
_REACH = 4_000
_CUE = (
    r"平替|平价|替代|代工|贴牌|供货|厂|家的|源头|元|块|\d|"
    r"(?i:dupe|knockoff|alternative|lookalike|review|bought)"
)
_TRADE = r"平替|代工|贴牌|同厂|一个厂|同一[个家](?:工)?厂|(?i:dupe|knockoff)"
# What a run must clear (mean log odds of its characters) by how plainly the place calls for a brand.
_SURE, _LIKELY, _MAYBE = 0.2, 0.4, 0.9
# A word of the dictionary may be part of a name where it is made of the characters of names (尤利 + 特).
_NAMELIKE = 1.0

_AFTER_SURE = re.compile(
    r"(?:家的?|的|版)?(?:高配|低配|完美|国产)?(?:平替|平价替代|平价版)|(?:的)?(?:代工厂|代工|贴牌|同厂|供应商|原厂)|"
    r"(?:是|就是|都是|不是|是不是|出自)?(?:同?一[个家条](?:代)?(?:工厂|厂|生产线)|同厂)|是.{2,8}?的?平替"
)
_AFTER_LIKELY = re.compile(
    r"家(?:的|这款|那款|新款)|[这那][款盒双瓶件条支个]|(?:官方)?(?:旗舰店|官网|专柜)|\s?(?:VS|vs|PK|pk)\s?"
)
_AFTER_NUMBER = re.compile(r"[：:]?\s?\d{2,4}(?:\.\d{1,2})?(?=[；;，,。！\n\s]|$)")
_BEFORE_SURE = re.compile(r"(?:平替|替代|吊打|媲美|对标|碰瓷)(?:了|是|就?选了?|找到了?|买了?|就)?\s?$")
_BEFORE_PAIR = re.compile(r"(?:给|为|替|帮|跟|和|与|同|像|由)\s?$")
_BEFORE_LIKELY = re.compile(r"(?:国货|国产|大牌|品牌|牌子|牌子叫|牌子是|品牌叫|品牌是|认准)[：:]?\s?$")
_MAKES = re.compile(r"(?:做过?|一直)?.{0,2}?(?:代工|贴牌|供货|代加工|代生产)")
# A run never holds these, and ends or begins beside them.
_STOP = frozenset(
    "的了是在和与跟给为被把很这那哪谁我你他她它们吗呢吧啊呀哦嘛没不就还又再啥么怎些每各某此其而且或因所以但才只都也请问由从向到去来说"
    "有个双条件款台支瓶盒张辆套块元万亿年月日号时分秒第一二三四五六七八九十百千两几多少半点前后里外中内间旁上下左右能会想要让叫做成过得着地之于及等"
    "太真好更最超挺巨爆贵便慢快高低长短厚薄早晚今明昨药神党族妈人"
)
_LEAD = "入买用选换囤收拍试挑搜找求蹲冲吹夸踩测评开拆学图背穿"
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_LATIN = re.compile(
    r"(?<![A-Za-z0-9./@_\-])[A-Z][A-Za-z0-9&'’]*(?:[ -][A-Z][A-Za-z0-9&'’]*){0,2}(?![A-Za-z0-9/@_])|"
    r"(?<![A-Za-z0-9./@_\-])[a-z]{3,12}(?=\s?平替)"
)
# ➡️维优 88r, 平替：森田家: what a list offers
_OFFERED = re.compile(
    r"(?:→|➡️?|👉|🔛|平替(?:是|就是|选了|推荐)?\s?[：:])\s?(?P<x>[一-鿿]{2,6}|"
    r"[A-Za-z][A-Za-z&'’]+(?: [A-Z][A-Za-z&'’]+)?)(?=\s?[¥￥]?\d|[，,。；;\n]|\s|$)"
)
# N8390, FA-003, Mate60: letters and figures of a model; not of a factor, norm or vitamin
_CODE = re.compile(
    r"(?<![A-Za-z0-9./_@#\-])(?!(?:SPF|UPF|PA|PM|IP|GB|ISO|EN|FFP|KN|MP|USB|PD|CP|COVID|TOP|Top|NO|No|VOL|EP|DDR|LTE|ID|QQ|VX|WX|HC|S9|CNY|RMB|USD|B\d|D\d|Q\d|G\d)-?\d?)"
    r"(?:[A-Z]{1,4}[a-z]{0,3}-?\d{2,5}[A-Za-z]{0,2}|[A-Z]{2,4}-\d{1,3}[A-Za-z]{0,2})(?![A-Za-z0-9元块%/\-]|\.\d)"
)
_EN_BEFORE = re.compile(
    r"(?i)(?:\b(?:dupes?|knock-?offs?|alternatives?|lookalikes?|replacements?|"
    r"substitutes?)\s(?:for|of|to)|\b(?:makes?|manufactures?|OEM|factory)\s(?:it |them |"
    r"these )?(?:for|as)|"
    r"\b(?:vs\.?|versus|compared to|similar to|just like|same as))\s(?:(?:the|my|a|an|their|this|"
    r"those|these)\s)?$"
)
_EN_AFTER = re.compile(r"(?i)(?:'s|’s)?\s(?:dupes?|knock-?offs?|lookalikes?)\b|(?:'s|’s)\s")
_NOT_LATIN = frozenset(LATIN.split())
_HEADS = "鞋裤裙衫袜靴锅壶椅柜桌毯枕灯霜帽"
_HEAD = re.compile(
    rf"(?:^|[\s，,。！!？?、：:；;#“「『【（(…～~]|[的了个双条件只款把台支瓶盒套张辆顶床]|平替|同款|买|入手?|求|找|和|版|推荐|挖到)"
    rf"(?P<x>[一-鿿]{{1,4}}?[{_HEADS}])(?=$|[\s，,。！!？?、：:；;#”」』】）)…～~\[\d]|的|是|也|太|真|很|平替|同款|推荐|测评|合集|多少|[一-鿿]?[双条件只款个盏])"
)
_NOT_HEAD = re.compile(
    r"[的了是在和与跟给为被把很这那哪谁我你他她它们吗呢吧啊没不就还又再求找啥么什怎些每各某买穿用想要有来去说看会能可以到都也一二三四五六七八九十年月日天次双条件只款把台支瓶盒套张辆顶床开关]"
)
_HAN = re.compile(r"[一-鿿]")
# praise and people before 平替 name nothing
_PRAISE = (
    "神仙 宝藏 王炸 天花板 绝美 顶级 顶流 史诗 永远 良心 "
    "妥妥 实锤 初学 快乐 万岁 预警 自由 省钱 成功 入门 姑且 "
    "平价 贵妇 网红 明星 爱豆 白月光 宿舍 职场 早八 通勤 旅行"
)
_PLAIN = frozenset(f"{CHINESE} {_PRAISE}".split())
# Names of one post that are looked for all through it.
_NAMES_SOUGHT = 12
Span = tuple[int, int]
COLUMNS = ("row", "kind", "start", "end", "text", "norm")


class Unlisted:
    """Reader of unlisted names, made once for a lexicon."""

    def __init__(self, lexicon: Lexicon, tokenizer: Tokenizer) -> None:
        self._cut = tokenizer.cut
        self._known = {
            *lexicon.terms["key"].to_list(),
            *lexicon.cues["key"].to_list(),
            *(word.lower() for word in lexicon.modifiers),
            *lexicon.tables["traps"]["term"].str.to_lowercase().to_list(),
        }
        self._places = lexicon.terms.filter(pl.col("kind") == "belt")["form"].to_list()
        self._odds = _character_odds(lexicon)

    def find(
        self, posts: pl.DataFrame, taken: pl.DataFrame, full: pl.Series, cue: str = _CUE
    ) -> pl.DataFrame:
        """Mentions (row, kind, start, end, text, norm) in the posts (row, headline), none over a `taken`."""
        texts = posts.select("row", "headline").with_columns(
            full.gather(posts["row"]).str.head(_REACH).alias("full")
        )
        texts = texts.filter(pl.col("full").str.contains(cue))
        held = taken.join(texts.select("row"), on="row", how="semi")
        places: dict[int, list[tuple[int, int, str]]] = {}
        for row, *place in held.select("row", "start", "end", "kind").iter_rows():
            places.setdefault(row, []).append(tuple(place))
        found = []
        for row, headline, text in texts.iter_rows():
            named = list(self.read(text, places.get(row, []), headline=headline))
            for kind, start, end in [*named, *_again(text, named, places.get(row, []))]:
                found.append((row, kind, start, end, text[start:end], text[start:end]))
        return pl.DataFrame(found, schema={name: taken.schema[name] for name in COLUMNS}, orient="row")

    def sure(self, posts: pl.DataFrame, taken: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
        """Names said where only a brand is said (求X平替), found before it is known that goods are meant."""
        posts = posts.filter(~pl.col("headline"))
        found = self.find(posts, taken, full, cue=_TRADE)
        surname = pl.col("text").str.len_chars().is_between(2, 3) & pl.col("text").str.slice(0, 1).is_in(
            _SURNAMES
        )
        plain = pl.Series([self._is_word(name) for name in found["text"]], dtype=pl.Boolean)
        return found.filter((pl.col("kind") == "brand") & ~surname & ~plain)

    def read(
        self, text: str, held: list[tuple[int, int, str]], *, headline: bool = False
    ) -> Iterator[tuple[str, int, int]]:
        """(kind, start, end) of the unlisted names of one text; `held` are the mentions found so far."""
        busy = [(start, end) for start, end, _ in held]
        starts = {start: kind for start, _, kind in held}
        ends = {end: kind for _, end, kind in held}
        for start, end in [*self._runs(text), *self._latin(text)]:
            if any(start < stop and begin < end for begin, stop in busy):
                continue
            least = self._least(text, start, end, starts, ends, headline=headline)
            name = text[start:end]
            if least is None or self._score(name) < least:
                continue
            # dior花秘瑰萃: what follows a brand at once is the name of its good
            if name[-1] in _HEADS or ends.get(start) == "brand":
                busy.append((start, end))
                yield "product", start, end
                continue
            # a word of the dictionary is a name only right before 平替 (永远的平替, 平替万岁 name nobody)
            told = least == _SURE and text[end : end + 2] == "平替" and self._score(name) >= _MAYBE
            if told or not self._is_word(name):
                busy.append((start, end))
                yield "brand", start, end
        for match in _OFFERED.finditer(text) if "平替" in text else ():
            start, end = match.span("x")
            if self._unlisted(match["x"]) and not any(start < stop and begin < end for begin, stop in busy):
                busy.append((start, end))
                yield "brand", start, end
        for match in () if headline else _CODE.finditer(text):
            start, end = match.span()
            if not any(start < stop and begin < end for begin, stop in busy):
                busy.append((start, end))
                yield "product", start, end
        for match in () if headline else _HEAD.finditer(text):
            start, end = match.span("x")
            named = match["x"] not in self._known and not _NOT_HEAD.search(match["x"])
            if named and not any(start < stop and begin < end for begin, stop in busy):
                yield "product", start, end

    def _unlisted(self, name: str) -> bool:
        """Whether a list entry is a name: nothing we know, no stop character, no place."""
        low = name.lower().strip()
        if low in self._known or low in _PLAIN or any(character in _STOP for character in name):
            return False
        return not any(word in _NOT_LATIN for word in low.split())

    def _least(  # noqa: PLR0911 - one return a kind of place
        self,
        text: str,
        start: int,
        end: int,
        starts: Mapping[int, str],
        ends: Mapping[int, str],
        *,
        headline: bool,
    ) -> float | None:
        """The score a run must reach at this place; None where no brand is called for."""
        before, after = text[max(0, start - 24) : start], text[end : end + 14]
        if _AFTER_SURE.match(after) or _BEFORE_SURE.search(before[-8:]) or _EN_BEFORE.search(before):
            return _SURE
        if _BEFORE_PAIR.search(before) and _MAKES.match(after):
            return _SURE
        if text[start:end].isascii() and _EN_AFTER.match(after):
            return _LIKELY
        if headline:
            return None
        if _AFTER_LIKELY.match(after) or _BEFORE_LIKELY.search(before[-6:]):
            return _LIKELY
        if _AFTER_NUMBER.match(after):
            return _MAYBE
        near = next((place for place in (end, end + 1) if starts.get(place) in ("product", "price")), None)
        if near is not None and (near == end or after[:1] in " 的：:，,"):
            person = text[start] in _SURNAMES and after[:1] == "的"
            return None if person else _LIKELY if starts[near] == "product" else _MAYBE
        listed = after[:1] and after[0] in "、/和与" and starts.get(end + 1) == "brand"
        if listed or (before[-1:] in ("、", "/", "和", "与") and ends.get(start - 1) == "brand"):
            return _LIKELY
        return None

    def _runs(self, text: str) -> Iterator[Span]:
        """Runs of two to five single characters that the dictionary joins to no word."""
        at = begin = pieces = 0
        for token in [*self._cut(text), "。"]:
            free = (len(token) == 1 and token not in _STOP) or (1 < len(token) < 4 and self._namelike(token))
            if free and _HAN.match(token):
                pieces += 1
            else:
                if pieces and 2 <= at - begin <= 6:
                    while at - begin > 2 and text[begin] in _LEAD:
                        begin += 1
                    name = text[begin:at]
                    placed = any(place in name for place in self._places)
                    counted = text[begin - 1 : begin].isdigit()  # 130万象素
                    if len(name) <= 5 and name not in self._known and not placed and not counted:
                        yield begin, at
                begin, pieces = at + len(token), 0
            at += len(token)

    def _latin(self, text: str) -> Iterator[Span]:
        for match in _LATIN.finditer(text):
            words = match[0].lower().replace("-", " ").split()
            if match[0].lower() in self._known or len(match[0]) < 2 or len(match[0]) > 30:
                continue
            if not any(word.strip("'’.") in _NOT_LATIN for word in words) and not re.fullmatch(
                r"[A-Z]?\d+[A-Z]?", match[0]
            ):
                yield match.span()

    def _is_word(self, name: str) -> bool:
        return not name.isascii() and len(self._cut(name)) == 1

    def _namelike(self, word: str) -> bool:
        return word not in _PLAIN and word not in self._known and self._score(word) >= _NAMELIKE

    def _score(self, name: str) -> float:
        if name.isascii():
            return _LIKELY
        return sum(self._odds.get(character, 0.0) for character in name) / len(name)


def _again(
    text: str, named: list[tuple[str, int, int]], held: list[tuple[int, int, str]]
) -> Iterator[tuple[str, int, int]]:
    """The other places of brands just found: what is a name once is one all through a post."""
    busy = [*((start, end) for _, start, end in named), *((start, end) for start, end, _ in held)]
    names = {text[start:end] for kind, start, end in named if kind == "brand" and end - start > 2}
    for name in sorted(names)[:_NAMES_SOUGHT]:
        for place in re.finditer(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text):
            start, end = place.span()
            if not any(start < stop and begin < end for begin, stop in busy):
                busy.append((start, end))
                yield "brand", start, end


def _character_odds(lexicon: Lexicon) -> Mapping[str, float]:
    """Log odds of each character standing in a brand rather than in a word for goods."""
    brands: Counter[str] = Counter()
    words: Counter[str] = Counter()
    terms = lexicon.terms.filter(pl.col("form").str.contains(r"^\p{Han}{2,}$"))
    for form in terms.filter((pl.col("kind") == "brand") & ~pl.col("common"))["form"]:
        brands.update(set(form))
    for form in terms.filter(pl.col("kind").is_in(["product", "material", "aspect"]))["form"]:
        words.update(set(form))
    for form in [*lexicon.modifiers, *lexicon.cues["key"]]:
        words.update(set(form))
    total, rest = brands.total() + 500, words.total() + 500
    return {
        character: math.log((brands[character] + 0.5) / total) - math.log((words[character] + 0.5) / rest)
        for character in brands.keys() | words.keys()
    }

"""Whether a statement is claimed, denied or asked, read from its own sentence and clause alone.

A question elsewhere in the post does not make a plain statement asked; hearsay with a question does
(听说温岭出厂价很低，有路子吗), and so does a tag (…，真的假的？) or a lead (求证，…).
"""

import re

# A clause. Posts without punctuation part their clauses by spaces or emoji.
_CLAUSE = re.compile(r"[，,：:｜|\n~～…]+|(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])|[\U0001F300-\U0001FAFF]+")
# A text without a full stop is read this far either side of a place.
REACH = 300
# As little as this beside a space is a word of a title, not a clause (凯乐石跑鞋平替 求推荐).
_SHORT = 5
_SPACE = re.compile(r"(?<=[^\x00-\xff])[ \t\u3000]+(?=[^\x00-\xff])")

_OPINION = re.compile(r"如何看待|如何评价|怎么看|为什么|为何|谁买|怎么(?:也|会|能|还|敢)")
_OTHER_WISH = re.compile(
    r"有没有人(?:跟|和)我|(?:没|未|不|无法)求证|[要需追请恳强力]求|求(?:个|一?下)?(?:链接|指路|店名|店铺|尺码|扩散|关注|抱抱|放过|同款)|"
    r"蹲(?:到|了|守|点|坑|下)|(?:不管|无论|不论|管他|管它).{0,12}|(?:多|要|什|那|这)么"
)
_ASKS = re.compile(
    r"求(?!生)|有无|蹲|吗[，。！~\s]|吗$|有没有|有啥|有什么.{0,8}(推荐|平替)|能不能|能否|可否|是不是|谁知道(?!呢)|平替不(?=$|[\s，。])|"
    r"真的?假的?(?=$|[\s，。])|想找(?!茬)|"
    r"(?i:\b(anyone|looking for|any dupe|is there|does .{0,20} have)\b)"
)
_QUESTION = re.compile(
    r"吗|(?<![什怎那这多要好])么(?:[呀啊]|$)|呢$|求(?!生|职|学|婚|稳|医|救)|蹲|有没有|是不是|能不能|会不会|可不可以|能否|可否|是否|"
    r"哪[家个里儿些款种有能]|在哪|谁(?:家|有|能|懂|说|知道(?!呢))|请问|想问|问一?下|有人.{0,8}(?:过|知道)(?:$|没)|多少|几块|有啥|"
    r"怎么(?:买|找|拿|选|进|样)|什么(?:牌子|价|店|厂)|想找|还是.{1,8}呢|"
    r"(?i:\b(?:anyone|looking for)\b|^\s*(?:is|are|does|do|can)\b)"
)
_TAG = re.compile(
    r"真的?假的?|真的吗|(?:这|这个|那)?是真的吗|是吗|对吗|对不对|对吧[?？]|是不是啊?$|是这样吗|可信吗|靠谱吗|求证(?!过)|求辟谣|有路子吗|"
    r"有人(?:知道|了解|清楚)吗|谁知道(?!呢)|(?i:is (?:it|that) true|right\?|can anyone confirm)"
)
_TAG_ALONE = re.compile(rf"\s*(?:{_TAG.pattern})[啊呀么\s]*(?:[?？]|$)")
_LEAD = re.compile(r"^\s*(?:求证|求问|求助|请问|想问|问一?下|问问|弱弱问|请教)[一下大家们姐妹各位家人]*\s*$")
_HEARSAY = re.compile(r"听说|听.{1,4}说|据说|有人说|都说|网传|传说|说是|传闻|(?i:\b(?:rumou?r|supposedly))")
# 1688买的拖鞋会臭吗 asks about the smell: that it was bought there is said
_GIVEN = re.compile(
    r"^(?:上|里|店里?|家|那边|本地)?(?:新|刚|才)?(?:买|入手?|下单|拍|淘|收|囤|团|抢|搜|翻|产|发|出|拿|发货|直发)?(?:到|来)?的(?!吗|么|吧|嘛|货吗|[?？]|$)"
)
_UNSURE = re.compile(r"有人|有没有|谁|是不是|听说|据说|哪|求|能|蹲|想|[是有]$")
_NOT_FROM = re.compile(
    r"(?:(?<!是)不是|并非|不属于|(?<![还悔])没[在从]|不来自)(?:什么)?(?:从|在|来自|去)?.{0,2}$|"
    r"(?i:\b(?:not|isn't|aren't|wasn't|weren't|never) (?:\w+ )?(?:from|on|in|at) )$"
)
_NOT_THERE = re.compile(
    r"^(?:上|里|那边)?(?:都|也|根本|压根)?(?:搜不到|买不到|找不到|没有卖|没得卖|没货|断货|不发货|下架)"
)


def sentence_asks(sentence: str, *, headline: bool, queried: bool) -> bool:
    """Whether a sentence asks as a whole. `queried`: a question mark ends the clause in question."""
    if queried and not (headline and _OPINION.search(sentence)):
        return True
    return bool(_ASKS.search(_OTHER_WISH.sub("　", sentence.rstrip("?？")) + " "))


def run(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """The part of a sentence around a place that no space between two longer clauses cuts off."""
    left, right = start, end = max(start, at - REACH), min(end, at + REACH)
    for space in _SPACE.finditer(text, start, end):
        before = _run_length(text[max(start, space.start() - _SHORT) : space.start()], last=True)
        after = _run_length(text[space.end() : min(end, space.end() + _SHORT)], last=False)
        if before < _SHORT or after < _SHORT:
            continue
        if space.end() <= at:
            left = space.end()
        elif space.start() > at:
            right = space.start()
            break
    return left, right


def of_clause(sentence: str, begin: int, stop: int, following: str = "", *, beside: bool = False) -> str:
    """claimed, denied or asked of what stands at begin:stop of a sentence.

    `following` is the next sentence; `beside`: the good stands right after the place (永康保温杯多少钱).
    """
    clauses = _clauses(sentence)
    if sentence.endswith("?") and following[:1].isascii() and following[:1].isalnum():  # an address
        clauses[-1] = (*clauses[-1][:2], "")
    own = max(at for at, (start, _, _) in enumerate(clauses) if start <= begin)
    start, end, closing = clauses[own]
    clause = sentence[start:end]
    given = (beside or _GIVEN.match(sentence[stop:end])) and not _UNSURE.search(sentence[start:begin])
    if _is_question(clause, closing) and not given:
        return "asked"
    near = [sentence[a:b] + close for a, b, close in clauses[max(own - 1, 0) : own + 2]]
    if any(_TAG.search(part) for part in near) or _TAG_ALONE.match(following):
        return "asked"
    if any(_LEAD.match(sentence[a:b]) for a, b, _ in clauses[:own]):
        return "asked"
    later = clauses[own + 1 :]
    if _HEARSAY.search(sentence[:end]) and any(_is_question(sentence[a:b], close) for a, b, close in later):
        return "asked"
    if _NOT_FROM.search(sentence[start:begin]) or _NOT_THERE.match(sentence[stop:end]):
        return "denied"
    return "claimed"


def _is_question(clause: str, closing: str) -> bool:
    if _OPINION.search(clause):
        return False
    return closing in ("?", "？") or bool(_QUESTION.search(_OTHER_WISH.sub("　", clause)))


def _clauses(sentence: str) -> list[tuple[int, int, str]]:
    """(start, end, the mark that ends it) of each clause."""
    body = sentence.rstrip("。！!?？；;\n \t")
    mark = sentence[len(body) : len(body) + 1]
    found, start = [], 0
    for border in _CLAUSE.finditer(body):
        found.append((start, border.start(), border[0][:1]))
        start = border.end()
    return [*found, (start, len(body), mark)]


def _run_length(part: str, *, last: bool) -> int:
    """Characters up to the nearest space or mark."""
    words = re.split(r"[\s，,。！!?？；;、：:]+", part)
    return len(words[-1] if last else words[0])

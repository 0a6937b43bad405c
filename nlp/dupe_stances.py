"""Whether a dupe claim is made, denied or asked: as every stance, and by what is peculiar to 平替."""

import re

from nlp.reading import Reading
from nlp.stances import REACH

# no question: 这不就是X的平替吗, 有没有可能A就是X平替, 没人觉得…吗
_RHETORICAL = re.compile(
    r"不就是|难道不|谁家.{0,6}还没|谁还|没人觉得|有没有可能|何尝不|怎么不算|能不能平替我不知道|还要啥|不香吗|"
    r"你敢信|(?i:hear me out|how is this not)"
)
_WANTS = re.compile(
    r"求推荐|求安利|求平替|跪求|急求|推荐一?[下个]|推荐推荐|有推荐|有无|有木有|有没有|有么|[么嘛]$|[么嘛][。，~\s]|求个|求问|求助|请问|请教|安利一?[下个]|想找|帮我?找|"
    r"哪里有|哪[个款家种](?:牌子)?(?:最|更)?(?:好|值得|推荐)|什么牌子|在线等|有人知道|谁知道|"
    r"(?i:any recs|recommendations|looking for|in search of|iso\b|does anyone|is there)"
)
_WANTS_BEFORE = re.compile(
    r"^\W*(?:求推荐|求助|求问|请问|蹲|求|急求|问|想问|提问|姐妹们求|家人们求|在线求)[一-鿿]{0,4}\W*$"
)
_DENIES = re.compile(
    r"[平替]\s?[≠!]=?\s?|≠|平替个[鬼屁毛]|(?:不建议|不推荐|别|千万别|不要)(?:再)?(?:把|拿|用|买|冲|信|入)[^，。！？\n]{0,14}(?:平替|dupe)|"
    r"(?:压根|根本|完全|绝对|真的?|并)?(?:不是|算不上|称不上|当不了|做不了|够不上|配不上|不配|不算|谈不上|成不了)[^，。！？\n]{0,12}平替|"
    r"(?:没有?|(?<!有)无(?=平替|可)|找不到|不存在)[^，。！？\n吗么]{0,8}平替(?![^，。！？\n]{0,6}[吗么?？])|平替[^，。！？\n]{0,3}(?:不存在|没有的|算了|免了|不了)|"
    r"说[^，。！？\n]{2,24}平替的(?=[，,。！!？?\s]|都)|"
    r"(?i:\b(?:not|none of|nothing|isn't|aren't|never|no)\b.{0,16}\b(?:dupes?|substitute)\b)"
)
# 号称X平替 … 坏了: somebody else's claim, and a bad end
_OTHERS_CLAIM = re.compile(
    r"(?:所谓的?|号称|以为|本以为|说好的|宣传的?|吹(?:成|是|的)?|被?说成|都说|说是|自称|网传|被?夸成|被?称为|谁说|说[^，。！？]{1,8}是)[^，。！？\n]{0,12}$|[“\"「『][^”\"」』\n]{0,10}$"
)
_BAD_END = re.compile(
    r"(?<!没)(?<!没有)(?<!不会)(?<!不)(?:翻车|踩雷)|打水漂|全坏|就坏|坏了|避雷|失望|退货|退了|后悔|交学费|智商税|冒烟|不过是|罢了|差远|差得?太?远|差一?大?截|一半都没有|没法比|不像|别买|"
    r"根本不|压根不|白花|扔了|闲置|起球|过敏|烂脸|开胶|掉色|掉漆|怀疑人生|飞粉|卡粉|老老实实|还是得|别信|散了吧|你们真的|骗|假的|负责任地说|(?i:waste|awful|terrible|broke|disappoint)"
)
_OPINION_AGAINST = re.compile(
    r"压根不|根本不|反了吧|完全不是|不是一个(?:赛道|级别|档次)|差远了|不可能|别开玩笑|我不信|不信|"
    r"想多了|做梦|一点都不像"
)
_CHOICE = re.compile(r"怎么选|哪[个款家]|还是|咋选|选谁")
_TESTED = re.compile(
    r"实测|测评|评测|用了|穿了|喝了|吃了|戴了|买了|入了|拍了|亲测|对比|结论|到手|一周|两周|半年|"
    r"个月|[天年]后|我试|试了|(?i:tested|i tried|bought|after)"
)
_TESTED_FROM = 25
_NEXT = 40


def stance(  # noqa: PLR0911 - one return a reason
    post: Reading, at: int, core: int, end: int
) -> str:
    """claimed, denied or asked of the dupe claim whose word stands at core:end."""
    start, stop = post.sentence(at)
    start, stop = max(start, at - REACH), min(stop, at + REACH)
    sentence = post.text[start:stop]
    later = post.text[stop : stop + _NEXT]
    asks = post.text[core:stop].rstrip().endswith(("?", "？")) or sentence.rstrip()[-1:] in "?？"
    if _RHETORICAL.search(sentence):
        return "claimed"
    if asks and not post.headline and _OPINION_AGAINST.search(later):
        return "denied"
    if asks and not post.headline and not _CHOICE.search(later) and _answers_itself(post, end, stop):
        return "claimed"
    wanted = _WANTS.search(sentence) or _WANTS_BEFORE.match(_previous(post, start))
    if asks and not post.headline and start < post.title_end and (told := _reviewed(post, stop)):
        return told
    if wanted and not re.search(r"求推荐.{0,2}(?:没|的人)|推荐给", sentence):
        return "asked"
    if _DENIES.search(sentence) and not asks:
        return "denied"
    said = post.text[max(start, core - 16) : core]
    if _OTHERS_CLAIM.search(said) and _BAD_END.search(post.text[end : end + 3 * _NEXT]) and not asks:
        return "denied"
    return post.stance(at)


def _answers_itself(post: Reading, end: int, stop: int) -> bool:
    """X的平替？A…: a question of the writer's own that a good answers at once."""
    if stop - end > 2 or stop >= len(post.text):
        return False
    return any(stop <= good.start <= stop + 4 for good in post.goods())


def _reviewed(post: Reading, stop: int) -> str | None:
    """The verdict of a text that tests what its title asks; None where it asks on."""
    body = post.text[stop : stop + 4 * REACH]
    if (
        len(body) < _TESTED_FROM
        or not _TESTED.search(body)
        or _WANTS.search(body)
        or "？" in body
        or "?" in body
    ):
        return None
    return "denied" if _BAD_END.search(body) or _DENIES.search(body) else "claimed"


def _previous(post: Reading, start: int) -> str:
    before = post.sentence(start - 1) if start > 0 else (0, 0)
    return post.text[before[0] : before[1]] if before[1] - before[0] < 16 else ""

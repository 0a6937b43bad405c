"""Prices of goods: 29.9元, 6.8元一双, 3块9, 88r, 9.9元3支 (3.3 a piece), $20. Not wages or coupons."""

import re
from collections.abc import Collection, Iterator, Sequence

Price = dict[str, float | str | None]

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_CURRENCIES = {
    "$": "USD", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD",
    "C$": "CAD", "₩": "KRW", "฿": "THB", "RM": "MYR", "澳元": "AUD", "澳币": "AUD",
    "加元": "CAD", "加币": "CAD", "新币": "SGD", "新台币": "TWD", "台币": "TWD",
    "泰铢": "THB", "马币": "MYR", "卢布": "RUB", "越南盾": "VND", "quid": "GBP",
    "韩币": "KRW", "日币": "JPY", "eur": "EUR", "gbp": "GBP", "jpy": "JPY",
    "hkd": "HKD", "aud": "AUD", "cad": "CAD", "刀": "USD", "美刀": "USD", "euro": "EUR", "美元": "USD",
    "美金": "USD", "bucks": "USD", "dollars": "USD", "dollar": "USD",
    "usd": "USD", "£": "GBP", "pounds": "GBP", "英镑": "GBP", "€": "EUR",
    "欧元": "EUR", "euros": "EUR", "日元": "JPY", "円": "JPY", "韩元": "KRW",
    "港币": "HKD", "港元": "HKD",
}  # fmt: skip

_COUNTER = (
    "双|件|条|个|只|支|瓶|盒|包|袋|套|斤|公斤|千克|克|米|平方|平米|台|把|张|块|本|杯|片|枚|罐|箱|桶|对|颗|根|份|串|束|盆|"
    "粒|卷|提|顶|副|组|部|辆|床|两|升|位|打|扎|篮|筐|板|抽|层|款|kg|KG|g|ml|ML|L|pcs|pc|pair|pairs|each|piece|lb|oz|set"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?"
_HAN = "[一二两三四五六七八九十百千万]{1,5}"
_UNIT = "元|块钱|块|圆|人民币|rmb|RMB|CNY|r(?![a-z])|R(?![A-Za-z])|米(?![色白粉线饭])|大洋|软妹币|￥|¥"
_FOREIGN = (
    r"美元|美金|美刀|刀(?![具片])|bucks|dollars?|usd|USD|pounds|quid|英镑|欧元|euros?|EUR|GBP|日元|日币|円|韩元|韩币|港币|港元|HKD|澳元|澳币|加元|加币|"
    r"新币|新台币|台币|泰铢|马币|卢布|越南盾|(?i:yuan|kuai)(?![a-z])"
)
_PIECE = rf"(?:[ ]?(?:/|每|一大?|1)\s?(?:{_COUNTER})(?![\d一-鿿]?钱))"
_PACK = rf"(?:[ ]?/?[ ]?(?P<pack>\d{{1,4}}|[两二三四五六七八九十])[ ]?(?P<packed>{_COUNTER}))"

_PIECE_OR_PACK = rf"(?:(?P<p1b>{_PIECE})|(?:(?P<pack1>[两二三四五六七八九十])(?P<packed1>{_COUNTER})))?"
_PATTERNS = (
    # $20/kg, ¥168, £4-5
    rf"(?P<sign>US\$|HK\$|NT\$|A\$|C\$|RM(?=\d)|\b(?:RMB|USD|CNY|EUR|GBP|HKD|AUD|CAD|JPY)(?=\s?\d)|[$£€¥￥₩฿])\s?(?P<a1>{_NUMBER})(?:\s?[-~–]\s?[$£€¥￥]?(?P<b1>{_NUMBER}))?(?P<p1>/\s?(?:{_COUNTER}))?",
    # 3块9, 1块2毛
    rf"(?P<whole>\d{{1,4}}|[一二两三四五六七八九十]{{1,3}})块(?P<dime>[1-9一二三四五六七八九])(?:毛|(?![\d个只双件条斤块十百])){_PIECE_OR_PACK}",
    # 1k2, 1.2w: of 4k电视 and 65w快充 nothing is told
    r"(?<![\dA-Za-z.])(?P<kilo>[1-9](?:\.\d)?)(?P<scale>[kKwW])(?P<kilorest>[1-9])?(?=\s?(?:多|出头|左右|入|买|收|拿|到手|搞定|块|的[，,。]|[，,。！!？?；;）)\n]|$))",
    # 三件99, 5片39
    r"(?<![\d.])(?P<count>[两二三四五六七八九十]|\d{1,2})"
    r"(?P<counted>[双件条个只支瓶盒包袋套片枚罐箱本斤把])装?[ ]?"
    r"(?P<together>\d{2,3}(?:\.\d{1,2})?)(?=[，,。！!；;～~\s）)]|$)",
    # 79-99都有, 129vs850
    r"(?<=[一-鿿])(?P<low>\d{2,4})\s?[-~–～]\s?(?P<high>\d{2,4})(?=都|之间|左右|不等|的|[，,。！!；;\s）)]|$)",
    r"(?P<bare10>\d{2,5})(?=\s?(?:vs|VS)\s?\d)|(?<=vs|VS)\s?(?P<bare11>\d{2,5})(?=[，,。！!；;\s）)]|$)",
    # 9毛一包
    rf"(?P<jiao>\d{{1,2}}|[一二两三四五六七八九])\s?(?:毛钱|毛|角)(?P<fen>[1-9](?!\d))?(?!一样|不拔|[线绒巾衫衣呢病孩])(?P<p3>{_PIECE})?",
    # 预算100以内
    rf"(?:不超过|控制在)\s?(?P<most>{_NUMBER})(?P<mostunit>元|块)?",
    rf"(?P<most2>{_NUMBER})(?P<most2unit>元|块)?(?=以内|以下|之内)",
    # 22-35元/双, 9.9元3支, 1.5万元, 百元
    rf"(?P<a2>{_NUMBER})(?:\s?[-~–到至]\s?(?P<b2>{_NUMBER}))?(?P<wan>万)?多?\s?(?P<unit>{_FOREIGN}|{_UNIT})"
    rf"(?:(?P<p2>{_PIECE})|{_PACK})?",
    rf"(?P<han>{_HAN})(?P<hunit>块钱|元|块(?![一-鿿]))(?P<p4>{_PIECE})?",
    # 45/盒, 48一件, 19.9两件, 22.9/4斤: no currency, the counter says it
    rf"(?P<a5>{_NUMBER})(?:(?P<p5>\s?(?:/|一大?)\s?(?:{_COUNTER}))|(?:/|(?=[两二三四五六七八九])|(?<=\.\d))(?P<pack5>\d{{1,3}}|[两二三四五六七八九])(?P<packed5>{_COUNTER}))",
    # 23.8的安抚兔, 库迪9.9那杯, 280包邮, "，899，"
    r"(?<![\d.A-Za-z])(?P<bare2>\d{1,4}\.\d{1,2})(?=的|那|这|还|就|拿|[买入拍收淘抢团秒捡][的到了]|[，,！!。～~；;、）)\n]|\s?包邮|$)",
    r"(?<![\d.A-Za-z])(?P<bare3>\d{2,5})(?=包邮|拿下|[买入拍收淘抢团秒捡][的到了]|到手)",
    r"(?<=[，,])(?P<bare4>\d{2,5})(?=[，,。！\n]|$)",
    # 猫砂 许翠花4包 89
    r"(?<=[一-鿿A-Za-z0-9)）])[ \u3000](?P<bare7>\d{1,4}(?:\.\d{1,2})?)(?=[ \t]*(?:\n|$))",
    # 增压的199，
    r"(?<=[一-鿿]的)(?P<bare9>\d{2,5})(?=[，,。！\n]|$)",
    # 这盒118, 那双要320
    rf"(?<=[这那一每])(?:(?![台部层])(?:{_COUNTER})|款|大[瓶盒包袋罐桶])(?:装)?(?:才|只要|要|是|卖|就)?\s?(?P<bare5>\d{{2,4}}(?:\.\d{{1,2}})?)"
    rf"(?![\d.]|\s?(?:{_COUNTER}|[a-zA-Z%％年月日号点分秒岁天周次人位家款种成度期代级层折倍万亿千百多寸码目厘毫元块]))",
    # 三条装79
    r"(?<=[条双包支瓶片])装\s?(?P<bare8>\d{2,4}(?:\.\d{1,2})?)(?=[，,。！!；;～~\s）)]|$)",
    # 30万新能源车, 15万级SUV
    r"(?P<car>\d{1,3})万(?:级(?:别)?)?(?:左右)?的?(?=[^\d，。！？\s]{0,7}(?:车|SUV|MPV))",
    # 69确实便宜
    r"(?:^|[\n，,。！!])(?P<bare6>\d{1,4}(?:\.\d{1,2})?)(?=(?:真的?|确实|是真|也太|也|都)?(?:便宜|值|贵|不贵|香|划算|亏))",
    # 从399降到199
    r"从\s?(?P<bare12>\d{2,5})(?=块|元|降|涨|跌|直降)",
    # 只要79, 卖298, 到手价219
    rf"(?:卖到?|价格?(?:大?概|大?约|差不多)?(?:在|是|为)?|(?:我|他)拿的是|价[是为:：]|只要|只|仅需|仅|才|全网最低|最低|花了?|到手|拿下|入手?|收了?|原价|售价|定价|报价|恢复|涨到了?|降到|拿货价?|厂价|好价|特价|券后|给到|要|正价|报了?|标价|正品|原装|原版|二手|代购|专柜价?|官网价?|官方价?|门店价?|吊牌价?|市场价|直播价|活动价|会员价|秒杀价?|团购价?|批发价|出厂价|零售价|价格还是|现价|现在|平时|日常价?|直播间|成交价?|批量价?|批发|代发|拼单价?|单买|满减下来|折后|券后价|补贴后|到手价格?|不到|预算(?:是|在|大概|大约)?|[|｜:：→👉])\s?"
    rf"(?P<bare>{_NUMBER})(?!,?[\d.]|以内|以下|之内|\s?(?:{_COUNTER}|[a-zA-Z%％年月日号点分秒岁天周次人位家款种成度期代级层折倍万亿千百wW+厘毫元块]))",
)  # fmt: skip
_PRICE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_BARE = (
    "bare",
    "bare2",
    "bare3",
    "bare4",
    "bare5",
    "bare6",
    "bare7",
    "bare8",
    "bare9",
    "bare10",
    "bare11",
    "bare12",
)
_LOOSE = {*_BARE, "a5", "kilo", "together", "low"}
_AFTER_NAME = re.compile(
    rf"(?:[\s:：，,（(]?\s?(?P<bare>{_NUMBER})(?=\s*(?:$|[，,。！!？?；;｜|）)\n]|还|多的|左右|够|包邮|拿下|入|起|两?件套|\s))"
    rf"|[一-鿿]{{1,5}}[ ]?(?P<tail>\d{{2,4}}(?:\.\d)?)(?=[ ]*(?:$|[，,。；;｜|）)\n]))"
    rf"|(?<=[一-鿿])(?P<glued>\d{{2,4}}(?:\.\d)?)(?=[一-鿿])(?!\s?(?:{_COUNTER}|[年月日号点分秒岁天周次人位家款种成度期代级层折倍万亿千百多寸码号度目针匹瓦伏安孔支]|颗|厘|毫|英寸|件套|[KkPDWw]\b)))"
)

_OF_GOOD = re.compile(r"(?<![\d.A-Za-z])(\d{2,5})的(?:这[款个双件]|那[款个双件])?")

_NOT_GOODS_BEFORE = re.compile(
    r"(月薪|年薪|工资|薪资|收入|营收|利润|净利|亏损|融资|市值|估值|罚款|罚|赔偿|赔|奖励|奖金|红包|满|减|立减|券|省下?了?|便宜了?|"
    r"贵了?|运费|邮费|差价?|返|补贴|押金|房租|租金|门票|票价|房价|学费|彩礼|捐|捐款|充值|投资|欠|债|贷款|骗走?|诈骗|每月|月入|日入|赚了?|"
    r"挣|成本|总价|工费成本|票房|流水|负债|存款)(?:约|近|超|了|达|高达|逾|至少|款|额|共)?\s?$"
)
_NOT_GOODS_AFTER = re.compile(
    r"^\s?(?:的)?(亿|工资|月薪|年薪|红包|优惠券|代金券|券(?!后)|罚款|奖金|押金|运费|彩礼|学费|门票|房租|减\d|融资|营收|利润|补贴|收入|贷款|"
    r"每晚|一晚|/晚|/月|/年|一个月|每月|一年|off\b| off\b|起步|人民币汇率)"
)


def find(
    text: str, ends: Sequence[int] = (), *, starts: Collection[int] = (), bare: bool = True
) -> Iterator[tuple[int, int, Price]]:
    """(start, end, price) of every price in a text about goods, in order, never overlapping.

    `ends` holds the ends of named goods: a number right after one may be its price (初语 159，).
    Bare numbers are read only with `bare`; headlines use them for models and years.
    """
    taken = 0
    found = []
    for match in _OF_GOOD.finditer(text) if bare and starts else ():
        # 399的蕉下: only right before a good
        if match.end() in starts and _plausible(match[1]) and not _other_money(text, *match.span(1)):
            found.append((*match.span(1), _price(_value(match[1]), _value(match[1]))))
    for match in _PRICE.finditer(text):
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        if not bare and _LOOSE & groups.keys():
            continue
        price = _read(groups)
        start, end = _span(match, groups)
        if price and not _other_money(text, start, end) and not _steel(text, start, end):
            found.append((start, end, price))
    known = {place for start, end, _ in found for place in range(start, end)}
    for stop in ends if bare else ():
        match = _AFTER_NAME.match(text, stop)
        name = match.lastgroup if match else None
        if match and name and match.start(name) not in known and _plausible(match[name]):
            value = _value(match[name])
            span = match.span(name)
            if not _other_money(text, *span) and not _steel(text, *span):
                found.append((*span, _price(value, value)))
    for start, end, price in sorted(found, key=lambda item: item[:2]):
        if start >= taken:
            yield start, end, price
            taken = end


def _steel(text: str, start: int, end: int) -> bool:
    """316保温杯, 304不锈钢 name a steel."""
    return text[start:end] in ("304", "316") and bool(re.match(r"L?[一-鿿]", text[end : end + 2]))


def _plausible(digits: str) -> bool:
    """A year or a one-digit rank is no price; 29.9 and 128 are."""
    value = float(digits.replace(",", ""))
    return ("." in digits or value >= 10) and not (1990 <= value <= 2035) and value < 100_000


def _span(match: re.Match[str], groups: dict[str, str]) -> tuple[int, int]:
    if "car" in groups:
        return match.start("car"), match.end("car") + 1
    for name in (*_BARE, "most", "most2"):
        if name in groups:
            unit = f"{name}unit"
            return match.start(name), match.end(unit) if unit in groups else match.end(name)
    return match.span()


def _other_money(text: str, start: int, end: int) -> bool:
    return bool(
        _NOT_GOODS_BEFORE.search(text[max(0, start - 8) : start])
        or _NOT_GOODS_AFTER.match(text[end : end + 8])
    )


def _read(groups: dict[str, str]) -> Price | None:  # noqa: PLR0911, PLR0912 - one a written form
    if "a1" in groups:
        currency = _CURRENCIES.get(groups["sign"]) or _CURRENCIES.get(groups["sign"].lower(), "CNY")
        low = _value(groups["a1"])
        return _price(low, _value(groups.get("b1", groups["a1"])), currency, _unit(groups.get("p1")))
    if "whole" in groups:
        value = _han(groups["whole"]) + _han(groups["dime"]) / 10
        unit = _unit(groups.get("p1b"))
        if "pack1" in groups:
            value, unit = value / _han(groups["pack1"]), groups["packed1"]
        return _price(value, value, unit=unit)
    if "jiao" in groups:
        value = _han(groups["jiao"]) / 10 + _value(groups.get("fen", "0")) / 100
        return _price(value, value, unit=_unit(groups.get("p3")))
    if "a2" in groups:
        scale = 10_000 if "wan" in groups else 1
        low, high = _value(groups["a2"]) * scale, _value(groups.get("b2", groups["a2"])) * scale
        unit = _unit(groups.get("p2"))
        if "pack" in groups:
            count, unit = _han(groups["pack"]), groups["packed"]
            low, high = low / max(count, 1), high / max(count, 1)
        return _price(low, high, _CURRENCIES.get(groups["unit"].lower(), "CNY"), unit)
    if "kilo" in groups:
        scale = 1_000 if groups["scale"] in "kK" else 10_000
        value = _value(groups["kilo"]) * scale + _value(groups.get("kilorest", "0")) * scale / 10
        return _price(value, value)
    if "together" in groups:
        value = _value(groups["together"]) / max(_han(groups["count"]), 1)
        return _price(value, value, unit=groups["counted"])
    if "low" in groups:
        return _price(_value(groups["low"]), _value(groups["high"])) if _plausible(groups["low"]) else None
    if "car" in groups:
        value = _value(groups["car"]) * 10_000
        return _price(value, value)
    if "han" in groups:
        value = _han(groups["han"])
        return _price(value, value, unit=_unit(groups.get("p4"))) if value else None
    if "a5" in groups:
        value, unit = _value(groups["a5"]), _unit(groups.get("p5"))
        if "pack5" in groups:
            value, unit = value / max(_han(groups["pack5"]), 1), groups["packed5"]
        return _price(value, value, unit=unit)
    for name in ("most", "most2"):
        if name in groups:
            return _price(0.0, _value(groups[name]))
    number = next(groups[name] for name in _BARE if name in groups)
    value = _value(number)
    return _price(value, value) if _plausible(number) else None


def _price(low: float, high: float, currency: str = "CNY", unit: str | None = None) -> Price:
    return {
        "min": round(min(low, high), 4),
        "max": round(max(low, high), 4),
        "currency": currency,
        "unit": unit,
    }


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _unit(piece: str | None) -> str | None:
    found = re.search(rf"(?:{_COUNTER})$", piece) if piece else None
    return found[0] if found else None


def _han(written: str) -> float:
    """Digits or a small Chinese number: 十二 → 12, 两 → 2, 百 → 100."""
    if written[0].isdigit():
        return float(written)
    total, digit = 0, 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (
                max(digit, 1) * _TENS[character]
                if character != "万"
                else (total + digit or 1) * 10_000 - total
            )
            digit = 0
    return float(total + digit)

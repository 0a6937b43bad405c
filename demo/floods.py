"""One-account floods: the same sales text about one good, dozens of times in a few days."""

from datetime import date

import polars as pl

from demo.dice import Dice
from demo.plan import FLOODS, week_start
from demo.vocabulary import goods
from demo.wording import FACES, amount

TEXTS = (
    "{it}最后一批，{merit}，只要{price}元，要的姐妹快来{face}",
    "都在问的{it}又到货了，{merit}，{price}元拿走，手慢无{face}",
    "{it}今天还是这个价，{merit}，{price}元，看主页下单{face}",
)


def flood_rows(dice: Dice, end_day: date, number_of_days: int) -> pl.DataFrame:
    """Rows as the volume model draws them, with author and text settled, and `entity` for the truth."""
    by_name = {good.name: good for good in goods()}
    rows = []
    for flood, text in zip(FLOODS, TEXTS, strict=True):
        good = by_name[flood.entity.removeprefix("product:")]
        first = (
            number_of_days - 1 - (end_day - week_start(end_day, flood.week_back)).days + flood.first_weekday
        )
        for number in range(flood.posts):
            words = {
                "it": good.name,
                "merit": good.merits[0],
                "price": amount(dice, good.low, good.low * 1.1),
                "face": dice.pick(FACES[flood.platform]),
            }
            rows.append(
                {
                    "talk": "goods",
                    "topic": good.name,
                    "day_index": first + number % flood.days,
                    "platform": flood.platform,
                    "author_id": f"{flood.platform}-fl-0001",
                    "flood_text": text.format_map(words),
                    "entity": flood.entity,
                }
            )
    empty = dict.fromkeys(("brand", "maker", "channel", "belt", "factory"))
    return pl.DataFrame([row | empty for row in rows])

"""小B拿货榜: what resellers look for, and on what terms."""

from domain.block import Block, Cell
from reports.cells import table
from reports.indexes.cues import WANTS
from reports.indexes.resellers import goods_sought, prices_told, trading, wants
from reports.laying import Quotes, Traced, cue_spans, name_of, range_text
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import price_unit, say, word

PLACE = 53
MOST = 40


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang, entities = made.inputs.lang, made.inputs.entities
    traced = Traced("resellers", made.inputs.week, lang)
    traders = trading(made.voices)
    if traders.is_empty():
        return traced.block([word("resellers.none", lang)])
    seeking = traders.filter("seeking")
    quotes = Quotes(made.inputs.talk, entities, traders["key"])
    terms = [
        (
            word(f"want.{row['want']}", lang),
            traced.figure(row["voices"], f"want:{row['want']}", "voices", row["keys"]),
            quotes.take(row["keys"], spans=cue_spans(seeking, WANTS[row["want"]])),
        )
        for row in wants(traders).iter_rows(named=True)
    ]
    paid = {row["good"]: row for row in prices_told(traders, made.talked).iter_rows(named=True)}
    rows = []
    for row in goods_sought(traders, made.talked).head(MOST).iter_rows(named=True):
        good = row["good"]
        price: Cell = UNKNOWN
        if told := paid.get(good):
            unit = price_unit(
                f"{told['currency']}/{told['unit']}" if told["unit"] else told["currency"], lang
            )
            price = range_text(traced, told, f"price:{good}", unit)
        rows.append(
            (
                name_of(good, made.names),
                traced.figure(row["seeking"], f"good:{good}:seeking", "voices", row["seeking_keys"]),
                traced.figure(row["voices"], f"good:{good}", "voices", row["keys"]),
                price,
                quotes.take(row["seeking_keys"] or row["keys"], good),
            )
        )
    lead = say(
        word("resellers.lead", lang),
        traders=traced.figure(traders["voice"].n_unique(), "all", "voices", traders["key"]),
        seeking=traced.figure(seeking["voice"].n_unique(), "all:seeking", "voices", seeking["key"]),
    )
    return traced.block(
        [lead, word("resellers.note", lang)],
        [
            table(
                lang,
                "reseller_goods",
                word("resellers.goods", lang),
                "rs_good rs_seeking rs_voices rs_price rs_quotes",
                rows,
            ),
            table(lang, "reseller_terms", word("resellers.terms", lang), "rs_want rs_terms rs_quotes", terms),
        ],
    )

"""The templates: enough of them, every slot known, every need met."""

import numpy as np
import pytest

from demo.dice import Dice
from demo.plan import PLATFORMS
from demo.sentences import _SLOT, sentences
from demo.vocabulary import SLOTS, goods, names
from demo.wording import goods_words, opinions, small_words


def test_every_slot_can_be_filled():
    dice = Dice(np.random.default_rng(0))
    good = goods()[0]
    known = set(SLOTS) | set(small_words(dice, "xhs")) | set(goods_words(dice, good, "zh"))
    known |= set(next(opinions(dice, good)))
    without_goods = set(SLOTS) | set(small_words(dice, "xhs"))
    for lang in ("zh", "en"):
        for speaker, _, _, text in sentences(lang).all():
            assert set(_SLOT.findall(text)) <= (
                without_goods if speaker in ("off", "bare", "talk") else known
            ), text


def test_several_hundred_sentences():
    every = {text for lang in ("zh", "en") for *_, text in sentences(lang).all()}
    parts = {part for *_, part, _ in sentences("zh").all()}
    assert len(every) > 700
    assert parts == {"title", "open", "body", "line", "price", "end", "comment", "short"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_posts_about_goods_name_the_good_and_can_name_everything(lang):
    book = sentences(lang)
    speakers = [who for who in ("buyer", "reseller", "factory", "ad", "media", "other") if book.tones(who)]
    for who in speakers:
        for tone in book.tones(who):
            for part in ("open", "comment"):
                plain = book.fitting(who, tone, part, frozenset())
                assert plain or (part == "comment" and book.fitting(who, "*", part, frozenset())), (
                    who,
                    tone,
                    part,
                )
                assert all("{goods}" in text for text in book.fitting(who, tone, part, frozenset(SLOTS)))
            # no complaint is ever written about a real maker
            for slot in (slot for slot in SLOTS if (tone, slot) != ("bad", "maker")):
                assert book.about(who, tone, "line", slot), (who, tone, slot)
                assert book.about(who, tone, "short", slot), (who, tone, slot)


def test_sentences_off_topic_name_no_goods_brands_or_channels():
    forbidden = {good.name for good in goods()} | {form for name in names() for form in name.forms}
    for lang in ("zh", "en"):
        for speaker, *_, text in sentences(lang).all():
            if speaker in ("off", "bare"):
                said = text.replace("116887", "")  # a number that only looks like a channel
                assert not [word for word in forbidden if word in said], text


def test_shares_of_names_leave_room():
    for good in goods():
        for slot, named in good.named.items():
            assert sum(named.values()) < 0.7, (good.name, slot)
    assert {name.kind for name in names()} == {"brand", "channel", "belt", "factory"}
    assert abs(sum(PLATFORMS.values()) - 1) < 1e-9

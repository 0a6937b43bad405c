"""The stateless tool: the same findings as the job, from files, without looking ahead."""

from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadInput, BadSettings
from signals.detect import DETECTED, detect_file
from signals.detectors.negative_binomial import detect
from signals.season import known_seasons


@pytest.fixture
def made(world):
    made = world(weeks=60)
    made.voices[0, -35:] += 6
    return made


def test_it_finds_what_the_job_finds(made, last):
    found = detect_file(made.counts(), made.coverage(), last - timedelta(days=28), last)
    assert found.columns == list(DETECTED)
    assert found["as_of"].n_unique() == 5
    for as_of in (last - timedelta(days=28), last):
        job = detect(made.counts(), made.coverage(), as_of, seasons=known_seasons(2026, 2026))
        same = ["as_of", "entity", "platform", "score", "p_value", "q_value", "alert", "stage", "lift"]
        assert_frame_equal(
            found.filter(as_of=as_of).select(same), job.filter(platform="weibo").select(same), rel_tol=1e-9
        )


def test_later_days_change_nothing(made, last):
    since, until = last - timedelta(days=70), last - timedelta(days=35)
    early = [frame.filter(pl.col("day") <= until) for frame in (made.counts(), made.coverage())]
    assert_frame_equal(
        detect_file(made.counts(), made.coverage(), since, until), detect_file(*early, since, until)
    )


def test_other_steps_than_a_week(made, last):
    found = detect_file(made.counts(), made.coverage(), last - timedelta(days=4), last, every_days=2)
    assert found["as_of"].unique().sort().to_list() == [last - timedelta(days=n) for n in (4, 2, 0)]


def test_counts_without_authors_take_every_post_for_a_voice(made, last):
    made.flood[0, -28:] = 20
    found = detect_file(made.counts().drop("authors"), made.coverage(), last, last)
    assert found.filter(entity=made.names[0])["lift"].item() > 2
    one_voice = detect_file(made.counts(), made.coverage(), last, last)
    assert one_voice.filter(entity=made.names[0])["lift"].item() < 2


def test_wrong_arguments_say_what_to_do(made, last):
    with pytest.raises(BadSettings, match="--since"):
        detect_file(made.counts(), made.coverage(), last, last - timedelta(days=1))
    with pytest.raises(BadInput, match="posts"):
        detect_file(made.counts().drop("posts"), made.coverage(), last, last)


def test_origins_outside_the_data_have_no_rows(made, last):
    before = made.days[0] - timedelta(days=30)
    assert detect_file(made.counts(), made.coverage(), before, before).is_empty()
    assert detect_file(
        made.counts(), made.coverage(), last + timedelta(days=98), last + timedelta(days=98)
    ).is_empty()

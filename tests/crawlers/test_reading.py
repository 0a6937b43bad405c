"""Counts, times, authors and addresses as sites and exports write them."""

import hashlib
import hmac

import polars as pl
import pytest

from crawlers.addresses import clean_addresses
from crawlers.authors import author_digests, keyed_authors, read_author_key
from crawlers.columns import ALIASES
from crawlers.counts import read_counts
from crawlers.instants import read_instants
from crawlers.markup import plain_text
from crawlers.rows import FIELDS
from domain.errors import BadSettings


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        ("3983", 3983), ("2.3万", 23_000), ("1w", 10_000), ("10+", 10), ("10万+", 100_000), ("1,234", 1234),
        ("1.2k", 1200), ("1亿", 100_000_000), (" 12 ", 12), ("12.0", 12), ("0", 0), ("", None),
        ("None", None), ("$undefined", None), ("-", None), ("-1", None), ("赞", None), (None, None),
    ],
)  # fmt: skip
def test_reads_counts(shown, count):
    counts, unreadable = read_counts(pl.Series([shown, "7"], dtype=pl.String))
    assert (counts.to_list(), unreadable.to_list()) == ([count, 7], [False, False])


@pytest.mark.parametrize("shown", ["abc", "十二", "2.3.4", "9" * 25, "12个赞"])
def test_says_what_is_no_count(shown):
    counts, unreadable = read_counts(pl.Series(["1", shown]))
    assert (counts.to_list(), unreadable.to_list()) == ([1, None], [False, True])


@pytest.mark.parametrize(
    ("shown", "instant"),
    [
        ("2024-11-08T09:54:09Z", "2024-11-08T09:54:09"),
        ("1731059649", "2024-11-08T09:54:09"),
        ("1731059649000", "2024-11-08T09:54:09"),
        ("1731059649.5", "2024-11-08T09:54:09"),
        ("2024-11-08 09:54:09", "2024-11-08T01:54:09"),
        ("2024-11-08 09:54:09+08:00", "2024-11-08T01:54:09"),
        ("2024-11-08T09:54:09.250-0500", "2024-11-08T14:54:09.250000"),
        ("2024/11/8 9:54", "2024-11-08T01:54:00"),
        ("2024年11月8日 09:54", "2024-11-08T01:54:00"),
        ("2024-11-08", "2024-11-08T04:00:00"),
        ("Fri, 08 Nov 2024 09:54:09 +0800", "2024-11-08T01:54:09"),
        ("Fri, 8 Nov 2024 09:54:09 GMT", "2024-11-08T09:54:09"),
        ("Fri Nov 08 09:54:09 +0800 2024", "2024-11-08T01:54:09"),
        ("", None),
        ("0", None),
        (None, None),
    ],
)
def test_reads_instants(shown, instant):
    at, unreadable = read_instants(pl.Series([shown, "2026-01-01T00:00:00Z"], dtype=pl.String))
    assert not unreadable.any()
    assert (at[0].replace(tzinfo=None).isoformat() if at[0] else None) == instant


@pytest.mark.parametrize(
    "shown", ["昨天", "3小时前", "2024-13-08", "2024-02-30 10:00:00", "1731059", "53000-01-01", "25:00"]
)
def test_says_what_is_no_instant(shown):
    at, unreadable = read_instants(pl.Series([shown]))
    assert (at[0], unreadable[0]) == (None, True)


def test_both_generations_of_an_author_give_one_digest():
    digest = hashlib.sha256(b"5f1a").hexdigest()[:16]
    rows = pl.DataFrame(
        {
            "author_hash": [digest, None, None, None, None, "0" * 32],
            "author_id": [None, "5f1a", "", None, None, None],
            "author_name": ["首***尾", "某某", "None", "首***尾", "5f1a", None],
        }
    )
    digests = author_digests(rows)
    assert digests.to_list()[:5] == [digest, digest, None, None, digest]
    assert digests[5] not in (None, "0" * 16)


def test_authors_are_keyed():
    key = b"k" * 32
    keyed = keyed_authors(pl.Series(["a" * 16, None, "a" * 16, "b" * 16]), key)
    assert keyed.to_list()[:3] == [hmac.new(key, b"a" * 16, "sha256").hexdigest()[:32], None, keyed[0]]
    assert keyed[3] not in (keyed[0], keyed_authors(pl.Series(["b" * 16]), b"other" * 8)[0])
    assert keyed_authors(pl.Series([None], dtype=pl.String), key).to_list() == [None]


def test_a_short_or_missing_key_is_no_key(tmp_path):
    path = tmp_path / "author.key"
    for text in ("abcd", "not hex at all"):
        path.write_text(text)
        with pytest.raises(BadSettings):
            read_author_key(path)
    path.write_text("ab" * 32 + "\n")
    assert read_author_key(path) == b"\xab" * 32


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://www.xiaohongshu.com/explore/64a?xsec_token=AB%3D&xsec_source=pc", "https://www.xiaohongshu.com/explore/64a"),
        ("https://item.example.com/item.htm?spm=a.b&id=881&scm=1", "https://item.example.com/item.htm?id=881"),
        ("https://example.org/read?p=3&utm_source=x#c2", "https://example.org/read?p=3#c2"),
        ("https://me:secret@example.org/a?token=1&page=2", "https://example.org/a?page=2"),
        ("https://example.org/#/note/7?share_id=9", "https://example.org/#/note/7"),
        ("https://example.org/design?id=1", "https://example.org/design?id=1"),
        ("https://example.org/@name/7", "https://example.org/@/7"),
        ("https://example.org/users/name/statuses/7", "https://example.org/@/7"),
        ("https://example.org/@name", None),
        ("https://weibo.com/5550001234/Nabc12345?refer_flag=1", "https://m.weibo.cn/status/Nabc12345?refer_flag=1"),
        ("https://m.weibo.cn/5550001234/5228000000000001", "https://m.weibo.cn/status/5228000000000001"),
        ("https://m.weibo.cn/detail/5228000000000001", "https://m.weibo.cn/detail/5228000000000001"),
        ("https://s.weibo.com/weibo?q=%23x%23", "https://s.weibo.com/weibo?q=%23x%23"),
        ("https://weibo.com/u/5550001234?is_all=1", None),
        ("https://www.xiaohongshu.com/user/profile/5f1a/690c4a800000000003090001?xsec_token=A", "https://www.xiaohongshu.com/explore/690c4a800000000003090001"),
        ("https://www.xiaohongshu.com/user/profile/5f1a?xsec_token=A", None),
        ("https://www.douyin.com/user/MS4w?modal_id=7345678901234567890", "https://www.douyin.com/video/7345678901234567890"),
        ("https://www.douyin.com/user/MS4w", None),
        ("https://x.com/some_name/status/123", "https://x.com/i/status/123"),
        ("https://www.netflix.com/some/status/1", "https://www.netflix.com/some/status/1"),
        ("https://www.instagram.com/some.name/p/Cabc123/", "https://www.instagram.com/p/Cabc123/"),
        ("https://www.instagram.com/p/Cabc123/", "https://www.instagram.com/p/Cabc123/"),
        ("https://bsky.app/profile/name.bsky.social/post/3kab", "https://bsky.app/profile/post/3kab"),
        ("https://www.reddit.com/user/name/comments/1abc/title/", "https://www.reddit.com/comments/1abc/title/"),
        ("https://www.zhihu.com/people/some-name", None),
        ("https://space.bilibili.com/12345/video", None),
        ("https://mp.weixin.qq.com/s?__biz=A&mid=22&idx=1&sn=b", "https://mp.weixin.qq.com/s?__biz=A&mid=22&idx=1&sn=b"),
        ("https://go.example/?url=https%3A%2F%2Fa.example%2Fp%3Fid%3D7%26xsec_token%3DAB%26x%3D1", "https://go.example/?url=https%3A%2F%2Fa.example%2Fp%3Fid%3D7%26%26x%3D1"),
        (None, None),
    ],
)  # fmt: skip
def test_addresses_lose_what_is_private(url, clean):
    assert clean_addresses(pl.Series([url], dtype=pl.String)).to_list() == [clean]


def test_markup_becomes_text():
    assert (
        plain_text("<p>一&amp;二</p>\n\n<div>三<br>四</div><style>p{}</style> 五 &nbsp; 六")
        == "一&二\n三\n四\n五 六"
    )
    assert plain_text("3 < 5 元") == "3 < 5 元"
    assert plain_text(None) == ""


def test_column_names_lead_to_fields():
    assert set(ALIASES) <= set(FIELDS)
    names = [name for known in ALIASES.values() for name in known]
    assert not {name for name in names if names.count(name) > 1}

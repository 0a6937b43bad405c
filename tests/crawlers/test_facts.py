"""Tables of facts: figures and periods as shops write them, which table a file is, and what is never read."""

import json
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest

import crawlers.formats.stretches as stretches
from crawlers.discovery import importer_for, importer_named, other_tables
from crawlers.fact_columns import LISTINGS, RETAILER_GOODS, REVIEWS, SALES, SEARCHES, is_order, is_personal
from crawlers.mapping import Mapping, read_mapping
from crawlers.opening import open_paths
from crawlers.periods import period_in, read_period, read_periods
from crawlers.pipelines import import_path, open_log
from crawlers.preview import preview
from crawlers.quantities import read_figures, read_prices
from store.first_party import load_facts, load_sales
from store.quarantine import Quarantine

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SALES_ROWS = "平台,统计日期,商品ID,商品名称,支付件数,支付金额(元)\n淘宝,2026-11-02,678901,云朵拖鞋,12,238.8\n"


@pytest.mark.parametrize(
    ("shown", "low", "high"),
    [
        ("1,234", 1234, 1234), ("¥1,234.50", 1234.5, 1234.5), ("1.2万", 12_000, 12_000),
        ("1.2万+", 12_000, None),
        ("1000~5000", 1000, 5000), ("1千-5千", 1000, 5000), ("1,000 至 5,000", 1000, 5000), ("<10", 0, 9),
        ("＜10", 0, 9), ("≤10", 0, 10), ("10以内", 0, 10), ("1000以上", 1000, None), (">1000", 1000, None),
        ("2双起", 2, None), ("100件", 100, 100), ("1.5E+05", 150_000, 150_000), ("１２３", 123, 123),
        ("1,234,567件", 1_234_567, 1_234_567), ("0", 0, 0),
        ("-", None, None), ("--", None, None), ("", None, None), ("-1", None, None), ("nan", None, None),
    ],
)  # fmt: skip
def test_figures(shown, low, high):
    for cells in ([shown], [shown, "7", "8,000"]):
        assert read_figures(pl.Series(cells), whole=True).row(0) == (low, high, False)


@pytest.mark.parametrize("shown", ["很多", "5000-1000", "inf", "1e300", "3%", "1,23", "12个月前", "=1+1"])
def test_what_is_no_figure_is_said_to_be_none(shown):
    assert read_figures(pl.Series([shown])).row(0) == (None, None, True)


def test_shares_and_prices():
    shown = pl.Series(["3.5%", "0.035", "100%", "-", "12", "-3%"])
    assert read_figures(shown, share=True).rows() == [
        (0.035, 0.035, False), (0.035, 0.035, False), (1.0, 1.0, False), (None, None, False),
        (None, None, True), (None, None, False),
    ]  # fmt: skip
    assert read_figures(pl.Series(["12.5"]), share=True, percent=True).row(0) == (0.125, 0.125, False)
    cells = pl.Series(["¥19.9-29.9/双", "US$ 5.00/pcs", "9.9元每件", "1299起", "面议", "便宜", None])
    nothing = pl.Series([None] * 7, dtype=pl.String)
    prices, unreadable = read_prices(cells, nothing, nothing)
    assert [price and tuple(price.values()) for price in prices] == [
        (19.9, 29.9, "CNY", "双"), (5.0, 5.0, "USD", "pcs"), (9.9, 9.9, "CNY", "件"),
        (1299.0, None, None, None), None, None, None,
    ]  # fmt: skip
    assert unreadable.to_list() == [False] * 5 + [True, False]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-06", (11, 6), (11, 6)), ("2026/11/6", (11, 6), (11, 6)), ("20261106", (11, 6), (11, 6)),
        ("2026年11月6日", (11, 6), (11, 6)), ("2026-11-06 00:00:00", (11, 6), (11, 6)),
        ("2026-W46", (11, 9), (11, 15)), ("2026年第46周", (11, 9), (11, 15)), ("2026-11", (11, 1), (11, 30)),
        ("202602", (2, 1), (2, 28)), ("2026年2月", (2, 1), (2, 28)),
        ("2026-11-02~2026-11-08", (11, 2), (11, 8)), ("20261102-20261108", (11, 2), (11, 8)),
        ("2026-11-02 至 11-08", (11, 2), (11, 8)), ("2026.11.02 - 2026.11.08", (11, 2), (11, 8)),
    ],
)  # fmt: skip
def test_periods(text, first, last):
    assert read_period(text) == (date(2026, *first), date(2026, *last))


@pytest.mark.parametrize(
    "text",
    ["昨天", "2026-13-01", "2026-W60", "45967", "2026", "1900-01-01", "2026-11-08~2026-11-02", "x" * 9_999],
)
def test_what_is_no_period_is_said_to_be_none(text):
    assert read_period(text) is None
    assert read_periods(pl.Series([text, "2026-11-06", None]))["unreadable"].to_list() == [True, False, False]


def test_periods_in_names_and_titles():
    week = (date(2026, 11, 2), date(2026, 11, 8))
    assert period_in("【生意参谋】商品排行2026-11-02_2026-11-08.xlsx") == week
    assert period_in("统计时间：2026年11月2日 至 2026年11月8日") == week
    assert period_in("sku_20261102") == (date(2026, 11, 2), date(2026, 11, 2))
    assert period_in("top100 202611021530 13912345678") is None


def test_names_of_columns():
    for table in (SEARCHES, SALES, LISTINGS, RETAILER_GOODS, REVIEWS):
        names = [name for known in table.fields.values() for name in known]
        assert len(names) == len(set(names))
        assert not [name for name in names if is_personal(name) or table.field_of(name)[0] is None]
    assert SALES.field_of("支付金额（元）") == SALES.field_of(" 支付 金额(万元)") == ("amount", 1)
    people = [
        "买家昵称",
        "买家会员名",
        "收货人",
        "收货地址",
        "手机",
        "联系电话",
        "地址",
        "订单号",
        "order_id",
        "buyer_name",
    ]
    assert all(map(is_personal, people))
    counts = ["支付买家数", "支付订单数", "买家实际支付金额", "商品地址", "buyers", "orders", "支付新买家数"]
    assert not any(map(is_personal, counts))
    assert is_order("订单编号") and not is_order("订单数")


def written(tmp_path, text, name="a.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def read(path, mapping=None, format=None):
    (part,) = open_paths([path], mapping)
    importer = importer_named(format) if format else importer_for(part.head, part.name, mapping)
    (chunk,) = importer.read(part)
    return importer.NAME, chunk


@pytest.mark.parametrize(
    ("header", "taken", "also"),
    [
        ("搜索词,日期,搜索人气", "searches_table", ()),
        ("搜索词,日期,搜索人气,在线商品数", "searches_table", ("listings_table",)),
        ("关键词,在线商品数", "listings_table", ()),
        ("日期,商品ID,支付件数,售价,库存", "sales_table", ("listings_table",)),
        ("日期,商品ID,销量", "sales_table", ()),
        ("商品ID,标题,价格,销量,库存,采集时间", "listings_table", ()),
        ("商品ID,标题,描述,价格,评价", "listings_table", ()),
        ("商品ID,评价内容,评价时间", "reviews_table", ()),
        ("商品ID,评论,评论时间", "reviews_table", ()),
        ("宝贝ID,问题,回答", "reviews_table", ()),
        ("商超,品名,受托生产企业,售价", "retailer_goods_table", ()),
        ("平台,笔记ID,笔记标题,关键词,点赞数,商品ID,销量,发布时间", "csv_table", ()),
        ("标题,搜索词,发布时间,评论数", "csv_table", ()),
        ("title,text,url,date", "csv_table", ()),
        ("品名,颜色", None, None),
    ],
)
def test_columns_decide(tmp_path, header, taken, also):
    path = written(tmp_path, header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    (part,) = open_paths([path])
    importer = importer_for(part.head, part.name)
    assert (importer.NAME if importer else None) == taken
    if taken:
        assert set(also) <= set(other_tables(taken, part.head, part.name))


def test_a_file_that_may_be_two_things_says_so_and_can_be_told(tmp_path):
    path = written(tmp_path, "平台,日期,商品ID,支付件数,售价,手机\njd,2026-11-02,100012,5,9.9,13912345678\n")
    (seen,) = preview(path)
    assert (seen.format, seen.table, seen.others, seen.left_out) == (
        "sales_table", "sales", ("listings_table",), ("手机",),
    )  # fmt: skip
    assert seen.facts.select("item_id", "value").rows() == [("100012", 5.0)]
    assert "13912345678" not in str(seen)
    (other,) = preview(path, "listings_table")
    assert (other.table, other.others) == ("listings", ())
    assert other.facts["price"].to_list() == [{"min": 9.9, "max": 9.9, "currency": "CNY", "unit": None}]


def test_a_mapping_names_columns_and_what_holds_for_all_rows(tmp_path):
    path = written(tmp_path, "编码,卖了,收货人,日子\n100012,5,某某,2026-11-02\n")
    toml = '[columns]\n"编码" = "item_id"\n"卖了" = "units"\n"日子" = "period"\n"收货人" = "title"\n'
    (tmp_path / "map.toml").write_text(
        toml + '[constants]\nplatform = "jd"\ncategory_id = "C1"\n', encoding="utf-8"
    )
    mapping = read_mapping(tmp_path / "map.toml")
    name, chunk = read(path, mapping)
    assert name == "sales_table"
    (row,) = chunk.facts.rows.to_dicts()
    assert (row["platform"], row["item_id"], row["value"], row["category_id"]) == ("jd", "100012", 5.0, "C1")
    assert row["title"] is None  # a person's name is not read even when a mapping asks for it


def test_platform_and_period_from_title_or_name_else_said_to_be_missing(tmp_path):
    rows = "商品ID,支付件数\n678901,5\n"
    _, chunk = read(written(tmp_path, rows))
    assert "platform missing" in chunk.refused["reason"][0]
    _, chunk = read(written(tmp_path, rows, "京东商智_2026-11-02_2026-11-08.csv"))
    (row,) = chunk.facts.rows.to_dicts()
    assert (row["platform"], row["day"], row["last_day"]) == ("jd", date(2026, 11, 2), date(2026, 11, 8))
    _, chunk = read(written(tmp_path, rows), Mapping(constants={"platform": "pdd"}))
    assert "no day" in chunk.refused["reason"][0]
    period = Mapping(constants={"platform": "pdd", "period": "2026-W45"})
    _, chunk = read(written(tmp_path, rows), period)
    assert chunk.facts.rows["day"].to_list() == [date(2026, 11, 2)]


def test_a_forced_format_without_its_columns_says_which(tmp_path):
    _, chunk = read(written(tmp_path, "标题,点赞数\na,1\nb,2\n"), format="searches_table")
    assert chunk.read == chunk.refused.height == 2
    assert "no column for term" in chunk.refused["reason"][0]
    assert chunk.facts.rows.is_empty()


def test_lists_of_single_orders_are_refused(tmp_path):
    header = "平台,订单编号,买家会员名,商品ID,付款时间,购买数量,总金额,收货地址\n"
    _, chunk = read(written(tmp_path, header + "淘宝,7700011,某某,678901,2026-11-02,1,9.9,某省\n" * 3))
    assert chunk.facts.rows.is_empty()
    assert chunk.refused.height == 3
    assert all("single orders" in reason for reason in chunk.refused["reason"])
    assert not [word for word in ("7700011", "某某", "某省") if word in str(chunk.refused["raw"].to_list())]


def test_plain_and_odd_csv_give_the_same(tmp_path, monkeypatch):
    rows = [f'2026-11-0{n % 9 + 1},{1000 + n},"拖鞋,{n}号",{n},"1,{n:03d}.50"' for n in range(400)]
    rows[7] = "2026-11-02,1007,,,"
    rows[11] = ",,,,"
    rows[13] = "2026-11-02,1013,短"
    text = "平台:淘宝,,,,\n日期,商品ID,商品名称,支付件数,支付金额(元)\n" + "\r\n".join(rows)
    path = written(tmp_path, text, "淘宝.csv")
    name, fast = read(path)
    assert name == "sales_table"
    monkeypatch.setattr(stretches, "_fast", lambda *_: None)
    _, slow = read(path)
    assert fast.facts.rows.equals(slow.facts.rows)
    assert fast.read == slow.read == 399
    assert fast.refused.select("line", "reason").equals(slow.refused.select("line", "reason"))
    assert fast.refused["line"].to_list() == [10, 16]


@pytest.mark.parametrize(
    "odd",
    [
        '2026-11-02,9,"a ""b"" c",1,1', '2026-11-02,9,"a\nb",1,1', "", '2026-11-02,9,a"b,1,1',
        "2026-11-02,9,a,1,1,1", '2026-11-02,9,"a,1,1', "2026-11-02,9,a\rb,1,1",
    ],
)  # fmt: skip
def test_an_odd_row_costs_no_other(tmp_path, monkeypatch, odd):
    monkeypatch.setattr(stretches, "STRETCH_LINES", 10)
    rows = [f"2026-11-02,{1000 + n},拖鞋,{n},{n}.5" for n in range(35)]
    text = "日期,商品ID,商品名称,支付件数,支付金额(元)\n" + "\n".join([*rows[:14], odd, *rows[14:]]) + "\n"
    (part,) = open_paths([written(tmp_path, text, "淘宝.csv")])
    found = set()
    chunks = list(importer_named("sales_table").read(part))
    for chunk in chunks:
        found |= set(chunk.facts.rows["item_id"])
        assert chunk.refused["reason"].is_not_null().all()
    lost = {str(1000 + n) for n in range(35)} - found
    assert len(lost) <= (0 if odd.count('"') != 1 or "b" in odd else 35 - 14)
    assert {str(1000 + n) for n in range(14)} <= found
    assert len(chunks) >= 2


@pytest.fixture
def brought(tmp_path):
    """Imports files into a lake of its own; `log` is that of its posts."""
    log = open_log(str(tmp_path / "lake"))

    def bring(*paths, under="p1", **more):
        folder = tmp_path / "refused"
        return import_path(
            paths,
            log=log,
            quarantine=Quarantine(log.lake),
            provenance=lambda where, form: under,
            author_key=b"k" * 32,
            now=NOW,
            refused_dir=folder,
            **more,
        )

    bring.log = log
    return bring


def test_into_the_lake_once(tmp_path, brought):
    path = written(tmp_path, SALES_ROWS)
    (first,) = brought(path)
    assert (first.table, first.facts.new, first.facts.unchanged, first.new_posts) == ("sales", 2, 0, 0)
    (again,) = brought(path)
    assert "imported before" in again.note
    wider = written(tmp_path, SALES_ROWS + "淘宝,2026-11-02,678902,洞洞鞋,3,9\n", "b.csv")
    (more,) = brought(wider)
    assert (more.facts.new, more.facts.changed, more.facts.unchanged) == (2, 0, 2)
    corrected = written(tmp_path, SALES_ROWS.replace(",12,", ",11,"), "c.csv")
    (mended,) = brought(corrected)
    assert (mended.facts.new, mended.facts.changed, mended.facts.unchanged) == (0, 1, 1)
    rows = load_sales(brought.log.lake)
    units = rows.filter(pl.col("measure") == "units").sort("item_id")
    assert units.select("item_id", "value", "source").rows() == [
        ("678901", 11.0, "import:sales_table"), ("678902", 3.0, "import:sales_table"),
    ]  # fmt: skip
    assert rows["observed_at"].unique().to_list() == [NOW]


def test_without_a_basis_nothing_is_read_and_nothing_lost(tmp_path, brought):
    path = written(tmp_path, SALES_ROWS)
    (outcome,) = brought(path, under=None)
    assert "--basis own" in outcome.problem
    assert load_sales(brought.log.lake).is_empty()
    (outcome,) = brought(path)
    assert (outcome.problem, outcome.facts.new) == (None, 2)
    assert load_sales(brought.log.lake)["provenance"].unique().to_list() == ["p1"]


def test_a_file_renamed_to_say_whose_it_is_is_read_again(tmp_path, brought):
    path = written(tmp_path, SALES_ROWS.replace("平台,", "").replace("淘宝,", ""))
    (refused,) = brought(path)
    assert (refused.refused, refused.facts.new) == (1, 0)
    (read_now,) = brought(path.rename(tmp_path / "天猫.csv"))
    assert (read_now.refused, read_now.facts.new) == (0, 2)


def test_a_killed_import_goes_on_where_it_was(tmp_path, brought, monkeypatch):
    monkeypatch.setattr(stretches, "STRETCH_LINES", 10)
    rows = "".join(f"2026-11-02,{1000 + n},拖鞋,{n}\n" for n in range(35))
    path = written(tmp_path, "日期,商品ID,商品名称,支付件数\n" + rows, "淘宝.csv")

    class Killed(Exception):
        pass

    def stop(progress):
        if progress.read > 20:
            raise Killed

    with pytest.raises(Killed):
        brought(path, on_progress=stop)
    saved = load_sales(brought.log.lake).height
    assert 0 < saved < 35
    (outcome,) = brought(path)
    assert outcome.skipped == saved
    assert outcome.facts.new == 35 - saved
    assert load_sales(brought.log.lake).height == 35


def test_sheets_and_json_of_every_table_come_in(tmp_path, brought):
    book = openpyxl.Workbook()
    book.active.title = "搜索"
    for row in (["平台", "搜索词", "日期", "搜索量"], ["淘宝", "云朵拖鞋", "2026-11-02", 1000]):
        book.active.append(row)
    offers = book.create_sheet("在售")
    for row in (
        ["平台", "商品ID", "商品名称", "售价", "库存"],
        ["淘宝", "678901", "云朵拖鞋", "19.9元/双", "1万+"],
    ):
        offers.append(row)
    book.save(tmp_path / "两张表.xlsx")
    goods = {"零售商": "山姆", "品名": "坚果", "受托生产企业": "乙公司", "SC编号": "SC11837010212345"}
    (tmp_path / "goods.json").write_text(json.dumps([goods]), encoding="utf-8")
    outcomes = brought(tmp_path / "两张表.xlsx", tmp_path / "goods.json")
    assert [(one.table, one.facts.new) for one in outcomes] == [
        ("searches", 1), ("listings", 1), ("retailer_goods", 1),
    ]  # fmt: skip
    lake = brought.log.lake
    assert load_facts(lake, "listings")["stock_low"].to_list() == [10_000]
    assert load_facts(lake, "retailer_goods")["maker"].to_list() == ["乙公司"]


def test_no_person_reaches_the_lake_or_the_refused_rows(tmp_path, brought):
    secrets = ["隐姓埋名者甲", "13912345678", "隐居县某街", "770001112223", "secretwx8899"]
    header = "平台,统计日期,商品ID,商品名称,支付件数,买家昵称,手机,收货地址,订单留言\n"
    person = ",".join(secrets[:3]) + ",请放门口"
    rows = f"淘宝,2026-11-02,678901,微信：{secrets[4]} 拖鞋,5,{person}\n"
    rows += f"淘宝,2026-11-02,678902,拖鞋,很多,{person}\n淘宝,2026-11-02,678903,拖鞋,1,{person},多一格\n"
    asked = "平台,商品ID,评价内容,评价时间,用户昵称,订单号\n"
    asked += f"淘宝,678901,很软 微信：{secrets[4]},2026-11-03,{secrets[0]},{secrets[3]}\n"
    outcomes = brought(written(tmp_path, header + rows), written(tmp_path, asked, "b.csv"))
    assert [one.refused for one in outcomes] == [2, 0]
    assert outcomes[0].left_out == ("买家昵称", "手机", "收货地址", "订单留言")
    stored = load_sales(brought.log.lake).write_json() + brought.log.view().write_json()
    stored += "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "refused").glob("*"))
    assert "[wechat]" in stored
    assert [secret for secret in secrets if secret in stored] == []

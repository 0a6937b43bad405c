"""Training from labelled rows: what is written can be read, and the same rows give the same bytes."""

import json
from pathlib import Path

import pytest

from domain.errors import BadInput, BadSettings
from jobs.home import Home, opened_home
from jobs.train import is_held_out, lists_of, read_rows, run
from nlp.linear import load_model
from nlp.names import Tagger
from nlp.segment import RustTokenizer

GOODS = ("拖鞋", "床单", "雨伞", "台灯", "背包", "茶杯", "毛巾", "枕头")


def opinions() -> list[dict[str, object]]:
    praise = [
        (f"{good}{word}，真的{word}，第{turn}次买", 1)
        for good in GOODS
        for turn in range(4)
        for word in ("好用",)
    ]
    blame = [(f"{good}开裂了，差评，退货第{turn}次", 0) for good in GOODS for turn in range(4)]
    return [{"text": text, "label": label} for text, label in praise + blame]


def makers() -> list[dict[str, object]]:
    rows = []
    for turn, good in enumerate(GOODS * 6):
        name = f"{'宁杭苏温'[turn % 4]}{'远泰和兴'[turn // 4 % 4]}{'鞋业' if turn % 2 else '家纺'}"
        text = f"听说{good}是{name}代工的"
        start = text.index(name)
        rows.append(
            {"text": text, "mentions": [{"kind": "factory", "start": start, "end": start + len(name)}]}
        )
    return rows


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def home(home_dir: Path):
    with opened_home(home_dir) as opened:
        yield opened


def test_a_linear_model_with_its_card(home: Home, tmp_path: Path) -> None:
    data = written(tmp_path / "opinions.jsonl", opinions())
    summary = run(home, [data], name="feelings")
    model, card = home.root / "models" / "feelings.npz", home.root / "models" / "feelings.json"
    told = json.loads(card.read_text(encoding="utf-8"))
    assert summary.details["scores"]["accuracy_label"] == 1.0
    assert told["rows"] + told["rows_scored"] == len(opinions())
    assert told["data"].keys() == {"opinions.jsonl"}
    shares = load_model(model).log_shares(_series("雨伞好用，真的好用", "雨伞开裂了，退货"))
    assert (shares["label/1"] > shares["label/0"]).to_list() == [True, False]
    before = model.read_bytes(), card.read_bytes()
    run(home, [data], name="feelings")
    assert (model.read_bytes(), card.read_bytes()) == before


def test_a_tagger_with_its_card(home: Home, tmp_path: Path) -> None:
    data = written(tmp_path / "makers.jsonl", makers())
    summary = run(home, [data], name="makers")
    assert summary.details["scores"]["f1_factory"] >= 0.9
    path = home.root / "models" / "makers.crfsuite"
    tagger = Tagger(path, RustTokenizer(home.lexicon.words), lists_of(home.lexicon))
    assert [tuple(span) for span in tagger.find("听说花瓶是温和家纺代工的")] == [("factory", 5, 9)]
    before = path.read_bytes()
    run(home, [data], name="makers")
    assert path.read_bytes() == before


def test_the_gold_form_holds_both(tmp_path: Path) -> None:
    row = {
        "title": "好物", "text": "拖鞋好用", "mentions": [{"kind": "product", "start": 3, "end": 5}],
        "labels": {"speaker": "buyer", "polarity": 1, "risk": []},
    }  # fmt: skip
    path = written(tmp_path / "gold.jsonl", [row])
    assert read_rows(path)[0].labels == {"speaker": "buyer", "polarity": "1"}
    assert read_rows(path, names=True)[0].spans == [("product", 3, 5)]
    assert read_rows(path)[0].text == "好物\n拖鞋好用"


def test_a_table_of_labels_and_texts(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("夸\t拖鞋好用\n\n骂\t床单开裂\n", encoding="utf-8")
    assert [(row.labels["label"], row.text) for row in read_rows(path)] == [
        ("夸", "拖鞋好用"),
        ("骂", "床单开裂"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"text": "a"}', "line 1"), ("[1]", "line 1"), ("no json", "line 1"), ('{"label": 1}', "text")],
)
def test_a_row_that_is_none_is_told_by_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_rows(path)


def test_too_little_to_learn_from(home: Home, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="too few"):
        run(home, [written(tmp_path / "few.jsonl", opinions()[:3])], name="few")
    same = [{"text": f"{turn}号拖鞋", "label": 1} for turn in range(60)]
    with pytest.raises(BadInput, match="Only one answer"):
        run(home, [written(tmp_path / "same.jsonl", same)], name="same")
    with pytest.raises(BadInput, match="one kind at a time"):
        run(home, [written(tmp_path / "mixed.jsonl", opinions() + makers())], name="mixed")
    with pytest.raises(BadSettings, match="cannot name"):
        run(home, [tmp_path / "x"], name="../x")


def test_a_fifth_is_held_out() -> None:
    held = sum(is_held_out(f"第{turn}条") for turn in range(2_000))
    assert 300 < held < 500


def _series(*texts: str):
    import polars as pl

    return pl.Series(texts)


def test_rows_of_aspects_and_of_several_domains(home_dir: Path, tmp_path: Path) -> None:
    rows = [
        {"text": f"{good}第{turn}次买，手感很好，味道太差", "start": at, "end": at + 2, "label": label}
        for good in GOODS
        for turn in range(2)
        for at, label in ((len(f"{good}第{turn}次买，"), 1), (len(f"{good}第{turn}次买，手感很好，"), 0))
    ]
    aspects, kinds = tmp_path / "aspects.jsonl", tmp_path / "kinds.jsonl"
    aspects.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    told = [row | {"domain": ("xhs", "weibo")[at % 2]} for at, row in enumerate(opinions())]
    kinds.write_text("".join(json.dumps(row) + "\n" for row in told), encoding="utf-8")
    with opened_home(home_dir) as home:
        assert run(home, [aspects], name="aspects").details["scores"]["accuracy_label"] == 1.0
        fitted = load_model(Path(run(home, [kinds], name="kinds").details["model"]))
    assert set(fitted.questions) == {"@", "label@weibo", "label@xhs"}
    assert fitted.answers() == {"label": ("0", "1")}

"""Each file in settings/ is named for its mistake; the message must name it too."""

import re
import shutil
from pathlib import Path

import pytest

from domain.errors import BadSettings
from jobs.settings import load_settings

HERE = Path(__file__).parent / "settings"
SAYS = {
    "unknown-key": "nmae: no such setting; did you mean name",
    "not-toml": "not valid TOML",
    "unknown-zone": "Asia/Beijing",
    "language-not-spoken": "language",
    "port-out-of-range": "port",
    "source-id-twice": "used twice: a",
    "switched-on-unlooked": "looked_at and looked_by: a",
    "source-not-http": "sources.0.url",
}


def test_every_mistake_has_its_word() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} == set(SAYS)


@pytest.mark.parametrize("mistake", SAYS)
def test_a_mistake_is_named(mistake: str, tmp_path: Path) -> None:
    shutil.copy(HERE / f"{mistake}.toml", tmp_path / "pingti.toml")
    with pytest.raises(BadSettings, match=SAYS[mistake]):
        load_settings(tmp_path)


def test_the_shipped_template_is_valid_and_the_environment_overrules_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = Path(__file__).parents[2] / "jobs" / "pingti.toml"
    shutil.copy(template, tmp_path / "pingti.toml")
    assert load_settings(tmp_path).port == 8000
    monkeypatch.setenv("PINGTI_PORT", "8123")
    monkeypatch.setenv("PINGTI_LANGUAGE", "en")
    assert load_settings(tmp_path).port == 8123
    assert load_settings(tmp_path).language == "en"


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pingti.toml").write_text("", encoding="utf-8")
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://u:p@127.0.0.1/x\n", encoding="utf-8")
    monkeypatch.setenv("PINGTI_DATABASE_URL_FILE", str(secret))
    settings = load_settings(tmp_path)
    assert settings.database_url.get_secret_value().endswith("@127.0.0.1/x")
    assert "u:p" not in repr(settings)


def test_every_example_of_the_template_can_be_switched_on_where_it_stands(tmp_path: Path) -> None:
    template = (Path(__file__).parents[2] / "jobs" / "pingti.toml").read_text("utf-8")
    switched_on = re.sub(r"(?m)^# (?=\[\[|\w+ = )", "", template)
    (tmp_path / "pingti.toml").write_text(switched_on, "utf-8")
    settings = load_settings(tmp_path)
    assert [channel.id for channel in settings.channels] == ["category-team", "mail"]
    assert [one.what for one in settings.subscriptions] == ["report", "alerts"]
    assert len(settings.sources) == 1 and settings.weekly_by == "09:30"

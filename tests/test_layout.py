"""The house keeps its shape: rooms are ours, files are small, nothing names an index."""

import importlib
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "domain", "crawlers", "nlp", "signals", "store", "reports", "alerts", "campaigns", "channels",
    "jobs", "web", "demo", "commands", "scheduler", "pingti",
)  # fmt: skip
HARD_STOP = 500
BANNED = {"utils", "helpers", "common", "misc", "base", "core", "manager", "handler", "models"}


def tracked(*patterns: str) -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if out.returncode:
        pytest.skip("not a git checkout")
    return [path for name in out.stdout.decode().split("\n") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_nobody_elses(room: str) -> None:
    # `nlp` and `scheduler` exist on package indexes; installing one overwrites ours without a word
    module = importlib.import_module(room)
    assert Path(module.__file__ or "").is_relative_to(ROOT)
    assert set(packages_distributions().get(room, [])) <= {"pingti"}


def test_files_stay_small() -> None:
    files = tracked("*.py")
    assert len(files) > 50
    lines = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in files}
    assert not {name: n for name, n in lines.items() if n > HARD_STOP}


def test_names_say_what_a_file_holds() -> None:
    assert not [str(p) for p in tracked("*.py") if p.stem in BANNED]


def test_no_index_address_and_no_foreign_path_is_tracked() -> None:
    hosts = re.compile(rb"https?://[a-z.]*(py" rb"pi|python" rb"hosted|npm" rb"js|deb" rb"ian)\.")
    assert not [str(p) for p in tracked() if hosts.search(p.read_bytes())]
    assert not (ROOT / "uv.lock").exists()


def test_locks_pin_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.\[\]-]+==", text, re.MULTILINE)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)
        assert not re.search(r"^(torch|sentence-transformers|umap-learn)==", text, re.MULTILINE)

"""The gate: no figure on the gold falls under its pinned floor."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def evals() -> ModuleType:
    path = Path(__file__).with_name("extraction.py")
    spec = importlib.util.spec_from_file_location("extraction_evals", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_figure_falls_under_its_floor(evals: ModuleType) -> None:
    folder = evals.gold_folder()
    if not (folder / "written.jsonl").is_file():
        pytest.skip(f"no gold in {folder} (set PINGTI_SHARED)")
    state = json.loads(evals.FLOORS.read_text())
    assert state["gold"] == evals.gold_hash(folder), "another gold: run tests/evals/extraction.py --update"
    assert evals.below(evals.reached(folder), state["floors"]) == {}


def test_the_thin_targets_are_pinned(evals: ModuleType) -> None:
    floors = json.loads(evals.FLOORS.read_text())["floors"]
    assert floors["written/mentions_overlap/brand"] >= 0.7
    assert floors["written/mentions_overlap/product"] >= 0.7
    assert floors["written/mentions_overlap/price"] >= 0.8
    assert floors["written/relations/dupe_of"] >= 0.5


def test_a_floor_is_raised_but_not_lowered_by_itself(evals: ModuleType) -> None:
    assert evals.below({"a": 0.5}, {"a": 0.6, "b": 0.1}) == {"a": (0.5, 0.6), "b": (0.0, 0.1)}
    assert evals.pinned({"a": 0.9, "b": 0.5}, {"a": 0.6, "b": 0.49}, lower=False) == {"a": 0.88, "b": 0.49}
    with pytest.raises(ValueError, match="--lower"):
        evals.pinned({"a": 0.5}, {"a": 0.6}, lower=False)
    assert evals.pinned({"a": 0.5}, {"a": 0.6}, lower=True) == {"a": 0.48}

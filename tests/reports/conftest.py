"""The made-up week, and the report built from it once."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from domain.report import Report
from reports.weekly import build_weekly


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    spec = spec_from_file_location("made_up", Path(__file__).with_name("made_up.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def report(made_up: ModuleType) -> Report:
    return build_weekly(made_up.inputs())

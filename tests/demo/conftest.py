from pathlib import Path

import pytest

from demo.generate import DemoData, build_demo, write_demo
from demo.site import SiteHandle, serve_site


@pytest.fixture(scope="session")
def demo() -> DemoData:
    return build_demo()


@pytest.fixture(scope="session")
def folder(demo: DemoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("demo")
    write_demo(written, demo)
    return written


@pytest.fixture(scope="session")
def site(folder: Path):
    with serve_site(folder) as running:
        assert isinstance(running, SiteHandle)
        yield running

"""No network in tests (loopback is for the local servers they start), and where the shared data lies."""

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def only_loopback():
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The project's shared data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("PINGTI_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "posts").is_dir():
        pytest.skip(f"no shared data in {folder} (set PINGTI_SHARED)")
    return folder


@pytest.fixture(scope="session")
def receivers() -> ModuleType:
    """Local servers that answer as the receivers of messages do (channels/receivers.py)."""
    spec = spec_from_file_location("receivers", ROOT / "tests" / "channels" / "receivers.py")
    module = module_from_spec(spec)
    sys.modules["receivers"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module

"""Importers and platforms are the files of their folder; there is no second list to keep."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

import crawlers.importers
import crawlers.platforms
from crawlers.contract import Importer, Platform
from domain.errors import BadSettings


@cache
def find_importers() -> dict[str, Importer]:
    """NAME -> importer, in the order they are asked: the strictest format first (own `ORDER`, else 50)."""
    modules = [import_module(f"crawlers.importers.{found.name}") for found in _files(crawlers.importers)]
    modules.sort(key=lambda module: (getattr(module, "ORDER", 50), module.__name__))
    return {module.NAME: cast(Importer, module) for module in modules}


@cache
def find_platforms() -> dict[str, Platform]:
    """READER -> platform."""
    modules = [import_module(f"crawlers.platforms.{found.name}") for found in _files(crawlers.platforms)]
    return {module.READER: cast(Platform, module) for module in modules}


def importer_named(name: str) -> Importer:
    """The importer of that name; raises BadSettings naming the ones there are."""
    try:
        return find_importers()[name]
    except KeyError:
        known = ", ".join(find_importers())
        raise BadSettings(f"There is no format {name!r}", hint=f"Known formats: {known}") from None


def importer_for(head: bytes, name: str) -> Importer | None:
    """The first importer that recognises the content; None for a format nobody knows."""
    return next((one for one in find_importers().values() if one.sniff(head, name)), None)


def _files(package: object) -> list[pkgutil.ModuleInfo]:
    return sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name)  # type: ignore[attr-defined]

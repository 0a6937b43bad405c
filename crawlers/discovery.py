"""Importers and platforms are the files of their folder; there is no second list to keep."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

import crawlers.importers
import crawlers.platforms
from crawlers.contract import Importer, Platform
from crawlers.mapping import Mapping
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


def platform_named(reader: str) -> Platform:
    """The platform of that reader; raises BadSettings naming the ones there are."""
    try:
        return find_platforms()[reader]
    except KeyError:
        known = ", ".join(find_platforms())
        raise BadSettings(f"There is no reader {reader!r}", hint=f"Known readers: {known}") from None


def importer_named(name: str) -> Importer:
    """The importer of that name; raises BadSettings naming the ones there are."""
    try:
        return find_importers()[name]
    except KeyError:
        known = ", ".join(find_importers())
        raise BadSettings(f"There is no format {name!r}", hint=f"Known formats: {known}") from None


def importer_for(head: bytes, name: str, mapping: Mapping | None = None) -> Importer | None:
    """The first importer that recognises the content; None for a format nobody knows.

    Columns that the user has mapped make a table of a file, whatever else it looks like.
    """
    if mapping is not None and mapping.columns:
        tables = (one for one in find_importers().values() if hasattr(one, "sniff_mapped"))
        found = next((one for one in tables if one.sniff_mapped(head, mapping)), None)
        if found is not None:
            return found
    return next((one for one in find_importers().values() if one.sniff(head, name)), None)


def other_tables(chosen: str, head: bytes, name: str) -> tuple[str, ...]:
    """The other importers of tables that the columns of the file would also do for."""
    tables = {name: one for name, one in find_importers().items() if hasattr(one, "sniff_mapped")}
    if chosen not in tables:
        return ()
    return tuple(other for other, one in tables.items() if other != chosen and one.sniff(head, name))


def _files(package: object) -> list[pkgutil.ModuleInfo]:
    return sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name)  # type: ignore[attr-defined]

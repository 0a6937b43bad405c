"""XML as it passes by, in bounded memory whatever it holds: no tree, no entities, no depth without end."""

from collections.abc import Callable, Iterator
from xml.parsers import expat  # expands nothing: a document type is refused below

from crawlers.unpacking import Readable

DEEPEST = 64
# Small, as a few bytes of a sheet can stand for a long text.
BLOCK_BYTES = 1 << 16


class BadXml(ValueError):
    """Not XML that a spreadsheet program writes."""


def passing(
    stream: Readable,
    on_start: Callable[[str, dict[str, str]], None],
    on_end: Callable[[str], None] = lambda name: None,
    on_text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Calls back with local names, and yields after each block so that the caller can hand on what it has.

    Raises BadXml.
    """
    local: dict[str, str] = {}
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadXml("nested too deeply")
        on_start(local.get(name) or local.setdefault(name, name.rpartition(":")[2]), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        on_end(local[name])

    def refuse(*_: object) -> None:
        raise BadXml("it declares a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = on_text
    parser.StartDoctypeDeclHandler = refuse
    try:
        while block := stream.read(BLOCK_BYTES):
            parser.Parse(block, False)
            yield
            if len(local) > 10_000:
                raise BadXml("more kinds of elements than any real one has")
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as broken:
        raise BadXml(f"not valid XML ({broken})") from broken

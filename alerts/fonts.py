"""Is there a font here that has Chinese characters? Asked of the renderer itself, by drawing two of them."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import vl_convert

# An optional package that ships Noto Sans SC (OFL 1.1): for machines without fonts.
PACKAGE = "pylopdf_fonts_zh_cn"
DEBIAN_PACKAGE = "fonts-noto-cjk"
FAMILY = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei"
HINT = f"安装系统字体（Debian: apt-get install {DEBIAN_PACKAGE}），或 pip install pylopdf-fonts-zh-cn"


@cache
def has_chinese_font() -> bool:
    """Whether cards can be drawn: without such a font two characters are the same box, or nothing."""
    spec = find_spec(PACKAGE)
    if spec is not None and spec.origin:
        vl_convert.register_font_directory(str(Path(spec.origin).parent))
    return _drawn("鬱") != _drawn("永")


def _drawn(letter: str) -> bytes:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="4" y="32" font-size="30" font-family="{FAMILY}">{letter}</text></svg>'
    )
    drawn: bytes = vl_convert.svg_to_png(svg)
    return drawn

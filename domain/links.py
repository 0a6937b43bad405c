"""Which addresses a reader may be shown as links: posts are untrusted, and so is where they point."""

from urllib.parse import urlsplit


def safe_url(url: str | None) -> str:
    """The address if a reader may click on it, else nothing: http(s) with a host and no odd characters."""
    if not url or any(character.isspace() or ord(character) < 32 for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""

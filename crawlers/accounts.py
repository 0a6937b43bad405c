"""Tables in an export that are about people, not posts: told by their columns and never read."""

from crawlers.formats.forms import form_of

# Any one of these sets tells such a table: accounts with their followers, contacts, what accounts did.
_SIGNS = (
    {"fans", "follows"},
    {"fans", "interaction"},
    {"total_fans", "total_liked"},
    {"up_id", "fan_id"},
    {"dynamic_id", "pub_ts"},
)
_OF_POSTS = {"note_id", "aweme_id", "video_id", "content_id", "comment_id", "title", "content"}


def list_of_accounts(head: bytes) -> bool:
    """Whether a file that begins so lists accounts."""
    names = set(form_of(head).names)
    return not names & _OF_POSTS and any(sign <= names for sign in _SIGNS)

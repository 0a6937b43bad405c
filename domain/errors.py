"""The one tree of errors. Each carries what it is about and says what to do next.

An expected failure (a bad line, a source that refuses) is a value in a result;
an error here stops the job that met it and is shown to a person as it stands.
"""


class PingtiError(Exception):
    """Base of every error a person may see; `hint` says what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}. {self.hint}" if self.hint else message


class BadSettings(PingtiError):
    """A setting, argument or home that cannot be used (exit code 2)."""


class BadInput(PingtiError):
    """A whole file or folder that cannot be read; single bad rows are refused, not raised."""


class BadFrame(PingtiError):
    """A frame that does not keep the schema it was declared with."""


class SourceRefused(PingtiError):
    """A source said no (robots, 401, 403, captcha). It is left alone, never evaded."""


class SourceBusy(PingtiError):
    """A source asks to come later (429, 503)."""


class LayoutChanged(PingtiError):
    """A page arrived but its reader no longer understands it."""


class StoreLocked(PingtiError):
    """Somebody else writes; the step may be run again."""


class StoreUnavailable(PingtiError):
    """The database or the lake cannot be reached or written."""


class AuthorKeyMismatch(PingtiError):
    """The author key is not the one this home was built with; a new key would split every author."""


class ModelMissing(PingtiError):
    """An optional model or library is not installed."""

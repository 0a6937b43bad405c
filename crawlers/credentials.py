"""A client id and secret of the user's own, read where the source says; never in settings or logs."""

import os
from pathlib import Path

from domain.errors import BadSettings

FROM_ENVIRONMENT = "env:"


def read_client(named: str) -> tuple[str, str]:
    """(id, secret) from "env:NAME" or a file, written CLIENT_ID:CLIENT_SECRET or one a line.

    Raises BadSettings without ever repeating what it found.
    """
    hint = "Name a file, or env:NAME, that holds CLIENT_ID:CLIENT_SECRET"
    if not named:
        raise BadSettings("The source names no credentials", hint=hint)
    if named.startswith(FROM_ENVIRONMENT):
        said = os.environ.get(named.removeprefix(FROM_ENVIRONMENT), "")
    else:
        try:
            said = Path(named).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(f"The credentials {named} cannot be read", hint=hint) from error
    parts = said.replace(":", "\n").split()
    if len(parts) != 2:
        raise BadSettings(f"The credentials {named} are not an id and a secret", hint=hint)
    return parts[0], parts[1]

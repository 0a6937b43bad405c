"""The command line: one command a job. The commands are in commands/, what they do in jobs/.

Imports stay inside the commands, so that `pingti --help` does not load the whole house.
"""

import importlib
import pkgutil
import sys

import commands
from commands.root import app, err
from domain.errors import BadFrame, BadInput, BadSettings, PingtiError

for found in pkgutil.iter_modules(commands.__path__):
    importlib.import_module(f"commands.{found.name}")


def main() -> None:
    """Run the command line; expected errors end in one line and an exit code, not a traceback."""
    try:
        app()
    except PingtiError as error:
        err.print(f"pingti: {error}", markup=False, style="red")
        sys.exit(2 if isinstance(error, BadSettings | BadInput | BadFrame) else 1)
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        err.print(f"pingti: {what}", markup=False, style="red")
        sys.exit(1)


if __name__ == "__main__":
    main()

"""The channels of a home, opened: their secrets fetched from where the settings say they lie."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.contract import Account, Channel
from channels.discovery import kind_named
from channels.sending.door import Door
from channels.sending.guard import read_url
from channels.sending.hiding import secret_words
from domain.errors import BadSettings, PingtiError
from jobs.channel_settings import ChannelSettings, is_reference, resolve
from jobs.home import Home


@dataclass(frozen=True, slots=True)
class OpenedChannel:
    """A channel ready to send, and the words that must not be repeated."""

    id: str
    channel: Channel
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        return f"OpenedChannel({self.id!r})"


def open_channels(home: Home) -> tuple[dict[str, OpenedChannel], dict[str, str]]:
    """Channels by id, and what is wrong with those that cannot be opened."""
    door = Door(home.settings.private_hosts)
    opened, wrong = {}, {}
    for settings in home.settings.channels:
        try:
            opened[settings.id] = open_one(home, settings, door)
        except PingtiError as error:
            wrong[settings.id] = str(error)
    return opened, wrong


def open_one(home: Home, settings: ChannelSettings, door: Door) -> OpenedChannel:
    """Raises BadSettings saying what the channel lacks, without its secrets."""
    kind = kind_named(settings.kind)
    name = f"channel {settings.id}"
    if is_reference(settings.url):
        url = resolve(settings.url, home.root, f"The address of {name}")
    elif kind.URL_IS_SECRET:
        raise BadSettings(
            f"The address of {name} is a key and does not belong into pingti.toml",
            hint=f'Write it to a file and name that: url = "file:secrets/{settings.id}" (or env:NAME)',
        )
    else:
        url = settings.url
    secrets = tuple(resolve(reference, home.root, f"The secret of {name}") for reference in settings.secret)
    if kind.NEEDS_SECRET and not secrets:
        raise BadSettings(
            f"Channel {settings.id} needs a secret", hint='Name it: secret = "file:secrets/NAME"'
        )
    if url.startswith(("http://", "https://")):
        read_url(url, door.allowed_hosts)
    account = Account(
        settings.id, url, secrets, tuple(settings.recipients), settings.sender, settings.unsubscribe
    )
    secret_address = kind.URL_IS_SECRET or is_reference(settings.url)
    hidden = secret_words(url if secret_address else _key_of(url), secrets)
    return OpenedChannel(settings.id, kind.open_channel(account, door), hidden)


def _key_of(url: str) -> str:
    """What may be secret in an address that as a whole is none: its query."""
    query = urlsplit(url).query
    return f"?{query}" if query else ""

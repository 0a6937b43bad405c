"""From the settings to the receiver: the weekly report told once a version, late word of it, dead letters."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from standardwebhooks.webhooks import Webhook
from typer.testing import CliRunner

import pingti
from domain.errors import BadInput, BadSettings
from domain.message import File, Message, Paragraph, text
from domain.weeks import Week
from jobs import announce, deliver, doctor, report
from jobs.channel_accounts import open_channels
from jobs.home import Home, now, opened_home
from jobs.routing import queue_for_subscribers
from jobs.settings import load_settings
from store.deliveries import load_deliveries, queue_messages
from store.runs import ReportWritten, load_reports, record_report

ROOT = Path(__file__).parents[2]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def settle(root: Path, more: str) -> None:
    (root / "secrets").mkdir(exist_ok=True)
    (root / "secrets" / "hook").write_text(SECRET + "\n", "utf-8")
    path = root / "pingti.toml"
    path.write_text(
        path.read_text("utf-8").replace("private_hosts = []", 'private_hosts = ["127.0.0.1"]') + more
    )


def hook(port: int, name: str = "hook") -> str:
    return (
        f'[[channels]]\nid = "{name}"\nkind = "webhook"\nurl = "http://127.0.0.1:{port}/in"\n'
        f'secret = "file:secrets/hook"\n[[subscriptions]]\nchannel = "{name}"\nwhat = "report"\n'
    )


def message(n: int = 1, **changes: object) -> Message:
    return Message(
        **{"fingerprint": f"m{n}", "what": "alerts", "title": f"第{n}条", "blocks": (Paragraph(text("x")),)}
        | {"made_at": now()} | changes
    )  # fmt: skip


@pytest.fixture
def home(home_dir: Path) -> Iterator[Callable[[str], Home]]:
    opened = []

    def open_with(more: str) -> Home:
        settle(home_dir, more)
        context = opened_home(home_dir)
        opened.append(context)
        return context.__enter__()

    yield open_with
    for context in opened:
        context.__exit__(None, None, None)


@pytest.mark.slow
def test_the_weekly_report_is_told_once_a_version(home, exports: Path, receivers: ModuleType) -> None:
    from jobs import annotate, count, importing
    from jobs.progress import Progress

    with receivers.http(receivers.Reply(204, "")) as server:
        opened: Home = home(hook(server.port))
        importing.run(opened, [exports])
        annotate.run(opened, progress=Progress())
        count.run(opened, progress=Progress())
        assert report.run(opened).details["queued"] == 1
        assert report.run(opened).details["queued"] == 0
        assert deliver.run(opened).written == 1
        assert deliver.run(opened).written == 0
        (request,) = server.requests
        event = Webhook(SECRET).verify(request.body, request.headers)
        assert event["type"] == "report.ready"
        (written,) = load_reports(opened.engine)
        assert event["data"]["title"].startswith(f"平替需求周报 {written.week}")
        assert event["data"]["markdown"].count("\n") > 5
        (row,) = load_deliveries(opened.engine)
        assert row.fingerprint == f"report:category:{written.week}:zh-CN:{written.summary['said']}"
        # killed after the report was recorded and before it was queued: made up for by the next run
        settle(opened.root, hook(server.port, "second"))
        with opened_home(opened.root) as again:
            assert report.run(again).details["queued"] == 1
            assert deliver.run(again).written == 1


def test_late_word_of_the_weekly_report(home, receivers: ModuleType) -> None:
    with receivers.http(receivers.Reply(500)) as down:
        opened: Home = home(hook(down.port) + '[[subscriptions]]\nchannel = "hook"\nwhat = "health"\n')
        monday = datetime(2026, 11, 16, 1, 29, tzinfo=UTC)  # 09:29 in Shanghai
        assert [late.week for late in announce.untold(opened, monday)] == ["2026-W45"]
        late_at = monday + timedelta(minutes=1)
        (late,) = announce.untold(opened, late_at)
        assert (late.week, late.words) == ("2026-W46", "there is no report of that week")
        week = Week.parse("2026-W46")
        record_report(opened.engine, ReportWritten("2026-W46", week.last_day, monday))
        (late,) = announce.untold(opened, late_at)
        assert "pingti report" in late.words
        told = message(fingerprint="report:category:2026-W46:zh-CN:abc", what="report", made_at=monday)
        queue_for_subscribers(opened, [told], now())
        deliver.run(opened, budget_seconds=1)
        (late,) = announce.untold(opened, late_at)
        assert "waiting, 1 attempts: HTTP 500" in late.words
        words = [f"{f.what}: {f.words}" for f in doctor.examine(opened.root) if not f.ok]
        assert any("weekly report: 20" in line and "to hook by 09:30" in line for line in words), words
        health = [one for one in load_deliveries(opened.engine) if one.what == "health"]
        assert len(health) == 1 and "09:30 前未送达 hook" in health[0].title
    with receivers.http(receivers.Reply(204, "")) as server:
        path = opened.root / "pingti.toml"
        path.write_text(path.read_text("utf-8").replace(f":{down.port}/", f":{server.port}/"), "utf-8")
        with opened_home(opened.root) as mended:
            while load_deliveries(mended.engine, states=("waiting",)):
                deliver.run(mended)
            assert announce.untold(mended, late_at) == []


def test_a_dead_letter_is_listed_and_sent_again(home, receivers: ModuleType) -> None:
    answers = [receivers.Reply(422, "unknown type"), receivers.Reply(204, "")]
    with receivers.http(lambda _: answers.pop(0)) as server:
        opened: Home = home(hook(server.port))
        queue_messages(opened.engine, [(message(), "hook")], now())
        done = deliver.run(opened)
        assert done.written == 0 and "422" in done.problems[0]
        (letter,) = deliver.dead_letters(opened)
        deliver.again(opened, [letter.id])
        assert deliver.run(opened).written == 1
        first, second = server.requests
        assert first.headers["webhook-id"] == second.headers["webhook-id"] and first.body == second.body


def test_the_command_line(home, receivers: ModuleType) -> None:
    with receivers.http(receivers.Reply(422, f"{SECRET} is no key")) as server:
        opened: Home = home(hook(server.port))
        queue_messages(opened.engine, [(message(), "hook")], now())
        sent = subprocess.run(
            [sys.executable, "-m", "pingti", "--home", str(opened.root), "--verbose", "deliver", "--json"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert sent.returncode == 3, sent.stderr
        assert json.loads(sent.stdout)["jobs"][0]["details"]["channels"]["hook"]["dead"] == 1
        listed = CliRunner().invoke(pingti.app, ["--home", str(opened.root), "deliver", "--dead", "--json"])
        (letter,) = json.loads(listed.stdout)["dead"]
        assert letter["channel"] == "hook" and letter["problem"].startswith("HTTP 422: *** is no key")
        for done in (sent, listed):
            assert SECRET.removeprefix("whsec_") not in done.stdout + done.stderr
        with pytest.raises(BadSettings, match="--dead"):
            deliver.again(opened, [99])


def test_a_channel_that_cannot_be_opened_stops_no_other(home, receivers: ModuleType) -> None:
    with receivers.http(receivers.Reply(204, "")) as server:
        opened: Home = home(
            hook(server.port)
            + '[[channels]]\nid = "ding"\nkind = "dingtalk"\nurl = "env:PINGTI_NO_SUCH_VARIABLE"\n'
        )
        queue_messages(opened.engine, [(message(), name) for name in ("hook", "ding", "gone")], now())
        done = deliver.run(opened)
        assert done.written == 1
        told = "\n".join(done.problems)
        assert "PINGTI_NO_SUCH_VARIABLE" in told and "gone" in told
        assert [one.channel for one in load_deliveries(opened.engine, states=("waiting",))] == [
            "gone",
            "ding",
        ]


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        ('kind = "dingtalk"\nurl = "https://oapi.dingtalk.com/robot/send?access_token=KEY12345"', "is a key"),
        ('kind = "webhook"\nurl = "https://example.com"', "needs a secret"),
        (
            'kind = "webhook"\nurl = "http://example.com/KEY12345"\nsecret = "file:secrets/hook"',
            "unencrypted",
        ),
        ('kind = "webhook"\nurl = "https://example.com"\nsecret = "file:secrets/none"', "cannot be read"),
        ('kind = "pigeon"\nurl = "https://example.com"', "no channel 'pigeon'"),
    ],
)
def test_what_is_wrong_with_a_channel_is_said_without_its_key(home, channel: str, says: str) -> None:
    opened: Home = home(f'[[channels]]\nid = "x"\n{channel}\n')
    channels, wrong = open_channels(opened)
    assert not channels and says in wrong["x"] and "KEY12345" not in wrong["x"]
    findings = [f for f in doctor.examine(opened.root) if f.what == "channel x"]
    assert [f.ok for f in findings] == [False] and "KEY12345" not in findings[0].words


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            '[[channels]]\nid = "a"\nkind = "webhook"\nurl = "x"\nsecret = "whsec_KEY12345"\n',
            "never the secret",
        ),
        ('[[channels]]\nid = "a"\nkind = "w"\nurl = "x"\n' * 2, "used twice: a"),
        ('[[subscriptions]]\nchannel = "b"\nwhat = "report"\n', "not declared: b"),
        ('[[channels]]\nid = "a"\nkind = "w"\nurl = "x"\nsecrt = "env:A"\n', "did you mean secret"),
        ('[[subscriptions]]\nchannel = "b"\nwhat = "rumours"\n', "subscriptions.0.what"),
    ],
)
def test_settings_are_refused_without_repeating_a_secret(home_dir: Path, more: str, says: str) -> None:
    settle(home_dir, more)
    with pytest.raises(BadSettings, match=says) as told:
        load_settings(home_dir)
    assert "KEY12345" not in str(told.value)


def test_files_come_from_the_home_and_nowhere_else(home) -> None:
    opened: Home = home("")
    (opened.root / "reports" / "w.html").write_text("<p>周报</p>", "utf-8")
    whole = message(files=(File("w.html", "reports/w.html", "text/html"),))
    assert deliver.load_files(opened, whole) == {"w.html": "<p>周报</p>".encode()}
    for path in ("../outside", "/etc/passwd", "reports/none.html"):
        with pytest.raises(BadInput, match=r"outside the home|cannot be read"):
            deliver.load_files(opened, message(files=(File("x", path),)))

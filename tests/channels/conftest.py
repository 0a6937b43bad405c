"""A message with every kind of block, a long report, and certificates made on the spot."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels.contract import Account
from domain.message import (
    Actions,
    File,
    Heading,
    Items,
    Message,
    Paragraph,
    Picture,
    Quote,
    Span,
    Topic,
    text,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
HOSTILE = '<at id="all"></at> <!channel> **求平替** [点我](javascript:alert(1)) `x` # @所有人'


@pytest.fixture
def alert() -> Message:
    """A factory alert in the phone format, with a quote that tries to be markup."""
    return Message(
        fingerprint="alert:f1:product:云朵拖鞋:2026-W46",
        what="alerts",
        title="【需求上升】云朵拖鞋·厚底款",
        blocks=(
            Paragraph((Span("近2周讨论 "), Span("+62%", bold=True), Span("（区间 +35~+95%），小红书为主"))),
            Paragraph(text("对上您的：EVA发泡、起订200双、7天交期")),
            Heading("买家怎么说"),
            Items((text("市面 19–29元"), text("嫌「掉色」「味道大」"))),
            Quote(HOSTILE),
            Picture("curve.png", "近13周讨论曲线"),
            Paragraph(text("非订单承诺"), quiet=True),
            Actions((Span("看证据", url="https://pingti.example.com/e/1"), Span("能做", url="javascript:x"))),
        ),
        made_at=NOW,
        link="https://pingti.example.com/e/1",
        topic=Topic(categories=("鞋靴",), belts=("晋江",), stages=("rising",), platforms=("xhs",)),
        signal_ids=("product:云朵拖鞋@*@2026-11-15",),
        files=(
            File("curve.png", "reports/curve.png", "image/png"),
            File("周报.html", "reports/w.html", "text/html"),
        ),
    )


@pytest.fixture(scope="session")
def long_lines() -> list[str]:
    """Lines of Chinese text, together more than 50,000 bytes, one of them longer than any part."""
    lines = [
        f"第{n}项：云朵拖鞋在小红书的讨论比上周多{n % 90}%，买家嫌掉色、味道大，愿意为厚底多付{n % 9}元。"
        for n in range(1, 361)
    ]
    return [*lines, "".join(f"一句很长的评论之{n}，说的是做工和尺码；" for n in range(600)), "无标点" * 2500]


@pytest.fixture(scope="session")
def long_report(long_lines: list[str]) -> Message:
    assert sum(len(line.encode()) for line in long_lines) > 50_000
    blocks = [Heading("上升榜"), Items(tuple(text(line) for line in long_lines[:300])), Heading("口碑")]
    blocks += [Paragraph(text(line)) for line in long_lines[300:]]
    return Message(
        "report:category:2026-W46:zh-CN:abc", "report", "平替需求周报 2026-W46", tuple(blocks), NOW
    )


@pytest.fixture
def account() -> Callable[..., Account]:
    """An account of that kind at that address."""

    def build(kind: str, port: int = 443, host: str = "127.0.0.1", tls: bool = False) -> Account:
        scheme = "https" if tls else "http"
        urls = {
            "smtp": f"smtp://robot@{host}:{port}",
            "apprise": f"json{'s' if tls else ''}://{host}:{port}/KEYKEYKEY0123456789",
        }
        url = urls.get(kind, f"{scheme}://{host}:{port}/send/KEYKEYKEY0123456789?access_token=TOKEN-abcdef")
        return Account("team", url, (SECRET,), ("a@example.com", "b@example.com"), "pingti@example.com")

    return build


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(server, client): a certificate for `receiver.test`, and a client that trusts it and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.test")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder: Path = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))

"""The public service: signed links to answer an alert or to file a dispute, and nothing else of a home.

Looking changes nothing (link scanners and previews look): a GET shows the card and a button, the POST of that
button answers. Who holds a link needs no log-in; what the link allows stands in it, signed.
"""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.alert import ANSWER_WORDS
from domain.errors import PingtiError
from domain.signing import Grant, read
from store.alerts import AlertTold, load_alerts, load_answered, load_factories, record_answer
from web.dispute import dispute_page, read_form
from web.evidence import proofs
from web.headers import LINK_HEADERS, SafeHeaders
from web.home_view import HomeView
from web.limits import BodyLimit, LinkRate
from web.rendering import Renderer

AUDIENCE = "factory"
_WORDS = {answer: words for words, answer in ANSWER_WORDS.items()}
_COOLED = ("静音30天",)
_NO_LINK = (404, "没有这一页", "链接不完整或已失效。请从收到的消息里重新点开。")
_OVER = (410, "链接已过期", "请联系把它转给您的人。")


def create_answers_app(home: HomeView, key: bytes) -> Starlette:
    """`/a/{token}` and `/d/{token}` over that home; `key` signed the links. Everything else is a 404."""
    render, rate = Renderer(home), LinkRate(home.now)

    def closed(request: Request, status: int, head: str, said: str) -> Response:
        return render("closed.html", request, head=head, said=said, status_code=status)

    def opened(request: Request, purpose: str) -> Grant | Response:
        """What the link allows, or the page that says why not."""
        token = request.path_params["token"]
        grant = read(key, token)
        if grant is None or grant.purpose != purpose:
            return closed(request, *_NO_LINK)
        if not rate.allows(token):
            told = closed(request, 429, "请稍后再试", "这个链接打开得太频繁，十分钟后再试。")
            told.headers["Retry-After"] = "600"
            return told
        return closed(request, *_OVER) if home.now() > grant.until else grant

    def card(request: Request, grant: Grant, one: AlertTold, said: str = "") -> Response:
        answered = [answer for answer, _, _ in load_answered(home.engine, grant.about)]
        offered = (_WORDS[grant.choice],) if grant.choice else _offered(one)
        names = {factory.id: factory.name for factory in load_factories(home.engine)}
        return render(
            "answer.html",
            request,
            alert=one.alert,
            lines=one.alert.body.split("\n")[:-1],
            factory=names.get(one.alert.factory_id, ""),
            held=_WORDS[answered[-1]] if answered else "",
            choices=[words for words in offered if ANSWER_WORDS[words] not in answered],
            posts=proofs(home, list(one.alert.evidence), AUDIENCE, one.alert.as_of),
            said=said or ("已经答复过，谢谢，无需重复。" if grant.choice in answered else ""),
        )

    def look(request: Request) -> Response:
        grant = opened(request, "answer")
        if isinstance(grant, Response):
            return grant
        told = load_alerts(home.engine, fingerprint=grant.about)
        return card(request, grant, told[0]) if told else closed(request, *_NO_LINK)

    def answer(request: Request, form: dict[str, str]) -> Response:
        grant = opened(request, "answer")
        if isinstance(grant, Response):
            return grant
        told = load_alerts(home.engine, fingerprint=grant.about)
        if not told:
            return closed(request, *_NO_LINK)
        words = form.get("answer", "")
        if words not in _offered(told[0]) or grant.choice not in ("", ANSWER_WORDS[words]):
            return closed(request, 400, "没有这个选项", "请回到上一页，点选其中一项。")
        is_new = record_answer(home.engine, grant.about, ANSWER_WORDS[words], "link", home.now())
        said = f"收到，已记下：{words}。谢谢。" if is_new else "已经答复过，谢谢，无需重复。"
        return card(request, grant, told[0], said)

    def dispute(request: Request, form: dict[str, str] | None) -> Response:
        grant = opened(request, "dispute")
        if isinstance(grant, Response):
            return grant
        return dispute_page(home, render, request, form, claim=grant.about, public=True)

    async def disputes(request: Request) -> Response:
        form = await read_form(request) if request.method == "POST" else None
        return await run_in_threadpool(dispute, request, form)

    async def answers(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(look, request)
        return await run_in_threadpool(answer, request, await read_form(request))

    def missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 405:
            return closed(request, 405, "不能这样打开", "请用浏览器点开链接。")
        return closed(request, *_NO_LINK) if status == 404 else broken(request, error)

    def broken(request: Request, error: Exception) -> Response:
        told = closed(request, 503, "请稍后再试", "暂时记不下来，请过几分钟再点一次。")
        told.headers.update({"Retry-After": "60", **LINK_HEADERS})  # may answer from outside the middleware
        return told

    return Starlette(
        routes=[
            Route("/a/{token}", answers, methods=["GET", "POST"]),
            Route("/d/{token}", disputes, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(SafeHeaders, headers=LINK_HEADERS), Middleware(BodyLimit)],
        exception_handlers={HTTPException: missing, PingtiError: broken, Exception: broken},
    )


def _offered(one: AlertTold) -> tuple[str, ...]:
    return _COOLED if one.alert.kind == "cooled" else tuple(ANSWER_WORDS)

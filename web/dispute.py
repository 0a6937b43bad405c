"""The form by which a company disputes what posts claim of it: on the dashboard, and behind a signed link."""

from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request as AnyRequest
from starlette.responses import Response

from domain.dispute import Dispute, read_claim
from domain.errors import BadSettings
from store.disputes import file_dispute, load_disputes
from web.home_view import HomeView
from web.rendering import Renderer

MOST_LETTERS = {"claim": 120, "by": 80, "why": 1000}


def dispute_pages(home: HomeView, render: Renderer) -> APIRouter:
    """`/disputes`: all of them, and the form. Deciding is for a person at the command line."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/disputes", methods=["GET", "HEAD"])
    def listed(request: Request, claim: str = "") -> Response:
        return dispute_page(home, render, request, None, claim=claim)

    @router.post("/disputes")
    async def filed(request: Request) -> Response:
        if not _is_own(request):
            raise HTTPException(403, "This form is sent from its own page only")
        form = await read_form(request)
        return await run_in_threadpool(dispute_page, home, render, request, form, claim=form.get("claim", ""))

    return router


def dispute_page(
    home: HomeView,
    render: Renderer,
    request: AnyRequest,
    form: dict[str, str] | None,
    *,
    claim: str,
    public: bool = False,
) -> HTMLResponse:
    """The form, or what came of sending it; `public`: the claim is fixed and no other dispute is shown."""
    said, status = "", 200
    if form is not None:
        said, status = _file(home, claim, form, "link" if public else "dashboard")
    return render(
        "dispute_public.html" if public else "disputes.html",
        request,
        status_code=status,
        claim=claim,
        said=said,
        filed=form is not None and status == 200,
        form=form or {},
        most=MOST_LETTERS,
        disputes=[] if public else load_disputes(home.engine),
    )


def _file(home: HomeView, claim: str, form: dict[str, str], came_by: str) -> tuple[str, int]:
    by, why = (" ".join(form.get(name, "").split()) for name in ("by", "why"))
    given = {"claim": claim, "by": by, "why": why}
    if not all(given.values()):
        return "三项都要填写。", 400
    if any(len(given[name]) > most for name, most in MOST_LETTERS.items()):
        return "写得太长，请精简。", 400
    try:
        sides = read_claim(claim)
    except BadSettings:
        return "说法写成「名称」或「甲＞乙」。", 400
    number, is_new = file_dispute(home.engine, Dispute(*sides, by, why, came_by, home.now()))
    return f"异议 {number} {'已登记' if is_new else '此前已登记'}，所涉说法已隐去，待人工决定。", 200


def _is_own(request: AnyRequest) -> bool:
    """Whether a form was sent from our own page: the dashboard has no log-in that another site could lack."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def read_form(request: AnyRequest) -> dict[str, str]:
    """The first value of each field of an urlencoded form."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=20)
    except ValueError:  # not UTF-8, or far too many fields
        return {}
    return {name: values[0] for name, values in fields.items()}

"""The weekly reports as they were written, with an ETag of their bytes."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from store.runs import ReportWritten, load_reports
from web.etag import tagged
from web.home_view import HomeView
from web.problems import not_found
from web.rendering import Renderer

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def report_pages(home: HomeView, render: Renderer) -> APIRouter:
    """`/reports`, `/reports/{week}` and its downloads over that home."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/reports", methods=["GET", "HEAD"])
    def listed(request: Request) -> HTMLResponse:
        return render("reports.html", request, reports=load_reports(home.engine))

    @router.api_route("/reports/{week}.{form}", methods=["GET", "HEAD"])
    def download(request: Request, week: str, form: str, lang: str = "zh-CN") -> Response:
        file = report_file(home, week, form, lang)
        name = f"pingti-{file.name}" if not file.name.startswith("pingti") else file.name
        disposition = "inline" if form == "html" else "attachment"
        headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
        return tagged(request, file.read_bytes(), MEDIA_TYPES[form], headers)

    @router.api_route("/reports/{week}", methods=["GET", "HEAD"])
    def page(request: Request, week: str, lang: str = "zh-CN") -> Response:
        return tagged(request, report_file(home, week, "html", lang).read_bytes(), MEDIA_TYPES["html"])

    return router


def find_report(home: HomeView, week: str, lang: str) -> ReportWritten:
    """The report of that week in that language, else in another; raises 404."""
    written = [report for report in load_reports(home.engine) if report.week == week]
    if not written:
        raise not_found(
            f"There is no report of {week}; write it with: pingti report --week {week}",
            f"没有「{week}」的周报。可以写出来：pingti report --week {week}",
        )
    return next((report for report in written if report.lang == lang), written[0])


def report_file(home: HomeView, week: str, form: str, lang: str) -> Path:
    """Where that report lies; raises 404 when it was not written in that form, or is gone from the folder."""
    report = find_report(home, week, lang)
    name = report.files.get(form)
    if name is None or form not in MEDIA_TYPES:
        raise not_found(f"The report of {week} was not written as {form}", f"{week} 的周报没有 {form} 格式。")
    folder = home.reports_dir.resolve()
    file = (folder / name).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        raise not_found(
            f"The file of this report is gone; write it again: pingti report --week {week}",
            f"这份周报的文件已经不在。可以重写：pingti report --week {week}",
        )
    return file

"""The barest add-on that answers every request itself: `mitmdump -s bench/bare/answer.py`."""

from mitmproxy import addonmanager, ctx, http


def load(loader: addonmanager.Loader) -> None:
    """Let the command line say what is answered."""
    loader.add_option("answer_status", int, 200, "The status of every answer.")
    loader.add_option("answer_bytes", int, 0, "The length of every answer's body.")


def request(flow: http.HTTPFlow) -> None:
    """Answer, so that no origin is contacted."""
    body = b"x" * ctx.options.answer_bytes
    headers = {"Content-Type": "text/html; charset=utf-8"}
    flow.response = http.Response.make(ctx.options.answer_status, body, headers)

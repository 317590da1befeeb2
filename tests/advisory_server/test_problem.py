import json

from advisory_server.problem import Fault, Problem, ProblemError, problem_response


def body_of(problem: Problem) -> dict[str, object]:
    body = problem_response(problem).body
    assert isinstance(body, bytes)
    return dict(json.loads(body))


def test_a_problem_is_a_document_that_nobody_keeps() -> None:
    response = problem_response(Problem(status=429, title="Too many", headers=(("Retry-After", "7"),)))

    assert (response.status, response.content_type) == (429, "application/problem+json")
    assert (response.headers["Cache-Control"], response.headers["Retry-After"]) == ("no-store", "7")


def test_it_says_what_is_known_and_no_more() -> None:
    bare = {"type": "about:blank", "title": "Wrong", "status": 422}
    full = Problem(status=422, title="Wrong", detail="Both", errors=(Fault(pointer="/a/0", detail="not so"),))

    assert body_of(Problem(status=422, title="Wrong")) == bare
    assert body_of(full) == bare | {"detail": "Both", "errors": [{"pointer": "/a/0", "detail": "not so"}]}


def test_what_utf_8_cannot_hold_is_still_quoted() -> None:
    assert body_of(Problem(status=400, title="Wrong", detail="\ud800"))["detail"] == "\ud800"


def test_an_error_carries_its_problem() -> None:
    problem = Problem(status=409, title="Came before")

    assert ProblemError(problem).problem is problem
    assert str(ProblemError(problem)) == "409 Came before"

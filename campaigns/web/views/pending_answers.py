"""Pages that rest on models: shown at once, with the answer when it is there.

The first look after a new cell takes some seconds in the models' process; until then the page says
so and asks again by itself, without scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from campaigns.errors import NotEnoughError, WrongInputError
from campaigns.web.request_context import RequestContext

_AT_ONCE_S = 1.0  # chosen: a person takes a second for at once


def answered(context: RequestContext, think: Callable[..., Any], *about: object) -> Any:
    """The answer; None while it is being worked out.

    Raises:
        NotEnoughError, WrongInputError: what the models say instead.
    """
    key, future = context.services.model_process.begin(think, *about)
    try:
        return future.result(timeout=_AT_ONCE_S)
    except TimeoutError:
        return None
    except Exception as error:
        raise context.services.model_process.failed(key, error) from error


def with_answer(
    context: RequestContext,
    template: str,
    think: Callable[..., Any],
    *about: object,
    given: Callable[[Any], Mapping[str, object]] = lambda answer: {},
    **more: Any,
) -> Response:
    """The page with the answer, with why there is none, or with a word that it is coming.

    What the page makes of the answer, once there is one, is `given`.
    """
    try:
        answer, why_not = answered(context, think, *about), ""
    except (NotEnoughError, WrongInputError) as error:
        answer, why_not = None, str(error)
    if answer is not None:
        more |= given(answer)
    return context.show(
        template, answer=answer, why_not=why_not, thinking=answer is None and not why_not, **more
    )

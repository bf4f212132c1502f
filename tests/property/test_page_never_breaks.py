"""Whatever is asked of the page, it answers; never with a fault of its own."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Match
from support.effort import examples
from support.web.page import Page, page_of, planned_campaign

from campaigns.web.forms.fields import about

pytestmark = pytest.mark.slow

LOOKED_AT = ("now", "now/state", "decide", "cells", "cells/1", "cells/2", "audit", "",
             "photo/1", "cells/1/impedance.svg", "understand/nothing.svg", "cells/0")  # fmt: skip
DONE = ("arm", "disarm", "abort", "stop", "resume", "decide/1/approve", "decide/2/edit", "envelope",
        "decide/1/reject", "decide/1/bet", "decide/all", "envelope/withdraw", "cells/1/correct",
        "cells/1/photo", "recommendation/sign", "decide/7/approve")  # fmt: skip
NAMES = ("known", "why", "seen", "seen.1", "seen.x", "read", "until", "value.copress_mpa", "low.a",
         "value.", "high.copress_mpa", "cells", "broken", "asr_ohm_cm2", "what", "damage", "mark",
         "shorted", "trial", "kind", "sort", "down", "part", "person", "x", "y", "v")  # fmt: skip
ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(("", "1", "-1", "0", "1e999", "nan", "9" * 30, "yes", "٣", "1;DROP TABLE trial",
                     "../../etc/passwd", "<script>", "cell-1", "cell-99", "campaign-x", "8h")),
)  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(NAMES), ODD, max_size=6)
FEW = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path_factory.mktemp("odd"), cells=2)) as made:
        yield made


@FEW
@given(where=st.sampled_from(LOOKED_AT), query=FIELDS)
def test_whatever_is_looked_at(page: Page, where: str, query: dict[str, str]) -> None:
    answer = page.client.get(f"{page.where}/{where}", params=query)
    assert answer.status_code < 500


def known(page: Page, where: str, name: str) -> bool:
    """The form has it: others are refused at the door, and would test the door alone."""
    full = f"{page.where}/{where}"
    for route in page.client.app.routes:
        match, _ = route.matches({"type": "http", "method": "POST", "path": full, "root_path": ""})
        if match is Match.FULL:
            fields = about(route.endpoint).fields
            return name == "csrf" or any(field.takes(name) for field in fields)
    raise AssertionError(full)


@FEW
@given(where=st.sampled_from(DONE), fields=FIELDS, forged=st.booleans())
def test_whatever_is_done(page: Page, where: str, fields: dict[str, str], forged: bool) -> None:
    session = next(iter(page.services.sessions._all.values()))
    sent = {**fields, "csrf": "forged" if forged else session.csrf}
    sent = {name: value for name, value in sent.items() if known(page, where, name)}
    page.services.acts._left.clear()  # as if by many people
    answer = page.client.post(f"{page.where}/{where}", data=sent)
    assert answer.status_code < 500
    assert answer.status_code >= 400 or not forged


@FEW
@given(path=st.text(max_size=40), host=st.booleans())
def test_whatever_address(page: Page, path: str, host: bool) -> None:
    headers = {} if host else {"host": "evil.example"}
    answer = page.client.get("/" + quote(path, safe="/."), headers=headers)
    assert answer.status_code < 500
    assert host or answer.status_code == 421

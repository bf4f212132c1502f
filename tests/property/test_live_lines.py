"""Who follows the live file sees at every moment what one who opens it now would see."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from campaigns.web.live.live_file import LiveLines

WORDS = st.text(alphabet="aé∑ ", max_size=6)
STEPS = st.lists(st.tuples(st.sampled_from(["append", "half", "again", "gone", "other"]), WORDS))


@given(STEPS)
def test_following_is_as_good_as_opening_again(steps: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.live.jsonl")
        followed = LiveLines()
        for step, word in steps:
            line = json.dumps({"said": word}, ensure_ascii=False).encode()
            if step == "gone":
                path.unlink(missing_ok=True)
            elif step == "other":
                path = path.with_name(f"b{word.strip()}.live.jsonl")
            else:
                with path.open("wb" if step == "again" else "ab") as file:
                    file.write(line[: len(line) // 2] if step == "half" else line + b"\n")
            assert followed.of(path) == LiveLines().of(path)


def test_a_line_that_is_being_written_is_read_once_it_is_whole(tmp_path: Path) -> None:
    path, followed = tmp_path / "a.live.jsonl", LiveLines()
    path.write_bytes(b'{"n": 1}\n{"n"')
    assert followed.of(path) == [{"n": 1}]
    with path.open("ab") as file:
        file.write(b': 2}\nnonsense\n{"n": 3}\n')
    assert followed.of(path) == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_each_line_is_read_once(tmp_path: Path) -> None:
    path, followed = tmp_path / "a.live.jsonl", LiveLines()
    path.write_bytes(b'{"n": 1}\n')
    first = followed.of(path)[0]
    with path.open("ab") as file:
        file.write(b'{"n": 2}\n')
    assert followed.of(path)[0] is first

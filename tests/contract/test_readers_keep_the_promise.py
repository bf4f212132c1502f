"""What every file in `hardware/eis/readers/` promises; a new one is tested the day it is born."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from support.instruments.field import FIELD
from support.instruments.layouts import LAYOUTS as OLDER

from hardware.eis import readers
from hardware.eis.file_formats import all_readers, read_spectra
from hardware.eis.parsing.instrument_file import InstrumentFile, open_instrument_file
from hardware.errors import SpectrumRefusedError

LAYOUTS = {**OLDER, **FIELD}
READERS = all_readers()


@cache
def heads() -> Mapping[str, bytes]:
    rng = np.random.default_rng(0)
    noise = {f"noise {n}": rng.integers(0, 256, n, dtype=np.uint8).tobytes() for n in (1, 40, 9000)}
    text = {name: write()[:8192] for name, (_, write) in LAYOUTS.items()}
    return {"nothing": b"", "prose": b"Dear all,\n", "zeros": bytes(4000), **noise, **text}


def test_every_file_of_the_folder_is_a_reader() -> None:
    folder = Path(readers.__path__[0])
    assert set(READERS) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_names_are_stated_apart() -> None:
    names = [reader.NAME for reader in READERS.values()]
    assert len(set(names)) == len(names)
    assert all(isinstance(name, str) and name for name in names)


def test_exactly_one_is_the_last_resort() -> None:
    assert [name for name, reader in READERS.items() if reader.LAST_RESORT] == ["delimited"]


@pytest.mark.parametrize("name", READERS)
def test_recognising_answers_yes_or_no_to_any_bytes(name: str) -> None:
    for head in heads().values():
        assert READERS[name].recognises(head) in (True, False)


@pytest.mark.parametrize("head", heads())
def test_no_two_makers_claim_the_same_file(head: str) -> None:
    claims = [n for n, r in READERS.items() if r.recognises(heads()[head]) and not r.LAST_RESORT]
    assert len(claims) <= 1


@pytest.mark.parametrize("name", READERS)
def test_another_makers_file_is_refused_or_read_right(name: str, tmp_path: Path) -> None:
    for file_name, write in LAYOUTS.values():
        path = tmp_path / file_name
        path.write_bytes(write())
        right = read_spectra(path)[0]
        try:
            spectra = READERS[name].read(open_instrument_file(path))
        except SpectrumRefusedError:
            continue
        assert np.allclose(spectra[0].impedance_ohm, right.impedance_ohm, rtol=1e-6)


@pytest.mark.parametrize("name", READERS)
def test_rubbish_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    rubbish = {k: v for k, v in heads().items() if k not in LAYOUTS and v}
    for content in rubbish.values():
        file = InstrumentFile(tmp_path / "rubbish", content)
        (tmp_path / "rubbish").write_bytes(content)
        with pytest.raises(SpectrumRefusedError) as refusal:
            READERS[name].read(file)
        sentence = str(refusal.value)
        assert 10 < len(sentence) < 400
        assert "\n" not in sentence
        assert "Traceback" not in sentence

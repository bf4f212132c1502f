"""A saved surrogate: the same answers again, and nothing foreign is ever unpickled."""

import pickle
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from surrogate import persist
from surrogate.gp.gp import fit_gaussian_process
from surrogate.gp.surface import GaussianProcess
from surrogate.persist import ForeignModelError, load_surrogate, save_surrogate

KEY, OTHER = b"k" * 32, b"o" * 32


class Trap:
    """Says on unpickling that it was unpickled."""

    def __init__(self, mark: Path):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


@pytest.fixture
def surface():
    X = np.random.default_rng(0).random((12, 2))
    return fit_gaussian_process(X, np.sin(3 * X[:, 0]) + X[:, 1])


def test_it_answers_as_before(tmp_path, surface):
    file = tmp_path / "surface.copress"
    stamp = save_surrogate(file, surface, KEY)
    again = load_surrogate(file, GaussianProcess, KEY)
    X = np.random.default_rng(1).random((50, 2))
    for before, after in zip(surface.joint(X), again.joint(X), strict=True):
        np.testing.assert_array_equal(before, after)
    assert stamp.kind == "GaussianProcess"
    assert set(stamp.versions) == {"copress", "numpy", "scipy", "scikit-learn"}


def test_every_single_changed_byte_is_refused(tmp_path, surface):
    file = tmp_path / "surface.copress"
    save_surrogate(file, surface, KEY)
    whole = file.read_bytes()
    for at in {0, 25, 60, 100, 150, 200, *range(0, len(whole), 211), len(whole) - 1}:
        changed = bytearray(whole)
        changed[at] ^= 1
        file.write_bytes(changed)
        with pytest.raises(ForeignModelError, match="nothing of it was loaded"):
            load_surrogate(file, GaussianProcess, KEY)
    for cut in (0, 10, 30, 90, len(whole) - 1):
        file.write_bytes(whole[:cut])
        with pytest.raises(ForeignModelError):
            load_surrogate(file, GaussianProcess, KEY)


def test_a_foreign_key_and_a_plain_pickle_are_never_unpickled(tmp_path):
    mark, file = tmp_path / "unpickled", tmp_path / "trap.copress"
    save_surrogate(file, Trap(mark), OTHER)
    with pytest.raises(ForeignModelError, match="by somebody else"):
        load_surrogate(file, GaussianProcess, KEY)
    file.write_bytes(pickle.dumps(Trap(mark)))
    with pytest.raises(ForeignModelError, match="not a saved model"):
        load_surrogate(file, GaussianProcess, KEY)
    save_surrogate(tmp_path / "own.copress", Trap(mark), KEY)
    with pytest.raises(ForeignModelError, match="holds a Trap, no GaussianProcess"):
        load_surrogate(tmp_path / "own.copress", GaussianProcess, KEY)
    assert not mark.exists()


def test_other_versions_are_refused_by_name(tmp_path, surface, monkeypatch):
    file = tmp_path / "surface.copress"
    save_surrogate(file, surface, KEY)
    real = persist.version
    monkeypatch.setattr(
        persist, "version", lambda name: "99.0" if name == "scikit-learn" else real(name)
    )
    with pytest.raises(ForeignModelError, match=r"saved with scikit-learn .*; this is 99\.0"):
        load_surrogate(file, GaussianProcess, KEY)


def test_a_model_whose_class_has_moved_since_is_refused_in_one_sentence(tmp_path, monkeypatch):
    room = types.ModuleType("room_of_another_build")
    room.Model = type("Model", (), {"__module__": room.__name__})
    monkeypatch.setitem(sys.modules, room.__name__, room)
    file = tmp_path / "surface.copress"
    save_surrogate(file, room.Model(), KEY)
    monkeypatch.delitem(sys.modules, room.__name__)
    with pytest.raises(ForeignModelError, match="saved by another build"):
        load_surrogate(file, room.Model, KEY)


def test_a_file_that_is_not_ours_is_not_overwritten(tmp_path, surface):
    file = tmp_path / "thesis.docx"
    file.write_bytes(b"years of work")
    with pytest.raises(ForeignModelError, match="It stays"):
        save_surrogate(file, surface, KEY)
    assert file.read_bytes() == b"years of work"
    with pytest.raises(ValueError, match="too short"):
        save_surrogate(tmp_path / "x", surface, b"short")

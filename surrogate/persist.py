"""A fitted surrogate in a file: saved with joblib, stamped with versions, sealed with a key.

Unpickling runs whatever a file says, so nothing is unpickled before its seal (HMAC-SHA256 over
header and content, RFC 2104) is verified with the key of this user: a foreign or changed file is
refused unread. The seal keeps strangers out; it is no secret kept from whoever has the key.
"""

import hashlib
import hmac
import io
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

MAGIC = b"copress surrogate 1\n"
LEAST_KEY_BYTES = 16  # 128 bits, the least of NIST SP 800-131A for HMAC
_STAMPED = ("copress", "numpy", "scipy", "scikit-learn")

Kind = TypeVar("Kind")


class ForeignModelError(ValueError):
    """The file is no surrogate that this user's Copress wrote; nothing of it was loaded."""


@dataclass(frozen=True)
class Stamp:
    """What a saved surrogate was written with.

    Attributes:
        kind: name of the class that was saved.
        versions: of Copress and of what the numbers rest on.
    """

    kind: str
    versions: dict[str, str]


def save_surrogate(path: Path, surrogate: object, key: bytes) -> Stamp:
    """Save a surrogate, whole or not at all.

    Args:
        path: the file; an older one of ours is replaced.
        surrogate: what to save.
        key: of the seal, at least 16 bytes.

    Raises:
        ForeignModelError: the file exists and is no saved surrogate.
        ValueError: the key is too short.
    """
    _check_key(key)
    if path.exists() and not is_surrogate(path):
        raise ForeignModelError(f"{path} exists and is not a saved model of Copress. It stays.")
    stamp = Stamp(type(surrogate).__name__, {name: version(name) for name in _STAMPED})
    import joblib  # loads a tenth of a second that a look at a file need not wait for

    sink = io.BytesIO()
    joblib.dump(surrogate, sink, compress=3)
    header = json.dumps({"kind": stamp.kind, "versions": stamp.versions}).encode() + b"\n"
    seal = _seal(key, header, sink.getvalue())
    next_to = path.with_name(f".{path.name}.part")
    next_to.write_bytes(MAGIC + seal + b"\n" + header + sink.getvalue())
    next_to.replace(path)
    return stamp


def load_surrogate(path: Path, kind: type[Kind], key: bytes) -> Kind:
    """Load what `save_surrogate` wrote with the same key and the same versions.

    Args:
        path: the file.
        kind: class that it must hold.
        key: of the seal.

    Raises:
        ForeignModelError: not ours, changed since, of other versions, or of another kind; nothing
            of it was unpickled.
        OSError: it cannot be read.
    """
    _check_key(key)
    whole = path.read_bytes()
    if not whole.startswith(MAGIC):
        raise ForeignModelError(
            f"{path} is not a saved model of Copress; nothing of it was loaded."
        )
    seal, _, rest = whole[len(MAGIC) :].partition(b"\n")
    header, _, content = rest.partition(b"\n")
    if not hmac.compare_digest(seal, _seal(key, header + b"\n", content)):
        raise ForeignModelError(
            f"{path} was changed since it was saved, or saved by somebody else; nothing of it was "
            "loaded. Make it again from the table."
        )
    stamp = json.loads(header)
    _check_stamp(path, Stamp(stamp["kind"], stamp["versions"]), kind)
    import joblib  # see above

    try:
        loaded = joblib.load(io.BytesIO(content))
    except (ImportError, AttributeError) as error:  # a class has moved since
        raise ForeignModelError(
            f"{path} was saved by another build of Copress, which names its parts differently "
            f"({error}). Make it again from the table."
        ) from error
    if not isinstance(loaded, kind):
        raise ForeignModelError(f"{path} holds a {type(loaded).__name__}, no {kind.__name__}.")
    return loaded


def is_surrogate(path: Path) -> bool:
    """Whether the file begins as a saved surrogate does; its seal is not looked at."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _check_stamp(path: Path, stamp: Stamp, kind: type) -> None:
    if stamp.kind != kind.__name__:
        raise ForeignModelError(f"{path} holds a {stamp.kind}, no {kind.__name__}.")
    for name, then in stamp.versions.items():
        now = version(name)
        if _release(then) != _release(now):
            raise ForeignModelError(
                f"{path} was saved with {name} {then}; this is {now}, which may read it "
                "differently. Nothing of it was loaded: make it again from the table."
            )


def _release(number: str) -> list[str]:
    """Major and minor: patches keep what is pickled."""
    return number.split(".")[:2]


def _seal(key: bytes, header: bytes, content: bytes) -> bytes:
    return hmac.new(key, MAGIC + header + content, hashlib.sha256).hexdigest().encode()


def _check_key(key: bytes) -> None:
    if len(key) < LEAST_KEY_BYTES:
        raise ValueError(f"a key of {len(key)} bytes is too short; {LEAST_KEY_BYTES} are needed.")

"""Photos of cells: taken only when their content is a picture, kept as they are, never run."""

from __future__ import annotations

import io
import re
import warnings

from sqlalchemy import select
from starlette.responses import Response

from campaigns.decisions.decisions import keep_photo
from campaigns.errors import WrongInputError
from campaigns.store import schema
from campaigns.web.forms.fields import Field, FieldKind, takes
from campaigns.web.forms.parse import Form
from campaigns.web.request_context import RefusedRequestError, RequestContext
from campaigns.web.security.request_guard import FILE_BYTES

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_NONE_SO_HIGH = 2**31  # row numbers are signed 32-bit integers in PostgreSQL
_NAME = re.compile(r"[\w][\w .()+-]{0,90}\.(png|jpe?g|webp)", re.IGNORECASE)
_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}


@takes(Field("photo", FieldKind.FILE, required=True))
def keep(context: RequestContext, form: Form) -> Response:
    """Attach a photo that was sent."""
    number = context.number()
    if not form.content:
        raise WrongInputError("no photo was sent; nothing was kept")
    if len(form.content) > FILE_BYTES:
        raise RefusedRequestError(
            413, f"a photo may have {FILE_BYTES // 1024**2} MB; nothing was kept"
        )
    if not _NAME.fullmatch(form.file_name):
        raise WrongInputError(
            f"{form.file_name[:60]!r} is no name of a photo (NAME.jpg, .png, .webp); "
            "nothing was kept"
        )
    trouble = context.services.model_process.do(look_at, form.content)
    if trouble:
        raise WrongInputError(f"{form.file_name}: {trouble}; nothing was kept")
    keep_photo(context.campaign.store, number, form.file_name, form.content, context.person)
    return context.back(f"cells/{number}", f"The photo {form.file_name} is kept.")


def show(context: RequestContext) -> Response:
    """A photo, as its content says it is; it cannot run anything."""
    photo, trial = schema.photo, schema.trial
    if (number := context.request.path_params["photo"]) >= _NONE_SO_HIGH:
        raise RefusedRequestError(404, "there is no such photo")
    query = (
        select(photo.c.raw)
        .join(trial, trial.c.id == photo.c.trial_id)
        .where(photo.c.id == number)
        .where(trial.c.campaign_id == context.campaign.store.campaign_id)
    )
    with context.campaign.store.connect() as connection:
        raw = connection.scalar(query)
    kind = next((kind for magic, kind in _MAGIC.items() if raw and raw.startswith(magic)), None)
    if raw is None or kind is None:
        raise RefusedRequestError(
            404, "there is no such photo, or it is of a kind that is not shown"
        )
    headers = {
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=86400, immutable",
    }
    return Response(bytes(raw), headers=headers, media_type=KINDS[kind])


MOST_PIXELS = 60_000_000
"""Chosen: more than cameras of telephones make; a bomb has thousands of millions."""


def look_at(raw: bytes) -> str:
    """What is wrong with it, in words; empty for a PNG, JPEG or WebP that can be seen whole."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # its size is asked below
        try:
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP")) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    return f"{width} x {height} pixels are too many ({MOST_PIXELS} at most)"
                picture.load()
        except UnidentifiedImageError:
            return "its content is no PNG, JPEG or WebP"
        except Image.DecompressionBombError:
            return f"it has too many pixels ({MOST_PIXELS} at most)"
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            return f"it is damaged ({str(error)[:80]})"
    return ""

"""Whether bytes that somebody sent are a picture: looked at in the models' process, never here."""

from __future__ import annotations

MOST_PIXELS = 60_000_000


def look_at(raw: bytes) -> str:
    """What is wrong with it, in words; empty for a PNG, JPEG or WebP that can be seen whole."""
    import io
    import warnings

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

"""A person's wish to release the press, from any thread or from a signal handler."""


class AbortLatch:
    """Stays until somebody clears it.

    One attribute and no lock: a signal handler that waited for a lock of its own thread would
    wait for ever.
    """

    def __init__(self) -> None:
        self._reason: str | None = None

    def ask(self, reason: str) -> None:
        """Ask for a release; the first reason stays."""
        if self._reason is None:
            self._reason = reason

    @property
    def reason(self) -> str | None:
        """Why a release was asked for, None if it was not."""
        return self._reason

    def clear(self) -> None:
        """Forget it: a person has seen to the press."""
        self._reason = None

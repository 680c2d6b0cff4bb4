"""Time for tests."""


class Clock:
    """A clock that stands still until it is moved: ``clock.now += 5``."""

    now = 1_000_000.0  # seconds since 1970

    def __call__(self) -> float:
        """Return the time that it shows."""
        return self.now

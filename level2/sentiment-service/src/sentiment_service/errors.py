"""What can go wrong, in the service's own words; the web layer alone knows what status each gets."""


class SentimentError(Exception):
    """Something that a sentence to the caller explains."""


class Overloaded(SentimentError):
    """More is asked than can be done in time."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"The service is busy; ask again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class Closing(SentimentError):
    """The service is about to end, and takes nothing new."""

    def __init__(self) -> None:
        super().__init__("The service is shutting down; ask again in a moment.")


class TooSlow(SentimentError):
    """The answer did not come in time."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(f"There was no answer within {limit_s:g} s; ask again, or send less.")


class ClientLeft(SentimentError):
    """Whoever asked is no longer there to hear the answer."""


class ModelFailed(SentimentError):
    """The process that holds the model died at its work; a new one is being started."""

    def __init__(self) -> None:
        super().__init__("The model stopped and is being started again; ask again in a moment.")

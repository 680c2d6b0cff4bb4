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


class BadSource(SentimentError):
    """A file that holds no texts as it was said to."""


class JobNotFound(SentimentError):
    """No job has this id."""

    def __init__(self, job: str) -> None:
        super().__init__(f"There is no job {job}.")


class NotFinished(SentimentError):
    """The result of a job is asked for that has none yet, or never will."""

    def __init__(self, job: str, state: str) -> None:
        super().__init__(f"The job {job} is {state}; a result has only what is done.")


class KeyReused(SentimentError):
    """The same key came with another file."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The Idempotency-Key {key} was used for another file; take a new one for each."
        )


class LeaseLost(SentimentError):
    """Whoever works on a job is no longer the one who may: it was too slow, or the job was cancelled."""

    def __init__(self, job: str) -> None:
        super().__init__(f"The job {job} was taken over, or cancelled.")

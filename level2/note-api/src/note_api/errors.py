"""What can go wrong with notes, in words for people; the web layer gives each a status, once."""


class NoteError(Exception):
    """Something asked of the notes cannot be done."""


class NotFound(NoteError):
    """There is no such note or category."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key}.")


class Refused(NoteError):
    """What was sent cannot be used; `field` names the part that is to be mended."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


class Conflict(NoteError):
    """What was asked does not go with what is there already."""


class EditedMeanwhile(Conflict):
    """Somebody else changed the note since it was read."""

    def __init__(self, note_id: int) -> None:
        super().__init__(
            f"Note {note_id} has changed since you read it: read it again, and send your change"
            " with the new ETag."
        )


class VersionMissing(NoteError):
    """A change does not say which version of the note it is a change of."""


class DatabaseAway(NoteError):
    """The database does not answer, or is too busy to."""


class CannotUndo(NoteError):
    """A migration has no way back: what it dropped or joined is nowhere any more."""

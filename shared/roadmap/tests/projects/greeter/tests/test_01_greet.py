from greeter.words import greet


def test_greets_by_name() -> None:
    """A greeting names the person."""
    assert greet("Ada") == "Hello, Ada!"


def test_takes_blanks_away() -> None:
    """Blanks around a name are not greeted."""
    assert greet(" Ada ") == "Hello, Ada!"

from greeter.words import greet_all


def test_greets_each() -> None:
    """Everyone is greeted, in order."""
    assert list(greet_all(["Ada", "Grace"])) == ["Hello, Ada!", "Hello, Grace!"]


def test_leaves_blank_names_out() -> None:
    """A name of blanks is nobody's."""
    assert list(greet_all(["Ada", "  "])) == ["Hello, Ada!"]

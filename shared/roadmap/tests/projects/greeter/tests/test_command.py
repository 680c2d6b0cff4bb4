import subprocess
import sys


def test_greets_from_the_command_line() -> None:
    """The command greets everyone named."""
    done = subprocess.run([sys.executable, "-m", "greeter", "Ada", "Grace"], capture_output=True, text=True, check=True)
    assert done.stdout == "Hello, Ada!\nHello, Grace!\n"

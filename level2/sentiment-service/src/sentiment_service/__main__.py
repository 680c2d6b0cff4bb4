"""Let ``python -m sentiment_service`` serve."""

from sentiment_service.cli import main

if __name__ == "__main__":
    main(prog_name="python -m sentiment_service")

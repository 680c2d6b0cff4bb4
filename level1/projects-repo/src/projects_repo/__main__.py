"""Run the tool as `python -m projects_repo`."""

from projects_repo.cli import main

if __name__ == "__main__":
    main(prog_name="python -m projects_repo")

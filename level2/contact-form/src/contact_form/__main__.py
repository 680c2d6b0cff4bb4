"""``python -m contact_form`` is the command ``contact-form``."""

from contact_form.cli import main

main()

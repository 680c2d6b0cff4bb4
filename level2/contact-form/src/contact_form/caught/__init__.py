"""For development: the mail that would have been sent, on a page."""

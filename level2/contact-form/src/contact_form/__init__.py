"""A contact form for a small company: a page, a JSON API, mail that is never lost, and an inbox."""

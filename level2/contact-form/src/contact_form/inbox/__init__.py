"""What visitors wrote, behind a login."""

"""What it does for a user, in one sentence."""

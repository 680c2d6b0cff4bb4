"""Ours against a named peer: in turn, in fresh processes, on one thread, beside ours once more as a control."""

"""The exercise engine: states of a marked reference, runs in warm processes, and the proof.

Standard library only (and pytest, in the project's own environment), so that it runs under the Python of
the project that it judges.
"""

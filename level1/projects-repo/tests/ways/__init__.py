"""How each kata may be played: WAYS that are right, and MISDEEDS with the goal that each misses and what is said."""

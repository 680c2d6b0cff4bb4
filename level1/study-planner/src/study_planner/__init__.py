"""A study planner: what to study when, so that every due date that can be met is met."""

__version__ = "1.0.0"

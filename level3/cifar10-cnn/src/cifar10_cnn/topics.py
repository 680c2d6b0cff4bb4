"""What `demo` can show: each topic, and the module with its function."""

SEEING, LEARNING = "demo_seeing", "demo_learning"

TOPICS = {
    "tensor": SEEING,
    "edges": SEEING,
    "sequential": LEARNING,
    "functional": LEARNING,
    "residual": LEARNING,
    "loop": LEARNING,
    "callbacks": LEARNING,
    "curves": LEARNING,
    "augment": SEEING,
    "pipeline": SEEING,
    "schedule": LEARNING,
    "resume": LEARNING,
    "sure": SEEING,
    "look": SEEING,
}

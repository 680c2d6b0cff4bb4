"""The learner's command of ml-backend-roadmap, and the engine that proves its exercises."""

"""Sentiment of texts as a service that never blocks its event loop."""

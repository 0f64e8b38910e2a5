"""The driver of the chaos runs: see ``tests/chaos`` in the repository."""

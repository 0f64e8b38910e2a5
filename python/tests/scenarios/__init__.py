"""Runs the project's scenarios. The specification is ``tests/README.md`` of the project."""

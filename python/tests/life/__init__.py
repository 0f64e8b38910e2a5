"""What becomes of the package when its process forks, exits, or is interrupted.

Every test is a program of its own, run by the interpreter under test: that of these tests or,
to try an installed wheel, the one that ``HYPERSENDER_INSTALLED`` names.
"""

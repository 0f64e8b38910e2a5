"""What ``pip install hypersender`` gives: the wheel as it is published.

``HYPERSENDER_WHEEL`` names it, and ``HYPERSENDER_INSTALLED`` the interpreter of an environment that
has nothing else.
"""

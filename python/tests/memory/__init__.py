"""What is run under valgrind: see the stage ``memory`` of ``cargo xtask release-check``."""

"""What is run under valgrind: see the chore ``cargo xtask memory``."""

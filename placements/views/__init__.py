"""Pages about places and progress."""

"""What people type about places and progress, checked into clean values."""

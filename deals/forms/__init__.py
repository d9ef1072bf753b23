"""What people type about deals, checked into clean values."""

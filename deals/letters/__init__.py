"""What the letters of this room say, why each was written, and whether it is still wanted."""

"""What the text of a deal says, in words, and how two texts differ."""

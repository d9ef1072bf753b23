"""Good practices: what they propose, and the way they went."""

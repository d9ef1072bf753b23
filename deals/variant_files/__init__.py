"""Variants as files between municipalities."""

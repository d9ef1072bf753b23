"""Triggers for tables that only grow."""

import pgtrigger


def never_emptied(name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses TRUNCATE, which triggers on rows do not see."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
    )

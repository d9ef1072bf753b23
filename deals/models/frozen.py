"""What the database refuses once a text is fixed: triggers of the rows that belong to a version."""

from __future__ import annotations

import pgtrigger

from trail.triggers import never_emptied

FROZEN = """
    IF EXISTS (SELECT 1 FROM deals_dealversion
               WHERE frozen_at IS NOT NULL AND id = COALESCE({row}.version_id, 0)) THEN
        RAISE EXCEPTION 'version %% of the deal is frozen', {row}.version_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'frozen_version_never_changes';
    END IF;
"""


def frozen_with_its_version(name: str) -> list[pgtrigger.Trigger]:
    """Return triggers that refuse to add, change or remove a row of a frozen version."""
    check_new, check_old = (FROZEN.format(row=row).replace("%%", "%") for row in ("NEW", "OLD"))
    return [
        pgtrigger.Trigger(
            name=f"{name}_added_before_freezing",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=check_new + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name=f"{name}_changed_before_freezing",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=check_old + check_new + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name=f"{name}_removed_before_freezing",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=check_old + "RETURN OLD;",
        ),
        never_emptied(f"{name}_are_not_emptied"),
    ]


def same_while_frozen(name: str, terms: str, line: str, *columns: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to change what a line is once a frozen version names it in its `terms`."""
    return pgtrigger.Trigger(
        name=f"{name}_stays_what_was_signed",
        operation=pgtrigger.UpdateOf(*columns),
        when=pgtrigger.Before,
        func=f"""
            IF ({", ".join(f"NEW.{each}" for each in columns)})
                IS DISTINCT FROM ({", ".join(f"OLD.{each}" for each in columns)})
               AND EXISTS (SELECT 1 FROM {terms} t JOIN deals_dealversion v ON v.id = t.version_id
                           WHERE t.{line} = OLD.id AND v.frozen_at IS NOT NULL) THEN
                RAISE EXCEPTION 'a frozen version of the deal holds this line'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}_stays_what_was_signed';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  names of our own tables
    )

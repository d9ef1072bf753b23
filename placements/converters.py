"""Which words of an address are steps of a place: any other word is a 404 before a view runs."""

from placements.lifecycle import STEPS

SHORT = {"report_end": "end"}
LONG = {short: step for step, short in SHORT.items()}


class StepConverter:
    """`end` is the step report_end, `confirm-end` the step confirm_end."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        """Return the step, or refuse the word."""
        step = LONG.get(value, value.replace("-", "_"))
        if step not in STEPS:
            raise ValueError(value)
        return step

    def to_url(self, value: str) -> str:
        """Return the word for the step."""
        return SHORT.get(value, value.replace("_", "-"))

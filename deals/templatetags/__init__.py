"""How deals look in a template."""

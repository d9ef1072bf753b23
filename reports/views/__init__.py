"""Pages of reports, dashboards and homes."""

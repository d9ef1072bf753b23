"""Files of a deal: how they are rendered, sealed, checked and kept. Only `pdf` and `maker` need Pango."""

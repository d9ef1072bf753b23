"""Pages of deals: fetch, ask, one domain call, answer."""

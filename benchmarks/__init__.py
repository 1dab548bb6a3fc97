"""How fast rwpk starts, and how it grows, beside its peers: see docs/performance.md."""

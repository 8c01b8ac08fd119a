"""Who reads what, and why: explained for what is, and beforehand for what would be."""

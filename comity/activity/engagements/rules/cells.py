"""What goes into a cell of a file that a spreadsheet will open."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula is made text by a quote before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text

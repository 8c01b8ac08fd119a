"""The written forms of a label: ADatP-4774 labels, ADatP-4778 bindings, SPIF policies, and the files that carry them.

Read liberally, written strictly. Everything that comes in is hostile until `documents.opened` has let it through.
"""

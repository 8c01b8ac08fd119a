"""Frameworks on the screen: which versions are in force, what a new one changes, what becomes of running dossiers."""

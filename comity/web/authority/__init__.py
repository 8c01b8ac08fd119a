"""Who may do what now, why not, and what a leaver leaves: pages and commands that span rooms."""

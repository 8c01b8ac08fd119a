"""Who is told of what: the events of the rooms, made into notices. Only `wiring` connects these functions.

Told are those who hold a post at that moment; `notify` leaves out who acted, and who may not read it.
"""

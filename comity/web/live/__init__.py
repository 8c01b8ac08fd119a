"""What changes appears without reload: a stream of the record's new entries, each to those who may read it.

`watching` asks the database, in threads; `hub` hands out, on the event loop; `stream` speaks to one browser. It lives
outside Django, whose ASGI handler keeps a thread for every open request.
"""

PATH = "/events/"

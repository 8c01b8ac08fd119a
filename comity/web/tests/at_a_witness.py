"""Witnesses for tests: homes in a folder, and servers on the loopback in threads."""

import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection

from comity.web.witness.home import Home
from comity.web.witness.server import listening, server
from comity.web.witness.witness import Witness


def a_witness_home(folder, name="parliament.example/w", trusts=()):
    home = Home(folder)
    home.make(name)
    home.trust(list(trusts))
    return home


@contextmanager
def serving(home, port=0, clock=None):
    """The witness's port, while it serves."""
    witness = Witness(home, clock) if clock else Witness(home)
    with listening("127.0.0.1", port) as opened:
        running = server(witness)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
        thread.start()
        while not running.started:
            time.sleep(0.005)
        try:
            yield opened.getsockname()[1]
        finally:
            running.should_exit = True
            thread.join()


def asked(port, body=None, *, method="POST", path="/add-checkpoint", headers=None):
    """(status, content type, body)."""
    link = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request(method, path, body, headers or {})
        answer = link.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()
    finally:
        link.close()

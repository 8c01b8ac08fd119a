"""The scanner is asked in its own way, and whatever is not a clean answer keeps a file out."""

import io
import socket
import threading

import pytest

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.files.actions.scan_content import asked, scan_content
from comity.foundation.files.rules.scanning import Scan


def a_clamd(path, answer):
    heard = []
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen(1)

    def serve():
        taken, _ = server.accept()
        with taken, server:
            taken.settimeout(5)
            data = b""
            while not data.endswith(bytes(4)):
                data += taken.recv(65536)
            heard.append(data)
            taken.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return heard, thread


@pytest.mark.parametrize(
    ("answer", "found"), [(b"stream: OK\0", Scan.CLEAN), (b"stream: X FOUND\0", Scan.INFECTED), (b"", Scan.UNKNOWN)]
)
def test_clamd_is_sent_the_whole_content_in_its_protocol(tmp_path, answer, found):
    heard, thread = a_clamd(tmp_path / "s", answer)
    assert asked(f"clamd:{tmp_path / 's'}", io.BytesIO(b"hello")) is found
    thread.join(5)
    assert heard == [b"zINSTREAM\0" + (5).to_bytes(4, "big") + b"hello" + bytes(4)]


def test_a_command_is_asked_by_its_standard_input():
    assert asked("command:grep -vq EICAR", io.BytesIO(b"harmless\n")) is Scan.CLEAN
    assert asked("command:grep -vq EICAR", io.BytesIO(b"EICAR\n")) is Scan.INFECTED


@pytest.mark.parametrize("way", ["clamd:/nowhere/s", "clamd:127.0.0.1:1", "command:/nowhere/scan", "clamd:", "other:x"])
def test_a_scanner_that_does_not_answer_keeps_everything_out(settings, way):
    settings.FILE_SCANNER = way
    with pytest.raises(Refused):
        scan_content(io.BytesIO(b"harmless"))


def test_where_no_scanner_is_named_nothing_is_asked(settings):
    settings.FILE_SCANNER = ""
    scan_content(io.BytesIO(b"harmless"))

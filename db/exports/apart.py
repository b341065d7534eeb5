"""An export written by a process of its own, which is over when the file is: a server that writes Parquet
this way never loads pyarrow, which would stay with it (200 MB) for good.

    for part in written(url, "parquet", selection, about): …     # the bytes of `formats.stream`

The process is told what to write on its standard input and writes to its standard output.
"""

from __future__ import annotations

import pickle
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

from db.exports import arrow, formats
from db.exports.about import About
from db.exports.errors import ExportError, ExtraMissing
from db.exports.selection import Selection, view
from db.readonly import asking, open_reading

#: Seconds after which there is an empty part where the process has written nothing: whoever takes the
#: parts can stop meanwhile.
IDLE = 1.0


class Broken(ExportError):
    """The process did not finish; what came of the file is not whole. Raised by `written`."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"the process that writes the file ended with {code}; its error is in the log. Take "
            "csv or jsonl, or ask for fewer articles"
        )


def written(url: str, format: str, selection: Selection, about: About) -> Iterator[bytes]:
    """The file in parts, empty ones among them. Closing the iterator ends the process.

    Raises UnknownFormat and ExtraMissing here, Broken behind the last part.
    """
    if formats.find(format).binary and not arrow.installed():
        raise ExtraMissing
    return _parts(pickle.dumps((url, format, selection, about)))


def _parts(told: bytes) -> Iterator[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", __spec__.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the server, which ends its exports itself
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdout, selectors.DefaultSelector() as ready:
            with process.stdin:
                process.stdin.write(told)
            ready.register(process.stdout, selectors.EVENT_READ)
            while True:
                if not ready.select(IDLE):
                    yield b""
                elif part := process.stdout.read1(formats.PART):  # type: ignore[attr-defined]
                    yield part
                else:
                    break
        if code := process.wait():
            raise Broken(code)
    finally:
        process.kill()
        process.wait()


def main() -> int:
    """The process itself. 1 where nobody takes its bytes any more."""
    url, format, selection, about = pickle.load(sys.stdin.buffer)
    engine = open_reading(url, timeout=None)
    out = sys.stdout.buffer
    try:
        with asking(view(engine)) as session, closing(selection.documents(session)) as documents:
            formats.write(format, documents, out, about=about)
        out.flush()
    except BrokenPipeError:
        return 1
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A dataset for `datasets.load_dataset(FOLDER)`, which needs no network: Parquet shards, a card and a
codebook, in a folder or in a ZIP file.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from db.exports import arrow, card, codebook
from db.exports.about import About
from db.exports.counting import Counts
from db.exports.parquet import Parquet
from db.exports.whole import whole_folder
from db.exports.writing import Document, Out
from db.release import released

#: Articles of a shard.
SHARD = 200_000
#: Of every file in a ZIP: the same articles give the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
README, CODEBOOK = "README.md", "CODEBOOK.md"


class Place(Protocol):
    """Where the dataset's files go, one after another."""

    def open(self, name: str) -> AbstractContextManager[Out]: ...


class Folder:
    """Files below a folder. ``names`` are those written, in their order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    @contextmanager
    def open(self, name: str) -> Iterator[Out]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.names.append(name)
        with path.open("wb") as out:
            yield out


class Archive:
    """Files of a ZIP that is written as it comes: nothing is gone back to."""

    def __init__(self, out: Out) -> None:
        self._out = _OneWay(out)
        self._zip = zipfile.ZipFile(self._out, "w")

    @contextmanager
    def open(self, name: str) -> Iterator[Out]:
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as out:
            yield out

    def close(self) -> None:
        self._zip.close()

    def silence(self) -> None:
        """Write nothing more: zipfile would add its directory when it is let go of."""
        self._out.out = None


class _OneWay:
    """Can be written and nothing else, also where the file below could be sought in."""

    def __init__(self, out: Out) -> None:
        self.out: Out | None = out

    def write(self, data: bytes) -> int:
        if self.out is not None:
            self.out.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """The file below is flushed by whom it belongs to."""

    def close(self) -> None:
        """And closed."""


class Shards:
    """Articles as ``data/train-00000.parquet`` and so on; with no article there is an empty one."""

    def __init__(self, place: Place, about: About) -> None:
        self._place = place
        self._about = about
        self._number = self._held = 0
        self._begin()

    def _begin(self) -> None:
        self._files = ExitStack()
        file = self._files.enter_context(self._place.open(f"data/train-{self._number:05}.parquet"))
        self._writer = Parquet(file, self._about)
        self._number += 1
        self._held = 0

    def add(self, document: Document) -> None:
        if self._held == SHARD:
            self.close()
            self._begin()
        self._writer.add(document)
        self._held += 1

    def close(self) -> None:
        self._writer.close()
        self._files.close()

    def abandon(self) -> None:
        self._writer.abandon()
        self._files.close()


class Dataset:
    """Shards, and when they are written the card and the codebook."""

    def __init__(self, place: Place, about: About) -> None:
        self._place = place
        self._about = about
        self._counts = Counts()
        self._shards = Shards(place, about)

    def add(self, document: Document) -> None:
        self._shards.add(document)
        self._counts.add(document)

    def close(self) -> None:
        self._shards.close()
        for name, text in (
            (README, card.markdown(self._counts, self._about)),
            (CODEBOOK, codebook.markdown()),
        ):
            with self._place.open(name) as out:
                out.write(text.encode())

    def abandon(self) -> None:
        self._shards.abandon()


class Zip(Dataset):
    """The dataset as a ZIP file: unpacked, `load_dataset` takes the folder."""

    def __init__(self, out: Out, about: About) -> None:
        arrow.pyarrow()  # before a file is begun
        self._archive = Archive(out)
        super().__init__(self._archive, about)

    def close(self) -> None:
        super().close()
        self._archive.close()

    def abandon(self) -> None:
        self._archive.silence()
        super().abandon()
        self._archive.close()


def write_folder(
    documents: Iterable[Document], folder: Path, *, full_text: bool = False, about: About
) -> int:
    """The dataset as a new folder, whole or not at all; the number of articles.

    Raises ExtraMissing, and CannotWrite also where the folder is there already.
    """
    number = 0
    with whole_folder(folder) as part:
        dataset = Dataset(Folder(part), replace(about, full_text=full_text))
        try:
            for document in documents:
                dataset.add(released(document, full_text=full_text))
                number += 1
            dataset.close()
        except BaseException:
            dataset.abandon()
            raise
    return number

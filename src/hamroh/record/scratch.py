"""Bytes that are too many for memory and must not lie on a disk as plain text: a file sealed under a key that this process alone has."""

from __future__ import annotations

import io
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_CHUNK = 256 * 1024
_TAG = 16


class Scratch(io.RawIOBase):
    """Written once, from the beginning to the end; then, after `done`, read from any place.

    The file has no name and is gone when it is closed or the process ends. Its key was never outside of the memory of this process, so what a
    disk still holds afterwards says nothing to anybody. Each chunk is sealed with its number: none can be changed or moved unseen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115, closed by `close`
        self._key = AESGCM(AESGCM.generate_key(256))
        self._rest = bytearray()
        self._chunks = 0
        self._open: tuple[int, bytes] = (-1, b"")
        self._at = 0
        self._written = False
        self.length = 0
        """Bytes that were written."""
        self.failed: OSError | None = None
        """Why the disk took no more of them. Libraries between may tell it as something else."""

    def write(self, some: Any) -> int:
        if self._written:
            raise io.UnsupportedOperation("it is written")
        self._rest += some
        while len(self._rest) >= _CHUNK:
            self._put(bytes(self._rest[:_CHUNK]))
            del self._rest[:_CHUNK]
        return len(some)

    def done(self) -> None:
        """All is written: from now on it is read."""
        if self._rest:
            self._put(bytes(self._rest))
        self._rest.clear()
        self._written = True

    def _put(self, chunk: bytes) -> None:
        try:
            self._file.write(self._key.encrypt(self._nonce(self._chunks), chunk, None))
        except OSError as error:
            self.failed = error
            raise
        self._chunks += 1
        self.length += len(chunk)

    @staticmethod
    def _nonce(number: int) -> bytes:
        return number.to_bytes(12, "big")

    def readinto(self, into: Any) -> int:
        """Reads up to the end of a chunk.

        Raises:
            cryptography.exceptions.InvalidTag: somebody changed the file.
        """
        if not self._written:
            raise io.UnsupportedOperation("it is not written yet")
        number, begin = divmod(self._at, _CHUNK)
        if self._at >= self.length:
            return 0
        if self._open[0] != number:
            self._file.seek(number * (_CHUNK + _TAG))
            self._open = number, self._key.decrypt(self._nonce(number), self._file.read(_CHUNK + _TAG), None)
        some = self._open[1][begin : begin + len(into)]
        into[: len(some)] = some
        self._at += len(some)
        return len(some)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.length}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return not self._written

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        self._open = -1, b""
        super().close()

"""Zstandard, wherever this Python has it: from 3.14 on in its own library."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["compress", "zstd"]

_COMPRESSOR = zstd.ZstdCompressor(level=1)


def compress(content: bytes) -> bytes:
    """Content of which much is only sent and kept: as small as by zlib's level 1, in a third of the time."""
    return _COMPRESSOR.compress(content, zstd.ZstdCompressor.FLUSH_FRAME)

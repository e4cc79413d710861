"""What is known of archives that are broken or hostile, for all that open one."""

import lzma
import struct
import zipfile
import zlib

DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)
"""What Python's readers of zip, gzip, bzip2 and LZMA raise at bytes that are not what they should be."""
MOST_COMPRESSION = 200
"""Police.uk's files compress about sevenfold, boundaries about tenfold, the Home Office's workbooks some thirtyfold; a
bomb compresses a thousandfold."""

"""A part of an answer, for programs that read a file from a server piece by piece, as GDAL and QGIS do.

The same load gives the same bytes, so that parts of two requests fit together.
"""

import re

from django.http import HttpRequest, HttpResponse

ONE_PART = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
OK, PARTIAL, NOT_SATISFIABLE = 200, 206, 416


def part_of(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The part that the header Range asks for (RFC 9110, section 14); the whole where it asks for no single one."""
    if answer.status_code != OK:
        return answer
    answer["Accept-Ranges"] = "bytes"
    asked = ONE_PART.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return answer
    size, first = len(answer.content), int(asked[1])
    last = min(int(asked[2] or size), size - 1)
    if first > last:
        answer.status_code, answer.content = NOT_SATISFIABLE, b""
        answer["Content-Range"] = f"bytes */{size}"
    else:
        answer.status_code, answer.content = PARTIAL, answer.content[first : last + 1]
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer

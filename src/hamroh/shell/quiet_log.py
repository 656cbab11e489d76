"""A log that never repeats what a person typed."""

from __future__ import annotations

import logging
import time
import traceback


class QuietFormatter(logging.Formatter):
    """Writes when, where and which kind of error; never an error's own words, which may hold an answer.

    Of a message only the template is written, without its arguments. For an error, the files and lines it came through.
    Times are UTC, as in the record.
    """

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.msg}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f"\n{type(record.exc_info[1]).__name__} at"
            for frame in traceback.extract_tb(record.exc_info[2]):
                line += f"\n  {frame.filename}:{frame.lineno} {frame.name}"
        return line

"""What a web server calls."""

from __future__ import annotations

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
application = get_wsgi_application()


def _settle() -> None:
    """What lives as long as the process is not looked through again for what may be thrown away.

    The law in force is a million small things: to go through them kept a page, and all beside it, waiting for a fifth of a second.
    """
    from hamroh.web import rulebook

    rulebook.book()
    gc.collect()
    gc.freeze()
    # A page that only waits for its database is not kept waiting for five milliseconds each time by one that reckons.
    sys.setswitchinterval(0.001)
    # A page makes some ten thousand things and drops them all.
    gc.set_threshold(20_000, 20, 50)


_settle()

"""`python -m hamroh.cli`: the `hamroh` command."""

from . import main

raise SystemExit(main())

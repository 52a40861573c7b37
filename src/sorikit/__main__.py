"""``python -m sorikit`` is the command ``sori``."""

from sorikit.apps.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())

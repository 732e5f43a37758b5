"""Make sure that Chromium is there for the page tests; install Debian's where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """0 when a browser is there, 1 with what to do when there is none."""
    if any(shutil.which(n) for n in NAMES):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium is not here; installing it with apt-get …")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
        return 0
    print("The page tests need Chromium. Install it (Debian: sudo apt-get install chromium) and try again.")
    return 1


if __name__ == "__main__":
    sys.exit(main())

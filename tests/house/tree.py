"""The files of the source tree, for the tests of its order."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files():
    """Paths relative to ROOT: what git tracks or would, or everything outside build folders where there is no git."""
    try:
        listed = subprocess.run(
            ['git', '-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard'],
            check=True, capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob('*')]
    paths = sorted({pathlib.PurePosixPath(name) for name in listed})
    return [path for path in paths
            if not path.parts[0].startswith(('build', '.git')) and (ROOT / path).is_file()]


def text(path):
    """Contents of a file of the tree, or '' for one that is no text."""
    try:
        return (ROOT / path).read_text(encoding='utf-8')
    except UnicodeDecodeError:
        return ''


def verdict(faults):
    """Prints the faults and ends the test."""
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)

"""No package registry's address is written down anywhere: package managers know where their packages are.

An address that is written down goes round the user's own mirror and proxy settings.
"""

import re

from tree import files, text, verdict

REGISTRY = re.compile(
    r'\b(?:(?:[\w-]+\.)?(?:npmjs|yarnpkg|pypi|pythonhosted|rubygems)\.(?:org|com|io)|crates\.io|proxy\.golang\.org'
    r'|(?:deb|security|ftp)\.debian\.org|(?:archive|security)\.ubuntu\.com|conda\.anaconda\.org)\b')

verdict([f'{path}: {found}'
         for path in files() if path.name != 'test-addresses.py'
         for found in REGISTRY.findall(text(path))])

"""Which folder may include what: src → ui → engine, and a backend sees little more than backend.h.

docs/architecture.md says why.
"""

import pathlib
import re

from tree import ROOT, files, text, verdict

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
WINDOW_SYSTEM = re.compile(r'(gtk|gdk|gsk|graphene|adwaita|libadwaita)([/.-]|$)')
GENERATED = {'config.h'}
# all that a backend knows of the engine around it
BACKEND_SEES = {'engine/backend/backend.h', 'engine/data/samples.h', 'engine/net/layer.h', 'engine/error.h'}


def resolve(path, name):
    """Where in the tree a quoted include leads: beside the file, or from one of the folders given to the compiler."""
    for folder in (path.parent, 'engine', 'ui', 'src', '.'):
        candidate = pathlib.PurePosixPath(folder) / name
        parts = []
        for part in candidate.parts:
            if part == '..' and parts:
                parts.pop()
            elif part != '.':
                parts.append(part)
        if (ROOT / pathlib.PurePosixPath(*parts)).is_file():
            return '/'.join(parts)
    return None


def is_window_system(name):
    return WINDOW_SYSTEM.match(name) and not name.startswith('gdk-pixbuf')


def why_not(path, target):
    """The arrow that an include of `target` (a path in the tree) by `path` goes against, or None."""
    here = str(path)
    if here.startswith('engine/'):
        if not target.startswith('engine/'):
            return 'engine/ stands alone'
        backend = re.match(r'engine/backend/[^/]+/', here)
        if backend and target not in BACKEND_SEES and not target.startswith(backend.group()):
            return 'a backend sees backend.h, samples.h, layer.h, error.h and its own folder'
    elif here.startswith('ui/'):
        if not target.startswith(('engine/', 'ui/')):
            return 'ui/ knows engine/ alone'
        if here.startswith('ui/draw/') and not target.startswith(('engine/', 'ui/draw/')):
            return 'ui/draw/ draws and knows no widget'
    elif here.startswith('src/cli/'):
        if target.startswith('ui/') and not target.startswith('ui/draw/'):
            return 'receptive-cli runs without the window'
    return None


def faults():
    for path in files():
        if path.suffix not in ('.c', '.h', '.cu', '.cuh') or path.parts[0] not in ('engine', 'ui', 'src'):
            continue
        for quote, name in INCLUDE.findall(text(path)):
            if quote == '<':
                if str(path).startswith(('engine/', 'ui/draw/', 'src/cli/')) and is_window_system(name):
                    yield f'{path}: includes <{name}>: no GTK here'
                continue
            target = resolve(path, name)
            if target is None:
                if name not in GENERATED and not name.endswith('-resources.h'):
                    yield f'{path}: includes "{name}", which is not in the tree'
                continue
            reason = why_not(path, target)
            if reason:
                yield f'{path}: includes {target}: {reason}'


verdict(list(faults()))

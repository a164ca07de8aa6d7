"""po/POTFILES names every file with strings that people read, no other, and in order."""

import re

from tree import files, text, verdict

COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"', re.DOTALL)
# GLib's macros for formats cut a message short for xgettext, which knows those of <inttypes.h>
CUT = re.compile(r'_ ?\((?:\s*"(?:\\.|[^"\\])*")+\s*G_G[A-Z0-9]+_(?:FORMAT|MODIFIER)')
CALL = re.compile(r'\b(?:N?C?_|Q_|gettext|ngettext|g_d?[nc]?p?gettext2?)\s*\(')


def has_strings(path):
    name = str(path)
    if name.startswith('tests/'):
        return False
    if name.endswith(('.desktop.in', '.metainfo.xml.in', '.gschema.xml')):
        return True
    if path.suffix == '.ui':
        return 'translatable="yes"' in text(path)
    if path.suffix in ('.c', '.h'):
        return CALL.search(COMMENT_OR_STRING.sub('""', text(path))) is not None
    return False


listed = [line.strip() for line in text('po/POTFILES').splitlines() if line.strip() and not line.startswith('#')]
wanted = [str(path) for path in files() if has_strings(path)]
faults = [f'po/POTFILES lacks {name}' for name in wanted if name not in listed]
faults += [f'po/POTFILES names {name}, which has no such strings' for name in listed if name not in wanted]
if not faults and listed != sorted(listed):
    faults = ['po/POTFILES is not in order']
faults += [f'{name}: a message is cut short by a format of GLib; take PRIu64 and its like'
           for name in wanted if CUT.search(text(name))]
verdict(faults)

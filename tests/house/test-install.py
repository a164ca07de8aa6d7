"""`meson install` puts a program into its prefix that runs from there, with its schema, icons and translations.

Usage: test-install.py BUILD PREFIX. The prefix is part of what is compiled in, so this is for a build that was
configured with a prefix inside itself, as ./dev test does; any other is skipped rather than written to.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

from tree import ROOT, text

SKIPPED = 77  # what the private desktop says where its programs are not installed

build, prefix = map(pathlib.Path, sys.argv[1:3])
if build not in prefix.parents:
    print(f'the prefix {prefix} is not inside the build folder; ./dev test configures one that is')
    sys.exit(77)

shutil.rmtree(prefix, ignore_errors=True)
environment = {name: value for name, value in os.environ.items()
               if name not in ('DESTDIR', 'GSETTINGS_SCHEMA_DIR', 'RECEPTIVE_LOCALEDIR')}
subprocess.run(['meson', 'install', '-C', build, '--no-rebuild', '--quiet'], check=True, env=environment)

# as a login shell would have it after installing there
share = prefix / 'share'
environment['XDG_DATA_DIRS'] = f'{share}:/usr/local/share:/usr/share'
environment['PATH'] = f"{prefix / 'bin'}:{environment['PATH']}"


def run(*command, **variables):
    done = subprocess.run(command, env={**environment, **variables}, capture_output=True, text=True, cwd='/')
    assert done.returncode in (0, SKIPPED), f'{command} ended with {done.returncode}: {done.stderr}'
    return done.stdout


def is_there(name):
    assert (prefix / name).is_file(), f'{name} was not installed'


statistics = json.loads(run('receptive-cli', 'stats', 'shapes', '--json'))
assert len(statistics['classes']) == 10, statistics

languages = [line for line in text('po/LINGUAS').split('\n') if line and not line.startswith('#')]
for language in languages:
    is_there(f'share/locale/{language}/LC_MESSAGES/receptive.mo')
german = run('receptive-cli', '--help', LC_ALL='C.UTF-8', LANGUAGE='de')
assert german != run('receptive-cli', '--help', LC_ALL='C.UTF-8', LANGUAGE='en'), german
is_there('bin/receptive-cli')
is_there('share/man/man1/receptive-cli.1')

options = json.loads(subprocess.run(['meson', 'introspect', '--buildoptions', build],
                                    check=True, capture_output=True, text=True).stdout)
if not next(option['value'] for option in options if option['name'] == 'ui'):
    sys.exit()

for name in ('bin/receptive',
             'share/applications/org.receptive.Receptive.desktop',
             'share/metainfo/org.receptive.Receptive.metainfo.xml',
             'share/icons/hicolor/scalable/apps/org.receptive.Receptive.svg',
             'share/icons/hicolor/symbolic/apps/org.receptive.Receptive-symbolic.svg',
             'share/man/man1/receptive.1',
             'share/glib-2.0/schemas/gschemas.compiled'):
    is_there(name)

# the window from there, with the settings of its own schema
run(ROOT / 'tests/ui/desktop', prefix / 'bin/receptive', '--exit-after-startup')

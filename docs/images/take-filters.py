"""Takes docs/images/filters.png: the page Filters with one pixel pinned, as it is.

Usage, with CIFAR-10 in the folder DATA and a build in build/:

    RECEPTIVE=build/src/receptive tests/ui/desktop --size 1280x800 \\
        /usr/bin/python3 docs/images/take-filters.py DATA
"""

import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/ui'))

import driver  # noqa: E402

data = pathlib.Path(sys.argv[1]).resolve()

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': f'{folder}/.local/share'}
    program = driver.Program(pathlib.Path(folder), ['--data-dir', data, '--page', 'filters'], home)
    program.wait_for_window()
    program.focus_window()
    program.xdotool('windowmove', program.window(), 0, 0, 'windowsize', '--sync', program.window(), 1280, 800)
    program.find(re.compile('Row .*'), 'label')
    program.point(program.find('Before', 'image'), 0.5, 0.35)
    pinned = re.compile('Row .*, pinned')
    program.find(pinned, 'label')
    place = program.find(pinned, 'label').get_name().split(', pinned')[0].lower()
    program.xdotool('mousemove', 10, 10)
    driver.until(lambda: place in program.description('Sum', 'image').lower(), 'the sum is not there')
    program.shot(HERE / 'filters.png')
    program.end()

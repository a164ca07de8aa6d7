"""Takes docs/images/data.png: the page Data with a pixel marked in everything that it shows.

Usage, with CIFAR-10 in the folder DATA and a build in build/:

    RECEPTIVE=build/src/receptive tests/ui/desktop --size 1440x900 \\
        /usr/bin/python3 docs/images/take-data.py DATA
"""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/ui'))

import driver  # noqa: E402

data = pathlib.Path(sys.argv[1]).resolve()

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': f'{folder}/.local/share'}
    program = driver.Program(pathlib.Path(folder), ['--data-dir', data, '--page', 'data'], home)
    program.wait_for_window()
    program.focus_window()
    program.xdotool('windowmove', program.window(), 0, 0, 'windowsize', '--sync', program.window(), 1440, 900)
    program.click('Memory', 'push button')
    program.find('Bytes near the marked pixel', 'image')
    program.point('Specimen', 0.45, 0.4)
    program.find(driver.re.compile('Row .*, pinned'), 'label')
    # the pointer out of the picture
    program.xdotool('mousemove', 700, 20)
    program.shot(HERE / 'data.png')
    program.end()

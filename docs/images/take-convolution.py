"""Takes docs/images/convolution.png: the page Convolution in the middle of a walk, as it is.

Usage, with CIFAR-10 in the folder DATA and a build in build/:

    RECEPTIVE=build/src/receptive tests/ui/desktop --size 1280x800 \\
        /usr/bin/python3 docs/images/take-convolution.py DATA
"""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/ui'))

import driver  # noqa: E402

data = pathlib.Path(sys.argv[1]).resolve()

# the tenth position, with its last product just added
STEP = 10 * 28 - 1

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': f'{folder}/.local/share'}
    program = driver.Program(pathlib.Path(folder), ['--data-dir', data, '--page', 'convolution'], home)
    program.wait_for_window()
    program.focus_window()
    program.xdotool('windowmove', program.window(), 0, 0, 'windowsize', '--sync', program.window(), 1280, 800)
    program.set_value('Position', STEP)
    program.xdotool('mousemove', 10, 10)
    driver.until(lambda: 'row 3, column 2' in program.description('Output', 'image').lower(), 'the walk is not there')
    program.shot(HERE / 'convolution.png')
    program.end()

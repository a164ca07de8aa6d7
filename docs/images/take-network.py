"""Takes docs/images/network.png: the page Network with one number of conv1 looked at.

Usage, with CIFAR-10 in the folder DATA, a run of LeNet in the folder RUN and a build in build/:

    RECEPTIVE=build/src/receptive tests/ui/desktop --size 1440x900 \\
        /usr/bin/python3 docs/images/take-network.py DATA RUN
"""

import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/ui'))

import driver  # noqa: E402

data, run = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': f'{folder}/.local/share'}
    program = driver.Program(pathlib.Path(folder), ['--data-dir', data, '--page', 'network', run], home)
    program.wait_for_window()
    program.focus_window()
    program.xdotool('windowmove', program.window(), 0, 0, 'windowsize', '--sync', program.window(), 1440, 900)
    program.find(re.compile(r'epoch [1-9]\d* · .*'), 'label')
    program.find('conv1', 'image')
    driver.until(lambda: driver.extents(program.find('conv1', 'image')), 'the maps are not there')
    program.point(program.find('conv1', 'image'), 0.2, 0.72)
    program.find(re.compile('Where .* comes from'), 'label')
    # the filters are measured by a worker
    program.find(re.compile('.*Dead: .*'), 'label')
    program.xdotool('mousemove', 10, 400)
    program.shot(HERE / 'network.png')
    program.end()

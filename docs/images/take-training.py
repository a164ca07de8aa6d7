"""Takes docs/images/training.png: the window after a whole training, as it is.

Usage, with CIFAR-10 in the folder DATA and a build in build/:

    RECEPTIVE=build/src/receptive tests/ui/desktop --size 1280x800 \\
        /usr/bin/python3 docs/images/take-training.py DATA [EPOCHS]
"""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'tests/ui'))

import driver  # noqa: E402

data = pathlib.Path(sys.argv[1]).resolve()
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 50

with tempfile.TemporaryDirectory() as folder:
    home = {'HOME': folder, 'XDG_DATA_HOME': f'{folder}/.local/share'}
    program = driver.Program(pathlib.Path(folder), ['--data-dir', data, '--page', 'training'], home)
    program.wait_for_window()
    program.focus_window()
    program.xdotool('key', 'super+Up')
    program.set_value('Epochs', epochs)
    program.click('Start', 'push button')
    driver.until(lambda: any(name.startswith('Finished') for name in program.names()),
                 'the training does not end', 60 * epochs)
    program.shot(HERE / 'training.png')
    program.end()

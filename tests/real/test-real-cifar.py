"""The real CIFAR-10: its files, its statistics, and that LeNet learns it.

Usage: test-real-cifar.py RECEPTIVE-CLI. The dataset is looked for where the program looks for it, and fetched to
there where it is missing; only where no source answers is the test skipped.
"""

import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

CLI = sys.argv[1]

# SHA-256 of the six files of the official binary version
SUMS = {
    'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
    'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
    'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
    'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
    'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
    'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
}
CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']
# Over the 50,000 training pictures: the doubles nearest to the real numbers, worked out with fractions of integers.
# (A square root of a difference of rounded numbers is off by a few units in the last place.)
MEAN = [125.306918046875, 122.950394140625, 113.86538318359375]
STD = [62.99321927813691, 62.088707640014164, 66.70489964063096]


def cli(*arguments):
    return subprocess.run([CLI, *arguments], capture_output=True, text=True)


def folder():
    """The folder that holds the files: as rcp_dataset_search_path() has it."""
    if 'RECEPTIVE_DATA_DIR' in os.environ:
        places = [os.environ['RECEPTIVE_DATA_DIR']]
    else:
        home = os.environ.get('XDG_DATA_HOME') or pathlib.Path.home() / '.local/share'
        system = os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share'
        places = [pathlib.Path(place) / 'receptive' for place in [home, *system.split(':')]]
    for place in map(pathlib.Path, places):
        for candidate in (place / 'cifar10', place, place / 'cifar-10-batches-bin',
                          place / 'cifar10/cifar-10-batches-bin'):
            if (candidate / 'test_batch.bin').is_file():
                return candidate
    raise AssertionError(f'the dataset is in none of {places}')


def test_files():
    for name, wanted in SUMS.items():
        found = hashlib.sha256((folder() / name).read_bytes()).hexdigest()
        assert found == wanted, f'{name}: {found}'


def test_statistics():
    done = cli('stats', 'cifar10', '--json')
    assert done.returncode == 0, done.stderr
    statistics = json.loads(done.stdout)
    assert statistics['count'] == 50000, statistics
    assert statistics['shape'] == [3, 32, 32], statistics
    assert statistics['mean'] == MEAN, statistics
    assert statistics['std'] == STD, statistics
    assert statistics['classes'] == [{'name': name, 'count': 5000} for name in CLASSES], statistics


def test_one_epoch():
    with tempfile.TemporaryDirectory() as scratch:
        run = pathlib.Path(scratch) / 'run'
        done = cli('train', '--epochs', '1', '--json', '--run', run)
        assert done.returncode == 0, done.stderr
        epoch = json.loads(done.stdout.splitlines()[-1])
        assert epoch['step'] == 782, epoch
        assert epoch['val_acc'] > 0.2, epoch

        done = cli('evaluate', run / 'checkpoints/last.safetensors', '--json')
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)['accuracy'] == epoch['val_acc'], done.stdout


def test_golden():
    """The losses of the first 100 steps are PyTorch's: see make-golden.py."""
    golden = pathlib.Path(__file__).parent.parent / 'fixtures/golden'
    wanted = [float(line) for line in (golden / 'cifar10-losses.txt').read_text().split()]
    with tempfile.TemporaryDirectory() as scratch:
        run = pathlib.Path(scratch) / 'run'
        done = cli('train', '--init', golden / 'lenet.safetensors', '--no-shuffle', '--max-steps', '100', '--run', run)
        assert done.returncode == 0, done.stderr
        with open(run / 'metrics.csv', newline='') as file:
            found = [float(row['train_loss']) for row in csv.DictReader(file)]
    assert len(found) == len(wanted) == 100, found
    for step, (loss, golden_loss) in enumerate(zip(found, wanted), 1):
        assert abs(loss - golden_loss) < 1e-5 * golden_loss, (step, loss, golden_loss)


if cli('stats', 'cifar10').returncode != 0:
    fetched = cli('fetch', 'cifar10')
    if fetched.returncode != 0:
        print(f'CIFAR-10 is not here and could not be fetched: {fetched.stderr}')
        sys.exit(77)

for test in (test_files, test_statistics, test_golden, test_one_epoch):
    test()
    print(f'{test.__name__}: ok')

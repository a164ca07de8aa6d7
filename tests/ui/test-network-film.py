"""Films of the page Network and of a filter, read back frame by frame."""

import math
import os
import pathlib
import re
import struct
import subprocess
import sys
import unittest
import zlib

import driver

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'cli'))
import formats  # noqa: E402

CLI = os.environ['RECEPTIVE_CLI']
QUICK = 'conv 4 5x5 stride 4, relu, flatten, linear 10'

# a card of a filter of three planes of 5×5: where its large tile is, and the side of a weight in it, in pixels
CARD = (480, 480)
TILE = (17, 42)
CELL = 66


def chunks(contents):
    assert contents[:8] == b'\x89PNG\r\n\x1a\n'
    at = 8
    while at < len(contents):
        size, = struct.unpack('>I', contents[at:at + 4])
        kind, data = contents[at + 4:at + 8], contents[at + 8:at + 8 + size]
        assert struct.unpack('>I', contents[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + data)
        yield kind, data
        at += 12 + size
    assert kind == b'IEND'


def unfilter(data, width, height):
    """Rows of RGB bytes; PNG, "Filtering"."""
    rows, before = [], bytearray(3 * width)
    for y in range(height):
        kind, row = data[y * (3 * width + 1)], bytearray(data[y * (3 * width + 1) + 1:(y + 1) * (3 * width + 1)])
        for i in range(3 * width if kind else 0):
            a, b, c = (row[i - 3] if i > 2 else 0), before[i], (before[i - 3] if i > 2 else 0)
            if kind == 4:
                guess = min((a, b, c), key=lambda value: abs(a + b - c - value))
            else:
                guess = (0, a, b, (a + b) // 2)[kind]
            row[i] = (row[i] + guess) & 255
        rows.append(row)
        before = row
    return rows


class Film:
    """A film, as a player shows it."""

    def __init__(self, path):
        self.frames, self.delays = [], []
        screen, data, place, sequence = None, b'', None, 0
        for kind, body in chunks(path.read_bytes()):
            if kind in (b'fcTL', b'IEND') and place is not None:
                width, height, x, y = place
                for i, row in enumerate(unfilter(zlib.decompress(data), width, height)):
                    screen[y + i][3 * x:3 * (x + width)] = row
                self.frames.append([bytes(row) for row in screen])
            if kind == b'IHDR':
                self.size = struct.unpack('>II', body[:8])
                screen = [bytearray(3 * self.size[0]) for _ in range(self.size[1])]
            elif kind == b'acTL':
                self.announced, self.plays = struct.unpack('>II', body)
            elif kind == b'fcTL':
                number, *place, numerator, denominator, dispose, blend = struct.unpack('>IIIIIHHBB', body)
                assert number == sequence and denominator == 1000 and (dispose, blend) == (0, 0)
                sequence, data = sequence + 1, b''
                self.delays.append(numerator)
            elif kind == b'IDAT':
                data += body
            elif kind == b'fdAT':
                assert struct.unpack('>I', body[:4])[0] == sequence
                sequence, data = sequence + 1, data + body[4:]

    def pixel(self, frame, x, y):
        return tuple(self.frames[frame][y][3 * x:3 * x + 3])


class NetworkFilm(driver.Case):
    def setUp(self):
        self.files = self.folder()
        self.home = self.files / 'home'
        self.run_folder = self.home / 'receptive' / 'runs' / 'first'
        self.run_folder.parent.mkdir(parents=True)
        # an epoch: some forty moments, so that a film can be cancelled before it is whole
        subprocess.run([CLI, 'train', '--dataset', 'shapes', '--network', QUICK, '--epochs', '1', '--lr', '0.05', '--run',
                        str(self.run_folder)], check=True, capture_output=True)
        self.moments = sorted((self.run_folder / 'history').glob('*.safetensors'))
        self.films = self.files / 'films'
        self.films.mkdir()
        self.program = self.start('--page', 'network', XDG_DATA_HOME=self.home, LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')
        self.assertIsNone(self.program.look('Save Film…', 'push button'))
        self.program.key('ctrl+shift+o')
        self.program.find('Delete Run', 'push button')
        self.program.click(QUICK, 'list item')
        self.program.find('Time', 'slider')
        self.kept = int(re.search(r'(\d+) moments are kept', self.program.description('Time', 'slider'))[1])
        # the last step is a moment as well, in a file of its own
        self.assertIn(self.kept - len(self.moments), (0, 1))

    def make(self, name, delay):
        path = self.films / name
        self.program.set_value('Milliseconds a frame', delay)
        self.program.click('Make Film…', 'push button')
        driver.until(lambda: len(self.program.windows('^Save Film$')) > 1, 'nothing asks where')
        self.program.key('ctrl+a')
        self.program.xdotool('type', str(path))
        self.program.key('Return')
        return path

    def is_live(self):
        return self.program.find('Live').get_state_set().contains(driver.Atspi.StateType.PRESSED)

    def test_filter(self):
        self.program.click('Save Film…', 'push button')
        self.program.choose('Of what', 'The filter looked at')
        self.assertEqual(self.program.text('Layer', 'combo box') and self.program.value('Filter', 'spin button'), 0)
        self.program.set_value('Filter', 2, 'spin button')
        self.program.find(re.compile(rf'{self.kept} frames, one for each moment · .* s · 480 × 480 pixels'), 'label')
        path = self.make('filter.png', 40)
        self.program.find('Saved as “filter.png”.')
        film = Film(path)
        self.assertEqual((film.size, film.announced, film.plays), (CARD, self.kept, 0))
        self.assertEqual(len(film.frames), self.kept)
        self.assertEqual(set(film.delays), {40})
        self.check_weights(film)

    def check_weights(self, film):
        """The tile's colours in every frame, against the files of the moments."""
        weights = []
        for moment in self.moments:
            shape, values = formats.read_safetensors(moment)[0]['conv1.weight']
            self.assertEqual(shape, [4, 3, 5, 5])
            weights.append(values[2 * 75:3 * 75])
        last = formats.read_safetensors(self.run_folder / 'checkpoints' / 'last.safetensors')[0]['conv1.weight'][1]
        if self.kept > len(weights):
            weights.append(last[2 * 75:3 * 75])
        span = max(abs(value) for values in weights for value in values)
        for frame, values in enumerate(weights):
            for i in range(25):
                x, y = TILE[0] + CELL * (i % 5) + CELL // 2, TILE[1] + CELL * (i // 5) + CELL // 2
                wanted = tuple(math.floor(255 * (0.5 + 0.5 * values[c * 25 + i] / span) + 0.5) for c in range(3))
                for shown, own in zip(film.pixel(frame, x, y), wanted):
                    self.assertAlmostEqual(shown, own, delta=1)

    def test_page(self):
        self.assertTrue(self.is_live())
        self.program.click('Save Film…', 'push button')
        size = tuple(map(int, re.search(r'(\d+) × (\d+) pixels', self.program.find(
            re.compile('.* frames, one for each moment .*'), 'label').get_name()).groups()))
        path = self.make('page.png', 70)
        self.program.find('Cancel', 'push button')
        self.program.find('Saved as “page.png”.')
        film = Film(path)
        self.assertEqual((film.size, film.announced), (size, self.kept))
        self.assertEqual(len(film.frames), self.kept)
        # each is of another moment: the time slider on it has moved on
        self.assertEqual(len({b''.join(frame[-60:]) for frame in film.frames}), self.kept)
        # and time is where it was
        driver.until(self.is_live, 'it is not live again')
        self.program.gone('Cancel', 'push button')

    def test_cancel(self):
        self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(2)
        moment = self.program.find(re.compile(r'epoch 1 · step 4'), 'label').get_name()
        self.program.click('Save Film…', 'push button')
        self.make('page.png', 70)
        self.program.find(re.compile(r'Frame [1-9].*'), 'label')
        # the window is there to be used
        self.program.click('Cancel', 'push button')
        self.program.gone('Cancel', 'push button')
        self.program.find(moment, 'label')
        driver.until(lambda: list(self.films.iterdir()) == [], lambda: f'there is left: {list(self.films.iterdir())}')
        self.assertIsNone(self.program.look('Saved as “page.png”.'))

    def test_no_room(self):
        """A folder in which nothing can be written: a sentence, and nothing is left behind."""
        self.program.click('Save Film…', 'push button')
        self.program.choose('Of what', 'The filter looked at')
        self.films.rmdir()
        self.films.write_text('no folder')
        self.make('filter.png', 40)
        driver.until(lambda: any('filter.png' in name and name.endswith('.') or 'not a folder' in name.lower()
                                 for name in self.program.names()), 'nothing says why it cannot be written')


if __name__ == '__main__':
    unittest.main()

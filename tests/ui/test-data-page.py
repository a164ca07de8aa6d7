"""The page Data: the grid, its filters and the specimen."""

import fractions
import json
import math
import os
import re
import struct
import subprocess
import unittest

import driver

NUMBER = re.compile('[0-9,.\u202f\u00a0]+')
STATISTICS = re.compile(r'\d+\.\d\d ± \d+\.\d\d')
CHANNELS = ('Red', 'Green', 'Blue')
SIDE = 32
PLANE = SIDE * SIDE
RECORD = 1 + 3 * PLANE


class DataPage(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'data')
        self.program.find(re.compile(r'[a-z]+, test picture 0'), 'table cell')

    def specimen(self):
        """Class, split and index, as the large picture is described."""
        description = self.program.description('Specimen', 'image')
        name, split, index = re.match(r'([a-z]+), (test|training) picture (\d+): ', description).groups()
        return name, split, int(index)

    def wait_specimen(self, split, index):
        def right():
            return self.specimen()[1:] == (split, index)
        driver.until(right, f'the specimen did not become {split} {index}')
        name = self.specimen()[0]
        self.program.find(f'{name} #{index}', 'push button')
        self.program.find(f'{split} #{index}', 'label')

    def count(self):
        """How many pictures the page says it lists."""
        return int(re.sub(r'\D', '', self.program.find(NUMBER, 'label').get_name()))

    def wait_count(self, count):
        driver.until(lambda: self.count() == count, f'the count did not become {count}')

    def cell(self, split, index):
        return self.program.find(re.compile(rf'[a-z]+, {split} picture {index}'), 'table cell')

    def test_click_chooses(self):
        self.program.point(self.cell('test', 9))
        self.wait_specimen('test', 9)
        self.assertEqual(self.specimen()[0], self.cell('test', 9).get_name().split(',')[0])

    def test_keys_choose(self):
        self.program.point(self.cell('test', 0))
        self.program.key('Right', 'Right')
        self.wait_specimen('test', 2)
        self.program.key('Left')
        self.wait_specimen('test', 1)
        self.program.key('Down', 'Up', 'Home')
        self.wait_specimen('test', 0)

    def test_next_and_previous(self):
        self.program.click('Next', 'push button')
        self.wait_specimen('test', 1)
        self.program.click('Previous', 'push button')
        self.wait_specimen('test', 0)
        self.program.click('Previous', 'push button')
        self.wait_specimen('test', self.count() - 1)
        self.program.key('ctrl+period')
        self.wait_specimen('test', 0)
        self.program.key('ctrl+comma')
        self.wait_specimen('test', self.count() - 1)

    def test_random(self):
        before = self.specimen()
        self.program.click('Random', 'push button')
        driver.until(lambda: self.specimen() != before, 'a random picture is another one')
        # it is scrolled to
        name, split, index = self.specimen()
        self.program.find(f'{name}, {split} picture {index}', 'table cell')
        before = self.specimen()
        self.program.key('ctrl+r')
        driver.until(lambda: self.specimen() != before, 'the key for a random picture')

    def test_split(self):
        test = self.count()
        self.program.choose('Split', 'All')
        driver.until(lambda: self.count() > test, 'all pictures are more than those of the test')
        both = self.count()
        self.program.choose('Split', 'Training')
        self.wait_count(both - test)
        self.program.point(self.cell('training', 1))
        self.wait_specimen('training', 1)

    def test_class(self):
        everything = self.count()
        self.program.choose('Class', 'ring')
        driver.until(lambda: self.count() < everything, 'a class is not everything')
        cells = [node.get_name() for node in self.program.nodes() if node.get_role_name() == 'table cell']
        self.assertTrue(cells)
        for name in cells:
            self.assertRegex(name, r'^ring, test picture \d+$')
        # from the first of the class, the one before it is the last of the class
        self.program.point(self.program.find(cells[0], 'table cell'))
        self.program.click('Previous', 'push button')
        driver.until(lambda: self.specimen()[2] > 100, 'the last of the class')
        self.assertEqual(self.specimen()[0], 'ring')
        self.program.choose('Class', 'All classes')
        self.wait_count(everything)

    def place(self):
        """How far the grid is scrolled."""
        bars = (node for node in self.program.nodes() if node.get_role_name() == 'scroll bar')
        values = (node.get_value_iface() for bar in bars for node in driver.walk(bar))
        return max(value.get_current_value() for value in values if value is not None)

    def test_wheel(self):
        # clicks that come faster than frames, as over a network: each counts, and GTK has nothing to say of it
        self.program.point(self.cell('test', 0), button=None)
        self.program.xdotool('click', 5)
        driver.until(lambda: self.place() > 0, 'a click of the wheel does nothing')
        click = self.place()
        self.program.xdotool('click', '--repeat', 40, '--delay', 0, 5)
        driver.until(lambda: abs(self.place() - 41 * click) < 41, lambda: f'{self.place()} is not 41 times {click}')
        self.program.xdotool('click', '--repeat', 41, '--delay', 0, 4)
        driver.until(lambda: self.place() == 0, 'the grid is not back at its top')

    def test_specimen_in_the_header(self):
        name, _, index = self.specimen()
        self.program.click(f'{name} #{index}', 'push button')
        self.program.find('Choose Another…', 'push button')
        self.program.find(f'{name}, test picture {index}', 'image')


def statistics_of(planes):
    """Mean and standard deviation of bytes, as the page writes them."""
    n = len(planes)
    counts = [planes.count(value) for value in range(256)]
    total = sum(value * count for value, count in enumerate(counts))
    squares = sum(value * value * count for value, count in enumerate(counts))
    return f'{total / n:.2f} ± {math.sqrt(n * squares - total * total) / n:.2f}'


def to_float(number):
    """The float32 that is nearest to a fraction."""
    return struct.unpack('f', struct.pack('f', float(number)))[0]


class Specimen(driver.Case):
    """Beside the grid: one training picture whose every byte the test knows."""

    INDEX = 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set = json.loads(subprocess.run([os.environ['RECEPTIVE_CLI'], 'stats', 'shapes', '--json'], check=True,
                                            capture_output=True, text=True).stdout)

    def setUp(self):
        file = self.folder() / 'shapes'
        subprocess.run([os.environ['DUMP_SHAPES'], str(self.set['count']), str(file)], check=True, capture_output=True)
        self.records = file.read_bytes()
        self.label, *_ = record = self.records[self.INDEX * RECORD:(self.INDEX + 1) * RECORD]
        self.pixels = bytes(record[1:])
        self.program = self.start('--page', 'data')
        self.program.find(re.compile(r'[a-z]+, test picture 0'), 'table cell')
        self.program.choose('Split', 'Training')
        self.program.point(self.program.find(re.compile(rf'[a-z]+, training picture {self.INDEX}'), 'table cell'))
        self.program.find(f'training #{self.INDEX}', 'label')

    def byte(self, channel, row, column):
        return self.pixels[channel * PLANE + row * SIDE + column]

    def bytes_at(self, row, column):
        return [self.byte(c, row, column) for c in range(3)]

    def point(self, name, row, column, button=None):
        """The pointer on the middle of a pixel of a picture, which may be smaller than the room it has."""
        box = driver.extents(self.program.find(name, 'image'))
        scale = min(box.width // SIDE, box.height // SIDE)
        self.program.point(self.program.find(name, 'image'), (column + 0.5) * scale / box.width,
                           (row + 0.5) * scale / box.height, button)

    def wait_mark(self, row, column):
        """Waits until that pixel is read everywhere at once."""
        red, green, blue = values = self.bytes_at(row, column)

        def wrong():
            there = f'Row {row}, column {column}: '
            return ([name for name, value in zip(CHANNELS, values)
                     if not self.program.description(name, 'image').endswith(f'{there}{value}')]
                    + [name for name, value in zip(CHANNELS, values)
                       if not self.program.description(f'Histogram of {name.lower()}', 'image').startswith(f'Value {value}. ')]
                    + ([] if self.program.description('Specimen', 'image').endswith(
                        f'{there}red {red}, green {green}, blue {blue}') else ['Specimen']))
        driver.until(lambda: not wrong(), lambda: f'row {row}, column {column} is not read in {wrong()}')
        self.program.find(f'{red} · {green} · {blue}', 'label')

    def shows(self, pattern):
        """The first name on the screen that a pattern matches."""
        return self.program.find(re.compile(pattern)).get_name()

    def test_hover(self):
        # the brightest pixel and the darkest, each found in another view
        order = sorted(range(PLANE), key=lambda p: sum(self.bytes_at(p // SIDE, p % SIDE)))
        for name, place in zip(('Specimen', 'Green', 'Blue'), (order[-1], order[0], order[PLANE // 2])):
            self.point(name, place // SIDE, place % SIDE)
            self.wait_mark(place // SIDE, place % SIDE)

    def test_corners(self):
        for row, column in ((0, 0), (0, SIDE - 1), (SIDE - 1, 0), (SIDE - 1, SIDE - 1)):
            self.point('Red', row, column)
            self.wait_mark(row, column)

    def test_pin_and_keys(self):
        self.point('Green', 10, 20, button=1)
        self.wait_mark(10, 20)
        self.program.find('Row 10, column 20, pinned', 'label')
        # a pinned pixel stays under a pointer that goes on
        self.point('Red', 3, 3)
        self.point('Blue', 4, 5)
        self.program.key('Right', 'Right', 'Down')
        self.wait_mark(11, 22)
        self.program.find('Row 11, column 22, pinned', 'label')
        self.program.key('Escape')
        self.program.find('Row 11, column 22', 'label')
        self.program.key('Home', 'Up')
        self.wait_mark(10, 0)
        self.program.key('Left')
        self.wait_mark(10, 0)
        self.program.key('End')
        self.wait_mark(10, SIDE - 1)
        self.point('Blue', 4, 5)
        self.wait_mark(4, 5)

    def test_grey_planes(self):
        # what is said is the same, so look at the colour; the frame of the marked pixel is out of the way
        self.point('Red', SIDE - 1, SIDE - 1)
        self.wait_mark(SIDE - 1, SIDE - 1)
        before = self.colour_of('Red')
        self.assertTrue(before[0] > 0 and before[1:] == (0, 0), before)
        self.program.click('Grey planes', 'check box')
        driver.until(lambda: len(set(self.colour_of('Red'))) == 1, 'the red plane is not grey')
        self.wait_mark(SIDE - 1, SIDE - 1)

    def colour_of(self, name):
        """The colour at the middle of the brightest red pixel of a view."""
        place = max(range(PLANE), key=lambda p: self.pixels[p])
        box = driver.extents(self.program.find(name, 'image'))
        scale = min(box.width // SIDE, box.height // SIDE)
        left, top = self.program.origin()
        x = left + box.x + int((place % SIDE + 0.5) * scale)
        y = top + box.y + int((place // SIDE + 0.5) * scale)
        shot = self.folder() / 'pixel.txt'
        subprocess.run(['import', '-window', 'root', '-crop', f'1x1+{x}+{y}', '-depth', '8', f'rgb:{shot}'], check=True)
        return tuple(shot.read_bytes())

    def test_statistics(self):
        of_class = b''.join(self.records[i:i + RECORD] for i in range(0, len(self.records), RECORD)
                            if self.records[i] == self.label)
        expected = []
        for c in range(3):
            plane = slice(1 + c * PLANE, 1 + (c + 1) * PLANE)
            expected.append(statistics_of(self.pixels[c * PLANE:(c + 1) * PLANE]))
            expected.append(statistics_of(b''.join(of_class[i:i + RECORD][plane]
                                                   for i in range(0, len(of_class), RECORD))))
            expected.append(f'{self.set["mean"][c]:.2f} ± {self.set["std"][c]:.2f}')

        def figures():
            return [node.get_name() for node in self.program.nodes() if STATISTICS.fullmatch(node.get_name() or '')]
        driver.until(lambda: sorted(figures()) == sorted(expected), lambda: f'{figures()} is not {expected}')
        self.program.find(f'Class {self.set["classes"][self.label]["name"]}', 'label')

    def test_histograms(self):
        self.point('Green', 5, 6)
        self.wait_mark(5, 6)
        value = self.byte(1, 5, 6)
        first = value // 4 * 4
        last = first + 3
        greens = [self.records[i + 1 + PLANE:i + 1 + 2 * PLANE] for i in range(0, len(self.records), RECORD)]
        labels = [self.records[i] for i in range(0, len(self.records), RECORD)]

        def share(planes):
            joined = b''.join(planes)
            return f'{100 * sum(joined.count(v) for v in range(first, last + 1)) / len(joined):.1f} %'
        expected = (f'Value {value}. Values {first} to {last}: {share([self.pixels[PLANE:2 * PLANE]])} of the specimen, '
                    f'{share([g for g, label in zip(greens, labels) if label == self.label])} of its class, '
                    f'{share(greens)} of the training set')
        driver.until(lambda: self.program.description('Histograms of green', 'image') == expected,
                     lambda: f'{self.program.description("Histograms of green", "image")!r} is not {expected!r}')

    def normalised(self, channel, byte):
        """What every backend is given: byte · scale + shift, both of them floats, rounded once."""
        mean, std = self.set['mean'][channel], self.set['std'][channel]
        return to_float(fractions.Fraction(byte) * fractions.Fraction(to_float(1 / std))
                        + fractions.Fraction(to_float(-mean / std)))

    def test_normalised(self):
        # a pixel where the same arithmetic in double, rounded at the end, is another number
        def differs(channel, byte):
            exact = to_float((byte - self.set['mean'][channel]) / self.set['std'][channel])
            return exact != self.normalised(channel, byte)
        row, column = divmod(next(p for p in range(PLANE) if all(
            differs(c, self.byte(c, p // SIDE, p % SIDE)) for c in range(2))), SIDE)
        self.point('Specimen', row, column)
        self.wait_mark(row, column)
        for c, name in enumerate(CHANNELS):
            byte = self.byte(c, row, column)
            text = f'({byte} − {self.set["mean"][c]:.2f}) ÷ {self.set["std"][c]:.2f}'
            value = f'= {self.normalised(c, byte):.9g}'.replace('-', '−')
            self.program.find(text, 'label')
            self.program.find(value, 'label')
            self.assertEqual(self.program.description(f'{name}, normalised', 'image'),
                             f'The {name.lower()} channel, normalised. Row {row}, column {column}: {text} {value}')

    def test_memory(self):
        self.point('Specimen', 13, 17, button=1)
        self.program.click('Memory')
        for axes, order, strides, addresses in (
                ('CHW', 'RGB', (1024, 32, 1), (433, 1457, 2481)), ('HWC', 'RGB', (1, 96, 3), (1299, 1300, 1301)),
                ('HWC', 'BGR', (1, 96, 3), (1301, 1300, 1299)), ('CHW', 'BGR', (1024, 32, 1), (2481, 1457, 433))):
            self.program.click(axes, 'push button')
            self.program.click(order, 'push button')
            how = {'CHW': 'planes one after another', 'HWC': 'pixel by pixel'}[axes]
            text = f'{axes}, {order}: {how}. Strides: channel {strides[0]:,}, row {strides[1]:,}, column {strides[2]:,}'
            self.program.find(text, 'label')
            tape = (f'3,072 bytes in {text}. Row 13, column 17: red at {addresses[0]:,}, green at {addresses[1]:,}, '
                    f'blue at {addresses[2]:,}')
            driver.until(lambda: self.program.description('Memory', 'image') == tape,
                         lambda: f'{self.program.description("Memory", "image")!r} is not {tape!r}')
            near = self.program.description('Bytes near the marked pixel', 'image')
            for name, value, address in zip(('red', 'green', 'blue'), self.bytes_at(13, 17), addresses):
                self.assertRegex(near, rf'; {name} {value} at [^;]* = {address:,}(;|$)')
            other = {'CHW': 'HWC', 'HWC': 'CHW', 'RGB': 'BGR', 'BGR': 'RGB'}
            self.assertEqual(self.program.description('Read with the wrong layout', 'image'),
                             f'Stored as {axes}, read as {other[axes]}')
            self.assertEqual(self.program.description('Read with the wrong channel order', 'image'),
                             f'Stored as {order}, read as {other[order]}')

    def test_tape(self):
        self.program.click('Memory')
        self.program.click('HWC', 'push button')
        self.shows('HWC, RGB: .*')

        def place():
            return tuple(map(int, re.search(r'Row (\d+), column (\d+)', self.program.description('Memory', 'image')).groups()))
        before = place()
        self.program.point(self.program.find('Memory', 'image'), 0.5, 0.1, button=None)
        driver.until(lambda: place() != before, 'the pointer on the tape marks no pixel')
        self.wait_mark(*place())
        # byte by byte: after three bytes it is the pixel at the right, or the first of the next row
        self.program.point(self.program.find('Memory', 'image'), 0.5, 0.1)
        row, column = place()
        number = row * SIDE + column
        self.program.key('Right', 'Right', 'Right')
        driver.until(lambda: place() == divmod(number + 1, SIDE), 'three bytes on is not the next pixel')
        self.program.key('Left', 'Left', 'Left', 'Escape')
        driver.until(lambda: place() == (row, column), 'and not back')
        self.wait_mark(row, column)

    def shifted(self, right, down):
        def clamp(value):
            return min(max(value, 0), SIDE - 1)
        return bytes(self.byte(c, clamp(y - down), clamp(x - right))
                     for c in range(3) for y in range(SIDE) for x in range(SIDE))

    def test_shift(self):
        self.program.click('Shift')
        for direction, words, pixels, right, down in (('Right', 'to the right', 1, 1, 0), ('Up', 'up', 1, 0, -1),
                                                      ('Down', 'down', 3, 0, 3), ('Left', 'to the left', 3, -3, 0)):
            self.program.click(direction, 'push button')
            self.program.set_value('Pixels', pixels)
            description = f'The specimen moved {words} by {pixels}; what comes in repeats the edge'
            driver.until(lambda: self.program.description('After', 'image') == description, f'not: {description}')
            moved = self.shifted(right, down)
            changed = sum(a != b for a, b in zip(self.pixels, moved))
            difference, length = 0.0, 0.0
            for i, (a, b) in enumerate(zip(self.pixels, moved)):
                mean, std = (self.set[key][i // PLANE] for key in ('mean', 'std'))
                difference += ((b - a) / std) ** 2
                length += ((a - mean) / std) ** 2
            self.shows(rf'{changed:,} of 3,072 entries change: {changed / 30.72:.1f} %\. The vector moves by '
                       rf'{math.sqrt(difference):.2f}, {math.sqrt(difference / length):.2f} times its own length; .*')
            kept = 30 * (30 - pixels)
            self.shows(rf'In place, \d+ of 900 entries change\. Moved back, 0 of {kept} do: the largest difference is 0\. '
                       rf'The other {900 - kept} are at the border .*')

    def test_mixing(self):
        self.program.click('Mixing')
        for name, value in zip(CHANNELS, (172, 171, 9)):
            self.program.set_value(name, value, 'slider')
        self.program.find('#ACAB09', 'label')
        self.program.find('172 · 171 · 9', 'label')
        self.program.find('10101100 10101011 00001001', 'label')
        self.assertEqual(self.program.description('Three Lights', 'image'),
                         'Red and green make #ACAB00, red and blue #AC0009, green and blue #00AB09, all three #ACAB09')
        self.point('Specimen', 6, 16, button=1)
        self.wait_mark(6, 16)
        self.program.click('Take the Marked Pixel', 'push button')
        red, green, blue = self.bytes_at(6, 16)
        self.program.find(f'#{red:02X}{green:02X}{blue:02X}', 'label')
        self.program.find('All three: nothing is lost.', 'label')
        self.program.click('Green', 'check box')
        mean = sum(self.pixels[PLANE:2 * PLANE]) / PLANE
        self.program.find(f'Each pixel lacks on average: green {mean:.1f} of 255.', 'label')
        self.assertTrue(self.program.description('Sum of the Channels', 'image').endswith(
            f'Row 6, column 16: red {red}, green 0, blue {blue}'))

    def test_own_picture(self):
        row = bytes((x * 8 + c) % 256 for x in range(SIDE) for c in range(3))
        picture = self.folder() / 'own.ppm'
        picture.write_bytes(b'P6 32 32 255\n' + row * SIDE)
        self.program.key('ctrl+o')
        self.program.find('Open Picture')
        self.program.xdotool('type', str(picture))
        self.program.key('Return')
        self.program.find('own.ppm', 'push button')
        self.pixels = bytes(row[x * 3 + c] for c in range(3) for _ in range(SIDE) for x in range(SIDE))
        self.point('Blue', 20, 11)
        self.wait_mark(20, 11)
        self.program.find('No class', 'label')
        self.assertNotIn('class', self.program.description('Histograms of red', 'image'))


if __name__ == '__main__':
    unittest.main()

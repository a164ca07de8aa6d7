"""Where a number of the network comes from, and how a weight learns: what the window says is what the command line says of
the same weights and the same picture."""

import contextlib
import json
import math
import os
import re
import struct
import subprocess
import unittest

import driver

# padding, both poolings, both functions, maps that are flattened, units that are not
NETWORK = ('conv 4 5x5 padding 2, relu, maxpool 2, conv 6 3x3 padding 1 groups 2, tanh, avgpool 2, flatten, linear 12, '
           'relu, linear 10')
MINUS = '−'
PLACE = re.compile(r'(conv[12]|relu[12]|pool[12]|tanh1|flatten|fc1|classifier|softmax) · '
                   r'(?:map (\d+) · row (\d+), column (\d+)|unit (\d+)|[^·:]+)')
NUMBER = re.compile(rf'{MINUS}?(?:\d+(?:\.\d+)?(?:e[{MINUS}+]?\d+)?|\.\d+)')
TOTAL = re.compile(rf'= {NUMBER.pattern}')
SIDE = 32


def number(text):
    return float(text.replace(MINUS, '-'))


def fixed(value, decimals):
    """As a number is written with so many decimals, a whole one without any."""
    text = f'{value:.{0 if value == round(value) else decimals}f}'
    return text.replace('-', MINUS) if float(text) != 0 else text.replace('-', '')


def float32(value):
    return struct.unpack('f', struct.pack('f', value))[0]


def write_picture(path):
    """A picture of many colours, as large as the network's input: nothing has to be made to fit."""
    pixels = bytes((x * 7 * (c + 1) + y * (5 - c) * 3 + x * y * c) % 256
                   for y in range(SIDE) for x in range(SIDE) for c in range(3))
    path.write_bytes(b'P6 %d %d 255\n' % (SIDE, SIDE) + pixels)


class Weights:
    """A safetensors file whose numbers can be changed."""

    def __init__(self, path):
        self.bytes = bytearray(path.read_bytes())
        length, = struct.unpack('<Q', self.bytes[:8])
        self.start = 8 + length
        self.header = json.loads(self.bytes[8:self.start])

    def place(self, tensor, *index):
        entry = self.header[tensor]
        i = 0
        for size, at in zip(entry['shape'], index):
            i = i * size + at
        return self.start + entry['data_offsets'][0] + 4 * i

    def get(self, tensor, *index):
        return struct.unpack_from('<f', self.bytes, self.place(tensor, *index))[0]

    def write_changed(self, path, change, tensor, *index):
        changed = bytearray(self.bytes)
        struct.pack_into('<f', changed, self.place(tensor, *index), self.get(tensor, *index) + change)
        path.write_bytes(changed)


class Trace(driver.Case):
    def setUp(self):
        self.files = self.folder()
        self.picture = self.files / 'many.ppm'
        write_picture(self.picture)
        folder = self.folder()
        run = folder / 'home' / 'receptive' / 'runs' / 'first'
        run.parent.mkdir(parents=True)
        self.cli('train', '--dataset', 'shapes', '--network', NETWORK, '--max-steps', '60', '--lr', '0.05', '--run', run)
        self.model = run / 'checkpoints' / 'last.safetensors'
        self.program = driver.Program(folder, ('--page', 'network'), {'LC_ALL': 'C.UTF-8'})
        self.addCleanup(self.end, self.program)
        self.program.wait_for_window()
        self.program.xdotool('windowsize', '--sync', self.program.window(), 1440, 900)
        self.program.find('Click a cell of any map to see where its number comes from.')
        self.program.key('ctrl+shift+o')
        self.program.click(re.compile(r'conv 4 5x5.*'), 'list item')
        self.program.find('Time', 'slider')
        self.program.find('pool2', 'image')
        self.offer()
        # a run that still opens puts its own pictures in the place of what is pasted
        driver.until(self.paste, 'the picture cannot be pasted')

    def paste(self):
        self.program.key('ctrl+v')
        with contextlib.suppress(driver.NotFound):
            return self.program.find('many.ppm', 'push button', 5)

    def offer(self):
        process = subprocess.Popen([os.environ['OFFER'], 'files', str(self.picture)], stdout=subprocess.PIPE, bufsize=0)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), b'ready\n')

    def cli(self, *arguments):
        return subprocess.run([os.environ['RECEPTIVE_CLI'], *map(str, arguments)], check=True, capture_output=True,
                              text=True).stdout

    def trace(self, layer, channel, at=None, model=None):
        where = [] if at is None else ['--at', f'{at[0]},{at[1]}']
        return json.loads(self.cli('trace', model or self.model, self.picture, '--layer', layer, '--channel', channel,
                                   *where, '--json'))

    # Looking

    def place(self):
        node = self.program.look(PLACE, 'label')
        return node.get_name() if node is not None else None

    def after(self, name):
        """The label that follows a label in the tree."""
        found = False
        for node in self.program.nodes():
            if node.get_role_name() != 'label':
                continue
            if found:
                return node.get_name()
            found = name.fullmatch(node.get_name()) if isinstance(name, re.Pattern) else node.get_name() == name
        return None

    def matrix(self, name):
        """The numbers of a matrix in reading order; None for padding."""
        return [None if word == 'padding' else number(word)
                for word in re.split(r'[ ;]+', self.program.description(name, 'image'))]

    def look_at(self, layer, x=0.1, y=0.07):
        """Clicks on a layer's first map: the trace of the cell there, as the command line has it."""
        self.program.point(self.program.find(layer, 'image'), x, y)
        driver.until(lambda: (self.place() or '').startswith(f'{layer} · '),
                     lambda: f'{self.place()} is looked at, not {layer}')
        return self.reference()

    def reference(self):
        """What the command line says of the cell that is looked at."""
        layer, channel, row, column, unit = PLACE.fullmatch(self.place()).groups()
        return self.trace(layer, unit) if unit is not None else self.trace(layer, channel, (row, column))

    def bring(self, name, role, spot=(206, 500)):
        """Turns the wheel over a spot of the window until something is in sight, and waits until it stands still."""
        left, top = self.program.origin()
        self.program.xdotool('mousemove', left + spot[0], top + spot[1])

        def is_in_sight():
            box = driver.extents(self.program.find(name, role))
            if 100 < box.y < 740:
                return True
            self.program.xdotool('click', 5 if box.y > 100 else 4)
            return False
        driver.until(is_in_sight, f'the wheel does not bring {name} into sight')
        before = None
        while before != (now := driver.extents(self.program.find(name, role)).y):
            before = now

    def press(self, name, inside=None):
        """A click on a row, in sight or not; what scrolls around @inside is scrolled to its end first."""
        if inside is not None:
            self.program.point(inside, 0.9, 0.5, None)
            self.program.xdotool('click', '--repeat', 30, 5)
        self.bring(name, 'list item')
        self.program.point(self.program.find(name, 'list item'))

    def check_result(self, trace):
        total = f'= {fixed(trace["total"], 6)}'
        driver.until(lambda: self.program.look(total), lambda: f'{total} does not show, but {self.program.text(TOTAL)}')
        self.assertEqual(float32(number(self.program.description(total))), float32(trace['total']))
        self.program.find(f'Where {fixed(trace["value"], 3)} comes from')
        engine = self.program.find(re.compile(rf'engine: ({NUMBER.pattern}) · (.*)')).get_name()
        shown, words = re.fullmatch(r'engine: (\S+) · (.*)', engine).groups()
        self.assertEqual(float32(number(shown)), float32(trace['value']))
        if trace['difference'] == 0:
            self.assertEqual(words, 'equal to the last bit')
        else:
            self.assertAlmostEqual(number(words.removeprefix('difference ')) / trace['difference'], 1, places=3)

    def check_numbers(self, shown, expected):
        self.assertEqual(len(shown), len(expected))
        for a, b in zip(shown, expected):
            self.assertAlmostEqual(a, b, delta=0.00051)

    # Tests

    def test_convolution(self):
        trace = self.look_at('conv1')
        self.check_result(trace)
        self.program.find(f'bias {fixed(trace["bias"], 3)}', 'push button')
        self.assertEqual(trace['padding'], 0)
        for channel, name in enumerate(('Red', 'Green', 'Blue')):
            terms = [term for term in trace['terms'] if term['input'][0] == channel]
            self.check_numbers(self.matrix(f'Input patch: {name}'), [term['x'] for term in terms])
            self.check_numbers(self.matrix(f'Filter: {name}'), [term['weight'] for term in terms])
            self.check_numbers(self.matrix(f'Products: {name}'), [term['product'] for term in terms])
            self.program.find(f'Σ {fixed(math.fsum(term["weight"] * term["x"] for term in terms), 3)}')
        # what comes next
        where = [int(n) for n in PLACE.fullmatch(self.place()).groups()[1:4]]
        relu = self.trace('relu1', where[0], where[1:])
        pool = self.trace('pool1', where[0], (where[1] // 2, where[2] // 2))
        wins = pool['terms'][pool['winner']]['input'] == where
        self.program.find(f'ReLU {fixed(relu["value"], 3)} · pool {"takes it:" if wins else "takes"} '
                          f'{fixed(pool["value"], 3)}')

    def test_padding(self):
        self.look_at('conv1')
        _, _, row, column, _ = PLACE.fullmatch(self.place()).groups()
        self.program.key(*['Up'] * int(row), *['Left'] * int(column), 'Return')
        driver.until(lambda: 'row 0, column 0' in self.place(), lambda: self.place())
        trace = self.reference()
        self.assertIn('row 0, column 0', self.place())
        self.check_result(trace)
        self.assertEqual(trace['padding'], 3 * 16)
        patch = self.matrix('Input patch: Red')
        self.assertEqual([i for i, x in enumerate(patch) if x is None],
                         [i for i in range(25) if i // 5 < 2 or i % 5 < 2])
        self.check_numbers([x for x in patch if x is not None],
                           [term['x'] for term in trace['terms'] if term['input'][0] == 0])
        # nothing is behind it, and it says so
        self.program.point(self.program.find('Input patch: Red', 'image'), 0.1, 0.1)
        self.program.find('padding: nothing to read, left out')
        self.assertIn('conv1', self.place())

    def test_down_and_back(self):
        trace = self.look_at('pool1')
        self.check_result(trace)
        first = self.place()
        _, channel, row, column, _ = PLACE.fullmatch(first).groups()
        self.check_numbers(self.matrix(f'Window: Map {channel}'), [term['x'] for term in trace['terms']])
        # the lower right of the window
        self.program.point(self.program.find(f'Window: Map {channel}', 'image'), 0.75, 0.75)
        below = f'relu1 · map {channel} · row {2 * int(row) + 1}, column {2 * int(column) + 1}'
        driver.until(lambda: self.place() == below, lambda: self.place())
        self.check_result(self.reference())
        # a function reads one number
        self.press(re.compile(rf'conv1 · .*: {NUMBER.pattern}'))
        driver.until(lambda: self.place() == below.replace('relu1', 'conv1'), lambda: self.place())
        self.check_result(self.reference())
        # a number of the picture comes from nothing
        self.program.point(self.program.find('Products: Green', 'image'), 0.5, 0.5)
        self.program.find(re.compile('A pixel of the picture.*'))
        self.program.click('Back', 'push button')
        driver.until(lambda: self.place() == below.replace('relu1', 'conv1'), lambda: self.place())
        self.program.key('alt+Left')
        driver.until(lambda: self.place() == below, lambda: self.place())
        self.program.key('alt+Left')
        driver.until(lambda: self.place() == first, lambda: self.place())
        self.check_result(trace)
        driver.until(lambda: not self.program.is_sensitive('Back', 'push button'), 'there is still a way back')

    def test_keyboard(self):
        self.look_at('conv1')
        _, channel, row, column, _ = PLACE.fullmatch(self.place()).groups()
        # the patch takes the focus with the pointer's click on padding or with Tab; here a weight is clicked first
        self.program.point(self.program.find('Filter: Red', 'image'), 0.5, 0.5)
        self.program.find(re.compile(r'conv1 · filter \d+ · input channel 0 · row 2, column 2'))
        self.program.key('shift+Tab', 'Down', 'Right')
        self.program.find(re.compile(rf'input · Red · row {int(row) - 1}, column {int(column) - 1}: .* × .* = .*'))
        self.program.key('Return')
        driver.until(lambda: self.program.look(f'input · Red · row {int(row) - 1}, column {int(column) - 1}', 'label'),
                     'Return does not lead down')

    def test_groups_and_average(self):
        trace = self.look_at('pool2')
        self.check_result(trace)
        _, channel, _, _, _ = PLACE.fullmatch(self.place()).groups()
        self.check_numbers(self.matrix(f'Window: Map {channel}'), [term['x'] for term in trace['terms']])
        self.program.find(re.compile('The sum of the window, divided by its 4 cells.'))
        self.program.point(self.program.find(f'Window: Map {channel}', 'image'), 0.25, 0.25)
        driver.until(lambda: self.place().startswith('tanh'), lambda: self.place())
        self.check_result(self.reference())
        self.press(re.compile(rf'conv2 · .*: {NUMBER.pattern}'))
        driver.until(lambda: self.place().startswith('conv2'), lambda: self.place())
        trace = self.reference()
        self.check_result(trace)
        # a group of two maps alone is read
        first = 0 if int(channel) < 3 else 2
        for source in (first, first + 1):
            terms = [term for term in trace['terms'] if term['input'][0] == source]
            self.check_numbers([w for w in self.matrix(f'Products: Map {source}') if w is not None],
                               [term['product'] for term in terms])
        self.assertIsNone(self.program.look(f'Products: Map {(first + 2) % 4}', 'image'))

    def test_linear(self):
        self.program.click('fc1')
        trace = self.look_at('fc1', 0.08, 0.05)
        self.check_result(trace)
        # folded by the maps that were flattened
        maps = [[term for term in trace['terms'] if term['input'][0] // 64 == i] for i in range(6)]
        for terms in maps:
            self.program.find(f'Σ {fixed(math.fsum(term["weight"] * term["x"] for term in terms), 3)}')
        self.assertIsNone(self.program.look('Products: Map 1', 'image'))
        self.program.click('Map 1')
        self.check_numbers(self.matrix('Products: Map 1'), [term['product'] for term in maps[1]])
        self.program.click('Map 1')
        self.program.gone('Products: Map 1', 'image')
        # the largest, and where they come from
        largest = max(trace['terms'], key=lambda term: abs(term['product']))
        i = largest['input'][0]
        name = f'pool2 · map {i // 64} · row {i % 64 // 8}, column {i % 8}: '
        row = self.program.find(re.compile(re.escape(name) + '.*'), 'list item')
        self.assertEqual(number(row.get_name().split(' = ')[1]), float(f'{largest["product"]:.4g}'))
        self.press(row.get_name(), inside='Map 1')
        driver.until(lambda: self.place() == f'flatten · unit {i}', lambda: self.place())
        self.check_result(self.reference())

    def test_softmax(self):
        self.program.point(self.program.find('Answer', 'image'), 0.5, 0.05)
        driver.until(lambda: (self.place() or '').startswith('softmax · '), lambda: self.place())
        trace = self.trace('softmax', 0)
        self.check_result(trace)
        rows = [node.get_name() for node in self.program.nodes()
                if node.get_role_name() == 'list item' and node.get_name().startswith('classifier · ')]
        self.assertEqual(len(rows), 10)
        largest = max(term['x'] for term in trace['terms'])
        for row, term in zip(rows, trace['terms']):
            logit = number(re.search(rf'logit ({NUMBER.pattern})', row).group(1))
            self.assertEqual(logit, float(f'{term["x"]:.4g}'))
            self.assertIn(f'exp {math.exp(term["x"] - largest):.4g}'[:8], row)
        self.press(rows[3])
        driver.until(lambda: self.place() == rows[3].split(':')[0], lambda: self.place())
        self.check_result(self.trace('classifier', 3))

    # The way back

    def loss(self, model, label):
        """Of the logits: a probability has fewer digits."""
        logits = [term['x'] for term in self.trace('softmax', label, model=model)['terms']]
        return math.log(math.fsum(math.exp(x) for x in logits)) - logits[label]

    def check_way_back(self, label, tensor, *index):
        weights = Weights(self.model)
        value = {name: number(self.after(name)) for name in
                 ('Loss of this picture', 'Gradient', 'The backend’s own gradient', 'Before', 'After')}
        value['Update'] = number(self.after(re.compile('Update: .*')))
        self.assertAlmostEqual(value['Loss of this picture'], self.loss(self.model, label), places=4)
        self.assertEqual(float32(value['Before']), weights.get(tensor, *index))
        # a slope measured at both sides
        # small, for a ReLU that changes its mind makes a bend
        step = 3e-4
        changed = [self.files / name for name in ('less.safetensors', 'more.safetensors')]
        for path, change in zip(changed, (-step, step)):
            weights.write_changed(path, change, tensor, *index)
        slope = (self.loss(changed[1], label) - self.loss(changed[0], label)) / (2 * step)
        self.assertAlmostEqual(value['Gradient'], slope, delta=3e-4 + 0.01 * abs(slope))
        self.assertGreater(abs(value['Gradient']), 1e-4)
        self.assertAlmostEqual(value['The backend’s own gradient'], value['Gradient'],
                               delta=1e-5 * abs(value['Gradient']) + 1e-8)
        self.assertEqual(float32(value['Update']), float32(-0.05 * value['Gradient']))
        self.assertEqual(float32(value['After']), float32(float32(value['Before']) + float32(value['Update'])))

    def test_way_back(self):
        self.program.find('Click a weight in a filter above to see how this picture pushes it.')
        self.look_at('conv1')
        channel = int(PLACE.fullmatch(self.place()).group(2))
        self.program.point(self.program.find('Filter: Green', 'image'), 0.9, 0.5)
        self.program.find(f'conv1 · filter {channel} · input channel 1 · row 2, column 4')
        # nobody knows what it shows: the network's own answer stands in
        probabilities = [self.trace('softmax', i)['value'] for i in range(10)]
        label = probabilities.index(max(probabilities))
        self.program.find('True class', 'combo box')
        self.check_way_back(label, 'conv1.weight', channel, 1, 2, 4)
        self.assertRegex(self.program.description('Places', 'image'), '32 rows of 32 places')
        before = self.after('Gradient')
        # another class pulls another way
        self.bring('True class', 'combo box')
        self.program.click('True class', 'combo box')
        classes = driver.until(lambda: self.program.choices('True class'), 'no classes')
        other = (label + 1) % 10
        self.program.key('Home', *['Down'] * other, 'Return')
        driver.until(lambda: self.after('Gradient') != before, 'the gradient does not change')
        self.check_way_back(other, 'conv1.weight', channel, 1, 2, 4)
        self.assertEqual(len(classes), 10)
        # the largest place leads to its cell
        row = self.program.find(re.compile(rf'row \d+, column \d+: .* × .* = .*'), 'list item').get_name()
        self.press(row)
        driver.until(lambda: self.place() == f'conv1 · map {channel} · {row.split(":")[0]}', lambda: self.place())

    def test_way_back_of_a_bias(self):
        trace = self.look_at('conv2')
        channel = int(PLACE.fullmatch(self.place()).group(2))
        self.program.click(f'bias {fixed(trace["bias"], 3)}', 'push button')
        self.program.find(f'conv2 · filter {channel} · bias')
        probabilities = [self.trace('softmax', i)['value'] for i in range(10)]
        self.check_way_back(probabilities.index(max(probabilities)), 'conv2.bias', channel)


if __name__ == '__main__':
    unittest.main()

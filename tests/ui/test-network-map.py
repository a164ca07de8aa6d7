"""The map of the network: what it says of every layer, the cells that are looked at, their numbers beside those of
receptive-cli, the range of the colours, and the map enlarged."""

import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

import driver

NETWORK = 'conv 4 5x5 stride 3, relu, maxpool 2, conv 6 3x3 padding 1 groups 2, tanh, flatten, linear 12, relu, linear 10'
CELL = re.compile(r'(?P<layer>\w+), (?:map (?P<map>\d+), row (?P<row>\d+), column (?P<column>\d+)|unit (?P<unit>\d+)): '
                  r'(?P<value>[−\d.]+)')
CLASSES = 10


def write_ppm(path, seed):
    noise = random.Random(seed)
    path.write_bytes(b'P6 32 32 255\n' + bytes(noise.randrange(256) for _ in range(3 * 32 * 32)))


def number(text):
    return float(text.replace('−', '-'))


class NetworkMap(driver.Case):
    @classmethod
    def setUpClass(cls):
        cls.runs = cls.enterClassContext(tempfile.TemporaryDirectory(prefix='receptive-'))
        cls.trained = pathlib.Path(cls.runs) / 'run'
        subprocess.run([os.environ['RECEPTIVE_CLI'], 'train', '--dataset', 'shapes', '--network', NETWORK, '--max-steps', '40',
                        '--lr', '0.1', '--run', cls.trained], check=True, capture_output=True)
        cls.picture = cls.trained / 'noise.ppm'
        write_ppm(cls.picture, 1)
        cls.model = cls.trained / 'checkpoints' / 'last.safetensors'

    def setUp(self):
        self.program = self.start('--page', 'network', self.trained, self.picture, LC_ALL='C.UTF-8')
        self.program.find('noise.ppm', 'push button')
        self.program.find('Time', 'slider')

    # Looking

    def describe(self, layer):
        return self.program.description(layer, 'image')

    def wait_describe(self, layer, pattern):
        driver.until(lambda: re.search(pattern, self.describe(layer)), lambda: f'{layer} says {self.describe(layer)!r}')
        return re.search(pattern, self.describe(layer))

    def status(self):
        return self.program.find(re.compile(r'.*(:|Click).*'), 'status bar').get_name()

    def wait_status(self, pattern):
        driver.until(lambda: re.fullmatch(pattern, self.status()), lambda: f'the status is {self.status()!r}')

    def looked_at(self, layer):
        return CELL.fullmatch(self.wait_describe(layer, r'looked at: (.*)').group(1))

    def trace(self, cell):
        at = ['--at', f'{cell["row"]},{cell["column"]}'] if cell['map'] else []
        answer = subprocess.run([os.environ['RECEPTIVE_CLI'], 'trace', self.model, self.picture, '--json', '--layer',
                                 cell['layer'], '--channel', cell['map'] or cell['unit'], *at],
                                check=True, capture_output=True, text=True).stdout
        return json.loads(answer)

    # Tests

    def test_layers(self):
        for layer, shape in (('input', '3 × 32 × 32'), ('conv1', '4 × 10 × 10'), ('pool1', '4 × 5 × 5'),
                             ('conv2', '6 × 5 × 5'), ('tanh1', '6 × 5 × 5'), ('relu2', '12'), ('classifier', '10')):
            self.wait_describe(layer, '^' + re.escape(shape))
        for text in ('304 weights', '114 weights', '30k MACs', '1,812 weights'):
            self.program.find(text, 'label')
        # another layer of the same column, and all of them
        self.program.click('relu1', 'push button')
        self.wait_describe('relu1', '^4 × 10 × 10')
        self.program.gone('pool1', 'image')
        self.program.click('All layers')
        for layer in ('relu1', 'pool1', 'tanh1', 'flatten', 'fc1', 'relu2', 'classifier'):
            self.assertIsNotNone(driver.until(lambda name=layer: self.program.look(name, 'image')
                                              or next((n for n in self.program.everything() if n.get_name() == name), None),
                                              f'there is no {layer}'))

    def test_answer(self):
        text = driver.until(lambda: self.describe('Answer'), 'there is no answer')
        shares = [float(share) for share in re.findall(r'([\d.]+) %', text)]
        self.assertEqual(len(shares), CLASSES)
        self.assertAlmostEqual(sum(shares), 100, delta=0.5)
        self.assertNotIn('(true)', text)
        answer = json.loads(subprocess.run([os.environ['RECEPTIVE_CLI'], 'trace', self.model, self.picture, '--json', '--layer',
                                            'softmax', '--channel', '4'], check=True, capture_output=True, text=True).stdout)
        self.assertAlmostEqual(shares[4], 100 * answer['value'], delta=0.051)
        # one of the dataset's own pictures has a class
        self.program.key('ctrl+comma')
        driver.until(lambda: self.describe('Answer').count('(true)') == 1, 'no class is marked')

    def test_numbers(self):
        """Whatever is clicked has the number that receptive-cli gives it."""
        for layer in ('conv1', 'pool1', 'conv2', 'tanh1', 'relu2', 'classifier'):
            self.program.point(self.program.find(layer, 'image'), 0.12, 0.1)
            cell = self.looked_at(layer)
            self.assertEqual(cell['layer'], layer)
            self.assertAlmostEqual(number(cell['value']), self.trace(cell)['value'], delta=0.00051)
        # the layer before: a cell of it is shown in place of the last one of its column
        self.program.click('fc1', 'push button')
        self.program.point(self.program.find('fc1', 'image'), 0.1, 0.1)
        cell = self.looked_at('fc1')
        self.assertAlmostEqual(number(cell['value']), self.trace(cell)['value'], delta=0.00051)

    def test_keys(self):
        self.program.point(self.program.find('conv1', 'image'), 0.1, 0.1)
        begin = self.looked_at('conv1')
        place = [int(begin[part]) for part in ('map', 'row', 'column')]
        for key, part, by in (('Right', 2, 1), ('Down', 1, 1), ('Down', 1, 1), ('Page_Down', 0, 1), ('Left', 2, -1),
                              ('Up', 1, -1)):
            self.program.key(key)
            place[part] += by
            self.wait_status(rf'conv1, map {place[0]}, row {place[1]}, column {place[2]}: .*')
        self.program.key('Return')
        cell = driver.until(lambda: (c := self.looked_at('conv1')) and c['map'] == str(place[0]) and c, 'it is not looked at')
        self.assertEqual([int(cell[part]) for part in ('map', 'row', 'column')], place)
        self.assertAlmostEqual(number(cell['value']), self.trace(cell)['value'], delta=0.00051)
        # a strip
        self.program.point(self.program.find('classifier', 'image'), 0.1, 0.03)
        self.wait_status('classifier, unit 0: .*')
        self.program.key('Down', 'Down', 'Return')
        cell = driver.until(lambda: (c := self.looked_at('classifier')) and c['unit'] == '2' and c, 'unit 2 is not looked at')
        self.assertAlmostEqual(number(cell['value']), self.trace(cell)['value'], delta=0.00051)

    def test_answer_is_a_cell(self):
        text = driver.until(lambda: self.describe('Answer'), 'there is no answer')
        answers = re.findall(r'([^,]+) ([\d.]+ %)', text)
        self.program.point(self.program.find('Answer', 'image'), 0.3, 0.55)
        self.wait_status('softmax, {}: {}'.format(*(part.strip() for part in answers[5])))
        self.program.key('Up', 'Return')
        self.wait_status('softmax, {}: {}'.format(*(part.strip() for part in answers[4])))

    def test_range(self):
        def colours(layer):
            least, most = self.wait_describe(layer, r'colours from (\S+) to ([\d.]+)').groups()
            return number(least), number(most)
        names = ('conv1', 'pool1', 'conv2', 'tanh1', 'relu2', 'classifier')
        per_layer = {name: colours(name) for name in names}
        for name, (least, most) in per_layer.items():
            self.assertEqual(least, 0 if name in ('pool1', 'relu2') else -most)
        self.assertLessEqual(per_layer['tanh1'][1], 1)
        # the largest number of a convolution may be that of its pool as well
        self.assertGreater(len({most for _, most in per_layer.values()}), 3)
        self.program.choose('Range', 'Global')
        most = max(most for _, most in per_layer.values())
        for name in names:
            driver.until(lambda layer=name: colours(layer)[1] == most, lambda layer=name: f'{layer}: {colours(layer)}')
        self.program.choose('Range', 'Per map')
        self.wait_describe('conv1', "colours of each map's own range")
        self.program.choose('Range', 'Per layer')
        driver.until(lambda: colours('tanh1') == per_layer['tanh1'], 'the range stays')

    def test_enlarge(self):
        self.assertFalse(self.program.is_sensitive('Enlarge'))
        self.program.point(self.program.find('conv2', 'image'), 0.1, 0.1)
        cell = self.looked_at('conv2')
        self.program.click('Enlarge', 'push button')
        name = f'conv2, map {cell["map"]}'
        self.assertEqual(self.program.description(name, 'image'), cell[0])
        # the middle cell of a map of five by five
        self.program.point(self.program.find(name, 'image'), 0.5, 0.5)
        self.wait_describe(name, 'row 2, column 2: ')
        middle = CELL.fullmatch(self.describe(name))
        self.assertAlmostEqual(number(middle['value']), self.trace(middle)['value'], delta=0.00051)
        self.program.click('Map after')
        self.wait_describe(f'conv2, map {int(cell["map"]) + 1}', 'row 2, column 2: ')
        self.program.key('Escape')
        self.wait_describe('conv2', f'looked at: conv2, map {int(cell["map"]) + 1}, row 2, column 2')
        # and by a double click
        self.program.point(self.program.find('pool1', 'image'), 0.1, 0.1)
        self.program.xdotool('click', '--repeat', 2, '--delay', 60, 1)
        self.program.click('Back', 'push button')
        self.program.find('pool1', 'image')

    def test_leads_to_it(self):
        """Where another part of the page leads to a cell whose layer is scrolled away, it comes to sight."""
        def gap():
            """Between the layer's right edge and the answer, which stays where it is."""
            layer, answer = (driver.extents(self.program.find(name, 'image')) for name in ('classifier', 'Answer'))
            return answer.x - layer.x - layer.width
        self.program.click('All layers')
        driver.until(lambda: gap() < 0, lambda: f'the classifier is in sight: {gap()}')
        self.program.point(self.program.find('Answer', 'image'), 0.3, 0.55)
        # one layer down: the logit of the first class
        self.program.click(re.compile(r'classifier · .*'), 'list item')
        self.wait_describe('classifier', 'looked at: classifier, unit 0')
        driver.until(lambda: gap() > 0, lambda: f'the classifier is out of sight: {gap()}')

    def test_time(self):
        """Another moment has other numbers, of the same cell."""
        self.program.point(self.program.find('conv1', 'image'), 0.1, 0.1)
        end = self.looked_at('conv1')
        answer = self.describe('Answer')
        self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(0)
        driver.until(lambda: self.describe('Answer') != answer, 'the answer stays')
        begin = driver.until(lambda: (c := self.looked_at('conv1')) and c['value'] != end['value'] and c, 'the number stays')
        self.assertEqual([begin[part] for part in ('map', 'row', 'column')], [end[part] for part in ('map', 'row', 'column')])
        first = sorted(self.trained.glob('history/*.safetensors'))[0]
        self.model = first
        self.assertAlmostEqual(number(begin['value']), self.trace(begin)['value'], delta=0.00051)


if __name__ == '__main__':
    unittest.main()

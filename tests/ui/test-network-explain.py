"""Why this answer, on the page Network: the numbers against those of receptive-cli of the same weights and picture."""

import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

import driver

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'cli'))
import formats  # noqa: E402

CLI = os.environ['RECEPTIVE_CLI']

# small enough that it is trained and explained in no time
QUICK = 'conv 4 5x5 stride 2, tanh, conv 6 3x3, relu, flatten, linear 10'
LAYERS = ['conv1', 'tanh1', 'conv2', 'relu1']
CLASSES = 10
SIDE = 32

# its words, and what it says of the numbers in them
FACTS = {
    'saliency': r'(?P<class>\w+), (?P<share>[\d.]+) %: its logit depends most on the (?P<channel>red|green|blue) of the pixel at '
                r'row (?P<row>\d+), column (?P<column>\d+): (?P<value>[−\d.]+) for each standard deviation\.',
    'gradcam': r'(?P<class>\w+), (?P<share>[\d.]+) %: the maps of (?P<layer>\w+) raise its logit most at their row (?P<row>\d+), '
               r'column (?P<column>\d+), which is at rows? [\d–]+, columns? [\d–]+: (?P<value>[\d.]+)\.',
    'occlusion': r'(?P<class>\w+), (?P<share>[\d.]+) %: the covered square that lowers it most is at rows (?P<top>\d+)–(?P<bottom>\d+), '
                 r'columns (?P<left>\d+)–(?P<right>\d+): (?P<value>−[\d.]+) points\.',
}


def number(text):
    return float(text.replace('−', '-'))


def come_to_sight(program, node):
    """Scrolls the page by the wheel, with the pointer beside all that stands on it: GTK opens no list that is outside of the
    screen."""
    def is_seen():
        box, below = driver.extents(node), driver.extents(program.find('Time', 'slider')).y
        if box.y > 60 and box.y + min(box.height, 100) < below - 20:
            return True
        left, top = program.origin()
        section = driver.extents(program.find('Why this answer'))
        program.xdotool('mousemove', left + section.x - 20, top + below // 2)
        program.xdotool('click', '--repeat', 3, 4 if box.y <= 60 else 5)
        return False
    driver.until(is_seen, lambda: f'{node.get_name()!r} does not come to sight: it is at {driver.extents(node).y}')


def drop_down(program, name):
    """One of this section: the learned filters have a layer as well."""
    def look():
        for node in driver.walk(program.find('Why this answer')):
            if node.get_name() == name and node.get_role_name() == 'combo box':
                return node
        return None
    node = driver.until(look, f'there is no {name!r}')
    come_to_sight(program, next(inner for inner in driver.walk(node) if 'button' in inner.get_role_name()))
    return node


def choose(program, name, item):
    program.choose(drop_down(program, name), item)


class Explain(driver.Case):
    def setUp(self):
        self.files = self.folder()
        self.home = self.files / 'home'
        self.run_folder = self.home / 'receptive' / 'runs' / 'first'
        self.run_folder.parent.mkdir(parents=True)
        subprocess.run([CLI, 'train', '--dataset', 'shapes', '--network', QUICK, '--epochs', '1', '--lr', '0.05', '--run',
                        str(self.run_folder)], check=True, capture_output=True)
        self.model = self.run_folder / 'checkpoints' / 'last.safetensors'
        self.program = self.start('--page', 'network', XDG_DATA_HOME=self.home, LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')
        self.program.key('ctrl+shift+o')
        self.program.find('Delete Run', 'push button')
        self.program.click(QUICK, 'list item')
        self.program.find('Time', 'slider')
        self.paste_picture()

    def paste_picture(self):
        """A picture of one's own, whose every pixel is known, and which nobody gave a class."""
        numbers = random.Random(4)
        rgb = bytes(numbers.choice((0, 90, 255, numbers.randrange(256))) for _ in range(3 * SIDE * SIDE))
        self.picture = self.files / 'known.ppm'
        self.picture.write_bytes(formats.ppm(SIDE, SIDE, rgb))
        self.offer(self.program, 'files', self.picture)
        self.program.key('ctrl+v')
        self.program.find('known.ppm', 'push button')

    # What receptive-cli says

    def explain(self, method, *options):
        path = self.files / 'cli.safetensors'
        output = subprocess.run([CLI, 'explain', str(self.model), str(self.picture), '--method', method, '--output', str(path),
                                 *options], check=True, capture_output=True, text=True).stdout
        name, probability = re.search(r'class (\w+), probability ([\d.]+)', output).groups()
        return path, name, float(probability)

    # What the window says

    def facts(self, method):
        """The sentence about this picture, in its parts, once it is of that method."""
        pattern = re.compile(FACTS[method])
        return pattern.fullmatch(self.program.find(pattern, 'label').get_name()).groupdict()

    def wait_facts(self, method, wanted):
        """Waits until the sentence has these parts."""
        def are_there():
            found = self.facts(method)
            return found if all(found[key] == value for key, value in wanted.items()) else None
        return driver.until(are_there, lambda: f'it says {self.facts(method)}, not {wanted}')

    def save(self, name, said=None):
        path = self.files / name
        self.program.click('Save…', 'push button')
        self.program.find('Save Explanation')
        self.program.key('ctrl+a')
        self.program.xdotool('type', str(path))
        self.program.key('Return')
        self.program.find(said or f'Saved as “{name}”.')
        return path

    def check(self, method, **parts):
        """The sentence, and the file that is saved, against receptive-cli's of the same question."""
        options = [text for key, value in parts.items() for text in (f'--{key}', str(value))]
        path, name, probability = self.explain(method, *options)
        tensors, metadata = formats.read_safetensors(path)
        found = self.wait_facts(method, {'class': name, 'share': f'{100 * probability:.1f}'} | (
            {'layer': metadata['receptive.layer']} if method == 'gradcam' else {}))
        # a name of its own, for nobody is to be asked whether another file may go
        self.saved = getattr(self, 'saved', 0) + 1
        saved = self.save(f'{method}-{self.saved}.safetensors')
        self.assertEqual(saved.read_bytes(), path.read_bytes())
        return found, tensors[method]

    def test_gradcam(self):
        found, (shape, values) = self.check('gradcam')
        i = max(range(len(values)), key=values.__getitem__)
        self.assertEqual((int(found['row']), int(found['column'])), divmod(i, shape[1]))
        self.assertAlmostEqual(number(found['value']) / values[i], 1, delta=0.01)
        self.program.find('Grad-CAM of relu1, %d×%d' % tuple(shape), 'label')
        self.program.find(re.compile('Shows where maps that raise the class.*neither.*'), 'label')
        # any layer with maps, any class
        choose(self.program, 'Layer', 'conv1')
        self.check('gradcam', layer='conv1')
        names = self.open_choices('Class')
        self.assertEqual(len(names), CLASSES + 1)
        choose(self.program, 'Class', names[4])
        self.check('gradcam', layer='conv1', **{'class': names[4]})

    def open_choices(self, name):
        combo = drop_down(self.program, name)
        next(node for node in driver.walk(combo) if 'button' in node.get_role_name()).get_action_iface().do_action(0)
        names = driver.until(lambda: self.program.choices(combo), 'nothing can be chosen')
        self.program.key('Escape')
        driver.until(lambda: not self.program.choices(combo), 'it does not close')
        return names

    def test_layers(self):
        self.assertEqual(self.open_choices('Layer'), LAYERS)

    def test_saliency(self):
        choose(self.program, 'Method', 'Gradient saliency')
        found, (shape, values) = self.check('saliency')
        self.assertEqual(shape, [3, SIDE, SIDE])
        i = max(range(len(values)), key=lambda i: abs(values[i]))
        self.assertEqual((int(found['row']), int(found['column'])), divmod(i % SIDE**2, SIDE))
        self.assertEqual(found['channel'], ('red', 'green', 'blue')[i // SIDE**2])
        self.assertAlmostEqual(number(found['value']) / values[i], 1, delta=0.01)
        self.read_pixels(values)

    def read_pixels(self, values):
        """Each pixel's number, by pointer and by keyboard."""
        views = [node for node in self.program.nodes() if node.get_name() == 'Explanation']
        come_to_sight(self.program, views[0])
        self.program.point(views[0], 0.5, 0.2)
        pattern = re.compile(r'Row (\d+), column (\d+): red ([−\d.]+), green ([−\d.]+), blue ([−\d.]+); so much the logit .*')
        for keys in ([], ['Home'], ['Down', 'Down']):
            if keys:
                before = self.program.find(pattern, 'label').get_name()
                self.program.key(*keys)
                driver.until(lambda: self.program.find(pattern, 'label').get_name() != before, 'no other pixel is read')
            row, column, *parts = pattern.fullmatch(self.program.find(pattern, 'label').get_name()).groups()
            for channel, part in enumerate(parts):
                value = values[channel * SIDE**2 + int(row) * SIDE + int(column)]
                self.assertAlmostEqual(number(part), value, delta=0.51 * 10**-len(part.partition('.')[2]))
            # what a screen reader is told of the picture
            driver.until(lambda: f'Row {row}, column {column}: red' in self.program.description('Explanation', 'image'),
                         lambda: self.program.description('Explanation', 'image'))

    def test_occlusion(self):
        choose(self.program, 'Method', 'Occlusion')
        self.assertEqual(self.program.value('Square size', 'spin button'), 8)
        self.assertEqual(self.program.value('Stride', 'spin button'), 2)
        self.check_square(*self.check('occlusion'), size=8, stride=2)
        self.program.set_value('Square size', 7)
        self.program.set_value('Stride', 5)
        self.check_square(*self.check('occlusion', size=7, stride=5), size=7, stride=5)

    def check_square(self, found, tensor, size, stride):
        shape, values = tensor
        i = min(range(len(values)), key=values.__getitem__)
        top, left = (min(place * stride, SIDE - size) for place in divmod(i, shape[1]))
        self.assertEqual([int(found[key]) for key in ('top', 'bottom', 'left', 'right')],
                         [top, top + size - 1, left, left + size - 1])
        self.assertEqual(found['value'], f'{100 * values[i]:.1f}'.replace('-', '−'))

    def test_follows_time(self):
        """An occlusion is made anew when time stands still; the others follow."""
        history = sorted((self.run_folder / 'history').glob('*.safetensors'))
        last = self.model
        for method, title in (('saliency', 'Gradient saliency'), ('occlusion', 'Occlusion')):
            choose(self.program, 'Method', title)
            self.model = last
            self.check(method)
            # the first moment: before any step
            self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(0)
            self.model = history[0]
            self.check(method)
            self.program.gone(re.compile('.* · of step .*'), 'label')
            self.program.click('Live')

    def test_save_picture(self):
        self.facts('gradcam')
        window = self.save('window.png').read_bytes()
        other = self.files / 'cli.png'
        subprocess.run([CLI, 'explain', str(self.model), str(self.picture), '--method', 'gradcam', '--output', str(other)],
                       check=True, capture_output=True, env=dict(os.environ, LC_ALL='C.UTF-8'))
        self.assertEqual(window, other.read_bytes())

    def test_refused(self):
        self.facts('gradcam')
        path = self.save('window.jpeg', 'The name of the file must end in .png or .safetensors, unlike “window.jpeg”.')
        self.assertFalse(path.exists())


class WithoutMaps(driver.Case):
    def test_linear(self):
        """A network that has no maps: what can be had is shown at first, and what cannot says why."""
        self.program = self.start('--page', 'training', LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'(?s).*62,006 parameters'))
        text = self.program.find('Layers', 'text')
        self.assertTrue(text.get_editable_text_iface().set_text_contents('flatten, linear 10'))
        self.program.set_value('Epochs', 1)
        self.program.click('Start', 'push button')
        self.program.find(re.compile(r'Finished: .*'))
        # the sidebar's row is not the only thing with this name
        self.program.key('ctrl+4')
        self.program.find(re.compile(FACTS['saliency']), 'label')
        choose(self.program, 'Method', 'Grad-CAM')
        self.program.find(re.compile('Grad-CAM weighs the maps of a convolution, and this network has none.*'), 'label')
        layers = [node for node in driver.walk(self.program.find('Why this answer'))
                  if node.get_name() == 'Layer' and node.get_role_name() == 'combo box']
        self.assertEqual([node.get_state_set().contains(driver.Atspi.StateType.SENSITIVE) for node in layers], [False])
        choose(self.program, 'Method', 'Occlusion')
        self.program.find(re.compile(FACTS['occlusion']), 'label')
        self.program.gone(re.compile('Grad-CAM weighs the maps.*'), 'label')


if __name__ == '__main__':
    unittest.main()

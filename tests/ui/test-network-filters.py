"""The page Network: learned filters, and what can be done to them by hand."""

import json
import re
import unittest

import driver

# small enough that an epoch takes a fraction of a second on any machine
QUICK = 'conv 4 5x5 stride 4, relu, flatten, linear 10'
STEPS = 157
SHARE = re.compile(r'\d+\.\d %')
STATE = re.compile(r'epoch \d+ · step ([\d,]+)')


class NetworkFilters(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'training', LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'(?s).*62,006 parameters'))
        text = self.program.find('Layers', 'text')
        self.assertTrue(text.get_editable_text_iface().set_text_contents(QUICK))

    # Looking

    def described(self, description):
        """What the label with a description says."""
        def look():
            for node in self.program.nodes():
                if node.get_role_name() == 'label' and re.fullmatch(description + '(: .*)?', node.get_description()):
                    return node.get_name()
            return None
        return driver.until(look, f'no label is described as {description!r}')

    def wait_figure(self, description, pattern):
        def right():
            found = self.described(description)
            return found if re.fullmatch(pattern, found) else None
        return driver.until(right, lambda: f'{description} is {self.described(description)!r}, not {pattern}')

    def table(self, layer='conv1'):
        return self.program.description(f'Learned filters of {layer}', 'image')

    def wait_table(self, pattern, layer='conv1'):
        return driver.until(lambda: re.search(pattern, self.table(layer)),
                            lambda: f'the table does not say {pattern!r}: {self.table(layer)}')

    def wait_trained(self):
        """Until training has gone on; returns at which step it is."""
        def state():
            return self.program.find(STATE, 'label').get_name()
        before = state()
        after = driver.until(lambda: state() if state() != before else None, 'nothing is trained')
        return int(STATE.search(after)[1].replace(',', ''))

    def wait_norm_after(self, step):
        """The norm in the table, once that knows the gradient of a later step: its weights are no older."""
        def look():
            found = re.search(r'norm (\d+\.\d\d).* batch of step ([\d,]+)', self.table())
            return found[1] if found and int(found[2].replace(',', '')) > step else None
        return driver.until(look, lambda: f'the table does not get beyond step {step}: {self.table()}')

    def is_pressed(self, name):
        return self.program.find(name).get_state_set().contains(driver.Atspi.StateType.PRESSED)

    def runs(self):
        """What run.json says of every run, the oldest first."""
        files = sorted((self.program.folder / 'home' / 'receptive' / 'runs').glob('*/run.json'),
                       key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(path.read_text()) | {'path': str(path.parent)} for path in files]

    # Doing

    def train(self, epochs=1):
        self.program.set_value('Epochs', epochs)
        self.program.click('Start', 'push button')
        self.program.find(re.compile(r'Finished: .*'))

    def open_page(self):
        self.program.key('ctrl+4')
        self.program.find('Learned filters of conv1', 'image')

    def write_weight(self, tabs, text):
        """Writes into the first cell of a matrix in the popover of weights: so many Tabs away."""
        self.program.key(*['Tab'] * tabs)
        self.program.key(*text[:1])
        self.program.find('Weight', 'text')
        for key in text[1:]:
            self.program.key(key)
        self.program.key('Return')

    # Tests

    def test_filters(self):
        self.train()
        self.open_page()
        self.wait_table(r'^Filter 0 of 4: norm \d\.\d\d, gradient \d\.\d+')
        # the gradient is of the step that would come next
        self.wait_table(rf'Gradient: of the batch of step {STEPS + 1}, at the weights before it\.')
        self.wait_table(rf'over 2,000 test pictures, at step {STEPS}|Dead: .*at step {STEPS}')
        self.program.point(self.program.find('Learned filters of conv1', 'image'), 0.3, 0.3)
        self.wait_table(r'^Filter [12] of 4')
        self.program.key('End')
        self.wait_table(r'^Filter 3 of 4')
        self.program.find('Silence filter 3')
        self.program.key('Right')
        self.program.key('Left')
        self.wait_table(r'^Filter 2 of 4')
        self.program.key('Home')
        self.wait_table(r'^Filter 0 of 4')
        # its weights, one by one: the way back says which is looked at
        self.program.key('shift+Right')
        self.program.find('conv1 · filter 0 · input channel 0 · row 0, column 0')
        self.program.key('shift+Right', 'shift+Down')
        self.program.find('conv1 · filter 0 · input channel 0 · row 1, column 1')
        self.program.key('Escape')
        self.program.gone('conv1 · filter 0 · input channel 0 · row 1, column 1')
        self.program.click('Planes')
        self.program.find(re.compile(r'5 × 5 × 3 · ±\d\.\d+ · blue below 0, red above'))
        self.program.click('Tiles')
        self.program.find(re.compile(r'5 × 5 × 3 · ±\d\.\d+ · colour as the picture sees it'))
        self.program.choose('Layer', 'classifier')
        self.wait_table(r'^Unit 0 of 10: norm .*No ReLU follows: none can be dead\.', 'classifier')
        self.program.find('Silence unit 0')

    def test_silence(self):
        self.train()
        self.open_page()
        plain = self.wait_figure('test accuracy', SHARE)
        answer = self.described('answer')
        self.assertEqual(self.described('with the edit'), '–')
        self.assertFalse(self.program.is_sensitive('Undo', 'push button'))
        self.program.click('Silence filter 0')
        self.wait_table(r'^Filter 0 of 4: norm 0\.00')
        edited = self.wait_figure('with the edit', SHARE)
        self.assertNotEqual(edited, plain)
        self.assertNotEqual(self.described('answer with it'), answer)
        self.assertEqual(self.program.value('Scale', 'slider'), 0)
        # what never fires over the test pictures is dead
        self.wait_table(r'^Filter 0 of 4: norm 0\.00, gradient \d.*, dead\. ')
        # back, forth and back
        self.program.key('ctrl+z')
        self.wait_figure('answer', re.escape(answer))
        self.assertEqual(self.wait_figure('test accuracy', SHARE), plain)
        self.assertEqual(self.described('with the edit'), '–')
        self.assertFalse(self.is_pressed('Silence filter 0'))
        self.program.key('ctrl+shift+z')
        self.wait_figure('with the edit', re.escape(edited))
        self.assertTrue(self.is_pressed('Silence filter 0'))
        self.program.click('Silence filter 0')
        self.wait_figure('answer', re.escape(answer))
        self.assertFalse(self.program.is_sensitive('Undo', 'push button'))

    def test_scale_and_reset(self):
        self.train()
        self.open_page()
        norm = float(self.wait_table(r'norm (\d+\.\d\d)')[1])
        self.program.set_value('Scale', 1.5, 'slider')
        self.program.set_value('Scale', 2, 'slider')
        self.wait_table(rf'norm ({2 * norm - 0.01:.2f}|{2 * norm:.2f}|{2 * norm + 0.01:.2f})')
        # of one control one step, however it got there
        self.program.click('Undo', 'push button')
        self.wait_table(rf'norm {norm:.2f}')
        self.assertEqual(self.program.value('Scale', 'slider'), 1)
        self.program.click('Redo', 'push button')
        self.wait_figure('with the edit', SHARE)
        self.program.click('Reset', 'push button')
        self.wait_figure('with the edit', '–')
        self.wait_table(rf'norm {norm:.2f}')

    def test_weights(self):
        self.train()
        self.open_page()
        self.wait_figure('test accuracy', SHARE)
        self.program.click('Weights…')
        self.program.find('Weights', 'image')
        self.write_weight(2, ['minus', '1', '0', '0', '0'])
        self.wait_figure('with the edit', SHARE)
        self.program.key('Escape')
        self.program.gone('Weights', 'image')
        # a filter with a bias of −1000 fires for no picture
        self.wait_table(r'^Filter 0 of 4: norm 0\.[1-9]\d*, gradient \d.*, dead\. ')
        self.wait_table(r'Dead: 0')
        self.assertFalse(self.is_pressed('Silence filter 0'))
        self.program.key('ctrl+z')
        self.wait_table(r'^Filter 0 of 4: norm [^.]*\.\d+, gradient \d\.\d+\. ')

    def test_kernel_of_the_page_filters(self):
        self.train()
        self.program.key('ctrl+2')
        self.program.click('Sobel x')
        self.program.click('Use in the network', 'push button')
        self.program.find(re.compile('This kernel of 3 × 3 is kept for the network.*'))
        self.open_page()
        answer = self.described('answer')
        self.program.click('Put in kernel…')
        self.program.click('Kernel of the page Filters')
        # √(3 · (4 · 1 + 2 · 4)), where each channel has it; or once where it is of the luma
        self.wait_table(r'norm (6\.00|2\.31|3\.46)')
        kept = self.wait_table(r'norm (\d\.\d\d)')[1]
        self.wait_figure('with the edit', SHARE)
        self.program.key('ctrl+z')
        self.wait_figure('answer', re.escape(answer))
        # and one by its name: the same numbers in every channel
        self.program.click('Put in kernel…')
        self.program.click('Sobel x', 'menu item')
        self.wait_table(r'norm 6\.00')
        self.assertIn(kept, ('6.00',))

    def test_kernel_that_is_too_large(self):
        self.train()
        self.program.key('ctrl+2')
        self.program.click('Sobel x')
        for side in (4, 5, 6):
            self.program.click('Larger', 'push button')
            self.program.find(f'{side} × {side}', 'label')
        self.program.click('Use in the network', 'push button')
        self.program.find(re.compile('This kernel of 6 × 6 is kept for the network.*'))
        self.open_page()
        norm = self.wait_table(r'norm (\d\.\d\d)')[1]
        self.program.click('Put in kernel…')
        self.program.click('Kernel of the page Filters')
        self.program.find('A kernel of 6×6 does not fit into a filter of 5×5.')
        self.wait_table(rf'norm {norm}')

    def test_freeze_while_training(self):
        self.program.set_value('Epochs', 10000)
        self.program.click('Start', 'push button')
        self.program.find('Pause', 'push button')
        self.open_page()
        self.program.click('Freeze conv1')
        driver.until(lambda: self.is_pressed('Freeze conv1'), 'it is not frozen')
        # what is seen of the training may be of a moment before the click; what is seen after that is not
        self.wait_trained()
        norm = self.wait_norm_after(self.wait_trained())
        self.assertEqual(self.wait_norm_after(self.wait_trained()), norm)
        # the other one has to learn
        self.program.choose('Layer', 'classifier')
        driver.until(lambda: not self.program.is_sensitive('Freeze classifier'), 'all of it can be frozen')
        self.program.click('Pause', 'push button')
        self.program.find('Resume', 'push button')
        self.assertEqual(self.runs()[0]['settings']['frozen'], [])

    def test_branch(self):
        self.train()
        self.open_page()
        self.program.click('Silence filter 0')
        self.wait_table(r'^Filter 0 of 4: norm 0\.00')
        self.program.click('Branch from here…', 'push button')
        self.program.find(f'A new run begins with the weights of step {STEPS}. Your changes are in them.')
        self.program.set_value('Epochs', 2, 'spin button')
        self.program.click('Freeze conv1', 'check box')
        self.program.click(re.compile('.*Branch'), 'push button')
        driver.until(lambda: len(self.runs()) == 2 and self.runs()[1]['state'] == 'finished',
                     lambda: f'no branch was trained: {self.runs()}')
        first, second = self.runs()
        self.assertEqual(second['branched_from'], {'run': first['path'], 'step': STEPS})
        self.assertEqual(second['settings']['epochs'], 2)
        self.assertEqual(second['settings']['frozen'], ['conv1'])
        # its filter stayed silent, and is no edit any more
        self.wait_table(r'^Filter 0 of 4: norm 0\.00')
        self.assertEqual(self.wait_figure('with the edit', '–'), '–')
        self.assertTrue(self.is_pressed('Freeze conv1'))


if __name__ == '__main__':
    unittest.main()

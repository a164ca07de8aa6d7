"""The page Training: its settings, a run from its start to its end, and the charts."""

import csv
import re
import unittest

import driver

# small enough that an epoch takes a fraction of a second on any machine
QUICK = 'conv 4 5x5 stride 4, relu, flatten, linear 10'
# an epoch of the built-in pictures: 10,000 in batches of 64
STEPS = 157
PLACE = re.compile(r'epoch ([\d,]+) of ([\d,]+) · step ([\d,]+) of ([\d,]+)')


def number(text):
    return int(text.replace(',', ''))


class TrainingPage(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'training', LC_ALL='C.UTF-8')
        # the built-in pictures are open
        self.program.find(re.compile(r'(?s).*62,006 parameters'))

    # Looking

    def place(self):
        """Epoch, epochs, step and steps of an epoch, as the page says them."""
        return tuple(number(n) for n in PLACE.fullmatch(self.program.find(PLACE, 'label').get_name()).groups())

    def step(self):
        epoch, _, step, _ = self.place()
        return (epoch - 1) * STEPS + step

    def described(self, description):
        """What the label with a description says."""
        def look():
            for node in self.program.nodes():
                if node.get_role_name() == 'label' and node.get_description() == description:
                    return node.get_name()
            return None
        return driver.until(look, f'no label is described as {description!r}')

    def times_told(self, sentence):
        """How many labels say a sentence."""
        return sum(node.get_role_name() == 'label' and node.get_name() == sentence for node in self.program.nodes())

    def wait_description(self, chart, pattern):
        def right():
            return re.fullmatch(pattern, self.program.description(chart, 'image'))
        return driver.until(right, f'{chart} is not described as {pattern}: '
                                   f'{self.program.description(chart, "image")}')

    def metrics(self, epochs=False):
        """The rows of metrics.csv of the only run there is: those of its steps or of its epochs."""
        files = list((self.program.folder / 'home' / 'receptive' / 'runs').glob('*/metrics.csv'))
        self.assertEqual(len(files), 1)
        with files[0].open() as file:
            return [row for row in csv.DictReader(file) if bool(row['val_acc']) == epochs]

    # Doing

    def write(self, name, text):
        entry = self.program.find(name, 'text')
        self.assertTrue(entry.get_editable_text_iface().set_text_contents(text))

    def begin(self, epochs, network=QUICK):
        self.write('Layers', network)
        self.program.set_value('Epochs', epochs)
        self.program.click('Start', 'push button')

    def pause(self):
        self.program.click('Pause', 'push button')
        self.program.find('Resume', 'push button')

    # Tests

    def test_names(self):
        for name in ('Epochs', 'Learning rate', 'Batch size', 'Momentum', 'Seed'):
            self.assertEqual(self.program.find(name, 'spin button').get_name(), name)
        for name in ('Dataset', 'Network', 'Device'):
            self.program.find(name, 'combo box')
        for name in ('Start', 'Step', 'Stop'):
            self.program.find(name, 'push button')
        self.program.find('No Training Yet')
        self.assertEqual(self.program.value('Epochs'), 50)
        self.assertEqual(self.program.value('Learning rate'), 0.01)
        self.assertEqual(self.program.value('Batch size'), 64)
        self.assertEqual(self.program.value('Momentum'), 0)
        self.assertFalse(self.program.is_sensitive('Stop', 'push button'))

    def test_to_the_end(self):
        self.begin(2)
        end = self.program.find(re.compile(r'Finished: best \d+\.\d % at epoch [12]')).get_name()
        self.assertEqual(self.place(), (2, 2, STEPS, STEPS))
        best = self.described('best validation accuracy')
        self.assertRegex(best, r'^\d+\.\d %$')
        self.assertIn(f'best {best} at', end)
        self.assertEqual(self.described('time left'), '0:00')
        self.program.find('Start', 'push button')
        self.assertTrue(self.program.is_sensitive('Epochs', 'spin button'))
        self.wait_description('Loss', r'Training loss (fell|rose) from \d\.\d+ to \d\.\d+ over 2 epochs; lowest .* at step \d+\.')
        self.wait_description('Accuracy', rf'Training accuracy .* over 2 epochs; best {best} at epoch [12]\.')
        shares = [float(row['val_acc']) for row in self.metrics(epochs=True)]
        self.assertEqual(len(shares), 2)
        self.assertEqual(best, f'{100 * max(shares):.1f} %')

    def test_pause_step_resume_stop(self):
        self.begin(10000)
        self.program.find('Pause', 'push button')
        self.assertFalse(self.program.is_sensitive('Step', 'push button'))
        self.assertFalse(self.program.is_sensitive('Epochs', 'spin button'))
        self.assertTrue(self.program.is_sensitive('Learning rate', 'spin button'))
        self.pause()
        before = self.step()
        for n in range(1, 4):
            self.program.click('Step', 'push button')
            driver.until(lambda: self.step() != before + n - 1, 'no step was made')
            self.assertEqual(self.step(), before + n)
            self.program.find('Resume', 'push button')
        # it stands while other things go on
        self.program.click('Log axis')
        self.program.click('Data', 'list item')
        self.program.click('Training', 'list item')
        self.assertEqual(self.step(), before + 3)
        self.program.click('Resume', 'push button')
        driver.until(lambda: self.step() > before + 3, 'it did not go on')
        self.program.click('Stop', 'push button')
        self.program.find(re.compile('Stopped.*'), 'label')
        self.program.find('Start', 'push button')
        self.assertFalse(self.program.is_sensitive('Stop', 'push button'))
        self.assertEqual(len(self.metrics()), self.step())

    def test_step_from_the_beginning(self):
        self.program.click('Step', 'push button')
        driver.until(lambda: self.step() == 1, 'it did not make one step')
        self.wait_description('Loss', r'Training loss is \d\.\d+ over 1 step\.')
        self.program.click('Step', 'push button')
        driver.until(lambda: self.step() == 2, 'it did not make another')
        self.wait_description('Loss', r'Training loss .* over 2 steps; .*')

    def test_learning_rate_during_a_run(self):
        self.begin(10000)
        self.pause()
        before = self.step()
        self.program.set_value('Learning rate', 0.0025)
        self.program.click('Step', 'push button')
        driver.until(lambda: self.step() == before + 1, 'no step was made')
        self.program.click('Stop', 'push button')
        self.program.find(re.compile('Stopped.*'), 'label')
        rates = [float(row['learning_rate']) for row in self.metrics()]
        self.assertEqual(set(rates[:-1]), {0.01})
        self.assertEqual(rates[-1], 0.0025)

    def test_learning_rate_steps(self):
        self.program.point(self.program.find('Learning rate', 'spin button'), 0.2)
        for key, value in (('Up', 0.02), ('Up', 0.05), ('Up', 0.1), ('Down', 0.05), ('Down', 0.02), ('Down', 0.01),
                           ('Down', 0.005), ('Page_Down', 0.0005), ('Page_Up', 0.005)):
            self.program.key(key)
            driver.until(lambda: abs(self.program.value('Learning rate') - value) < 1e-12,
                         f'{key} did not lead to {value}')
        self.program.set_value('Learning rate', 0.0001)
        self.assertEqual(self.program.text('Learning rate', 'spin button'), 0.0001)

    def test_what_is_typed_counts(self):
        self.write('Layers', QUICK)
        self.program.point(self.program.find('Learning rate', 'spin button'), 0.2)
        self.program.key('ctrl+a', '0', 'period', '0', '0', '3')
        self.program.point(self.program.find('Epochs', 'spin button'), 0.2)
        self.program.key('ctrl+a', '2', 'ctrl+Return')
        self.program.find(re.compile('Finished: .*'), 'label')
        self.assertEqual(self.place()[1], 2)
        self.assertEqual({float(row['learning_rate']) for row in self.metrics()}, {0.003})

    def test_network(self):
        def chosen(name):
            return self.program.find(name, 'label')

        chosen('lenet')
        self.write('Layers', 'conv 6 50x5, relu, flatten, linear 10')
        chosen('custom')
        refusal = self.program.find(re.compile('conv1: .*50×5.*'), 'label')
        self.assertEqual(self.program.description('Layers', 'text'), refusal.get_name())
        self.program.click('Start', 'push button')
        # under the text, and now because of the press as well
        driver.until(lambda: self.times_told(refusal.get_name()) == 2, 'nothing says why it does not start')
        self.program.find('No Training Yet')
        self.program.gone(PLACE)
        self.write('Layers', 'flatten, linear 10')
        self.program.find(re.compile(r'3×32×32 → 3072 → 10\n30,730 parameters'))
        chosen('linear')
        self.program.choose('Network', 'mlp')
        self.program.find(re.compile(r'3×32×32 → 3072 → 120 → 84 → 10\n\S+ parameters'))
        text = self.program.find('Layers', 'text').get_text_iface()
        self.assertEqual(driver.Atspi.Text.get_text(text, 0, text.get_character_count()),
                         'flatten, linear 120, relu, linear 84, relu, linear 10')

    def test_divergence(self):
        self.program.set_value('Learning rate', 10)
        self.begin(50, 'flatten, linear 100, linear 50, linear 10')
        sentence = self.program.find(re.compile('The loss became .*'), 'label').get_name()
        self.assertRegex(sentence, 'learning rate')
        self.program.find('Open Folder', 'push button')
        self.assertEqual(self.times_told(sentence), 1)
        # another try begins as new
        self.program.set_value('Learning rate', 0.001)
        self.begin(1)
        self.program.find(re.compile('Finished: .*'), 'label')

    def test_divergence_elsewhere(self):
        # diverges with its second step, which is made on another page
        self.program.set_value('Learning rate', 10)
        self.write('Layers', 'flatten, linear 100, linear 50, linear 10')
        self.program.click('Step', 'push button')
        self.program.find('Resume', 'push button')
        self.program.click('Data', 'list item')
        self.program.find('Pictures', 'table')
        self.program.click('Resume', 'push button')
        sentence = self.program.find(re.compile('The loss became .*'), 'label').get_name()
        self.assertEqual(self.times_told(sentence), 1)
        self.program.click('Training', 'list item')
        driver.until(lambda: self.times_told(sentence) == 2, 'the page does not say it')

    def test_readout(self):
        self.begin(2)
        self.program.find(re.compile('Finished: .*'), 'label')
        chart = self.program.find('Loss', 'image')
        self.program.point(chart)
        self.program.key('End')
        self.wait_description('Loss', rf'epoch 2 · step {2 * STEPS}: loss \d\.\d+\. Training loss .*')
        self.program.key('Home')
        self.wait_description('Loss', r'epoch 1 · step 1: loss .*')
        self.program.key('ctrl+Right')
        self.wait_description('Loss', rf'epoch 2 · step {STEPS + 1}: loss .*')
        self.program.key('Escape')
        self.wait_description('Loss', 'Training loss .*')
        self.program.point(self.program.find('Accuracy', 'image'), 0.4, 0.5, None)
        self.wait_description('Accuracy', rf'epoch 1 · step {STEPS}: train \d+\.\d %, validation \d+\.\d %\. .*')

    def test_smoothing(self):
        self.begin(1)
        self.program.find(re.compile('Finished: .*'), 'label')
        smooth = self.program.description('Loss', 'image')
        self.program.set_value('Smoothing', 0)
        self.program.find('none', 'label')
        self.wait_description('Loss', f'(?!{re.escape(smooth)}).*')
        last = float(self.metrics()[-1]['train_loss'])
        self.wait_description('Loss', rf'.* to {last:.3f} over .*')

    def test_wheel_scrolls_only(self):
        for _ in range(3):
            self.program.point(self.program.find_adjustable('Epochs'), 0.2, 0.5, button=4)
        # what the pointer does comes in order: when this has been done, that has been
        self.program.point(self.program.find_adjustable('Batch size'), 0.2, 0.5)
        self.program.key('ctrl+a', '7', 'Return')
        driver.until(lambda: self.program.value('Batch size') == 7, 'the batch size stays as it is')
        self.assertEqual(self.program.value('Epochs'), 50)


if __name__ == '__main__':
    unittest.main()

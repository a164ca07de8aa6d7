"""The time slider, on every page: the moments of a run, the film, and a run from the disk."""

import os
import pathlib
import re
import unittest

import driver

# small enough that an epoch takes a fraction of a second on any machine
QUICK = 'conv 4 5x5 stride 4, relu, flatten, linear 10'
# an epoch of the built-in pictures: 10,000 in batches of 64
STEPS = 157
# of the first epoch: 0, 1, 2, 4, and every fifth; and the ends of two
MOMENTS = [0, 1, 2, 4, *range(5, STEPS, 5), STEPS, 2 * STEPS]
MOMENT = re.compile(r'epoch ([\d,]+) · step ([\d,]+)')


class Time(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'training', LC_ALL='C.UTF-8')
        # the built-in pictures are open
        self.program.find(re.compile(r'(?s).*62,006 parameters'))

    # Looking

    def moment(self):
        """Epoch and step, as the slider's label says them."""
        return tuple(int(n.replace(',', '')) for n in MOMENT.fullmatch(self.program.find(MOMENT, 'label').get_name()).groups())

    def wait_moment(self, epoch, step):
        driver.until(lambda: self.moment() == (epoch, step),
                     lambda: f'the moment is {self.moment()}, not {(epoch, step)}')
        self.assertAlmostEqual(self.program.value('Time', 'slider'), step ** 0.5, places=6)
        self.assertIn(f'epoch {epoch} · step {step}.', self.program.description('Time', 'slider'))

    def is_live(self):
        return self.program.find('Live').get_state_set().contains(driver.Atspi.StateType.PRESSED)

    def runs(self):
        return self.program.folder / 'home' / 'receptive' / 'runs'

    # Doing

    def train(self, epochs=2):
        text = self.program.find('Layers', 'text')
        self.assertTrue(text.get_editable_text_iface().set_text_contents(QUICK))
        self.program.set_value('Epochs', epochs)
        self.program.click('Start', 'push button')
        self.program.find(re.compile(r'Finished: .*'))

    # slider's own keys need the focus
    def focus_slider(self):
        self.program.point(self.program.find('Time', 'slider'), 0.5, 0.5)

    # Tests

    def test_appears_with_a_run(self):
        self.assertIsNone(self.program.look('Time', 'slider'))
        self.assertIsNone(self.program.look('Play'))
        self.train()
        self.wait_moment(2, 2 * STEPS)
        self.assertTrue(self.is_live())
        kept = sorted(int(path.stem.split('-')[-1]) for path in self.runs().glob('*/history/*.safetensors'))
        self.assertEqual(kept, MOMENTS)
        self.assertRegex(self.program.description('Time', 'slider'),
                         rf'epoch 2 · step 314\. {len(MOMENTS)} moments are kept; the best accuracy is that of epoch [12]\.')
        # on every page
        self.program.click('Data', 'list item')
        self.program.find('Time', 'slider')
        self.program.find('Live')

    def test_drag(self):
        self.train()
        # it stops at moments alone
        slider = self.program.find_adjustable('Time', 'slider').get_value_iface()
        slider.set_current_value(148 ** 0.5)
        self.wait_moment(1, 150)
        driver.until(lambda: not self.is_live(), 'it is still live')
        slider.set_current_value(3.1 ** 0.5)
        self.wait_moment(1, 4)
        self.program.point('Time', 0.01, 0.5)
        self.wait_moment(0, 0)
        self.program.click('Live')
        self.wait_moment(2, 2 * STEPS)
        driver.until(self.is_live, 'it is not live')

    def test_keys(self):
        self.train()
        self.focus_slider()
        for key, epoch, step in (('Home', 0, 0), ('Right', 1, 1), ('Right', 1, 2), ('Right', 1, 4), ('Right', 1, 5),
                                 ('Left', 1, 4), ('Page_Up', 1, STEPS), ('Page_Up', 2, 2 * STEPS),
                                 ('Page_Up', 2, 2 * STEPS), ('Page_Down', 1, STEPS), ('Left', 1, 155),
                                 ('Page_Down', 0, 0), ('Left', 0, 0), ('End', 2, 2 * STEPS)):
            self.program.key(key)
            self.wait_moment(epoch, step)
        # the last moment was chosen; that is not the same as following the training
        self.assertFalse(self.is_live())

    def test_film(self):
        self.train()
        self.program.click('Play', 'push button')
        self.program.find('Pause', 'push button')
        seen = set()
        driver.until(lambda: seen.add(self.moment()) or self.program.look('Play', 'push button'), 'the film does not end')
        self.wait_moment(2, 2 * STEPS)
        self.assertGreater(len(seen), 2)
        self.assertLessEqual({step for _, step in seen}, set(MOMENTS))
        # whoever takes the slider stops it
        self.program.click('Play', 'push button')
        self.program.find('Pause', 'push button')
        self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(50 ** 0.5)
        self.program.find('Play', 'push button')
        self.wait_moment(1, 50)

    def test_while_training(self):
        self.program.set_value('Epochs', 10000)
        text = self.program.find('Layers', 'text')
        self.assertTrue(text.get_editable_text_iface().set_text_contents(QUICK))
        self.program.click('Start', 'push button')
        self.program.find('Time', 'slider')
        first = self.moment()[1]
        driver.until(lambda: self.moment()[1] > first, 'it does not follow the training')
        self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(2 ** 0.5)
        self.program.find(MOMENT, 'label')
        driver.until(lambda: self.moment() == (1, 2), 'it is not at step 2')
        self.program.find('Pause', 'push button')
        self.program.click('Live')
        driver.until(lambda: self.moment()[1] > first, 'it is not live again')
        self.assertFalse(self.program.find('Stop').get_state_set().contains(driver.Atspi.StateType.DEFUNCT))
        self.program.click('Stop', 'push button')
        self.program.find(re.compile('Stopped.*'))

    def test_open_run(self):
        self.train()
        end = self.program.find(re.compile(r'Finished: .*')).get_name()
        description = self.program.description('Time', 'slider')
        loss = self.program.description('Loss', 'image')
        folder = self.program.folder
        self.assertEqual(self.program.end(), [])
        # another start, with the same home
        again = self.start_in(folder)
        again.find('No Training Yet')
        self.assertIsNone(again.look('Time', 'slider'))
        again.key('ctrl+shift+o')
        again.find('Delete Run', 'push button')
        again.click(QUICK, 'list item')
        self.assertEqual(again.find(re.compile(r'Finished: .*')).get_name(), end)
        driver.until(lambda: again.look('Time', 'slider') and again.description('Time', 'slider') == description,
                     lambda: again.description('Time', 'slider'))
        driver.until(lambda: again.description('Loss', 'image') == loss, lambda: again.description('Loss', 'image'))
        self.program = again
        self.focus_slider()
        for key, epoch, step in (('Home', 0, 0), ('Right', 1, 1), ('End', 2, 2 * STEPS)):
            again.key(key)
            self.wait_moment(epoch, step)

    def test_damaged_run(self):
        self.train()
        folder = self.program.folder
        run = next(self.runs().iterdir())
        moments = sorted((run / 'history').iterdir())
        moments[1].write_bytes(moments[1].read_bytes()[:-3])
        (run / 'checkpoints' / 'last.safetensors').unlink()
        self.assertEqual(self.program.end(), [])
        self.program = again = self.start_in(folder)
        again.key('ctrl+shift+o')
        again.find('Delete Run', 'push button')
        again.click(QUICK, 'list item')
        again.find(re.compile(r'2 files of this run cannot be used.*'))
        again.find(re.compile(r'Finished: .*'))
        self.focus_slider()
        for key, epoch, step in (('Home', 0, 0), ('Right', 1, 2), ('End', 2, 2 * STEPS)):
            again.key(key)
            self.wait_moment(epoch, step)

    def test_delete_run(self):
        if os.stat(pathlib.Path.home()).st_dev != os.stat(self.program.folder).st_dev:
            self.skipTest('there is no trash for what lies on another disk than the home folder')
        self.train()
        self.program.key('ctrl+shift+o')
        self.program.find(QUICK, 'list item')
        # the one that is looked at stays
        self.assertFalse(self.program.is_sensitive('Delete Run', 'push button'))
        folder = self.program.folder
        self.assertEqual(self.program.end(), [])
        self.program = again = self.start_in(folder)
        again.key('ctrl+shift+o')
        again.click('Delete Run', 'push button')
        # libadwaita 1.2 names these buttons by what they show and by their mnemonic as well
        again.click(re.compile('.*Cancel'), 'push button')
        again.gone(re.compile('.*Cancel'), 'push button')
        again.find(QUICK, 'list item')
        again.click('Delete Run', 'push button')
        again.click(re.compile('.*Delete'), 'push button')
        again.find('No Runs Yet')
        self.assertEqual(list(self.runs().iterdir()), [])

    def start_in(self, folder):
        """The program again, where it has been before."""
        program = driver.Program(folder, ('--page', 'training'), {'LC_ALL': 'C.UTF-8'})
        self.addCleanup(self.end, program)
        program.wait_for_window()
        program.find(re.compile(r'(?s).*62,006 parameters'))
        return program


if __name__ == '__main__':
    unittest.main()

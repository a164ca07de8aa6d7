"""Time on the page Network: the slider moves what the network makes of the specimen, and brings it back to the bit."""

import os
import re
import subprocess
import unittest

import driver

CLI = os.environ['RECEPTIVE_CLI']
QUICK = 'conv 4 5x5 stride 4, relu, flatten, linear 10'
# an epoch of the built-in pictures: 10,000 in batches of 64
STEPS = 157
# what the section Why this answer says of this picture: numbers that come of the weights and of nothing else
FACTS = re.compile(r'\w+, [\d.]+ %: (the maps of relu1 raise its logit most at .*|at no place do the maps of relu1 raise its logit)\.')


class NetworkTime(driver.Case):
    FIGURES = re.compile(r'epoch [\d,]+ of 10,?000.*')

    def facts(self):
        return self.program.find(FACTS, 'label').get_name()

    def wait_facts(self, condition, what):
        return driver.until(lambda: (lambda facts: facts if condition(facts) else None)(self.facts()),
                            lambda: f'{what}: it says {self.facts()!r}')

    def wait_moment(self, epoch, step):
        self.program.find(f'epoch {epoch} · step {step}', 'label')

    def is_live(self):
        return self.program.find('Live').get_state_set().contains(driver.Atspi.StateType.PRESSED)

    def start_training(self, epochs):
        self.program = self.start('--page', 'training', LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'(?s).*62,006 parameters'))
        text = self.program.find('Layers', 'text')
        self.assertTrue(text.get_editable_text_iface().set_text_contents(QUICK))
        self.program.set_value('Epochs', epochs)
        self.program.click('Start', 'push button')

    def save(self):
        """The numbers themselves, to the last bit."""
        folder = self.folder()
        self.program.click('Save…', 'push button')
        self.program.find('Save Explanation')
        self.program.key('ctrl+a')
        self.program.xdotool('type', str(folder / 'numbers.safetensors'))
        self.program.key('Return')
        return driver.until(lambda: (lambda path: path.read_bytes() if path.exists() else None)(folder / 'numbers.safetensors'),
                            'nothing is saved')

    def drag_by_keyboard(self):
        """Goes through the run by the keys of the slider; what is seen at each moment."""
        self.program.point(self.program.find('Time', 'slider'), 0.5, 0.5)
        seen = {}
        for key, epoch, step in (('Home', 0, 0), ('Page_Up', 1, STEPS), ('Page_Up', 2, 2 * STEPS)):
            before = self.facts()
            self.program.key(key)
            self.wait_moment(epoch, step)
            seen[step] = self.wait_facts(lambda facts, before=before: facts != before, f'after {key}') if step < 2 * STEPS \
                else self.wait_facts(lambda facts: facts == self.end, f'after {key}')
            seen[step] = self.answer(step), seen[step]
        self.assertEqual(len(set(seen.values())), len(seen))
        return seen

    def answer(self, step):
        """The ten probabilities as they are told, once they are those of that step: they follow a little later."""
        def settled():
            first = self.program.description('Answer', 'image')
            return first if share in first else None
        share = self.share(self.facts())
        return driver.until(settled, lambda: f'at step {step} the answer is {self.program.description("Answer", "image")!r}, and '
                            f'its reason is {self.facts()!r}')

    @staticmethod
    def share(facts):
        return re.match(r'(\w+), ([\d.]+ %):', facts)[2]

    def test_two_epochs(self):
        self.start_training(2)
        self.program.find(re.compile(r'Finished: .*'))
        self.program.key('ctrl+4')
        self.end = self.facts()
        numbers = self.save()
        seen = self.drag_by_keyboard()
        # it was live, and is at the last moment now: the same weights
        self.assertFalse(self.is_live())
        self.assertEqual(self.save(), numbers)
        # and again: each moment has its numbers, to the bit
        self.assertEqual(self.drag_by_keyboard(), seen)
        self.assertEqual(self.save(), numbers)
        self.program.click('Live')
        driver.until(self.is_live, 'it is not live')
        self.wait_facts(lambda facts: facts == self.end, 'live again')

    def test_while_training(self):
        self.start_training(10000)
        self.program.find('Time', 'slider')
        self.program.key('ctrl+4')
        first = self.facts()
        self.wait_facts(lambda facts: facts != first, 'it does not follow the training')
        # a moment of the past stays what it is while the training goes on
        self.program.find_adjustable('Time', 'slider').get_value_iface().set_current_value(2 ** 0.5)
        self.wait_moment(1, 2)
        driver.until(lambda: not self.is_live(), 'it is still live')
        # out of sight it follows a little later, and says so
        self.program.gone(re.compile('.* · of step .*'), 'label')
        past = self.save()
        facts = self.facts()
        figures = self.program.find(self.FIGURES, 'label').get_name()
        driver.until(lambda: self.program.find(self.FIGURES, 'label').get_name() != figures,
                     'it does not train')
        self.assertEqual(self.facts(), facts)
        self.assertEqual(self.save(), past)
        self.program.click('Live')
        self.wait_facts(lambda now: now != facts, 'it is not live again')

    def test_run_from_disk(self):
        home = self.folder()
        run = home / 'receptive' / 'runs' / 'first'
        run.parent.mkdir(parents=True)
        subprocess.run([CLI, 'train', '--dataset', 'shapes', '--network', QUICK, '--epochs', '2', '--run', str(run)], check=True,
                       capture_output=True)
        self.program = self.start('--page', 'network', XDG_DATA_HOME=home, LC_ALL='C.UTF-8')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')
        self.program.key('ctrl+shift+o')
        self.program.find('Delete Run', 'push button')
        self.program.click(QUICK, 'list item')
        self.program.find('Time', 'slider')
        self.end = self.facts()
        seen = self.drag_by_keyboard()
        self.assertEqual(self.drag_by_keyboard(), seen)


if __name__ == '__main__':
    unittest.main()

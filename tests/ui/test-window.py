"""The window itself: it starts, shows its pages and ends."""

import json
import re
import signal
import subprocess
import unittest

import driver


class Window(driver.Case):
    def test_exit_after_startup(self):
        done = subprocess.run([driver.PROGRAM, '--exit-after-startup'], capture_output=True, text=True,
                              timeout=driver.PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stderr, driver.COMPLAINT)

    def test_pages(self):
        program = self.start()
        program.find('Pictures', 'table')
        program.click('Training', 'list item')
        program.find('Training', 'label')
        program.gone('Pictures', 'table')
        program.key('ctrl+1')
        program.find('Pictures', 'table')
        program.key('alt+2')
        program.gone('Pictures', 'table')

    def test_page_option(self):
        program = self.start('--page', 'training')
        program.find('Start')
        self.assertIsNone(program.look('Pictures', 'table'))

    def test_unknown_page(self):
        done = subprocess.run([driver.PROGRAM, '--page', 'nonsense'], capture_output=True, text=True,
                              timeout=driver.PATIENCE, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, re.compile('nonsense'))

    def test_menu_and_shortcuts(self):
        program = self.start()
        program.find('Pictures', 'table')
        program.key('F10')
        program.find('About Receptive')
        program.key('Escape')
        program.key('ctrl+question')
        program.find('Next picture')
        program.key('Escape')

    def test_close(self):
        for keys in ('ctrl+w', 'ctrl+q'):
            with self.subTest(keys=keys):
                program = self.start()
                program.find('Pictures', 'table')
                program.key(keys)
                self.assertEqual(program.wait(), 0)

    def test_close_while_training(self):
        program = self.start()
        program.click('Start', 'push button')
        program.find('Pause', 'push button')
        program.key('ctrl+w')
        self.assertEqual(program.wait(), 0)
        run, = (program.folder / 'home' / 'receptive' / 'runs').iterdir()
        self.assertEqual(json.loads((run / 'run.json').read_text())['state'], 'stopped')
        self.assertTrue((run / 'checkpoints' / 'last.safetensors').exists())

    def test_told_to_end_twice(self):
        program = self.start()
        program.click('Start', 'push button')
        program.find('Pause', 'push button')
        for _ in range(2):
            program.process.send_signal(signal.SIGTERM)
        self.assertEqual(program.wait(), 0)

    def test_train_pause_resume(self):
        program = self.start()
        program.click('Start', 'push button')
        program.click('Pause', 'push button')
        program.find('Resume', 'push button')
        program.find('Paused', 'label')
        program.find(re.compile(r'epoch \d+ of 50.*'), 'label')
        program.key('ctrl+t')
        program.find('Pause', 'push button')
        program.key('ctrl+shift+t')
        program.find('Stopped', 'label')
        program.find('Start', 'push button')


if __name__ == '__main__':
    unittest.main()

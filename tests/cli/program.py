"""receptive-cli as a shell would call it, for the tests beside this file."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

CLI = os.environ['RECEPTIVE_CLI']
SOURCE = pathlib.Path(__file__).resolve().parents[2]
VERBS = ['fetch', 'stats', 'train', 'evaluate', 'classify', 'features', 'filter', 'trace', 'explain', 'plot', 'devices']

# fast on any device, and with weights of both kinds of layer
TINY = 'avgpool 4, conv 4 3x3, relu, flatten, linear 10'
EPOCH = re.compile(r'Epoch = (\d+), train_loss = \d+\.\d{3}, train_acc = [01]\.\d{3}, val_acc = [01]\.\d{3}')


class Case(unittest.TestCase):
    """A test with a folder, and a home, of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='receptive-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(('RECEPTIVE_', 'LC_', 'LANGUAGE'))}
        self.environment |= {'LANG': 'C.UTF-8', 'XDG_DATA_HOME': str(self.folder / 'home')}

    def start(self, *arguments, **options):
        options = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'env': self.environment,
                   'stdin': subprocess.DEVNULL, 'cwd': self.folder, 'text': True} | options
        process = subprocess.Popen([CLI, *map(str, arguments)], **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def run_cli(self, *arguments, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def good(self, *arguments, **options):
        """Standard output of a call that must succeed, and say nothing on standard error."""
        done = self.run_cli(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ''), done)
        return done.stdout

    def good_json(self, *arguments, **options):
        """The one JSON document, on one line, of a call that must succeed. NaN and such are no JSON."""
        out = self.good(*arguments, **options)
        self.assertEqual(out.count('\n'), 1, out)
        return json.loads(out, parse_constant=self.fail)

    def bad(self, status, *arguments, says=(), **options):
        """A call that must fail with one sentence, without a word on standard output."""
        done = self.run_cli(*arguments, **options)
        self.assertEqual(done.returncode, status, done)
        self.assertEqual(done.stdout or '', '', done)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), status, done)
        self.assert_sentence(lines[0])
        if status == 2:
            self.assertRegex(lines[1], r'^Try “receptive-cli( [a-z]+)? --help”')
        for word in [says] if isinstance(says, str) else says:
            self.assertIn(word, lines[0])
        return lines[0]

    def assert_sentence(self, line):
        self.assertRegex(line, r'^receptive-cli: \S.*[.]$')
        self.assertNotRegex(line, r'\(null\)|%[a-z]|  ')

    def train(self, run, *arguments, network=TINY):
        """Trains for a moment on the built-in pictures; returns the folder of the checkpoints."""
        self.good('train', '--dataset', 'shapes', '--network', network, '--run', run, '--batch-size', '500',
                  '--epochs', '1', *arguments)
        return self.folder / run / 'checkpoints'

    def unprivileged(self):
        """Options for a call to which things are forbidden, as they never are to root."""
        if os.geteuid() != 0:
            return {}
        nobody = 65534
        for path in [self.folder, *self.folder.rglob('*')]:
            os.chown(path, nobody, nobody)
        options = {'user': nobody, 'group': nobody, 'extra_groups': []}
        try:
            self.good('--version', **options)
        except PermissionError:
            self.skipTest('the program lies where only root can run it')
        return options

    def contents(self):
        """Every file and folder there is, to tell that nothing was written."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob('*'))


def main():
    unittest.main(verbosity=2)

"""What is typed: verbs, options and their values, help and man pages, and where the output goes."""

import json
import os
import re
import subprocess

from program import SOURCE, VERBS, Case, main

OPTIONS = {
    'fetch': ['data-dir'],
    'stats': ['json', 'data-dir'],
    'train': ['dataset', 'network', 'epochs', 'batch-size', 'lr', 'momentum', 'weight-decay', 'seed', 'device',
              'threads', 'tf32', 'run', 'resume', 'init', 'initialiser', 'freeze', 'no-shuffle', 'max-steps', 'data-dir',
              'json'],
    'evaluate': ['dataset', 'device', 'threads', 'data-dir', 'json'],
    'classify': ['json'],
    'features': ['output'],
    'trace': ['layer', 'channel', 'at', 'all', 'json'],
    'explain': ['method', 'output', 'class', 'layer', 'size', 'stride'],
    'filter': ['kernel', 'border', 'flip', 'normalise', 'scale', 'offset', 'grey', 'output'],
    'plot': ['output'],
    'devices': ['json'],
}


class Help(Case):
    def test_lists_every_verb(self):
        for option in ('--help', '-h'):
            listed = re.findall(r'^  ([a-z]+) ', self.good(option), re.MULTILINE)
            self.assertEqual([verb for verb in listed if verb != 'receptive'], VERBS)

    def test_version(self):
        version = re.search(r"version: '([^']+)'", (SOURCE / 'meson.build').read_text()).group(1)
        self.assertEqual(self.good('--version'), f'receptive-cli {version}\n')

    def test_each_verb_lists_its_options_and_examples(self):
        for verb in VERBS:
            with self.subTest(verb):
                text = self.good(verb, '--help')
                self.assertEqual(text, self.good(verb, '-h'))
                listed = re.findall(r'^  (?:-\w, )?--([a-z0-9-]+)', text, re.MULTILINE)
                self.assertEqual(sorted(listed), sorted([*OPTIONS[verb], 'help']))
                self.assertRegex(text, rf'\nExamples?:\n  receptive-cli {verb}')
                self.assertLessEqual(max(map(len, text.splitlines())), 120)

    def test_help_wins_over_a_value_that_is_wrong(self):
        self.good('train', '--lr', 'nan', '--help')

    def test_man_pages_name_what_the_help_names(self):
        for verb in VERBS:
            with self.subTest(verb):
                page = (SOURCE / f'data/man/receptive-cli-{verb}.1').read_text()
                items = re.findall(r'^\.It (?:Fl h , )?Fl -([a-z0-9-]+)', page, re.MULTILINE)
                synopsis = page[page.index('.Sh SYNOPSIS'):page.index('.Sh DESCRIPTION')]
                self.assertEqual(sorted(items), sorted([*OPTIONS[verb], 'help']))
                self.assertEqual(set(re.findall(r'Fl -([a-z0-9-]+)', synopsis)), set(OPTIONS[verb]))
                self.assertIn(f"'receptive-cli-{verb}.1'", (SOURCE / 'data/man/meson.build').read_text())
        overview = (SOURCE / 'data/man/receptive-cli.1').read_text()
        self.assertEqual(re.findall(r'^\.It Cm (\w+)', overview, re.MULTILINE), VERBS)


class Words(Case):
    def test_no_verb(self):
        self.bad(2)

    def test_unknown_words(self):
        self.bad(2, 'fly', says='“fly”')
        self.bad(2, '--fly', says='“--fly”')
        for verb in VERBS:
            self.bad(2, verb, '--fly', says='--fly')

    def test_missing_arguments(self):
        for arguments in (['fetch'], ['evaluate'], ['classify'], ['classify', 'model'], ['features'],
                          ['features', 'model'], ['features', 'model', 'image'], ['filter'], ['filter', 'image'],
                          ['trace', 'model'], ['explain', 'model'], ['plot'], ['train', '--epochs'],
                          ['train', '--resume']):
            with self.subTest(arguments):
                self.bad(2, *arguments)

    def test_surplus_arguments(self):
        for arguments in (['fetch', 'cifar10'], ['stats', 'shapes'], ['train'], ['devices'], ['evaluate', 'model'],
                          ['features', 'model', 'image', '--output', 'x'], ['trace', 'model', 'image'],
                          ['explain', 'model', 'image'], ['plot', 'run']):
            with self.subTest(arguments):
                self.bad(2, *arguments, 'more', says='“more”')

    def test_unknown_names(self):
        for arguments in (['fetch', 'mnist'], ['stats', 'mnist'], ['train', '--dataset', 'mnist'],
                          ['evaluate', 'model', '--dataset', 'mnist'], ['train', '--device', 'abacus'],
                          ['train', '--dataset', 'shapes', '--initialiser', 'ones']):
            with self.subTest(arguments):
                self.bad(2, *arguments, says='there are')
        self.assertEqual(self.contents(), [])


class Values(Case):
    """Each value that makes no sense is refused in a sentence that names the option, and nothing is written."""

    NUMBERS = ['', ' 1', '1 ', '1x', 'x', '-1', '1e', '0x10', 'nan', 'inf', '-inf', '--', '1,5']
    BAD = {
        '--epochs': [*NUMBERS, '0', '1.5', '1e3', '1000001', '18446744073709551616', '99999999999999999999999'],
        '--batch-size': [*NUMBERS, '0', '1.5', '65537', '4294967360'],
        '--threads': [*NUMBERS, '-2', '1025', '4294967296'],
        '--seed': [*NUMBERS, '1.5', '18446744073709551616'],
        '--max-steps': [*NUMBERS, '1.5', '9223372036854775808'],
        '--lr': [*NUMBERS, '0', '-0', '1e400', '1e-400', 'NaN', 'infinity'],
        '--momentum': [*NUMBERS, '1', '1.5', '1e400'],
        '--weight-decay': [*NUMBERS, '1e400'],
    }

    def test_refused(self):
        for option, values in self.BAD.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.bad(2, 'train', '--dataset', 'shapes', '--run', 'run', f'{option}={value}',
                             says=(option, f'“{value}”'))
        self.assertEqual(self.contents(), [])

    def test_refused_as_a_word_of_its_own(self):
        self.bad(2, 'train', '--epochs', '-1', says='--epochs')
        self.bad(2, 'evaluate', 'model', '--threads', '-2', says='--threads')

    def test_the_decimal_point_is_a_point_in_every_language(self):
        german = [name for name in subprocess.run(['locale', '-a'], capture_output=True, text=True).stdout.split()
                  if name.lower() in ('de_de.utf8', 'de_at.utf8', 'fr_fr.utf8')]
        if not german:
            self.skipTest('no language with a decimal comma is installed')
        self.environment['LC_ALL'] = german[0]
        self.bad(2, 'train', '--dataset', 'shapes', '--lr', '0,5', says='--lr')
        out = self.good('train', '--dataset', 'shapes', '--network', 'avgpool 8, flatten, linear 10', '--run', 'run',
                        '--lr', '0.5', '--batch-size', '500', '--epochs', '1')
        self.assertIn('train_loss = 1.' if 'train_loss = 1.' in out else 'train_loss = 2.', out)

    def test_networks(self):
        for text in ('', 'nonsense', 'conv', 'conv 6', 'conv 6 0x0', 'conv 0 5x5, flatten, linear 10', 'lenet, relu',
                     'conv 6 40x40, flatten, linear 10', 'flatten, linear 9', 'linear 10,', 'relu',
                     'conv 5 3x3 groups 2, flatten, linear 10', 'maxpool 99, flatten, linear 10',
                     'conv 99999999999 5x5, flatten, linear 10', 'flatten, linear -10', 'flatten, linear 1e1'):
            with self.subTest(text):
                self.bad(2, 'train', '--dataset', 'shapes', '--run', 'run', '--network', text)
        self.assertEqual(self.contents(), [])

    def test_resume_keeps_the_settings(self):
        for option in (['--lr', '1'], ['--dataset', 'shapes'], ['--network', 'lenet'], ['--no-shuffle'],
                       ['--seed', '2'], ['--threads', '1'], ['--max-steps', '3']):
            with self.subTest(option):
                self.bad(2, 'train', '--resume', '--run', 'run', *option, says=(option[0], '--resume'))


class Streams(Case):
    def test_a_full_disk(self):
        calls = [['--help'], ['--version'], ['stats', 'shapes'], ['stats', 'shapes', '--json'], ['devices'],
                 ['train', '--help']]
        for call in calls:
            with self.subTest(call), open('/dev/full', 'w') as full:
                self.bad(1, *call, stdout=full, says='No space left')

    def test_a_reader_that_went_away(self):
        for call in (['--help'], ['stats', 'shapes'], ['devices', '--json']):
            with self.subTest(call):
                read, write = os.pipe()
                os.close(read)
                done = self.run_cli(*call, stdout=write)
                os.close(write)
                self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_a_closed_standard_output(self):
        """A file that is opened next must not become the standard output and take the results in."""
        network = 'avgpool 8, flatten, linear 10'
        for call in (['stats', 'shapes'], ['train', '--dataset', 'shapes', '--network', network, '--run', 'run']):
            with self.subTest(call[0]):
                done = subprocess.run(['sh', '-c', 'exec "$0" "$@" >&-', os.environ['RECEPTIVE_CLI'], *call],
                                      env=self.environment, capture_output=True, text=True, cwd=self.folder)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(len(done.stderr.splitlines()), 1, done)
                self.assert_sentence(done.stderr.rstrip('\n'))
        for path in (self.folder / 'run').rglob('*'):
            self.assertFalse(path.is_file() and b'Epoch = ' in path.read_bytes(), path)


class Devices(Case):
    def test_json(self):
        devices = self.good_json('devices', '--json')
        by_name = {device['name']: device for device in devices}
        self.assertLessEqual({'cpu', 'reference'}, set(by_name))
        for device in devices:
            self.assertIs(type(device['usable']), bool)
            self.assertEqual(set(device), {'name', 'title', 'usable', 'detail' if device['usable'] else 'reason'})
        self.assertTrue(by_name['reference']['usable'])

    def test_text(self):
        lines = self.good('devices').splitlines()
        names = [device['name'] for device in self.good_json('devices', '--json')]
        self.assertEqual([line.split()[0] for line in lines], names)

    def test_a_module_that_is_none(self):
        (self.folder / 'receptive-broken.so').write_bytes(b'not a library')
        self.environment['RECEPTIVE_MODULE_DIR'] = str(self.folder)
        done = self.run_cli('devices', '--json')
        self.assertEqual(done.returncode, 0)
        self.assertTrue(json.loads(done.stdout))
        self.assertIn('receptive-broken.so', done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == '__main__':
    main()

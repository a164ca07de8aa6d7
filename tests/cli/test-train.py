"""Training from the command line: what is printed and kept, the same bits every time, and what cuts it short."""

import csv
import json
import os
import re
import shutil
import signal
import threading

from formats import read_safetensors, safetensors
from program import EPOCH, TINY, Case, main

KEYS = {'epoch': int, 'step': int, 'train_loss': float, 'train_acc': float, 'val_loss': float, 'val_acc': float,
        'train_seconds': float, 'val_seconds': float}
QUICK = ['--dataset', 'shapes', '--network', TINY, '--batch-size', '500']
# 10,000 pictures in batches of 500
STEPS = 20


class Output(Case):
    def test_a_line_an_epoch(self):
        lines = self.good('train', *QUICK, '--epochs', '3', '--run', 'run').splitlines()
        self.assertEqual(len(lines), 3)
        for epoch, line in enumerate(lines):
            self.assertRegex(line, EPOCH)
            self.assertEqual(EPOCH.fullmatch(line).group(1), str(epoch))

    def test_json(self):
        objects = [json.loads(line, parse_constant=self.fail)
                   for line in self.good('train', *QUICK, '--epochs', '2', '--run', 'run', '--json').splitlines()]
        self.assertEqual([entry['epoch'] for entry in objects], [0, 1])
        self.assertEqual([entry['step'] for entry in objects], [STEPS, 2 * STEPS])
        for entry in objects:
            self.assertEqual(set(entry), set(KEYS))
            for key, kind in KEYS.items():
                self.assertIsInstance(entry[key], kind, key)
            self.assertTrue(0 <= entry['val_acc'] <= 1 and 0 <= entry['train_acc'] <= 1, entry)
            self.assertTrue(0 < entry['val_loss'] < 10 and 0 < entry['train_loss'] < 10, entry)
            self.assertGreater(entry['train_seconds'], 0)

    def test_lines_and_json_say_the_same(self):
        line = self.good('train', *QUICK, '--epochs', '1', '--run', 'a')
        entry = json.loads(self.good('train', *QUICK, '--epochs', '1', '--run', 'b', '--json'))
        self.assertEqual(line, 'Epoch = {epoch}, train_loss = {train_loss:.3f}, train_acc = {train_acc:.3f}, '
                               'val_acc = {val_acc:.3f}\n'.format(**entry))

    def test_it_learns(self):
        lines = self.good('train', *QUICK, '--epochs', '8', '--lr', '0.1', '--momentum', '0.9', '--run', 'run')
        accuracies = [float(word) for word in re.findall(r'val_acc = (\S+)', lines)]
        self.assertGreater(accuracies[-1], 0.3)

    def test_max_steps_in_the_middle_of_an_epoch(self):
        self.assertEqual(self.good('train', *QUICK, '--max-steps', '7', '--run', 'run'), '')
        with open(self.folder / 'run/metrics.csv', encoding='utf-8') as file:
            self.assertEqual([row['step'] for row in csv.DictReader(file)], [str(i) for i in range(1, 8)])
        out = self.good('train', *QUICK, '--max-steps', str(STEPS + 7), '--run', 'more')
        self.assertEqual(len(out.splitlines()), 1)

    def test_progress_on_a_terminal(self):
        """Where there is none, good() holds standard error to be empty."""
        leader, follower = os.openpty()
        self.environment['TERM'] = 'xterm'
        process = self.start('train', *QUICK, '--epochs', '30', '--run', 'run', stderr=follower)
        os.close(follower)
        shown = []
        # a terminal that nobody reads from would hold the program up
        reader = threading.Thread(target=read_all, args=(leader, shown))
        reader.start()
        out = process.stdout.read()
        self.assertEqual(process.wait(), 0)
        reader.join()
        os.close(leader)
        text = b''.join(shown).decode()
        self.assertEqual(len(out.splitlines()), 30)
        self.assertRegex(text, r'\rEpoch = \d+ .*%.*loss \d\.\d{3}')
        self.assertTrue(text.endswith('\r\x1b[K'), 'the last line was not taken away')


def read_all(terminal, chunks):
    """Until the last program that has the terminal open has closed it, which is an error of reading."""
    try:
        while True:
            chunks.append(os.read(terminal, 4096))
    except OSError:
        pass


class Kept(Case):
    def test_the_run_folder(self):
        self.train('run')
        files = sorted(str(path.relative_to(self.folder / 'run'))
                       for path in (self.folder / 'run').rglob('*') if path.is_file())
        self.assertEqual([file for file in files if not file.startswith('history/')],
                         ['checkpoints/best.safetensors', 'checkpoints/last.safetensors', 'metrics.csv', 'run.json'])
        # the weights it began with, and nothing half-written
        moments = [file for file in files if file.startswith('history/')]
        self.assertEqual(moments[0], 'history/epoch-00000-step-0000000000.safetensors')
        for file in moments:
            self.assertRegex(file, r'^history/epoch-\d{5}-step-\d{10}\.safetensors$')
        json.loads((self.folder / 'run/run.json').read_text())

    def test_names_and_shapes_of_the_weights(self):
        self.good('train', '--dataset', 'shapes', '--max-steps', '1', '--run', 'run')
        tensors, metadata = read_safetensors(self.folder / 'run/checkpoints/last.safetensors')
        self.assertEqual({name: shape for name, (shape, _) in tensors.items() if not name.startswith('velocity.')},
                         {'conv1.weight': [6, 3, 5, 5], 'conv1.bias': [6], 'conv2.weight': [16, 6, 5, 5],
                          'conv2.bias': [16], 'fc1.weight': [120, 400], 'fc1.bias': [120], 'fc2.weight': [84, 120],
                          'fc2.bias': [84], 'classifier.weight': [10, 84], 'classifier.bias': [10]})
        self.assertTrue(all(isinstance(value, str) for value in metadata.values()))

    def test_a_fresh_folder_is_made_and_named(self):
        folders = set()
        for _ in range(2):
            done = self.run_cli('train', *QUICK, '--max-steps', '1')
            self.assertEqual((done.returncode, done.stdout), (0, ''), done)
            self.assert_sentence(done.stderr.rstrip('\n'))
            folders.add(re.search('“(.+)”', done.stderr).group(1))
        self.assertEqual(len(folders), 2)
        for folder in folders:
            self.assertTrue(folder.startswith(str(self.folder / 'home/receptive/runs/')), folder)
            self.assertTrue(os.path.exists(os.path.join(folder, 'checkpoints/last.safetensors')))

    def test_a_run_is_never_written_over(self):
        self.train('run')
        before = (self.folder / 'run/metrics.csv').read_bytes()
        self.bad(1, 'train', *QUICK, '--run', 'run', says='run')
        self.assertEqual((self.folder / 'run/metrics.csv').read_bytes(), before)

    def test_folders_that_cannot_be_made(self):
        (self.folder / 'file').write_text('kept')
        self.bad(1, 'train', *QUICK, '--run', 'file/run', says='file/run')
        self.bad(1, 'train', *QUICK, '--run', 'file', says='file')
        self.assertEqual((self.folder / 'file').read_text(), 'kept')
        self.bad(1, 'train', *QUICK, '--run', '/proc/run', says='/proc/run')

    def test_folders_that_cannot_be_written(self):
        (self.folder / 'closed').mkdir(mode=0o500)
        options = self.unprivileged()
        self.bad(1, 'train', *QUICK, '--run', 'closed/run', says='closed/run', **options)
        self.bad(1, 'train', *QUICK, '--run', 'closed', says='closed', **options)
        self.assertEqual(list((self.folder / 'closed').iterdir()), [])


class Same(Case):
    def last(self, run):
        return (self.folder / run / 'checkpoints/last.safetensors').read_bytes()

    def test_bits_for_any_number_of_threads(self):
        outs = set()
        for threads in ('1', '2', '3', '7'):
            outs.add(self.good('train', '--dataset', 'shapes', '--max-steps', '40', '--epochs', '1', '--batch-size', '37',
                               '--momentum', '0.9', '--threads', threads, '--run', threads))
        self.assertEqual(len({self.last(threads) for threads in ('1', '2', '3', '7')}), 1)
        self.assertEqual(len(outs), 1)

    def test_another_seed_gives_other_weights(self):
        for seed in ('1', '2', '18446744073709551615'):
            self.train(seed, '--seed', seed, '--max-steps', '2')
        self.assertEqual(len({self.last(seed) for seed in ('1', '2', '18446744073709551615')}), 3)

    def test_shuffling_changes_the_order(self):
        self.train('a', '--max-steps', '2')
        self.train('b', '--max-steps', '2', '--no-shuffle')
        self.assertNotEqual(self.last('a'), self.last('b'))

    def test_settings_that_matter_do(self):
        self.train('plain', '--max-steps', '3')
        for option in (['--lr', '0.02'], ['--momentum', '0.5'], ['--weight-decay', '0.1'],
                       ['--initialiser', 'kaiming-normal']):
            with self.subTest(option):
                self.train(option[0], '--max-steps', '3', *option)
                self.assertNotEqual(read_safetensors(self.folder / 'plain/checkpoints/last.safetensors')[0],
                                    read_safetensors(self.folder / option[0] / 'checkpoints/last.safetensors')[0])


class Init(Case):
    NETWORK = 'avgpool 8, flatten, linear 10'

    def test_starts_from_the_weights_of_a_file(self):
        weights = [((i * 37) % 101 - 50) / 400 for i in range(480)]
        tensors = {'classifier.weight': ([10, 48], weights), 'classifier.bias': ([10], [0.125] * 10)}
        (self.folder / 'init.safetensors').write_bytes(safetensors(tensors))
        checkpoints = self.train('run', '--init', 'init.safetensors', '--lr', '1e-30', '--max-steps', '1',
                                 network=self.NETWORK)
        found, _ = read_safetensors(checkpoints / 'last.safetensors')
        for got, wanted in zip(found['classifier.weight'][1], weights):
            self.assertAlmostEqual(got, wanted, delta=1e-8)
        self.assertEqual(found['classifier.bias'][1], (0.125,) * 10)

    def test_files_that_do_not_fit(self):
        weight, bias = ([10, 48], [0.0] * 480), ([10], [0.0] * 10)
        table = {
            'missing': {'classifier.weight': weight},
            'transposed': {'classifier.weight': ([48, 10], weight[1]), 'classifier.bias': bias},
            'too small': {'classifier.weight': ([10, 47], [0.0] * 470), 'classifier.bias': bias},
        }
        for name, tensors in table.items():
            with self.subTest(name):
                (self.folder / 'init.safetensors').write_bytes(safetensors(tensors))
                self.bad(1, 'train', '--dataset', 'shapes', '--network', self.NETWORK, '--run', 'run', '--init',
                         'init.safetensors', says=('init.safetensors', 'classifier.'))
        self.bad(1, 'train', '--dataset', 'shapes', '--run', 'run', '--init', 'nothing.safetensors',
                 says='nothing.safetensors')
        self.assertFalse((self.folder / 'run').exists())


class CutShort(Case):
    def start_long(self, run='run'):
        process = self.start('train', *QUICK, '--epochs', '1000000', '--momentum', '0.9', '--run', run)
        self.assertRegex(process.stdout.readline(), EPOCH)
        return process

    def epochs_done(self, run='run'):
        with open(self.folder / run / 'metrics.csv', encoding='utf-8') as file:
            return max((int(row['step']) for row in csv.DictReader(file)), default=0) // STEPS

    def assert_resumes_to_the_same_bits(self):
        """Goes on with the run for two epochs; then one that was never stopped has the same weights."""
        epochs = str(self.epochs_done() + 2)
        lines = self.good('train', '--resume', '--run', 'run', '--epochs', epochs).splitlines()
        self.assertEqual(EPOCH.fullmatch(lines[-1]).group(1), str(int(epochs) - 1))
        whole = self.good('train', *QUICK, '--epochs', epochs, '--momentum', '0.9', '--run', 'whole').splitlines()
        self.assertEqual(whole[-len(lines):], lines)
        one, other = (read_safetensors(self.folder / run / 'checkpoints/last.safetensors')[0]
                      for run in ('run', 'whole'))
        self.assertEqual(one, other)

    def test_an_interrupt_keeps_the_checkpoint(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                shutil.rmtree(self.folder / 'run', ignore_errors=True)
                process = self.start_long()
                process.send_signal(number)
                _, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 0, err)
                self.assert_sentence(err.rstrip('\n'))
                self.assertIn('train --resume --run \'run\'', err)
                step = int(re.search(r'after step (\d+)', err).group(1))
                with open(self.folder / 'run/metrics.csv', encoding='utf-8') as file:
                    self.assertEqual(max(int(row['step']) for row in csv.DictReader(file)), step)
                self.good('evaluate', 'run/checkpoints/last.safetensors')
        self.assert_resumes_to_the_same_bits()

    def test_killed(self):
        process = self.start_long()
        process.kill()
        process.wait()
        self.good('evaluate', 'run/checkpoints/last.safetensors')
        self.assert_resumes_to_the_same_bits()

    def test_a_reader_that_goes_away(self):
        process = self.start_long()
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, ''))
        self.good('evaluate', 'run/checkpoints/last.safetensors')

    def test_a_full_disk_under_the_output(self):
        with open('/dev/full', 'w') as full:
            self.bad(1, 'train', *QUICK, '--epochs', '1000000', '--run', 'run', stdout=full, says='No space left')
        self.good('evaluate', 'run/checkpoints/last.safetensors')

    def test_more_epochs_for_a_run_that_ended(self):
        self.good('train', *QUICK, '--epochs', '2', '--run', 'run')
        self.bad(1, 'train', '--resume', '--run', 'run', says='2 epochs')
        self.assertEqual(len(self.good('train', '--resume', '--run', 'run', '--epochs', '3').splitlines()), 1)

    def test_a_loss_that_is_no_number(self):
        done = self.run_cli('train', *QUICK, '--epochs', '100', '--lr', '1e30', '--run', 'run')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done)
        self.assert_sentence(done.stderr.rstrip('\n'))
        self.assertIn('loss', done.stderr)

    def test_runs_that_cannot_be_resumed(self):
        self.bad(1, 'train', '--resume', '--run', 'nothing', says='nothing')
        self.train('run')
        for name in ('run.json', 'checkpoints/last.safetensors'):
            with self.subTest(name):
                shutil.copytree(self.folder / 'run', self.folder / 'broken', dirs_exist_ok=True)
                (self.folder / 'broken' / name).write_bytes(b'{"broken')
                self.bad(1, 'train', '--resume', '--run', 'broken', says='broken')


if __name__ == '__main__':
    main()

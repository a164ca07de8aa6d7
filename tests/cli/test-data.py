"""Datasets from the command line: what they hold, and what is said of those that are missing or damaged."""

import os
import pathlib

from program import Case, main

RECORD = 1 + 3 * 32 * 32
FILES = [f'data_batch_{i}.bin' for i in range(1, 6)] + ['test_batch.bin']


class Shapes(Case):
    def test_json(self):
        statistics = self.good_json('stats', 'shapes', '--json')
        self.assertEqual(set(statistics), {'count', 'shape', 'mean', 'std', 'classes'})
        self.assertEqual(statistics['shape'], [3, 32, 32])
        self.assertEqual([entry['name'] for entry in statistics['classes']],
                         ['disc', 'ring', 'square', 'triangle', 'cross', 'star', 'stripes', 'checker', 'arrow',
                          'crescent'])
        self.assertEqual(sum(entry['count'] for entry in statistics['classes']), statistics['count'])
        for name in ('mean', 'std'):
            self.assertEqual([type(value) for value in statistics[name]], [float] * 3)
            self.assertTrue(all(0 < value < 255 for value in statistics[name]))

    def test_all_digits_are_printed(self):
        text = self.good('stats', 'shapes', '--json')
        for value in self.good_json('stats', 'shapes', '--json')['mean']:
            self.assertIn(f'{value:.17g}', text)

    def test_text_says_the_same(self):
        words = self.good('stats', 'shapes').split()
        statistics = self.good_json('stats', 'shapes', '--json')
        for value in statistics['mean'] + statistics['std']:
            self.assertIn(f'{value:.17g}', words)
        for entry in statistics['classes']:
            self.assertIn(entry['name'], words)

    def test_are_the_same_every_time(self):
        self.assertEqual(self.good('stats', 'shapes', '--json'), self.good('stats', 'shapes', '--json'))


class Cifar10(Case):
    """CIFAR-10's own format; the pictures are holes in a file, which cost no space."""

    def setUp(self):
        super().setUp()
        self.data = self.folder / 'data'
        self.place = self.data / 'cifar10'
        self.place.mkdir(parents=True)
        for name in FILES:
            with open(self.place / name, 'wb') as file:
                file.truncate(10000 * RECORD)

    def stats(self, *arguments):
        return ['stats', *arguments, '--data-dir', self.data]

    def test_is_the_default(self):
        statistics = self.good_json(*self.stats('--json'))
        self.assertEqual(statistics['count'], 50000)
        self.assertEqual(statistics['classes'][:2],
                         [{'name': 'airplane', 'count': 50000}, {'name': 'automobile', 'count': 0}])
        self.assertEqual((statistics['mean'], statistics['std']), ([0, 0, 0], [0, 0, 0]))

    def test_statistics_are_exact(self):
        """One white pixel in 51,200,000: mean 255 / n, and the deviation that follows."""
        n = 50000 * 1024
        with open(self.place / 'data_batch_3.bin', 'r+b') as file:
            file.seek(1 + 1024)
            file.write(b'\xff')
        statistics = self.good_json(*self.stats('--json'))
        self.assertEqual(statistics['mean'], [0, 255 / n, 0])
        self.assertAlmostEqual(statistics['std'][1], (255 ** 2 / n - (255 / n) ** 2) ** 0.5, delta=1e-15)

    def test_is_found_by_the_environment(self):
        self.environment['RECEPTIVE_DATA_DIR'] = str(self.data)
        self.assertEqual(self.good_json('stats', '--json')['count'], 50000)

    def test_missing_file(self):
        (self.place / 'data_batch_4.bin').unlink()
        self.bad(1, *self.stats(), says='data_batch_4.bin')

    def test_short_and_long_files(self):
        for size in (0, 1, 10000 * RECORD - 1, 10000 * RECORD + 1, 20000 * RECORD):
            with self.subTest(size):
                os.truncate(self.place / 'test_batch.bin', size)
                self.bad(1, *self.stats(), says=('test_batch.bin', '30730000'))

    def test_label_above_9(self):
        with open(self.place / 'data_batch_2.bin', 'r+b') as file:
            file.seek(77 * RECORD)
            file.write(b'\x0a')
        self.bad(1, *self.stats(), says=('data_batch_2.bin', '10'))
        self.bad(1, 'train', '--data-dir', self.data, '--run', 'run', says='data_batch_2.bin')
        self.assertFalse((self.folder / 'run').exists())

    def test_a_folder_in_the_place_of_a_file(self):
        (self.place / 'data_batch_1.bin').unlink()
        (self.place / 'data_batch_1.bin').mkdir()
        self.bad(1, *self.stats(), says='data_batch_1.bin')

    def test_unreadable_files_and_folders(self):
        (self.place / 'data_batch_5.bin').chmod(0)
        options = self.unprivileged()
        self.bad(1, *self.stats(), says='data_batch_5.bin', **options)
        self.place.chmod(0)
        self.addCleanup(self.place.chmod, 0o700)
        self.bad(1, *self.stats(), says=str(self.place), **options)


class NotFetched(Case):
    def setUp(self):
        super().setUp()
        # wherever else this machine may have it
        self.environment['XDG_DATA_DIRS'] = str(self.folder / 'system')

    def test_both_ways_out_are_named_and_nothing_is_written(self):
        for call in (['stats'], ['train'], ['train', '--run', 'run'], ['stats', '--data-dir', 'nowhere']):
            with self.subTest(call):
                self.bad(1, *call, says=('receptive-cli fetch cifar10', '--dataset shapes'))
        self.assertEqual(self.contents(), [])


class Fetch(Case):
    def test_the_built_in_pictures_need_no_fetching(self):
        self.bad(2, 'fetch', 'shapes', says='shapes')
        self.assertEqual(self.contents(), [])

    def test_a_place_that_is_no_folder(self):
        place = pathlib.Path(self.folder / 'file')
        place.write_text('kept')
        self.bad(1, 'fetch', 'cifar10', '--data-dir', place, says=str(place))
        self.assertEqual(place.read_text(), 'kept')

    def test_a_place_that_cannot_be_written(self):
        place = self.folder / 'closed'
        place.mkdir(mode=0o500)
        self.bad(1, 'fetch', 'cifar10', '--data-dir', place, says=str(place), **self.unprivileged())
        self.assertEqual(list(place.iterdir()), [])


if __name__ == '__main__':
    main()

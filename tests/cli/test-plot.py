"""The curves of a run as a picture."""

import csv
import struct
import xml.etree.ElementTree

from program import Case, main


class Plot(Case):
    def test_png_in_the_run_folder(self):
        self.train('run', '--epochs', '2')
        self.assertEqual(self.good('plot', 'run'), 'run/curves.png\n')
        contents = (self.folder / 'run/curves.png').read_bytes()
        self.assertEqual(contents[:8], b'\x89PNG\r\n\x1a\n')
        width, height = struct.unpack('>II', contents[16:24])
        self.assertTrue(600 <= width <= 4000 and 600 <= height <= 4000, (width, height))

    def test_svg_says_what_it_shows(self):
        self.train('run', '--epochs', '2')
        self.assertEqual(self.good('plot', 'run', '--output', 'curves.svg'), 'curves.svg\n')
        root = xml.etree.ElementTree.parse(self.folder / 'curves.svg').getroot()
        self.assertEqual(root.tag, '{http://www.w3.org/2000/svg}svg')

    def test_table(self):
        self.train('run', '--epochs', '2')
        self.good('plot', 'run', '--output', 'curves.csv')
        with open(self.folder / 'run/metrics.csv', encoding='utf-8') as file:
            wanted = [float(row['train_loss']) for row in csv.DictReader(file) if not row['val_acc']]
        with open(self.folder / 'curves.csv', encoding='utf-8') as file:
            found = [float(row['value']) for row in csv.DictReader(file) if row['plot'] == 'Loss']
        self.assertEqual(len(found), 40)
        for value, other in zip(found, wanted):
            self.assertAlmostEqual(value, other, delta=1e-5)

    def test_a_run_of_a_few_steps(self):
        self.train('run', '--max-steps', '3')
        self.good('plot', 'run')

    def test_what_cannot_be_drawn(self):
        self.bad(1, 'plot', 'nowhere', says='nowhere')
        (self.folder / 'empty').mkdir()
        self.bad(1, 'plot', 'empty', says='empty')
        self.train('run')
        before = self.contents()
        self.bad(2, 'plot', 'run', '--output', 'curves.gif', says='curves.gif')
        self.bad(1, 'plot', 'run', '--output', 'nowhere/curves.png', says='nowhere/curves.png')
        metrics = self.folder / 'run/metrics.csv'
        metrics.write_text(metrics.read_text().replace(',', ';'))
        self.bad(1, 'plot', 'run', says='metrics.csv')
        metrics.unlink()
        self.bad(1, 'plot', 'run', says='metrics.csv')
        self.assertEqual(self.contents(), [name for name in before if name != 'run/metrics.csv'])


if __name__ == '__main__':
    main()

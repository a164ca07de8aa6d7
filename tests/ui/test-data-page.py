"""The page Data: the grid, its filters and the specimen."""

import re
import unittest

import driver

NUMBER = re.compile('[0-9,.\u202f\u00a0]+')


class DataPage(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'data')
        self.program.find(re.compile(r'[a-z]+, test picture 0'), 'table cell')

    def specimen(self):
        """Class, split and index, as the large picture is described."""
        description = self.program.description('Specimen', 'image')
        name, split, index = re.match(r'([a-z]+), (test|training) picture (\d+): ', description).groups()
        return name, split, int(index)

    def wait_specimen(self, split, index):
        def right():
            return self.specimen()[1:] == (split, index)
        driver.until(right, f'the specimen did not become {split} {index}')
        name = self.specimen()[0]
        self.program.find(f'{name} #{index}', 'push button')
        self.program.find(f'{split} #{index}', 'label')

    def count(self):
        """How many pictures the page says it lists."""
        return int(re.sub(r'\D', '', self.program.find(NUMBER, 'label').get_name()))

    def wait_count(self, count):
        driver.until(lambda: self.count() == count, f'the count did not become {count}')

    def cell(self, split, index):
        return self.program.find(re.compile(rf'[a-z]+, {split} picture {index}'), 'table cell')

    def test_click_chooses(self):
        self.program.point(self.cell('test', 9))
        self.wait_specimen('test', 9)
        self.assertEqual(self.specimen()[0], self.cell('test', 9).get_name().split(',')[0])

    def test_keys_choose(self):
        self.program.point(self.cell('test', 0))
        self.program.key('Right', 'Right')
        self.wait_specimen('test', 2)
        self.program.key('Left')
        self.wait_specimen('test', 1)
        self.program.key('Down', 'Up', 'Home')
        self.wait_specimen('test', 0)

    def test_next_and_previous(self):
        self.program.click('Next', 'push button')
        self.wait_specimen('test', 1)
        self.program.click('Previous', 'push button')
        self.wait_specimen('test', 0)
        self.program.click('Previous', 'push button')
        self.wait_specimen('test', self.count() - 1)
        self.program.key('ctrl+period')
        self.wait_specimen('test', 0)
        self.program.key('ctrl+comma')
        self.wait_specimen('test', self.count() - 1)

    def test_random(self):
        before = self.specimen()
        self.program.click('Random', 'push button')
        driver.until(lambda: self.specimen() != before, 'a random picture is another one')
        # it is scrolled to
        name, split, index = self.specimen()
        self.program.find(f'{name}, {split} picture {index}', 'table cell')
        before = self.specimen()
        self.program.key('ctrl+r')
        driver.until(lambda: self.specimen() != before, 'the key for a random picture')

    def test_split(self):
        test = self.count()
        self.program.choose('Split', 'All')
        driver.until(lambda: self.count() > test, 'all pictures are more than those of the test')
        both = self.count()
        self.program.choose('Split', 'Training')
        self.wait_count(both - test)
        self.program.point(self.cell('training', 1))
        self.wait_specimen('training', 1)

    def test_class(self):
        everything = self.count()
        self.program.choose('Class', 'ring')
        driver.until(lambda: self.count() < everything, 'a class is not everything')
        cells = [node.get_name() for node in self.program.nodes() if node.get_role_name() == 'table cell']
        self.assertTrue(cells)
        for name in cells:
            self.assertRegex(name, r'^ring, test picture \d+$')
        # from the first of the class, the one before it is the last of the class
        self.program.point(self.program.find(cells[0], 'table cell'))
        self.program.click('Previous', 'push button')
        driver.until(lambda: self.specimen()[2] > 100, 'the last of the class')
        self.assertEqual(self.specimen()[0], 'ring')
        self.program.choose('Class', 'All classes')
        self.wait_count(everything)

    def test_statistics(self):
        # of the picture at once, of the whole set as soon as a worker has counted
        pattern = re.compile(r'\d+\.\d\d ± \d+\.\d\d')

        def figures():
            return [node for node in self.program.nodes() if pattern.fullmatch(node.get_name() or '')]
        driver.until(lambda: len(figures()) == 9, 'three channels of the picture, of its class and of the set')
        for channel in ('Red', 'Green', 'Blue'):
            self.assertIn('channel', self.program.description(channel, 'image'))

    def place(self):
        """How far the grid is scrolled."""
        bars = (node for node in self.program.nodes() if node.get_role_name() == 'scroll bar')
        values = (node.get_value_iface() for bar in bars for node in driver.walk(bar))
        return max(value.get_current_value() for value in values if value is not None)

    def test_wheel(self):
        # clicks that come faster than frames, as over a network: each counts, and GTK has nothing to say of it
        self.program.point(self.cell('test', 0), button=None)
        self.program.xdotool('click', 5)
        driver.until(lambda: self.place() > 0, 'a click of the wheel does nothing')
        click = self.place()
        self.program.xdotool('click', '--repeat', 40, '--delay', 0, 5)
        driver.until(lambda: abs(self.place() - 41 * click) < 41, lambda: f'{self.place()} is not 41 times {click}')
        self.program.xdotool('click', '--repeat', 41, '--delay', 0, 4)
        driver.until(lambda: self.place() == 0, 'the grid is not back at its top')

    def test_specimen_in_the_header(self):
        name, _, index = self.specimen()
        self.program.click(f'{name} #{index}', 'push button')
        self.program.find('Choose Another…', 'push button')
        self.program.find(f'{name}, test picture {index}', 'image')


if __name__ == '__main__':
    unittest.main()

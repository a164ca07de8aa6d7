"""The page Convolution: settings, the walk and its sums, what is looked at, and what is to be guessed.

The sums shown are worked out here once more, from the whole numbers that the page shows as its input and kernels.
"""

import re
import unittest

import driver

MINUS = '−'
NUMBER = re.compile(rf'{MINUS}?\d+(?:\.\d+)?')


def number(text):
    return float(text.replace(MINUS, '-'))


def matrix(description):
    """The rows of "7 × 7 values with padding of 1: 1 2 3; 4 5 6; …"."""
    return [[number(value) for value in row.split()] for row in description.rsplit(': ', 1)[1].split(';')]


class ConvolutionPage(driver.Case):
    def setUp(self):
        self.program = self.start('--page', 'convolution')
        self.program.find('Output', 'image')

    def wait_text(self, text, role='label'):
        self.program.find(text, role)

    def ledger(self):
        return dict(re.match(rf'(.*) ({MINUS}?[\d.]+|…|\?)$', line).groups()
                    for line in self.program.description('Sum', 'image').split('; ') if '=' not in line)

    def wait_sum(self, expected, line='Sum'):
        def right():
            shown = self.ledger().get(line)
            return shown not in (None, '?') and abs(number(shown) - expected) < 6e-4
        driver.until(right, lambda: f'the sum is not {expected}: {self.ledger()}')

    def numbers(self):
        self.program.choose('Input', 'Small numbers')
        self.program.find('Input: Channel 1', 'image')

    def input(self, channel):
        return matrix(self.program.description(f'Input: Channel {channel}', 'image'))

    def kernel(self, channel):
        return matrix(self.program.description(f'Kernel: Channel {channel}', 'image'))

    def convolve(self, channels, row, column, stride=2, padding=1, bias=0.5):
        """One value, from what the page says it reads."""
        total = bias
        for channel in channels:
            values, kernel = self.input(channel), self.kernel(channel)
            for y, weights in enumerate(kernel):
                for x, weight in enumerate(weights):
                    r, c = row * stride + y - padding, column * stride + x - padding
                    if 0 <= r < len(values) and 0 <= c < len(values):
                        total += weight * values[r][c]
        return total

    def test_rule(self):
        self.wait_text('⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4')
        self.wait_text('1·3·3·3 + 1 = 28 parameters, 432 multiply-adds')
        self.wait_text('nn.Conv2d(3, 1, kernel_size=3, stride=2, padding=1)')
        self.program.set_value('Stride', 1)
        self.program.set_value('Kernel size', 5)
        self.program.set_value('Dilation', 2)
        self.program.set_value('Padding', 3)
        self.program.set_value('Input size', 9)
        self.program.set_value('Input channels', 4)
        self.program.set_value('Output channels', 4)
        self.program.set_value('Groups', 2)
        self.program.choose('Padding mode', 'Reflect')
        self.wait_text('⌊(9 + 2·3 − 2·(5 − 1) − 1) / 1⌋ + 1 = 7')
        self.wait_text('4·2·5·5 + 4 = 204 parameters, 9,800 multiply-adds')
        line = "Conv2d(4, 4, kernel_size=5, padding=3, dilation=2, groups=2, padding_mode='reflect')"
        self.wait_text(f'nn.{line}')
        self.wait_text(f'megengine.module.{line}')
        self.assertIn('2 groups', self.program.description('Groups of channels', 'image'))

    def test_cut(self):
        self.assertIn('Rows 13 to 19, columns 13 to 19', self.program.description('Cut', 'image'))
        before = self.program.description('Input: Red', 'image')
        # the upper left corner, and no further
        self.program.point(self.program.find('Cut', 'image'), 0.05, 0.05)
        driver.until(lambda: 'Rows 1 to 7, columns 1 to 7' in self.program.description('Cut', 'image'), 'no other cut')
        self.program.key('Left', 'Down', 'Right')
        driver.until(lambda: 'Rows 2 to 8, columns 2 to 8' in self.program.description('Cut', 'image'), 'the arrows')
        self.assertNotEqual(self.program.description('Input: Red', 'image'), before)

    def test_follows_the_specimen(self):
        before = self.program.description('Input: Red', 'image')
        self.program.key('ctrl+period')
        driver.until(lambda: self.program.description('Input: Red', 'image') != before, 'the input stays')

    def test_impossible(self):
        self.program.set_value('Groups', 2)
        reason = '2 groups do not divide 3 input channels evenly; take another number of groups or of channels.'
        self.wait_text(reason)
        self.program.gone('Output', 'image')
        self.assertFalse(self.program.is_sensitive('Play', 'push button'))
        # and back
        self.program.set_value('Groups', 1)
        self.program.gone(reason)
        self.program.find('Output', 'image')

    def test_walk(self):
        self.numbers()
        self.wait_sum(self.convolve((1, 2, 3), 0, 0))
        # a position on
        self.program.click('Product by product')
        self.program.click('Step forward', 'push button')
        expected = self.convolve((1, 2, 3), 0, 1)
        self.wait_sum(expected)
        self.wait_sum(expected, 'Engine, equal to the last bit')
        shown = re.match(r'Row 1, column 2 of 4 × 4: (\S+)\. 2 of 16', self.program.description('Output', 'image'))
        self.assertAlmostEqual(number(shown.group(1)), expected, places=3)
        # each product that is written out is one
        for channel in (1, 2, 3):
            terms = self.program.description(f'Products: Channel {channel}', 'image').split('; ')
            self.assertEqual(len(terms), 9)
            for term in terms:
                weight, value, product = map(number, NUMBER.findall(term))
                self.assertAlmostEqual(weight * value, product, places=2)

    def test_products_one_by_one(self):
        self.numbers()
        self.program.click('Step forward', 'push button')
        # the bias alone
        self.wait_sum(0.5, 'Sum, 0 of 27')
        values, kernel = self.input(1), self.kernel(1)
        # the window of the second position: its upper row is padding
        self.program.set_value('Position', 28 + 9)
        sums = sum(kernel[y][x] * values[y - 1][x + 1] for y in (1, 2) for x in range(3))
        self.wait_sum(0.5 + sums, 'Sum, 9 of 27')
        self.assertEqual(self.program.description('Products: Channel 2', 'image'), 'None yet')
        self.program.click('Step back', 'push button')
        driver.until(lambda: 'Sum, 8 of 27' in self.ledger(), 'a step back takes no product away')

    def test_flip(self):
        self.numbers()
        before = self.convolve((1, 2, 3), 0, 0)
        given = self.kernel(1)
        self.program.click('Flip the kernel')
        self.program.find('Kernel as given: Channel 1', 'image')
        flipped = matrix(self.program.description('Kernel flipped: Channel 1', 'image'))
        self.assertEqual(flipped, [row[::-1] for row in given[::-1]])
        driver.until(lambda: abs(number(self.ledger()['Sum']) - before) > 0.1, 'the flip changes nothing')
        self.wait_text(re.compile(r'nn\.Conv2d.*# weight = kernel\.flip\(2, 3\)'))

    def test_other_layers(self):
        self.numbers()
        values = self.input(1)
        window = [values[y][x] for y in range(2) for x in range(2)]
        self.program.choose('Kind', 'Max pooling')
        self.wait_sum(max(window), 'Maximum')
        self.wait_text('nn.MaxPool2d(kernel_size=3, stride=2, padding=1)')
        self.assertFalse(self.program.is_sensitive('Groups', 'spin button'))
        self.program.choose('Kind', 'Average pooling')
        self.wait_sum(sum(window) / 9, 'Mean: ÷ 9')
        self.program.choose('Kind', 'ReLU')
        self.wait_text('nn.ReLU()')
        driver.until(lambda: 'max (0, input)' in self.ledger(), 'no ReLU')
        first = self.input(1)[0][0]
        self.wait_sum(max(0.0, first), 'max (0, input)')

    def test_keyboard(self):
        self.program.point(self.program.find('Position', 'slider'), 0.5, 0.5)
        self.program.key('Home')
        driver.until(lambda: self.program.value('Position') == 0, 'Home is not the beginning')
        self.program.key('Right', 'Right', 'Left')
        driver.until(lambda: self.program.value('Position') == 1, 'the arrows do not step')
        self.program.key('End')
        driver.until(lambda: self.program.value('Position') == 16 * 28 - 1, 'End is not the end')
        self.assertIn('16 of 16 values computed', self.program.description('Output', 'image'))
        self.program.key('Home', 'space')
        self.program.find('Pause', 'push button')
        driver.until(lambda: self.program.value('Position') > 1, 'it does not play')
        self.program.key('space')
        self.program.find('Play', 'push button')

    def test_plays_to_the_end(self):
        self.program.set_value('Speed', 6)
        self.program.click('Product by product')
        # a pointer that rests on something holds nothing up
        self.program.point(self.program.find('Input: Red', 'image'), button=None)
        self.program.click('Play', 'push button')
        driver.until(lambda: '16 of 16' in self.program.description('Output', 'image'), 'the walk does not end')
        self.program.find('Play', 'push button')

    def test_hover_and_pin(self):
        self.numbers()
        # the pixel under the pointer: the one in the middle of the input
        self.program.point(self.program.find('Input: Channel 1', 'image'))
        driver.until(lambda: 'row 4, column 4' in self.program.description('Input: Channel 1', 'image'),
                     'the pixel in the middle is not looked at')
        self.assertRegex(self.program.description('Input: Channel 1', 'image'),
                         rf'^Channel 1, row 4, column 4: {int(self.input(1)[3][3])}, feeds 4 outputs\.')
        self.program.key('Escape')
        # an output's cell, by the arrows
        self.program.point(self.program.find('Output', 'image'), 0.1, 0.1)
        self.program.key('Right', 'Down')
        self.wait_sum(self.convolve((1, 2, 3), 1, 1))

    def test_own_kernel(self):
        self.numbers()
        self.program.point(self.program.find('Kernel: Channel 1', 'image'))
        self.program.key('3')
        self.program.find('Weight')
        self.program.key('period', '5', 'Return')
        driver.until(lambda: self.kernel(1)[1][1] == 3.5, 'the weight was not taken')
        self.wait_sum(self.convolve((1, 2, 3), 0, 0))
        # what is no number is said to be none, and nothing changes
        self.program.point(self.program.find('Kernel: Channel 1', 'image'))
        self.program.key('7')
        self.program.find('Weight')
        self.program.key('x', 'Return')
        self.wait_text(re.compile('“7x” is not a number.*'))
        self.assertEqual(self.kernel(1)[1][1], 3.5)

    def test_predict_the_size(self):
        self.program.click('Hide the size', 'push button')
        self.program.gone('Output', 'image')
        self.wait_text('⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1')
        self.guess('5')
        self.wait_text('Not yet: it is less than that. Try again.')
        self.guess('4')
        self.wait_text('Right: ⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4.')
        self.program.find('Output', 'image')

    def guess(self, text):
        self.program.point(self.program.find('Your guess', 'text'))
        self.program.key('ctrl+a', *text.replace('-', ' minus ').replace('.', ' period ').split()
                         if len(text) > 1 else text)
        self.program.click('Check', 'push button')

    def test_predict_a_value(self):
        self.program.click('Hide a value', 'push button')
        self.wait_text(re.compile(r'What stands in row \d, column \d of the output\?'))
        driver.until(lambda: self.ledger()['Sum'] == '?', 'the sum gives it away')
        self.program.click('Reveal', 'push button')
        self.wait_text(re.compile(r'It is \S+\.'))
        driver.until(lambda: self.ledger()['Sum'] != '?', 'it stays hidden')


if __name__ == '__main__':
    unittest.main()

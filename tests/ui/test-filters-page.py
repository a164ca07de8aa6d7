"""The page Filters: what it shows against the same arithmetic done here, and what it refuses."""

import random
import re
import unittest
import zlib

import driver

SOBEL_Y = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
TUTORIAL = [[0, -1, 0], [-1, 8, -1], [0, -1, 0]]


def place(border, p, length):
    """Which pixel is read where the kernel reaches out of the picture."""
    if 0 <= p < length:
        return p
    if border == 'Zero':
        return None
    if border == 'Replicate':
        return min(max(p, 0), length - 1)
    row = list(range(length))
    ring = row + row[::-1] if border == 'Reflect' else row + row[-2:0:-1]
    return ring[p % len(ring)]


def number(value):
    text = f'{abs(value):.2f}'.rstrip('0').rstrip('.')
    return ('−' if value < 0 else '') + text


class FiltersPage(driver.Case):
    def setUp(self):
        self.files = self.folder()
        self.program = self.start('--page', 'filters')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')

    # A picture whose every pixel is known

    def paste(self, width, height):
        numbers = random.Random(width)
        self.width, self.height = width, height
        self.rgb = bytes(numbers.choice((0, 255, numbers.randrange(256))) for _ in range(3 * width * height))
        path = self.files / 'known.ppm'
        path.write_bytes(b'P6 %d %d 255\n' % (width, height) + self.rgb)
        self.offer(self.program, 'files', path)
        self.program.key('ctrl+v')
        self.program.find('known.ppm', 'push button')
        driver.until(lambda: f'{width} × {height} pixels' in self.before(), 'the picture is not shown')

    def before(self):
        return self.program.description('Before', 'image')

    def terms(self, kernel, row, column, channel, border='Zero', flip=False):
        """Weight and pixel of each place of the patch, as it lies in the picture, and whether it lies outside."""
        rows, columns = len(kernel), len(kernel[0])
        top, left = rows // 2, columns // 2
        if flip:
            kernel = [line[::-1] for line in kernel[::-1]]
            top, left = rows - top - 1, columns - left - 1
        result = []
        for i in range(rows):
            for j in range(columns):
                y, x = row + i - top, column + j - left
                inside = 0 <= y < self.height and 0 <= x < self.width
                y, x = place(border, y, self.height), place(border, x, self.width)
                pixel = 0 if y is None or x is None else self.rgb[3 * (y * self.width + x) + channel]
                result.append((kernel[i][j], pixel, not inside))
        return result

    def wanted(self, kernel, row, column, scale=1, offset=0, **options):
        """The description of the sums of one pixel."""
        parts = []
        for channel, name in enumerate(('red', 'green', 'blue')):
            terms = self.terms(kernel, row, column, channel, **options)
            total = sum(weight * pixel for weight, pixel, _ in terms)
            value = total * scale + offset
            text = f'{name} ' + ' + '.join(f'{number(w)}×{p}' + (' (border)' if out else '') for w, p, out in terms)
            text += f' = {number(total)}'
            if scale != 1:
                text += f' × {number(scale)}'
            if offset:
                text += f' {"−" if offset < 0 else "+"} {number(abs(offset))}'
            if scale != 1 or offset:
                text += f' = {number(value)}'
            byte = min(max(round(value), 0), 255)
            if value != byte:
                text += f' → {byte}'
            parts.append(text)
        return f'Row {row}, column {column}: ' + '; '.join(parts)

    def wait_sum(self, *arguments, **options):
        wanted = self.wanted(*arguments, **options)
        driver.until(lambda: self.program.description('Sum', 'image') == wanted,
                     lambda: f'it says {self.program.description("Sum", "image")!r}, not {wanted!r}')

    def look_by_click(self, row, column):
        """Looks at a pixel, first by a click on the picture, then by the keyboard."""
        # the click is never on the pixel that is pinned, which it would let go
        self.clicks = getattr(self, 'clicks', 0) + 1
        self.program.point(self.program.find('Before', 'image'), 0.5, 0.4 if self.clicks % 2 else 0.6)
        label = self.program.find(re.compile(r'Row \d+, column \d+, pinned'), 'label').get_name()
        y, x = map(int, re.match(r'Row (\d+), column (\d+)', label).groups())
        keys = ['Down'] * (row - y) + ['Up'] * (y - row) + ['Right'] * (column - x) + ['Left'] * (x - column)
        if keys:
            self.program.key(*keys)
        self.program.find(f'Row {row}, column {column}, pinned', 'label')

    def cell(self, row, column):
        return f'Weight in row {row}, column {column}'

    def text(self, name):
        text = self.program.find(name, 'text').get_text_iface()
        return driver.Atspi.Text.get_text(text, 0, text.get_character_count())

    def weights(self):
        return self.text('As text')

    def turn(self, name):
        """Presses a switch, which is not everywhere of the same role."""
        role = next(role for role in ('check box', 'toggle button', 'switch') if self.program.look(name, role))
        self.program.click(name, role)

    def wait_weights(self, text):
        driver.until(lambda: self.weights() == text, lambda: f'the kernel is {self.weights()}, not {text}')

    def type_into(self, name, text, *keys):
        self.program.point(self.program.find(name, 'text'))
        self.program.key('ctrl+a')
        self.program.xdotool('type', '--', text)
        self.program.key(*keys or ['Return'])

    def test_sums(self):
        self.paste(9, 7)
        self.look_by_click(3, 4)
        self.wait_sum(SOBEL_Y, 3, 4)
        self.assertIn('red %d, green %d, blue %d' % tuple(self.rgb[3 * (3 * 9 + 4):][:3]), self.before())
        # at the corner the border says what is read
        self.look_by_click(0, 0)
        self.wait_sum(SOBEL_Y, 0, 0)
        for border in ('Replicate', 'Reflect', 'Reflect 101'):
            self.program.choose('Border', border)
            self.wait_sum(SOBEL_Y, 0, 0, border=border)
        self.turn('Flip')
        self.wait_sum(SOBEL_Y, 0, 0, border='Reflect 101', flip=True)
        self.program.set_value('Scale', 0.5)
        self.program.set_value('Offset', -3)
        self.wait_sum(SOBEL_Y, 0, 0, border='Reflect 101', flip=True, scale=0.5, offset=-3)

    def test_after_is_what_the_sum_becomes(self):
        self.paste(9, 7)
        self.look_by_click(2, 2)
        self.program.click('Tutorial’s')
        self.wait_sum(TUTORIAL, 2, 2)
        values = [sum(w * p for w, p, _ in self.terms(TUTORIAL, 2, 2, c)) for c in range(3)]
        wanted = 'row 2, column 2: red %d, green %d, blue %d' % tuple(min(max(v, 0), 255) for v in values)
        driver.until(lambda: wanted in self.program.description('After', 'image'), wanted)
        self.program.find(re.compile('The weights sum to 4[.] .*4 times as bright.*'), 'label')

    def test_typing(self):
        self.type_into(self.cell(1, 1), '5')
        self.wait_weights('-1 -2 -1; 0 5 0; 1 2 1')
        self.type_into(self.cell(0, 2), '-.25')
        self.wait_weights('-1 -2 -0.25; 0 5 0; 1 2 1')
        self.program.find(re.compile('The weights sum to 5[.]75.*'), 'label')

    def refuse_in_cell(self, nonsense):
        self.type_into(self.cell(1, 1), nonsense)
        self.program.find(re.compile(f'“{nonsense}” is not a number.*'))
        driver.until(lambda: self.text(self.cell(1, 1)) == '0', 'the cell is not as it was')
        self.assertEqual(self.weights(), '-1 -2 -1; 0 0 0; 1 2 1')

    def test_letters(self):
        self.refuse_in_cell('x')

    def test_nan(self):
        self.refuse_in_cell('nan')

    def test_nan_as_scale(self):
        self.program.point(self.program.find('Scale', 'spin button'), 0.2, 0.5)
        self.program.key('ctrl+a')
        self.program.xdotool('type', 'nan')
        self.program.key('Return')
        self.program.find('“nan” is not a number.')
        self.assertEqual(self.program.value('Scale'), 1)

    def test_keys_between_cells(self):
        self.program.point(self.program.find(self.cell(0, 0), 'text'))
        self.program.key('Right', 'Down')
        self.program.xdotool('type', '7')
        self.wait_weights('-1 -2 -1; 0 7 0; 1 2 1')
        self.program.key('Page_Up', 'Down', 'Page_Down', 'Page_Down')
        self.wait_weights('-1 -2 -1; 0 8 0; 1 0 1')

    def test_wheel_and_dragging(self):
        self.program.point(self.program.find(self.cell(1, 1), 'text'), button=4)
        self.wait_weights('-1 -2 -1; 0 1 0; 1 2 1')
        self.program.xdotool('click', 5)
        self.program.xdotool('click', 5)
        self.wait_weights('-1 -2 -1; 0 -1 0; 1 2 1')
        self.program.xdotool('mousedown', 1, 'mousemove_relative', '--sync', '--', 0, -16, 'mousemove_relative', '--sync', '--',
                             0, -16, 'mouseup', 1)
        self.wait_weights('-1 -2 -1; 0 2 0; 1 2 1')

    def test_text(self):
        self.type_into('As text', '1 2; 3 4; 5 6')
        self.program.find('3 × 2', 'label')
        self.assertEqual(self.text(self.cell(2, 1)), '6')
        self.type_into('As text', '1 2; 3')
        self.program.find(re.compile('The rows of a kernel.*'))
        self.wait_weights('1 2; 3 4; 5 6')
        self.type_into('As text', 'laplacian-8')
        self.wait_weights('1 1 1; 1 -8 1; 1 1 1')
        states = self.program.find('Laplacian 8').get_state_set()
        self.assertTrue(any(states.contains(state) for state in (driver.Atspi.StateType.PRESSED,
                                                                 driver.Atspi.StateType.CHECKED)))

    def test_size(self):
        self.program.click('Larger', 'push button')
        self.wait_weights('0 0 0 0; 0 -1 -2 -1; 0 0 0 0; 0 1 2 1')
        self.program.find('4 × 4', 'label')
        self.program.click('Smaller', 'push button')
        self.wait_weights('-1 -2 -1; 0 0 0; 1 2 1')

    def test_nothing(self):
        self.type_into('As text', '0 0; 0 0')
        self.program.find('All weights are 0: nothing of the picture is left.', 'label')

    def test_presets(self):
        wanted = {'Identity': '0 0 0; 0 1 0; 0 0 0', 'Sobel x': '-1 0 1; -2 0 2; -1 0 1', 'Roberts': '1 0; 0 -1',
                  'Box blur': '1 1 1; 1 1 1; 1 1 1'}
        for name, weights in wanted.items():
            self.program.click(name)
            self.wait_weights(weights)
        self.program.find(re.compile('The weights sum to 9 and are divided by it[.] Brightness stays[.]'), 'label')
        self.program.click('Random')
        driver.until(lambda: self.weights() not in wanted.values(), 'a random kernel is another one')
        first = self.weights()
        self.program.click('Random')
        driver.until(lambda: self.weights() != first, 'the next random kernel is another one')

    def test_a_large_picture(self):
        """Above the size that is filtered at once: by a worker."""
        self.paste(900, 700)
        self.look_by_click(350, 450)
        self.wait_sum(SOBEL_Y, 350, 450)
        self.program.click('1 : 1', 'push button')
        self.program.find('1 : 1', 'label')
        self.program.click('Sharpen')
        self.wait_sum([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 350, 450)
        self.program.click('Signed')
        self.program.find('Colours')
        self.program.click('Fit', 'push button')

    def test_split(self):
        self.program.click('Split')
        self.program.find('Before and after', 'image')
        self.program.gone('After', 'image')
        self.program.set_value('Divider', 0.25)

    def test_pin(self):
        self.paste(9, 7)
        self.look_by_click(3, 4)
        # a pointer that moves changes nothing now
        self.program.point(self.program.find('Before', 'image'), 0.45, 0.45, button=None)
        self.program.find('Row 3, column 4, pinned', 'label')
        self.program.key('Escape')
        self.program.find('Row 3, column 4', 'label')

    def test_use_in_the_network(self):
        self.program.click('Use in the network', 'push button')
        self.program.find(re.compile('This kernel of 3 × 3 is kept for the network.*'))

    def read_png(self, path):
        contents = path.read_bytes()
        self.assertEqual(contents[:8], b'\x89PNG\r\n\x1a\n')
        return contents

    def test_save(self):
        self.paste(9, 7)
        self.program.click('Identity')
        self.wait_weights('0 0 0; 0 1 0; 0 0 0')
        self.program.click('Save…', 'push button')
        self.program.find('Save Picture')
        path = self.files / 'saved.png'
        self.program.key('ctrl+a')
        self.program.xdotool('type', str(path))
        self.program.key('Return')
        self.program.find('Saved as “saved.png”.')
        contents = self.read_png(path)
        # its rows, whichever way they are predicted, are as many bytes as the picture has
        data = zlib.decompress(contents[contents.index(b'IDAT') + 4:contents.index(b'IEND') - 8])
        self.assertEqual(len(data), 7 * (3 * 9 + 1))

    def test_hidden_pages_follow_when_they_are_shown(self):
        self.program.key('ctrl+1')
        self.program.find(re.compile(r'[a-z]+, test picture 0'), 'table cell')
        self.program.key('ctrl+period')
        self.program.find(re.compile(r'[a-z]+ #1'), 'push button')
        self.program.key('ctrl+2')
        driver.until(lambda: 'test picture 1' in self.before(), 'the specimen is not the one that was chosen')


if __name__ == '__main__':
    unittest.main()

"""A picture filtered with a kernel: what comes out, worked out here once more, and what is refused."""

import os
import random
import resource
import struct
import subprocess
import zlib

import formats
from program import CLI, Case, main

BORDERS = ('zero', 'replicate', 'reflect', 'reflect101')


def read_png(path):
    """Width, height and the RGB bytes of an 8-bit PNG."""
    contents = path.read_bytes()
    assert contents[:8] == b'\x89PNG\r\n\x1a\n'
    at, data = 8, b''
    while at < len(contents):
        length, kind = struct.unpack('>I4s', contents[at:at + 8])
        body = contents[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height, depth, colour, _, _, interlaced = struct.unpack('>IIBBBBB', body)
            assert (depth, colour, interlaced) == (8, 2, 0), (depth, colour, interlaced)
        elif kind == b'IDAT':
            data += body
        at += length + 12
    raw, stride = zlib.decompress(data), 3 * width
    rows, before = [], bytearray(stride)
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = line[i - 3] if i >= 3 else 0, before[i], before[i - 3] if i >= 3 else 0
            estimate = left + up - corner
            paeth = min((left, up, corner), key=lambda v: abs(estimate - v))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        rows.append(bytes(line))
        before = line
    return width, height, b''.join(rows)


def place(border, p, length):
    """Which pixel is read where the kernel reaches out of the picture."""
    if 0 <= p < length:
        return p
    if border == 'zero':
        return None
    if border == 'replicate':
        return min(max(p, 0), length - 1)
    row = list(range(length))
    ring = row + row[::-1] if border == 'reflect' else row + row[-2:0:-1]
    return ring[p % len(ring)]


def filtered(width, height, rgb, kernel, border='zero', flip=False, scale=1, offset=0):
    """The definition, in whole numbers where all are whole."""
    rows, columns = len(kernel), len(kernel[0])
    result = bytearray()
    for y in range(height):
        for x in range(width):
            for c in range(3):
                value = 0
                for i in range(rows):
                    for j in range(columns):
                        dy, dx = i - rows // 2, j - columns // 2
                        if flip:
                            dy, dx = -dy, -dx
                        row, column = place(border, y + dy, height), place(border, x + dx, width)
                        if row is not None and column is not None:
                            value += kernel[i][j] * rgb[3 * (row * width + column) + c]
                # Python rounds halves to even as well
                result.append(min(max(round(value * scale + offset), 0), 255))
    return bytes(result)


class Filter(Case):
    def setUp(self):
        super().setUp()
        numbers = random.Random(4)
        self.width, self.height = 13, 9
        self.rgb = bytes(numbers.choice((0, 255, numbers.randrange(256))) for _ in range(3 * self.width * self.height))
        (self.folder / 'in.ppm').write_bytes(formats.ppm(self.width, self.height, self.rgb))

    def filter(self, kernel, *options):
        self.assertEqual(self.good('filter', 'in.ppm', '--kernel', kernel, *options, '--output', 'out.png'),
                         'out.png\n')
        width, height, rgb = read_png(self.folder / 'out.png')
        self.assertEqual((width, height), (self.width, self.height))
        return rgb

    def wanted(self, kernel, **options):
        return filtered(self.width, self.height, self.rgb, kernel, **options)

    def test_borders_and_flip(self):
        kernels = {'sobel-y': [[-1, -2, -1], [0, 0, 0], [1, 2, 1]], '0 -1 0; -1 8 -1; 0 -1 0': None, '1 2; 3 -4': None,
                   '1 0 0 0 0 0 -1': None}
        for text, kernel in kernels.items():
            kernel = kernel or [[int(word) for word in row.split()] for row in text.split(';')]
            for border in BORDERS:
                for flip in (False, True):
                    with self.subTest(kernel=text, border=border, flip=flip):
                        self.assertEqual(self.filter(text, '--border', border, *(['--flip'] if flip else [])),
                                         self.wanted(kernel, border=border, flip=flip))

    def test_the_border_is_zero_unless_asked_for(self):
        self.assertEqual(self.filter('1 1 1'), self.wanted([[1, 1, 1]]))

    def test_scale_and_offset(self):
        kernel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
        self.assertEqual(self.filter('sobel-x', '--scale', '0.25', '--offset', '127.5'),
                         self.wanted(kernel, scale=0.25, offset=127.5))
        self.assertEqual(self.filter('sobel-x', '--scale', '-1', '--offset', '-3'),
                         self.wanted(kernel, scale=-1, offset=-3))

    def test_normalise(self):
        ones = [[1] * 3] * 3
        self.assertEqual(self.filter('box'), self.wanted(ones, scale=1 / 9))
        self.assertEqual(self.filter('1 1 1;1 1 1;1 1 1', '--normalise'), self.wanted(ones, scale=1 / 9))
        self.assertEqual(self.filter('gaussian', '--scale', '2'),
                         self.wanted([[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale=1 / 8))
        self.assertEqual(self.filter('sobel-x', '--normalise'), self.filter('sobel-x'))

    def test_grey(self):
        grey = self.filter('identity', '--grey')
        luma = [(299 * r + 587 * g + 114 * b + 500) // 1000
                for r, g, b in zip(self.rgb[::3], self.rgb[1::3], self.rgb[2::3])]
        self.assertEqual(grey, bytes(value for value in luma for _ in range(3)))

    def test_random(self):
        self.assertEqual(self.filter('random:5'), self.filter('random:5'))
        self.assertNotEqual(self.filter('random:5'), self.filter('random:6'))

    def test_replaces_what_was_there(self):
        (self.folder / 'out.png').write_bytes(b'something else')
        self.filter('identity')
        self.assertEqual(read_png(self.folder / 'out.png')[2], self.rgb)
        self.assertEqual(self.contents(), ['in.ppm', 'out.png'])

    def test_refused(self):
        before = self.contents()
        for kernel in ('', ' ', ';', 'nan', '1 nan', 'inf', '1 -inf', '1 x', '1 2; 3', '1;;2', '0x10', '1e400',
                       '1 2 3 4 5 6 7 8', '1;2;3;4;5;6;7;8', 'sobel', 'SOBEL-X', 'random:x', '1 1000001'):
            with self.subTest(kernel):
                self.bad(2, 'filter', 'in.ppm', '--kernel', kernel, '--output', 'out.png')
        for option, values in {'--scale': ('', 'x', 'nan', 'inf', '1e400', '1,5', '1 '),
                               '--offset': ('', 'x', 'nan', '-inf', '1e400', '1,5')}.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.bad(2, 'filter', 'in.ppm', '--kernel', 'box', f'{option}={value}', '--output', 'out.png',
                             says=(option, f'“{value}”'))
        self.bad(2, 'filter', 'in.ppm', '--kernel', 'box', '--border', 'wrap', '--output', 'out.png',
                 says=('“wrap”', 'reflect101'))
        self.bad(2, 'filter', 'in.ppm', '--kernel', 'box', says='--output')
        self.bad(2, 'filter', 'in.ppm', '--output', 'out.png', says='--kernel')
        self.bad(2, 'filter', 'in.ppm', '--kernel', 'box', '--output', 'out.jpg', says='out.jpg')
        self.bad(2, 'filter', '--kernel', 'box', '--output', 'out.png')
        self.bad(2, 'filter', 'in.ppm', 'in.ppm', '--kernel', 'box', '--output', 'out.png')
        self.assertEqual(self.contents(), before)

    def test_pictures_that_are_none(self):
        (self.folder / 'text.png').write_text('no picture')
        (self.folder / 'empty.png').write_bytes(b'')
        (self.folder / 'cut.png').write_bytes(formats.png(50, 50, b'\1\2\3')[:-30])
        (self.folder / 'large.png').write_bytes(formats.png(6001, 4000, b'\0', colour=0, rows=1))
        (self.folder / 'folder.png').mkdir()
        before = self.contents()
        for name in ('nowhere.png', 'text.png', 'empty.png', 'cut.png', 'folder.png'):
            with self.subTest(name):
                self.bad(1, 'filter', name, '--kernel', 'box', '--output', 'out.png', says=name)
        self.bad(1, 'filter', 'large.png', '--kernel', 'box', '--output', 'out.png', says=('large.png', '24 million'))
        self.assertEqual(self.contents(), before)

    def test_where_nothing_can_be_written(self):
        self.bad(1, 'filter', 'in.ppm', '--kernel', 'box', '--output', 'nowhere/out.png', says='nowhere/out.png')
        (self.folder / 'folder.png').mkdir()
        before = self.contents()
        self.bad(1, 'filter', 'in.ppm', '--kernel', 'box', '--output', 'folder.png', says='folder.png')
        self.assertEqual(self.contents(), before)

    def test_a_full_disk(self):
        """What was there stays, whole, and nothing is left beside it."""
        noise = os.urandom(3 * 200 * 200)
        (self.folder / 'noise.ppm').write_bytes(formats.ppm(200, 200, noise))
        (self.folder / 'out.png').write_bytes(b'as it was')
        before = self.contents()

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        done = subprocess.run(
            ['sh', '-c', 'trap "" XFSZ; exec "$0" "$@"', CLI, 'filter', 'noise.ppm', '--kernel', 'identity', '--output',
             'out.png'], env=self.environment, capture_output=True, text=True, cwd=self.folder,
            preexec_fn=small_files, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ''), done)
        self.assertEqual(len(done.stderr.splitlines()), 1, done)
        self.assert_sentence(done.stderr.rstrip('\n'))
        self.assertEqual((self.folder / 'out.png').read_bytes(), b'as it was')
        self.assertEqual(self.contents(), before)
        with open('/dev/full', 'w', encoding='utf-8') as full:
            self.bad(1, 'filter', 'in.ppm', '--kernel', 'box', '--output', 'other.png', stdout=full,
                     says='No space left')


if __name__ == '__main__':
    main()

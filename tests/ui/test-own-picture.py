"""A picture of one's own as the specimen: opened, pasted, dropped, and what is no picture."""

import os
import re
import select
import subprocess
import unittest

import driver


def write_ppm(path, width, height):
    """A picture whose left half is black and whose right half is orange."""
    row = b'\0\0\0' * (width // 2) + b'\xff\x80\0' * (width - width // 2)
    path.write_bytes(b'P6 %d %d 255\n' % (width, height) + row * height)


class OwnPicture(driver.Case):
    def setUp(self):
        self.files = self.folder()
        self.picture = self.files / 'wide.ppm'
        write_ppm(self.picture, 128, 64)
        self.program = self.start('--page', 'data')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')

    def paste(self, kind, *things):
        self.offer(self.program, kind, *things)
        self.program.key('ctrl+v')

    def move_until(self, process, word, places):
        """Moves the pointer between places until the other program says a word: a pointer that stands still says nothing
        to anybody."""
        def said():
            for place in places:
                self.program.xdotool('mousemove', *place)
            return select.select([process.stdout], [], [], 0.05)[0] and process.stdout.readline() == f'{word}\n'.encode()
        driver.until(said, f'the other program is not {word}')

    def drop(self, kind, *things):
        process, window = self.offer(self.program, kind, *things)
        # out of the way, for the place where it is to be dropped must show
        self.program.xdotool('windowmove', '--sync', window, 1300, 700)
        self.program.xdotool('windowraise', window)
        x, y = self.program.origin(window)
        self.program.xdotool('mousemove', x + 60, y + 60, 'mousedown', 1)
        self.move_until(process, 'dragging', [(x + 20, y + 20), (x + 60, y + 60)])
        box = driver.extents(self.program.find('Specimen', 'image'))
        left, top = self.program.origin()
        self.move_until(process, 'welcome', [(left + box.x + 40, top + box.y + 40), (left + box.x + 60, top + box.y + 60)])
        self.program.xdotool('mouseup', 1)

    def wait_specimen(self, name):
        self.program.find(name, 'push button')
        self.program.find('from 128 × 64 pixels', 'label')
        self.assertRegex(self.program.description('Specimen', 'image'),
                         rf'{re.escape(name)}, 128 × 64 pixels: 32 × 32 pixels, on average red 12\d, green 6\d, blue 0 ')

    def refused(self, sentence):
        self.program.find(re.compile(sentence))
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')

    def test_open(self):
        self.program.key('ctrl+o')
        self.program.find('Open Picture')
        self.program.xdotool('type', str(self.picture))
        self.program.key('Return')
        self.wait_specimen('wide.ppm')
        # back among the dataset's
        self.program.key('ctrl+comma')
        self.program.find(re.compile(r'[a-z]+ #0'), 'push button')

    def test_crop_and_stretch(self):
        # the left half of the left half is white, which no crop shows
        row = b'\xff' * 96 + b'\0' * 96 + b'\xff\x80\0' * 64
        self.picture.write_bytes(b'P6 128 64 255\n' + row * 64)
        self.drop('files', self.picture)
        self.program.find('from 128 × 64 pixels', 'label')
        cropped = self.program.description('Specimen', 'image')
        self.program.click('wide.ppm', 'push button')
        self.program.click('Stretch')
        driver.until(lambda: self.program.description('Specimen', 'image') != cropped, 'it is cropped still')

    def test_paste_pixels(self):
        self.paste('picture', self.picture)
        self.wait_specimen('Pasted picture')

    def test_drop_pixels(self):
        self.drop('picture', self.picture)
        self.wait_specimen('Dropped picture')

    def test_paste_file(self):
        self.paste('files', self.picture)
        self.wait_specimen('wide.ppm')

    def test_paste_no_picture(self):
        self.paste('text', 'words')
        self.refused('There is no picture to paste: .*')

    def test_drop_no_picture(self):
        (self.files / 'words.txt').write_text('words')
        self.drop('files', self.files / 'words.txt')
        self.refused('.*words.txt.*is not a picture.*')

    def make_run(self):
        run = self.files / 'run'
        subprocess.run([os.environ['RECEPTIVE_CLI'], 'train', '--dataset', 'shapes', '--network', 'linear', '--max-steps',
                        '5', '--run', run], check=True, stdout=subprocess.DEVNULL)
        return run

    def test_named_when_started(self):
        self.assertEqual(self.program.end(), [])
        self.program = self.start(self.picture, self.make_run())
        self.program.find('wide.ppm', 'push button')
        self.program.find('epoch 1 · step 5', 'label')

    def test_drop_run(self):
        self.drop('files', self.make_run())
        self.program.find('epoch 1 · step 5', 'label')

    def test_drop_folder(self):
        self.drop('files', self.files)
        self.refused('.* is a folder; .*')

    def test_drop_ten_files(self):
        self.drop('files', *[self.picture] * 10)
        self.refused('.*one of these 10 files.*')


if __name__ == '__main__':
    unittest.main()

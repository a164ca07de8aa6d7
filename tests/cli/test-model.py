"""What is asked of a trained network, and what is said of files and pictures that are none."""

import json
import math
import os
import struct

from formats import png, ppm, read_safetensors, safetensors
from program import Case, main

CLASSES = ['disc', 'ring', 'square', 'triangle', 'cross', 'star', 'stripes', 'checker', 'arrow', 'crescent']
PICTURE = ppm(32, 32, bytes((7 * i + i // 96) % 256 for i in range(3 * 32 * 32)))


class ModelCase(Case):
    """A test with a model that was trained for a moment, and a picture."""

    network = 'avgpool 4, conv 4 3x3, relu, flatten, linear 10'

    def setUp(self):
        super().setUp()
        checkpoints = self.train('run', '--json', network=self.network)
        self.model = checkpoints / 'last.safetensors'
        self.image = self.folder / 'picture.ppm'
        self.image.write_bytes(PICTURE)


class Evaluate(ModelCase):
    def test_json(self):
        result = self.good_json('evaluate', self.model, '--json')
        self.assertEqual(set(result), {'dataset', 'count', 'accuracy', 'loss', 'classes', 'confusion'})
        self.assertEqual(result['dataset'], 'shapes')
        confusion = result['confusion']
        self.assertEqual([len(row) for row in confusion], [10] * 10)
        self.assertEqual(sum(map(sum, confusion)), result['count'])
        self.assertEqual(sum(confusion[k][k] for k in range(10)) / result['count'], result['accuracy'])
        self.assertEqual([entry['name'] for entry in result['classes']], CLASSES)
        for row, entry in zip(confusion, result['classes']):
            self.assertEqual(sum(row), entry['count'])
            self.assertEqual(row[CLASSES.index(entry['name'])] / entry['count'], entry['accuracy'])
        self.assertEqual(self.good_json('evaluate', self.model, '--json', '--dataset', 'shapes'), result)

    def test_agrees_with_the_last_line_of_the_training(self):
        epoch = json.loads(self.good('train', '--dataset', 'shapes', '--network', self.network, '--batch-size', '300',
                                     '--epochs', '2', '--run', 'other', '--json').splitlines()[-1])
        result = self.good_json('evaluate', 'other/checkpoints/last.safetensors', '--json')
        self.assertEqual(result['accuracy'], epoch['val_acc'])
        self.assertAlmostEqual(result['loss'], epoch['val_loss'], delta=1e-6)

    def test_text_says_the_same(self):
        result = self.good_json('evaluate', self.model, '--json')
        lines = [line.split() for line in self.good('evaluate', self.model).splitlines()]
        self.assertIn(['accuracy', f'{result["accuracy"]:.4f}'], lines)
        self.assertIn(['loss', f'{result["loss"]:.4f}'], lines)
        for name, row in zip(CLASSES, result['confusion']):
            self.assertIn([name, *map(str, row)], lines)

    def test_devices_agree(self):
        results = [self.good_json('evaluate', self.model, '--json', '--device', device) for device in
                   ('cpu', 'reference')]
        self.assertAlmostEqual(results[0]['loss'], results[1]['loss'], delta=1e-5)
        self.assertAlmostEqual(results[0]['accuracy'], results[1]['accuracy'], delta=0.002)

    def test_any_number_of_threads(self):
        self.assertEqual(len({self.good('evaluate', self.model, '--json', '--threads', threads)
                              for threads in ('1', '2', '3', '7')}), 1)

    def test_a_dataset_that_was_not_fetched(self):
        self.bad(1, 'evaluate', self.model, '--dataset', 'cifar10', '--data-dir', 'nowhere', says='fetch cifar10')


class Classify(ModelCase):
    def test_json(self):
        results = self.good_json('classify', self.model, self.image, '--json')
        self.assertEqual(len(results), 1)
        result = results[0]
        self.assertEqual(set(result), {'file', 'class', 'probability', 'probabilities'})
        self.assertEqual(result['file'], str(self.image))
        self.assertEqual(list(result['probabilities']), CLASSES)
        self.assertAlmostEqual(sum(result['probabilities'].values()), 1, delta=1e-5)
        self.assertEqual(result['probability'], max(result['probabilities'].values()))
        self.assertEqual(result['probability'], result['probabilities'][result['class']])

    def test_text_is_sorted(self):
        lines = self.good('classify', self.model, self.image).splitlines()
        wanted = self.good_json('classify', self.model, self.image, '--json')[0]
        self.assertEqual(lines[0], f'{self.image}: {wanted["class"]}')
        found = [(line.split()[0], float(line.split()[1])) for line in lines[1:]]
        self.assertEqual(sorted(name for name, _ in found), sorted(CLASSES))
        self.assertEqual([p for _, p in found], sorted((p for _, p in found), reverse=True))

    def test_pictures_of_every_kind(self):
        one_colour = {
            '1×1': png(1, 1, b'\x40\x80\xc0'),
            'alpha': png(32, 32, b'\x40\x80\xc0\xff', colour=6),
            '16 bits': png(32, 32, b'\x40\x40\x80\x80\xc0\xc0', depth=16),
            'palette': png(32, 32, b'\x00', colour=3, palette=b'\x40\x80\xc0'),
            'large': png(640, 480, b'\x40\x80\xc0'),
            'high': png(5, 300, b'\x40\x80\xc0'),
            'ppm': ppm(32, 32, b'\x40\x80\xc0' * 1024),
        }
        results = {}
        for name, contents in one_colour.items():
            path = self.folder / f'{name}.img'
            path.write_bytes(contents)
            results[name] = self.good_json('classify', self.model, path, '--json')[0]['probabilities']
        for name, result in results.items():
            self.assertEqual(result, results['ppm'], name)

    def test_pictures_that_are_none(self):
        whole = png(32, 32, b'\x40\x80\xc0')
        table = {
            'empty': b'',
            'text': b'This is no picture.\n',
            'header alone': whole[:33],
            'cut': png(200, 200, b'\x40\x80\xc0')[:60],
            'cut-ppm': ppm(64, 64, bytes(64 * 64)),
            'huge': png(20000, 20000, b'\x40\x80\xc0', rows=1),
            'huge-ppm': b'P6 20000 20000 255\n' + bytes(1000),
            'zero': png(0, 0, b''),
        }
        for name, contents in table.items():
            with self.subTest(name):
                path = self.folder / f'{name}.png'
                path.write_bytes(contents)
                self.bad_picture(path)
        self.bad_picture(self.folder / 'nowhere.png')
        self.bad_picture(self.folder)

    def bad_picture(self, path):
        done = self.run_cli('classify', self.model, path)
        self.assertEqual((done.returncode, done.stdout), (1, ''), done)
        self.assertEqual(len(done.stderr.splitlines()), 1, done)
        self.assert_sentence(done.stderr.rstrip('\n'))
        self.assertIn(path.name, done.stderr)
        before = self.contents()
        self.bad(1, 'features', self.model, path, '--output', 'out.safetensors', says=path.name)
        self.assertEqual(self.contents(), before)

    def test_one_bad_picture_among_good_ones(self):
        (self.folder / 'bad.png').write_bytes(b'none')
        for json_option in ([], ['--json']):
            done = self.run_cli('classify', self.model, self.image, 'bad.png', self.image, *json_option)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(len(done.stderr.splitlines()), 1, done)
            self.assertIn('bad.png', done.stderr)
            if json_option:
                self.assertEqual(len(json.loads(done.stdout)), 2)
            else:
                self.assertEqual(done.stdout.count(str(self.image)), 2)

    def test_names_that_are_not_utf8(self):
        path = os.path.join(os.fsencode(self.folder), b'caf\xe9.ppm')
        with open(path, 'wb') as file:
            file.write(PICTURE)
        process = self.start('classify', self.model, os.fsdecode(path), '--json', text=False)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b''))
        self.assertIn('caf', json.loads(out.decode())[0]['file'])


class Features(ModelCase):
    network = 'lenet'
    SHAPES = {'input': [1, 3, 32, 32], 'conv1': [1, 6, 28, 28], 'relu1': [1, 6, 28, 28], 'pool1': [1, 6, 14, 14],
              'conv2': [1, 16, 10, 10], 'relu2': [1, 16, 10, 10], 'pool2': [1, 16, 5, 5], 'flatten': [1, 400],
              'fc1': [1, 120], 'relu3': [1, 120], 'fc2': [1, 84], 'relu4': [1, 84], 'classifier': [1, 10],
              'softmax': [1, 10]}

    def train(self, run, *arguments, **options):
        return super().train(run, '--max-steps', '3', *arguments, **options)

    def test_every_layer(self):
        out = self.good('features', self.model, self.image, '--output', 'out.safetensors')
        tensors, metadata = read_safetensors(self.folder / 'out.safetensors')
        self.assertEqual({name: shape for name, (shape, _) in tensors.items()}, self.SHAPES)
        self.assertEqual([line.split()[0] for line in out.splitlines()], list(self.SHAPES))
        self.assertIn('receptive.network', metadata)
        return {name: values for name, (_, values) in tensors.items()}

    def test_numbers_hang_together(self):
        values = self.test_every_layer()
        weights, _ = read_safetensors(self.model)
        self.assertEqual(values['relu1'], tuple(max(v, 0.0) for v in values['conv1']))
        self.assertEqual(values['pool2'], values['flatten'])
        self.assertEqual(values['pool1'][0], max(values['relu1'][i] for i in (0, 1, 28, 29)))
        # one number of conv1, by hand: channel 2, row 3, column 4
        kernel, bias = weights['conv1.weight'][1], weights['conv1.bias'][1]
        total = bias[2] + math.fsum(kernel[((2 * 3 + c) * 5 + i) * 5 + j] * values['input'][(c * 32 + 3 + i) * 32 + 4 + j]
                                    for c in range(3) for i in range(5) for j in range(5))
        self.assertAlmostEqual(values['conv1'][(2 * 28 + 3) * 28 + 4], total, delta=1e-4)
        # the softmax, and that classify says the same
        exps = [math.exp(v) for v in values['classifier']]
        probabilities = self.good_json('classify', self.model, self.image, '--json')[0]['probabilities']
        for got, wanted, said in zip(values['softmax'], exps, probabilities.values()):
            self.assertAlmostEqual(got, wanted / sum(exps), delta=1e-6)
            self.assertEqual(got, struct.unpack('f', struct.pack('f', said))[0])

    def test_outputs_that_cannot_be_written(self):
        self.bad(2, 'features', self.model, self.image, says='--output')
        (self.folder / 'folder').mkdir()
        for output in ('nowhere/out.safetensors', 'folder', '/proc/out.safetensors'):
            with self.subTest(output):
                self.bad(1, 'features', self.model, self.image, '--output', output, says=output)
        self.bad(2, 'features', self.model, self.image, '--output', self.image, says=str(self.image))
        os.link(self.model, self.folder / 'link')
        self.bad(2, 'features', self.model, self.image, '--output', 'link', says=str(self.model))
        self.assertEqual(self.image.read_bytes(), PICTURE)
        self.good('evaluate', self.model)

    def test_a_folder_that_cannot_be_written(self):
        (self.folder / 'closed').mkdir(mode=0o500)
        self.bad(1, 'features', self.model, self.image, '--output', 'closed/out.safetensors', says='closed',
                 **self.unprivileged())


class BadModels(ModelCase):
    def test_each_is_refused_by_every_verb(self):
        contents = self.model.read_bytes()
        size, = struct.unpack('<Q', contents[:8])
        header = json.loads(contents[8:8 + size])
        data = contents[8 + size:]

        def with_header(changes, data=data, drop=()):
            entries = {name: entry for name, entry in header.items() if name not in drop} | changes
            text = json.dumps(entries).encode()
            return struct.pack('<Q', len(text)) + text + data

        def with_metadata(**changes):
            metadata = {key: value for key, value in (header['__metadata__'] | changes).items() if value is not None}
            return with_header({'__metadata__': metadata})

        bias = header['classifier.bias']
        twice = json.dumps(header).encode()[:-1] + b', "classifier.bias": ' + json.dumps(bias).encode() + b'}'
        table = {
            'empty': b'',
            'three bytes': b'abc',
            'text': b'This is no model, whatever its name promises.',
            'cut in the header': contents[:8 + size // 2],
            'cut in the data': contents[:-4],
            'longer': contents + b'more',
            'header of 2^63 bytes': struct.pack('<Q', 1 << 63) + contents[8:],
            'header of 2^64-1 bytes': struct.pack('<Q', (1 << 64) - 1) + contents[8:],
            'header beyond the end': struct.pack('<Q', len(contents)) + contents[8:],
            'no JSON': struct.pack('<Q', size) + b'x' * size + data,
            'an array': safetensors({}, header=b'[]'),
            'wrong dtype': with_header({'classifier.bias': bias | {'dtype': 'F64'}}),
            'wrong shape': with_header({'classifier.bias': bias | {'shape': [5, 2]}}),
            'shape beyond the data': with_header({'classifier.bias': bias | {'shape': [11]}}),
            'shape that overflows': with_header({'classifier.bias': bias | {'shape': [1 << 62, 4]}}),
            'negative shape': with_header({'classifier.bias': bias | {'shape': [-10]}}),
            'offsets out of range': with_header({'classifier.bias': bias | {
                'data_offsets': [len(data), len(data) + 40]}}),
            'offsets backwards': with_header({'classifier.bias': bias | {
                'data_offsets': bias['data_offsets'][::-1]}}),
            'overlapping': with_header({'classifier.bias': bias | {'data_offsets': [0, 40]}}),
            'missing tensor': with_header({}, drop=['classifier.bias']),
            'twice': struct.pack('<Q', len(twice)) + twice + data,
            'no metadata': with_header({}, drop=['__metadata__']),
            'no network': with_metadata(**{'receptive.network': None}),
            'another network': with_metadata(**{'receptive.network': 'lenet'}),
            'nonsense network': with_metadata(**{'receptive.network': 'conv 0'}),
        }
        for name, broken in table.items():
            path = self.folder / 'broken.safetensors'
            path.write_bytes(broken)
            for call in (['evaluate', path], ['classify', path, self.image],
                         ['features', path, self.image, '--output', 'out.safetensors'],
                         ['trace', path, self.image, '--layer', 'conv1', '--channel', '0', '--at', '0,0'],
                         ['explain', path, self.image, '--method', 'saliency', '--output', 'out.safetensors']):
                with self.subTest(name, verb=call[0]):
                    self.bad(1, *call, says='broken.safetensors')
        self.assertFalse((self.folder / 'out.safetensors').exists())

    def test_weights_without_a_network_can_still_be_started_from(self):
        tensors, _ = read_safetensors(self.model)
        tensors = {name: entry for name, entry in tensors.items() if not name.startswith('velocity.')}
        (self.folder / 'bare.safetensors').write_bytes(safetensors(tensors))
        self.train('again', '--init', 'bare.safetensors', '--max-steps', '1')

    def test_files_that_are_not_there(self):
        for path in (self.folder / 'nowhere.safetensors', self.folder):
            self.bad(1, 'evaluate', path, says=path.name)
            self.bad(1, 'classify', path, self.image, says=path.name)

    def test_files_that_cannot_be_read(self):
        options = self.unprivileged()
        self.image.chmod(0)
        self.bad(1, 'classify', self.model, self.image, says=self.image.name, **options)
        self.model.chmod(0)
        self.bad(1, 'evaluate', self.model, says=self.model.name, **options)


if __name__ == '__main__':
    main()

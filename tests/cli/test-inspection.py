"""Numbers written out in full, and answers explained."""

import json
import math
import struct

from formats import ppm, read_safetensors, safetensors
from program import Case, main

PICTURE = ppm(32, 32, bytes((7 * i + i // 96) % 256 for i in range(3 * 32 * 32)))
NETWORK = ('conv 6 5x5 padding 1 groups 3, relu, maxpool 2, conv 4 3x3 stride 2 dilation 2, tanh, avgpool 2, flatten, '
           'linear 7, relu, linear 10')


class InspectCase(Case):
    network = NETWORK

    def setUp(self):
        super().setUp()
        self.model = self.train('run', '--max-steps', '2', network=self.network) / 'last.safetensors'
        self.image = self.folder / 'picture.ppm'
        self.image.write_bytes(PICTURE)

    def features(self):
        self.good('features', self.model, self.image, '--output', 'features.safetensors')
        tensors, _ = read_safetensors(self.folder / 'features.safetensors')
        (self.folder / 'features.safetensors').unlink()
        return tensors

    def trace(self, layer, channel, at=None):
        return self.good_json('trace', self.model, self.image, '--layer', layer, '--channel', channel,
                              *(['--at', at] if at else []), '--json')


def at(tensor, channel, row=0, column=0):
    shape, values = tensor
    height, width = (shape[2], shape[3]) if len(shape) == 4 else (1, 1)
    return values[(channel * height + row) * width + column]


class Trace(InspectCase):
    def check(self, trace, features, places):
        """Terms read what the layer before put out, where they say, and add up to what the layer put out."""
        before = features[trace['input_layer']]
        self.assertEqual(trace['value'],
                         at(features[trace['layer']], trace['channel'], trace['row'], trace['column']))
        self.assertEqual([tuple(term['input']) for term in trace['terms']], places)
        for term in trace['terms']:
            self.assertEqual(term['x'], at(before, *term['input']))
            self.assertAlmostEqual(term['product'], term['weight'] * term['x'], delta=1e-6)

    def test_convolution_in_a_corner(self):
        weights, _ = read_safetensors(self.model)
        trace = self.trace('conv1', 3, '0,2')
        # the second of three groups sees the second channel; the first row of taps is padding
        self.check(trace, self.features(), [(1, row - 1, column + 1) for row in range(1, 5) for column in range(5)])
        self.assertEqual(trace['padding'], 5)
        self.assertEqual((trace['kind'], trace['input_layer']), ('sum', 'input'))
        self.assertEqual(trace['bias'], weights['conv1.bias'][1][3])
        self.assertEqual([term['weight'] for term in trace['terms']], list(weights['conv1.weight'][1][80:100]))
        self.assertAlmostEqual(trace['value'], trace['bias'] + math.fsum(term['product'] for term in trace['terms']),
                               delta=1e-5)
        self.assertEqual(trace['difference'], 0)
        self.assertEqual(trace['total'], trace['value'])
        self.assertEqual(trace['terms'][-1]['sum'], trace['value'])

    def test_stride_and_dilation(self):
        trace = self.trace('conv2', 1, '3,4')
        self.check(trace, self.features(), [(channel, 6 + 2 * row, 8 + 2 * column) for channel in range(6)
                                            for row in range(3) for column in range(3)])
        self.assertEqual((trace['padding'], trace['difference']), (0, 0))

    def test_pools(self):
        features = self.features()
        trace = self.trace('pool1', 5, '2,7')
        self.check(trace, features, [(5, 4, 14), (5, 4, 15), (5, 5, 14), (5, 5, 15)])
        self.assertEqual(trace['kind'], 'maximum')
        self.assertEqual(trace['terms'][trace['winner']]['x'], trace['value'])
        self.assertIsNone(trace['bias'])
        trace = self.trace('pool2', 0, '1,0')
        self.check(trace, features, [(0, 2, 0), (0, 2, 1), (0, 3, 0), (0, 3, 1)])
        self.assertEqual((trace['kind'], trace['share'], trace['difference']), ('average', 0.25, 0))

    def test_the_others(self):
        features = self.features()
        self.check(self.trace('relu1', 2, '3,4'), features, [(2, 3, 4)])
        self.check(self.trace('tanh1', 2, '3,4'), features, [(2, 3, 4)])
        self.check(self.trace('flatten', 16), features, [(1, 2, 1)])
        trace = self.trace('fc1', 6)
        self.check(trace, features, [(i, 0, 0) for i in range(features['flatten'][0][1])])
        self.assertEqual(trace['difference'], 0)
        trace = self.trace('softmax', 9)
        self.check_softmax(trace, features)

    def check_softmax(self, trace, features):
        self.assertEqual([tuple(term['input']) for term in trace['terms']], [(k, 0, 0) for k in range(10)])
        self.assertEqual(trace['difference'], 0)
        exponentials = [term['product'] for term in trace['terms']]
        self.assertAlmostEqual(trace['value'], exponentials[9] / math.fsum(exponentials), delta=1e-7)
        self.assertEqual(trace['value'], at(features['softmax'], 9))

    def test_text_says_the_same(self):
        trace = self.trace('conv2', 1, '3,4')
        call = ['trace', self.model, self.image, '--layer', 'conv2', '--channel', '1', '--at', '3,4']
        folded = self.good(*call)
        whole = self.good(*call, '--all')
        for text in (folded, whole):
            self.assertIn(f'conv2, channel 1, row 3, column 4: {trace["value"]:.9g}\n', text)
            self.assertIn(f'\ntotal      {trace["total"]:.9g}\n', text)
            self.assertIn(f'\nengine     {trace["value"]:.9g}\n', text)
            self.assertIn('\ndifference 0\n', text)
        self.assertEqual(folded.count('pool1['), 12)
        self.assertEqual(folded.count(' products '), 6 + 1)
        self.assertIn('and 42 more', folded)
        self.assertEqual(whole.count('pool1['), 54)
        for term in trace['terms']:
            channel, row, column = term['input']
            self.assertRegex(whole, rf'pool1\[{channel}, {row}, {column}\] .* = +{term["product"]:.9g} ')
        self.assertIn('padding: left out', self.good('trace', self.model, self.image, '--layer', 'conv1', '--channel',
                                                     '0', '--at', '0,0'))

    def test_refused(self):
        table = [
            ([], '--layer'),
            (['--layer', 'conv1'], '--channel'),
            (['--layer', 'conv1', '--channel', '0'], '--at'),
            (['--layer', 'conv3', '--channel', '0', '--at', '0,0'], 'conv2'),
            (['--layer', 'input', '--channel', '0', '--at', '0,0'], 'input'),
            (['--layer', 'conv1', '--channel', '6', '--at', '0,0'], 'channels end at 5'),
            (['--layer', 'conv1', '--channel', '0', '--at', '30,0'], 'rows at 29'),
            (['--layer', 'conv1', '--channel', '0', '--at', '0,30'], 'columns at 29'),
            (['--layer', 'fc1', '--channel', '7'], 'channels end at 6'),
            (['--layer', 'fc1', '--channel', '0', '--at', '1,0'], 'rows at 0'),
            *((['--layer', 'conv1', '--channel', channel, '--at', '0,0'], '--channel')
              for channel in ('', '-1', '1.5', 'x', '99999999999')),
            *((['--layer', 'conv1', '--channel', '0', '--at', place], '--at')
              for place in ('', '1', '1,', ',1', '1,2,3', '-1,0', '1;2', '1, 2', 'a,b', '99999999999,0')),
        ]
        for arguments, says in table:
            with self.subTest(arguments):
                self.bad(2, 'trace', self.model, self.image, *arguments, says=says)
        self.bad(1, 'trace', 'nowhere', self.image, '--layer', 'conv1', '--channel', '0', '--at', '0,0',
                 says='nowhere')
        (self.folder / 'text.png').write_text('none')
        self.bad(1, 'trace', self.model, 'text.png', '--layer', 'conv1', '--channel', '0', '--at', '0,0',
                 says='text.png')


class Explain(InspectCase):
    def explain(self, method, *arguments):
        out = self.good('explain', self.model, self.image, '--method', method, '--output', 'out.safetensors',
                        *arguments)
        return read_safetensors(self.folder / 'out.safetensors'), out

    def test_shapes_and_defaults(self):
        answer = self.good_json('classify', self.model, self.image, '--json')[0]
        shapes = {name: shape for name, (shape, _) in self.features().items()}
        for method, shape, layer in (('saliency', [3, 32, 32], 'input'), ('gradcam', shapes['tanh1'][2:], 'tanh1'),
                                     ('occlusion', [13, 13], 'input')):
            with self.subTest(method):
                (tensors, metadata), out = self.explain(method)
                self.assertEqual(tensors[method][0], shape)
                self.assertTrue(any(tensors[method][1]))
                self.assertEqual((metadata['receptive.method'], metadata['receptive.layer']), (method, layer))
                self.assertEqual(metadata['receptive.class_name'], answer['class'])
                self.assertIn(f'class {answer["class"]}, probability {answer["probability"]:.6f}', out)
                self.assertEqual(out.splitlines()[-1], 'out.safetensors')
                self.assertEqual(set(tensors), {method, 'occlusion_logit'} if method == 'occlusion' else {method})

    def test_choices(self):
        (default, _), _ = self.explain('gradcam')
        (layer, metadata), _ = self.explain('gradcam', '--layer', 'conv1', '--class', 'ring')
        self.assertEqual(layer['gradcam'][0], [30, 30])
        self.assertEqual((metadata['receptive.class'], metadata['receptive.layer']), ('1', 'conv1'))
        self.assertEqual(self.explain('gradcam', '--layer', 'conv1', '--class', '1')[0][0], layer)
        self.assertEqual(self.explain('gradcam', '--layer', 'tanh1')[0][0], default)
        self.assertEqual(self.explain('occlusion', '--size', '5', '--stride', '10')[0][0]['occlusion'][0], [4, 4])

    def test_occlusion_is_what_classify_says(self):
        """A square that covers everything leaves a grey picture."""
        (tensors, _), _ = self.explain('occlusion', '--size', '32', '--class', 'disc')
        (self.folder / 'grey.ppm').write_bytes(ppm(32, 32, b'\x80' * 3072))
        before, after = (self.good_json('classify', self.model, path, '--json')[0]['probabilities']['disc']
                         for path in (self.image, 'grey.ppm'))
        self.assertEqual(tensors['occlusion'][0], [1, 1])
        self.assertAlmostEqual(tensors['occlusion'][1][0], after - before, delta=1e-7)

    def test_saliency_of_a_linear_network_is_its_weights(self):
        weights = [((37 * i) % 101 - 50) / 1000 for i in range(30720)]
        metadata = read_safetensors(self.model)[1]
        metadata = {key: value for key, value in metadata.items() if not key.startswith('receptive.resume')}
        (self.folder / 'linear.safetensors').write_bytes(safetensors(
            {'classifier.weight': ([10, 3072], weights), 'classifier.bias': ([10], [0.0] * 10)},
            metadata | {'receptive.network': 'flatten, linear 10'}))
        self.model = self.folder / 'linear.safetensors'
        (tensors, _), _ = self.explain('saliency', '--class', '4')
        wanted = struct.unpack('<3072f', struct.pack('<3072f', *weights[4 * 3072:5 * 3072]))
        self.assertEqual(tensors['saliency'][1], wanted)
        # and Grad-CAM has nothing to weigh
        before = self.contents()
        self.bad(2, 'explain', self.model, self.image, '--method', 'gradcam', '--output', 'new.png',
                 says='convolution')
        self.assertEqual(self.contents(), before)

    def test_pictures(self):
        for method in ('saliency', 'gradcam', 'occlusion'):
            with self.subTest(method):
                out = self.good('explain', self.model, self.image, '--method', method, '--output', 'out.png')
                contents = (self.folder / 'out.png').read_bytes()
                self.assertEqual(contents[:8], b'\x89PNG\r\n\x1a\n')
                self.assertEqual(struct.unpack('>I', contents[16:20])[0], 512 + 32)
                self.assertEqual(out.splitlines()[-1], 'out.png')

    def test_refused(self):
        before = self.contents()
        saliency = ['--method', 'saliency', '--output', 'out.png']
        table = [
            ([], '--method'),
            (['--method', 'magic', '--output', 'out.png'], 'saliency, gradcam, occlusion'),
            (['--method', 'saliency'], '--output'),
            (['--method', 'saliency', '--output', 'out.jpg'], '.png or .safetensors'),
            (['--method', 'saliency', '--output', self.image], str(self.image)),
            ([*saliency, '--class', 'unicorn'], 'crescent'),
            ([*saliency, '--class', '10'], '10'),
            ([*saliency, '--class', '-1'], '-1'),
            ([*saliency, '--class', ''], 'class'),
            ([*saliency, '--layer', 'conv1'], 'gradcam'),
            ([*saliency, '--size', '3'], 'occlusion'),
            ([*saliency, '--stride', '3'], 'occlusion'),
            (['--method', 'gradcam', '--output', 'out.png', '--layer', 'conv7'], 'conv2'),
            (['--method', 'gradcam', '--output', 'out.png', '--layer', 'fc1'], 'fc1'),
            (['--method', 'gradcam', '--output', 'out.png', '--layer', 'flatten'], 'flatten'),
            (['--method', 'gradcam', '--output', 'out.png', '--layer', 'softmax'], 'softmax'),
            (['--method', 'gradcam', '--output', 'out.png', '--layer', 'input'], 'input'),
            (['--method', 'occlusion', '--output', 'out.png', '--size', '33'], '1 to 32'),
            (['--method', 'occlusion', '--output', 'out.png', '--size', '0'], '--size'),
            (['--method', 'occlusion', '--output', 'out.png', '--stride', '0'], '--stride'),
            (['--method', 'occlusion', '--output', 'out.png', '--stride', 'x'], '--stride'),
        ]
        for arguments, says in table:
            with self.subTest(arguments):
                self.bad(2, 'explain', self.model, self.image, *arguments, says=says)
        (self.folder / 'text.png').write_text('none')
        self.bad(1, 'explain', self.model, 'text.png', *saliency, says='text.png')
        self.bad(1, 'explain', 'nowhere', self.image, *saliency, says='nowhere')
        for output in ('nowhere/out.png', 'nowhere/out.safetensors'):
            self.bad(1, 'explain', self.model, self.image, '--method', 'saliency', '--output', output, says='nowhere')
        (self.folder / 'text.png').unlink()
        self.assertEqual(self.contents(), before)


class Freeze(Case):
    def test_frozen_layers_keep_every_bit(self):
        first = read_safetensors(self.train('first', '--lr', '1e-30', '--max-steps', '1') / 'last.safetensors')[0]
        model = self.train('frozen', '--freeze', 'conv1', '--momentum', '0.9', '--weight-decay', '0.1')
        frozen = read_safetensors(model / 'last.safetensors')[0]
        for name in ('conv1.weight', 'conv1.bias'):
            self.assertEqual(frozen[name], first[name])
        self.assertNotEqual(frozen['classifier.weight'], first['classifier.weight'])
        info = json.loads((self.folder / 'frozen/run.json').read_text())
        self.assertEqual(info['settings']['frozen'], ['conv1'])
        self.assertIsNone(info['branched_from'])
        # and so it goes on
        self.good('train', '--resume', '--run', 'frozen', '--epochs', '2')
        frozen = read_safetensors(model / 'last.safetensors')[0]
        self.assertEqual(frozen['conv1.weight'], first['conv1.weight'])

    def test_refused(self):
        for layers, says in (('conv9', 'conv1, classifier'), ('relu1', 'relu1'), ('', 'freeze'), ('conv1,', 'empty'),
                             ('conv1,conv1', 'twice'), ('conv1,classifier', 'All layers')):
            with self.subTest(layers):
                self.bad(2, 'train', '--dataset', 'shapes', '--run', 'run', '--network',
                         'avgpool 4, conv 4 3x3, relu, flatten, linear 10', f'--freeze={layers}', says=says)
        self.assertEqual(self.contents(), [])
        self.bad(2, 'train', '--resume', '--run', 'run', '--freeze', 'conv1', says='--freeze')


if __name__ == '__main__':
    main()

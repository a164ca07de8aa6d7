"""receptive-cli and the CUDA module: why there is no GPU, said in a sentence; and training on one, which here is the
processor.

Usage: test-cuda.py MODULE-FOLDER ON-CPU-FOLDER STAND-INS-FOLDER HOLLOW-FOLDER

The module is the one that is installed; stand-ins of the driver and of NVML say what kind of machine it is. The one
on the processor has the same host code and kernels, and finds no cuDNN but the stand-in's.
"""

import re
import shutil
import sys
import unittest

from program import TINY, Case

MODULE, ON_CPU, STAND_INS, HOLLOW = sys.argv[1:5]
del sys.argv[1:5]


class CudaCase(Case):
    def setUp(self):
        super().setUp()
        self.libraries = self.folder / 'libraries'
        self.libraries.mkdir()
        self.environment |= {'RECEPTIVE_MODULE_DIR': MODULE, 'LD_LIBRARY_PATH': str(self.libraries)}

    def give(self, *names, folder=STAND_INS):
        for name in names:
            shutil.copy(f'{folder}/{name}', self.libraries)

    def cuda(self):
        devices = [device for device in self.good_json('devices', '--json') if device['name'] == 'cuda']
        self.assertEqual(len(devices), 1)
        return devices[0]

    def why_not(self, **environment):
        self.environment |= environment
        device = self.cuda()
        self.assertFalse(device['usable'], device)
        line = next(line for line in self.good('devices').splitlines() if line.startswith('cuda '))
        self.assertTrue(line.endswith(f'not usable: {device["reason"]}'), line)
        # asked for by name it is refused with the same words, and nobody takes it by itself
        done = self.run_cli('train', '--device', 'cuda', '--dataset', 'shapes')
        self.assertEqual(done.returncode, 1)
        self.assertIn(device['reason'], done.stderr)
        self.assertEqual(self.good_json('devices', '--json')[0]['name'], 'cpu')
        return device['reason']


class Refusal(CudaCase):
    def test_no_driver(self):
        # a machine that has one says something else, or nothing
        if self.cuda().get('reason') != 'There is no NVIDIA driver (libcuda.so.1)':
            self.skipTest('this machine has a driver')
        self.assertEqual(self.why_not(), 'There is no NVIDIA driver (libcuda.so.1)')

    def test_old_driver(self):
        self.give('libcuda.so.1')
        self.assertEqual(self.why_not(STAND_IN_DRIVER='old'),
                         'The NVIDIA driver is too old: it knows CUDA 12.4, and 13.0 is needed; driver 580 and later '
                         'have it')

    def test_no_device(self):
        self.give('libcuda.so.1')
        self.assertEqual(self.why_not(STAND_IN_DRIVER='none'), 'There is no NVIDIA GPU that the driver can use')

    def test_updated_driver(self):
        self.give('libcuda.so.1')
        self.assertEqual(self.why_not(STAND_IN_DRIVER='updated'),
                         'The NVIDIA driver was updated; restart the computer to use the GPU')

    def test_odd_driver(self):
        self.give('libcuda.so.1')
        self.assertEqual(self.why_not(STAND_IN_DRIVER='odd'),
                         'The NVIDIA driver does not work here: system not yet initialized (error 802)')

    def test_hollow_driver(self):
        self.give('libcuda.so.1', folder=HOLLOW)
        self.assertEqual(self.why_not(), 'The NVIDIA driver is not whole: libcuda.so.1 lacks cuDriverGetVersion')

    def test_weak_device(self):
        self.give('libcuda.so.1')
        self.assertEqual(self.why_not(STAND_IN_DRIVER='weak'),
                         'The GPU “Stand-in” has the compute capability 6.1, and 7.5 is needed')

    def test_full_device(self):
        self.give('libcuda.so.1', 'libnvidia-ml.so.1')
        self.assertEqual(self.why_not(STAND_IN_FREE='100'),
                         'The GPU “Stand-in” is out of memory: of its 80.0\u00a0GiB other programs leave 100.0\u00a0MiB')


class Dnn(CudaCase):
    def setUp(self):
        super().setUp()
        self.environment['RECEPTIVE_MODULE_DIR'] = ON_CPU
        self.give('libcuda.so.1')

    def test_no_dnn(self):
        self.assertEqual(self.why_not(), 'cuDNN 9 was not found; install it, or name the folder of libcudnn-on-cpu.so.9 in '
                                         'LD_LIBRARY_PATH')

    def test_hollow_dnn(self):
        self.give('libcudnn-on-cpu.so.9', folder=HOLLOW)
        self.assertEqual(self.why_not(), 'cuDNN is not whole: libcudnn-on-cpu.so.9 lacks cudnnGetVersion')

    def test_other_dnn(self):
        self.give('libcudnn-on-cpu.so.9')
        self.assertEqual(self.why_not(ON_CPU_DNN_VERSION='80907'), 'This is cuDNN 8, and version 9 is needed')


class Use(CudaCase):
    def setUp(self):
        super().setUp()
        self.environment['RECEPTIVE_MODULE_DIR'] = ON_CPU
        self.give('libcuda.so.1', 'libcudnn-on-cpu.so.9')

    def run_cli(self, *arguments, **options):
        done = super().run_cli(*arguments, **options)
        # the address sanitizer's remark on the contexts that the stand-in makes of threads
        done.stderr = re.sub(r'==\d+==WARNING: ASan doesn\'t fully support makecontext[^\n]*\n', '', done.stderr)
        return done

    def test_detail(self):
        device = self.cuda()
        self.assertTrue(device['usable'], device)
        self.assertEqual((device['title'], device['detail']), ('GPU (CUDA)', 'Stand-in, 80.0\u00a0GiB'))
        self.give('libnvidia-ml.so.1')
        self.assertEqual(self.cuda()['detail'], 'Stand-in, 80.0\u00a0GiB, driver 580.1.2')
        # what "auto" takes comes first: the CPU, until a GPU has been seen to work
        self.assertEqual([device['name'] for device in self.good_json('devices', '--json')], ['cpu', 'cuda', 'reference'])

    def train(self, run, *options):
        return self.good('train', '--run', run, '--device', 'cuda', *options)

    def weights(self, run):
        return (self.folder / run / 'checkpoints' / 'last.safetensors').read_bytes()

    def test_train_and_resume(self):
        common = ['--dataset', 'shapes', '--network', TINY, '--batch-size', '48', '--momentum', '0.9']
        self.train('whole', *common, '--epochs', '2')
        self.train('again', *common, '--epochs', '2')
        self.assertEqual(self.weights('whole'), self.weights('again'))
        self.train('parts', *common, '--epochs', '1')
        self.good('train', '--resume', '--run', 'parts', '--epochs', '2')
        self.assertEqual(self.weights('whole'), self.weights('parts'))
        evaluate = ['evaluate', 'whole/checkpoints/last.safetensors', '--dataset', 'shapes', '--json', '--device']
        on_cuda, on_cpu = (self.good_json(*evaluate, device) for device in ('cuda', 'cpu'))
        self.assertAlmostEqual(on_cuda['loss'], on_cpu['loss'], places=4)

    def test_tf32(self):
        # the stand-in of cuDNN aborts where TF32 is used and this is not set, or the other way round
        self.environment['ON_CPU_TF32'] = '1'
        self.train('run', '--tf32', '--dataset', 'shapes', '--network', TINY, '--max-steps', '2')


if __name__ == '__main__':
    unittest.main()

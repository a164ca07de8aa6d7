"""Files made byte by byte, good ones and broken ones."""

import json
import math
import struct
import zlib


def safetensors(tensors, metadata=None, header=None):
    """The bytes of a safetensors file; tensors: name → (shape, floats). A `header` replaces the right one."""
    entries, data = {}, b''
    for name, (shape, values) in tensors.items():
        packed = struct.pack(f'<{len(values)}f', *values)
        entries[name] = {'dtype': 'F32', 'shape': shape, 'data_offsets': [len(data), len(data) + len(packed)]}
        data += packed
    if metadata is not None:
        entries['__metadata__'] = metadata
    text = header if header is not None else json.dumps(entries).encode()
    return struct.pack('<Q', len(text)) + text + data


def read_safetensors(path):
    """name → (shape, floats), and the metadata."""
    contents = path.read_bytes()
    size, = struct.unpack('<Q', contents[:8])
    header = json.loads(contents[8:8 + size])
    metadata = header.pop('__metadata__', {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + size + offset for offset in entry['data_offsets'])
        assert entry['dtype'] == 'F32'
        assert end - begin == 4 * math.prod(entry['shape'])
        tensors[name] = (entry['shape'], struct.unpack(f'<{(end - begin) // 4}f', contents[begin:end]))
    return tensors, metadata


def _chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(width, height, pixel, colour=2, depth=8, palette=None, rows=None):
    """A PNG of one colour; `pixel` is the bytes of one pixel. `rows`: how many rows are really there."""
    row = b'\0' + pixel * width
    header = struct.pack('>IIBBBBB', width, height, depth, colour, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + _chunk(b'IHDR', header)
            + (_chunk(b'PLTE', palette) if palette else b'')
            + _chunk(b'IDAT', zlib.compress(row * (height if rows is None else rows))) + _chunk(b'IEND', b''))


def ppm(width, height, data):
    return f'P6 {width} {height} 255\n'.encode() + data

"""Checkpoints of the program and the PyTorch network of tests/golden/nn/make.py: .safetensors read and written with struct and json alone."""
import importlib.util
import json
import os
import struct

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location('golden_nn', os.path.join(HERE, '..', 'nn', 'make.py'))
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)

TYPES = {'F32': torch.float32, 'F64': torch.float64, 'I64': torch.int64}


def read(path):
    """Tensors by name, and the metadata."""
    with open(path, 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        data = bytearray(file.read())
    metadata = header.pop('__metadata__')
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        if end > begin:
            tensors[name] = torch.frombuffer(data[begin:end], dtype=TYPES[entry['dtype']]).reshape(entry['shape'])
    return tensors, metadata


def write(path, tensors, metadata):
    header, data = {'__metadata__': metadata}, b''
    for name, tensor in tensors.items():
        raw = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {'dtype': 'F32', 'shape': list(tensor.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + data)


def net_of(leads, widths, embedding, classes, model):
    golden.LEADS, golden.WIDTHS, golden.EMBEDDING, golden.CLASSES = leads, widths, embedding, classes
    return golden.Net(model['sca'], model['pooling'], model['sca_skip'])


def load(path):
    """The network of a checkpoint of the program: every tensor by its name, none missing, none left over."""
    tensors, metadata = read(path)
    model = json.loads(metadata['model'])
    classes = [len(json.loads(metadata[key])) for key in ('subjects', 'activities')]
    net = net_of(len(json.loads(metadata['leads'])), tuple(model['widths']), model['embedding'], classes, model)
    state = {name: t for name, t in tensors.items() if not name.startswith(('run.', 'optim.'))}
    counters = {name: t for name, t in net.state_dict().items() if name.endswith('num_batches_tracked')}
    net.load_state_dict({**state, **counters}, strict=True)
    return net.eval(), metadata

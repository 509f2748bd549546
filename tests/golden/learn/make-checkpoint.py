#!/usr/bin/python3
"""A checkpoint that PyTorch wrote, with windows and the logits that it gave for them: what test-golden-checkpoint.c must find as well.

    /usr/bin/python3 tests/golden/learn/make-checkpoint.py tests/golden/learn/torch.safetensors
"""
import json
import sys

import torch

import torch_checkpoint


def main():
    torch.manual_seed(3)
    torch.set_num_threads(1)
    model = {'widths': [8, 16], 'kernel': 7, 'stem_kernel': 15, 'embedding': 12, 'dropout': 0.3, 'sca': 'full', 'pooling': 'mean', 'sca_skip': True}
    net = torch_checkpoint.net_of(2, (8, 16), 12, (5, 3), model)
    x = torch.randn(6, 2, 100)
    for _ in range(3):  # so that running statistics are not those of a fresh network
        net.train()(torch.randn(16, 2, 100))
    net.eval()
    with torch.no_grad():
        identity, activity = net(x)
    tensors = {name: t for name, t in net.state_dict().items() if not name.endswith('num_batches_tracked')}
    tensors |= {'test.x': x, 'test.identity': identity, 'test.activity': activity}
    preparation = {'rate_hz': 250.0, 'window': 100, 'low_hz': 0.5, 'high_hz': 40.0, 'mains_hz': 50.0, 'normalisation': 'recording'}
    torch_checkpoint.write(sys.argv[1], tensors, {
        'format_version': '1', 'leads': json.dumps(['I', 'II']), 'model': json.dumps(model), 'preparation': json.dumps(preparation),
        'subjects': json.dumps([f'S{i}' for i in range(5)]), 'activities': json.dumps(['a', 'b', 'c'])})


main()

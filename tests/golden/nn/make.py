#!/usr/bin/python3
"""The DT4ECG network in PyTorch, of our own writing, as an oracle: python3-torch 1.13 of Debian 12.

Writes golden.bin: float32 little-endian, in the order in which test-golden-model.c reads it. Weights and inputs come from a
formula that both sides compute, so that only results are stored.

    /usr/bin/python3 tests/golden/nn/make.py tests/golden/nn/golden.bin
"""
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

LEADS, LENGTH, WIDTHS, EMBEDDING, CLASSES, BATCH = 3, 96, (8, 8, 12), 10, (5, 3), 6
STEPS = 10


class Residual(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv1d(cin, cout, 7, stride, 3, bias=False)
        self.bn1 = nn.BatchNorm1d(cout)
        self.proj = self.proj_bn = None
        if stride != 1 or cin != cout:
            self.proj = nn.Conv1d(cin, cout, 1, stride, bias=False)
            self.proj_bn = nn.BatchNorm1d(cout)
        self.conv2 = nn.Conv1d(cout, cout, 7, 1, 3, bias=False)
        self.bn2 = nn.BatchNorm1d(cout)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.proj is None else self.proj_bn(self.proj(x))))


class Sca(nn.Module):
    def __init__(self, channels, mode, pooling, skip):
        super().__init__()
        hidden = max(channels // 8, 4)
        self.mode, self.pooling, self.skip = mode, pooling, skip
        if mode in ('full', 'channel'):
            self.fc1, self.fc2 = nn.Linear(channels, hidden), nn.Linear(hidden, channels)
        if mode in ('full', 'sequence'):
            self.conv = nn.Conv1d(1, 1, 7, padding=3)

    def forward(self, f):
        if self.mode == 'none':
            return f
        f1 = f
        if self.mode in ('full', 'channel'):
            def gate(z):
                return self.fc2(F.relu(self.fc1(z)))
            logit = gate(f.mean(2))
            if self.pooling == 'mean+max':
                logit = logit + gate(f.amax(2))
            f1 = torch.sigmoid(logit)[:, :, None] * f
        out = f1
        if self.mode in ('full', 'sequence'):
            logit = self.conv(f1.mean(1, keepdim=True))
            if self.pooling == 'mean+max':
                logit = logit + self.conv(f1.amax(1, keepdim=True))
            out = torch.sigmoid(logit) * f1
        return f + out if self.skip else out


class Net(nn.Module):
    def __init__(self, mode='full', pooling='mean', skip=True):
        super().__init__()
        self.stem = nn.Conv1d(LEADS, WIDTHS[0], 15, 2, 7, bias=False)
        self.stem_bn = nn.BatchNorm1d(WIDTHS[0])
        ins = (WIDTHS[0],) + WIDTHS[:-1]
        self.stages = nn.ModuleList(Residual(a, b, 1 if i == 0 else 2) for i, (a, b) in enumerate(zip(ins, WIDTHS)))
        self.sca = nn.ModuleList(Sca(w, mode, pooling, skip) for w in WIDTHS)
        self.embed = nn.Linear(WIDTHS[-1], EMBEDDING)
        self.id_head, self.act_head = nn.Linear(EMBEDDING, CLASSES[0]), nn.Linear(EMBEDDING, CLASSES[1])

    def forward(self, x):
        x = F.max_pool1d(F.relu(self.stem_bn(self.stem(x))), 3, 2, 1)
        for stage, sca in zip(self.stages, self.sca):
            x = sca(stage(x))
        z = F.relu(self.embed(x.mean(2)))
        return self.id_head(z), self.act_head(z)


def formula(n, salt):
    i = torch.arange(n, dtype=torch.float64)
    return torch.sin(0.7 * i + 1.3 * salt) * torch.cos(0.013 * i * i + salt)


def tensors(net):
    """Name and tensor in the order of the program's own table: see core/nn/model-layout.c."""
    state = net.state_dict()

    def conv_norm(conv, norm):
        return [conv + '.weight'] + [norm + '.' + k for k in ('weight', 'bias', 'running_mean', 'running_var')]
    names = conv_norm('stem', 'stem_bn')
    for i in range(len(WIDTHS)):
        s = f'stages.{i}.'
        names += conv_norm(s + 'conv1', s + 'bn1')
        if s + 'proj.weight' in state:
            names += conv_norm(s + 'proj', s + 'proj_bn')
        names += conv_norm(s + 'conv2', s + 'bn2')
        names += [f'sca.{i}.{k}' for k in ('fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias', 'conv.weight', 'conv.bias')
                  if f'sca.{i}.{k}' in state]
    names += [f'{k}.{p}' for k in ('embed', 'id_head', 'act_head') for p in ('weight', 'bias')]
    return names, state


def fill(net):
    names, state = tensors(net)
    for salt, name in enumerate(names):
        t = state[name]
        v = formula(t.numel(), salt).to(torch.float32).reshape(t.shape)
        if 'running_var' in name:
            v = 1 + 0.5 * v * v
        elif 'running_mean' in name:
            v = 0.1 * v
        elif '_bn.weight' in name or '.bn1.weight' in name or '.bn2.weight' in name:
            v = 1 + 0.2 * v
        elif t.dim() > 1:
            v = v * math.sqrt(2.0 / (t.numel() / t.shape[0]))
        else:
            v = 0.1 * v
        t.copy_(v)
    return names


def flat(net, names, source):
    return torch.cat([source(name).reshape(-1) for name in names])


def task_losses(net, x, labels):
    return [F.cross_entropy(logit, label) for logit, label in zip(net(x), labels)]


def gradients(net, names, loss):
    params = dict(net.named_parameters())
    for p in params.values():
        p.grad = None
    loss.backward()
    return flat(net, names, lambda n: params[n].grad if n in params else torch.zeros_like(net.state_dict()[n]))


def gradnorm_weights(s):
    w = torch.clamp(2 * torch.softmax(s, 0), min=0.05)
    return 2 * w / w.sum()


def variant(out, mode, pooling, skip):
    net = Net(mode, pooling, skip)
    with torch.no_grad():
        names = fill(net)
    x = formula(BATCH * LEADS * LENGTH, 99).to(torch.float32).reshape(BATCH, LEADS, LENGTH)
    labels = [torch.tensor([i % c for i in range(BATCH)]) for c in CLASSES]
    net.eval()
    out += [logit.detach().reshape(-1) for logit in net(x)]
    net.train()
    losses = task_losses(net, x, labels)
    norms = [torch.autograd.grad(l, net.embed.weight, retain_graph=True)[0].norm() for l in losses]
    out.append(torch.stack([l.detach() for l in losses] + norms))
    out.append(gradients(net, names, 1.25 * losses[0] + 0.75 * losses[1]))
    out.append(flat(net, names, lambda n: net.state_dict()[n].detach()))
    return net, names, x, labels


def train(out, net, names, x, labels):
    """Ten steps of Adam, clipping and GradNorm; weight decay on weights of convolutions and dense layers alone."""
    decay = [p for n, p in net.named_parameters() if n.endswith('weight') and 'bn' not in n]
    rest = [p for n, p in net.named_parameters() if not (n.endswith('weight') and 'bn' not in n)]
    adam = torch.optim.Adam([{'params': decay, 'weight_decay': 1e-4}, {'params': rest}], lr=1e-3)
    s = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    adam_s = torch.optim.Adam([s], lr=0.02)
    first = torch.tensor([math.log(c) for c in CLASSES], dtype=torch.float64)
    w, mean_l, mean_g = torch.ones(2, dtype=torch.float64), None, None
    for _ in range(STEPS):
        losses = task_losses(net, x, labels)
        g = torch.stack([torch.autograd.grad(l, net.embed.weight, retain_graph=True)[0].norm() for l in losses]).double().detach()
        l = torch.stack([v.detach() for v in losses]).double()
        adam.zero_grad()
        (float(w[0]) * losses[0] + float(w[1]) * losses[1]).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        adam.step()
        mean_l = l if mean_l is None else 0.9 * mean_l + 0.1 * l
        mean_g = g if mean_g is None else 0.9 * mean_g + 0.1 * g
        ratio = mean_l / first
        target = (w * mean_g).mean() * (ratio / ratio.mean()) ** 0.5
        adam_s.zero_grad()
        soft = 2 * torch.softmax(s, 0)
        (soft * (torch.sign(w * mean_g - target) * mean_g)).sum().backward()
        adam_s.step()
        w = gradnorm_weights(s.detach())
        out.append(torch.cat([l, g, w]).float())
    out.append(flat(net, names, lambda n: net.state_dict()[n].detach()))


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    out = []
    for mode, pooling, skip in (('none', 'mean', True), ('channel', 'mean', True), ('sequence', 'mean', True), ('full', 'mean+max', True),
                                ('full', 'mean', False), ('full', 'mean', True)):
        last = variant(out, mode, pooling, skip)
    train(out, *last)
    with open(sys.argv[1], 'wb') as f:
        f.write(torch.cat(out).to(torch.float32).numpy().tobytes())


if __name__ == '__main__':
    main()

#!/usr/bin/python3
"""A GPT-2-shaped checkpoint with random weights, for measuring: gpt2_file.py OUT LAYERS HEADS WIDTH POSITIONS"""
import json, struct, sys
import numpy as np

out = sys.argv[1]
layers, heads, d, positions = map(int, sys.argv[2:6])
random = np.random.default_rng(1)
words = [f'w{i}' for i in range(60)]
tensors = {}


def drawn(name, deviation, *shape):
    tensors[name] = (random.standard_normal(shape, dtype='f4') * np.float32(deviation))


def constant(name, number, *shape):
    tensors[name] = np.full(shape, number, 'f4')


drawn('wte.weight', 1, len(words), d)
drawn('wpe.weight', .5, positions, d)
for layer in range(layers):
    for norm in ('ln_1', 'ln_2'):
        constant(f'h.{layer}.{norm}.weight', 1, d)
        constant(f'h.{layer}.{norm}.bias', 0, d)
    for name, rows, cols, deviation in (('attn.c_attn', d, 3 * d, 1.6), ('attn.c_proj', d, d, .5),
                                        ('mlp.c_fc', d, 4 * d, .5), ('mlp.c_proj', 4 * d, d, .2)):
        drawn(f'h.{layer}.{name}.weight', deviation / d ** .5, rows, cols)
        constant(f'h.{layer}.{name}.bias', 0, cols)
constant('ln_f.weight', 1, d)
constant('ln_f.bias', 0, d)

config = {'n_layer': layers, 'n_head': heads, 'n_embd': d, 'n_positions': positions, 'layer_norm_epsilon': 1e-5}
header, end = {'__metadata__': {'heed.format': '1', 'heed.model': 'transformer', 'heed.task': 'repeat', 'heed.recipe': '{}',
                                'heed.config': json.dumps(config), 'heed.vocabulary': json.dumps(words)}}, 0
for name, tensor in tensors.items():
    header[name] = {'dtype': 'F32', 'shape': list(tensor.shape), 'data_offsets': [end, end + tensor.nbytes]}
    end += tensor.nbytes
head = json.dumps(header).encode()
head += b' ' * (-len(head) % 8)
with open(out, 'wb') as file:
    file.write(struct.pack('<Q', len(head)) + head)
    for tensor in tensors.values():
        file.write(tensor.tobytes())

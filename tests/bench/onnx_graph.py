#!/usr/bin/python3
"""Writes attention as ONNX's own operators, for ONNX Runtime: weights = softmax(scale · Q Kᵀ), context = weights · V.

    tests/bench/onnx_graph.py FILE WIDTH

The few messages of onnx.proto that are needed, field by field: (number, value), where an int is a varint, bytes or a
string are themselves, and a list is a message inside.
"""
import math, struct, sys

FLOAT, INTS, INT = 1, 7, 2  # TensorProto.FLOAT; AttributeProto.INTS and INT


def varint(n):
    out = b''
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def message(fields):
    out = b''
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            data = message(value) if isinstance(value, list) else value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def node(op, inputs, outputs, *attributes):
    return (1, [(1, i) for i in inputs] + [(2, o) for o in outputs] + [(4, op)] + [(5, a) for a in attributes])


def tensor_value(name, dimensions):
    shape = [(1, [(2, d)]) for d in dimensions]  # named, so any number of heads and rows
    return [(1, name), (2, [(1, [(1, FLOAT), (2, shape)])])]


path, width = sys.argv[1], int(sys.argv[2])
scale = [(1, 1), (2, FLOAT), (8, 'scale'), (9, struct.pack('<f', 1 / math.sqrt(width)))]
graph = [
    node('Transpose', ['K'], ['turned'], [(1, 'perm'), (20, INTS), (8, 0), (8, 2), (8, 1)]),
    node('MatMul', ['Q', 'turned'], ['products']),
    node('Mul', ['products', 'scale'], ['scores']),
    node('Softmax', ['scores'], ['weights'], [(1, 'axis'), (20, INT), (3, 2)]),
    node('MatMul', ['weights', 'V'], ['context']),
    (2, 'attention'), (5, scale),
    *((11, tensor_value(name, 'HNd')) for name in 'QKV'),
    (12, tensor_value('weights', 'HNN')), (12, tensor_value('context', 'HNd')),
]
with open(path, 'wb') as file:
    file.write(message([(1, 8), (7, graph), (8, [(1, ''), (2, 17)])]))

#!/usr/bin/python3
"""The peer for attention with its weights, as it is written in PyTorch: softmax(Q Kᵀ / √d) V, one thread, in
processor time.

    tests/bench/torch_attend.py HEADS ROWS
"""
import json, math, statistics, sys, time
import torch

heads, rows, width = int(sys.argv[1]), int(sys.argv[2]), 64
torch.set_num_threads(1)
torch.manual_seed(1)
Q, K, V = (torch.rand(heads, rows, width) * 4 - 2 for _ in range(3))


def attend():
    weights = torch.softmax(Q @ K.transpose(1, 2) / math.sqrt(width), -1)
    return weights, weights @ V


def time_of(times):
    start = time.process_time()
    for _ in range(times):
        attend()
    return (time.process_time() - start) / times


with torch.no_grad():
    repeat = max(1, int(0.02 / max(time_of(1), time_of(1))))
    print(json.dumps({'torch': statistics.median(time_of(repeat) for _ in range(5))}))

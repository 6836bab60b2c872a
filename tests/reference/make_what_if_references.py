#!/usr/bin/env python3
"""Writes the reference files of tests/reference/what-if: what runs of the checkpoints beside it must show
when weights are forced, centres moved and the output's first words given (attention.md, 3). A source with
other words is another source, which the other references have.

Run by hand like make_references.py and make_transformer_references.py, whose float64 computations these
are. what-if/NAME.expected.safetensors is laid out as theirs.

    python3 tests/reference/make_what_if_references.py
"""
import json
import struct

import numpy

import make_references as recurrent
import make_transformer_references as transformer
from make_references import END, HERE, SOURCE, Undecided, write_safetensors

FOLDER = HERE / "what-if"


def read_safetensors(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header, start = json.loads(data[8 : 8 + size]), 8 + size
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, about in header.items():
        first, end = about["data_offsets"]
        numbers = numpy.frombuffer(data[start + first : start + end], "<f4")
        tensors[name] = numbers.reshape(about["shape"])
    return tensors, metadata


def decided_run(name, run, draw, make):
    for _ in range(2000):
        draw(run)
        try:
            return make(run)
        except Undecided:
            continue
    raise SystemExit(f"{name}: no input is decided for {run}")


def write(name, folder, done):
    expected, runs = {}, []
    for i, (run, arrays) in enumerate(done):
        runs.append(run)
        expected.update({f"{i}/{key}": value for key, value in arrays.items()})
    folder.mkdir(exist_ok=True)
    write_safetensors(folder / f"{name}.expected.safetensors", expected, {"runs": json.dumps(runs)})
    return len(runs)


# --- recurrent models ------------------------------------------------------------------------------

# [row, source, W]; W None: all of the row.
ONE = [[2, 3, None]]
VALUE = [[1, 2, 0.75]]
SEVERAL = [[1, 1, 0.25], [1, 4, 0.5], [3, 2, 0.0]]
EDITS = [
    {"force": ONE, "scope": "global"},
    {"force": VALUE, "scope": "global", "weigh": "sparse"},
    {"force": SEVERAL, "scope": "global", "temperature": 0.5},
    {"force": VALUE, "scope": "global", "weigh": "argmax"},
    {"force": ONE, "scope": "local-m", "window": 1},  # row 2 sees 1 … 3
    {"force": [[1, 4, 0.3]], "scope": "local-m", "window": 1},  # a masked one
    {"force": [[1, 2, 0.2], [2, 1, 0.1]], "scope": "local-p", "window": 2},
    {"force": VALUE, "scope": "local-p", "window": 2, "renormalise": True},
    {"force": ONE, "scope": "local-p", "window": 1},
    {"force": [[1, 1, 0.4], [2, 5, 0.6]], "scope": "global", "weigh": "hard", "samples": 4, "seed": 5},
    {"centers": [[1, 4.0], [3, 1.0]], "scope": "local-m", "window": 1},
    {"centers": [[2, 1.75]], "scope": "local-p", "window": 2},
    {"centers": [[1, 2.5]], "force": [[1, 3, 0.1]], "scope": "local-p", "window": 1},
    {"prefix": [6, 4], "scope": "global"},
    {"prefix": [5], "force": SEVERAL, "scope": "global"},
    {"prefix": [7, 7, END], "scope": "local-p", "window": 2, "centers": [[2, 3.25]]},
]


def make_recurrent(name, score, number):
    tensors, metadata = read_safetensors(HERE / f"{name}.safetensors")
    model = recurrent.Model(json.loads(metadata["heed.config"]), tensors)
    random = numpy.random.Generator(numpy.random.PCG64(1000 + number))

    def draw(run):
        run["source"] = [int(x) for x in random.integers(3, len(SOURCE), int(random.integers(4, 7)))] + [END]

    done = []
    for i, edits in enumerate(EDITS):
        run = {"temperature": 1.0, "samples": 1, "seed": 1, "renormalise": False, "window": 0, "weigh": "soft"}
        run.update(edits, score=score)
        arrays = decided_run(name, run, draw, lambda run: recurrent.run_model(model, run))
        done.append((dict(run, seed=str(run["seed"])), arrays))
    return write(name, FOLDER, done)


# --- transformers ----------------------------------------------------------------------------------

# [place, layer, head, row, source, W]
ALONE = [
    {"force": [["decoder", 0, 0, 3, 2, None]]},
    {"force": [["decoder", 1, 1, 2, 1, 0.25], ["decoder", 0, 2, 4, 4, 0.5], ["decoder", 0, 2, 4, 1, 0.125]]},
    {"force": [["decoder", 0, 1, 1, 3, 0.5]]},  # a later symbol
    {"force": [["decoder", 1, 0, 2, 4, 0.5]], "scope": "band", "window": 1, "weigh": "argmax"},
    {"force": [["decoder", 0, 0, 4, 3, None]], "ablated": [["decoder", 0, 1]], "scope": "global"},
]
TWO = [
    {"force": [["cross", 0, 0, 2, 1, None]]},
    {"force": [["cross", 0, 1, 1, 3, 0.75], ["cross", 0, 1, 2, 2, 0.5]], "weigh": "sparse"},
    {"force": [["encoder", 0, 1, 2, 3, 0.5], ["encoder", 0, 0, 1, 1, 0.0]]},
    {"force": [["decoder", 0, 0, 3, 1, 0.875], ["cross", 0, 0, 3, 2, 0.125]], "temperature": 0.5},
    {"prefix": [6, 4]},
    {"prefix": [5], "force": [["cross", 0, 1, 2, 2, None]], "weigh": "hard", "samples": 3, "seed": "9"},
]


def make_transformer(name, number, edits, draw, make):
    done = []
    for asked in edits:
        run = json.loads(json.dumps(dict(asked, plain=False)))
        arrays = decided_run(name, run, draw, make)
        kept = {key: value for key, value in arrays.items() if not transformer.is_plain(key)}
        done.append((run, kept))
    return write(name, FOLDER / "transformer", done)


def make_alone(name, number):
    tensors, metadata = read_safetensors(transformer.FOLDER / f"{name}.safetensors")
    config = json.loads(metadata["heed.config"])
    config["n_inner"] = config.get("n_inner")
    w = {k: v.astype(numpy.float64) for k, v in tensors.items()}
    random = numpy.random.Generator(numpy.random.PCG64(2000 + number))

    def draw(run):
        run["target"] = [int(x) for x in random.integers(0, len(w["wte.weight"]), 6)]

    return make_transformer(name, number, ALONE, draw, lambda run: transformer.gpt_run(config, w, run))


def make_pair(name, number):
    tensors, metadata = read_safetensors(transformer.FOLDER / f"{name}.safetensors")
    c = json.loads(metadata["heed.config"])
    c.update(source=json.loads(metadata["heed.source_vocabulary"]), target=json.loads(metadata["heed.target_vocabulary"]))
    c.update(longest=10)
    pair = transformer.Pair(c, tensors)
    random = numpy.random.Generator(numpy.random.PCG64(3000 + number))

    def draw(run):
        run["source"] = [int(x) for x in random.integers(3, len(c["source"]), int(random.integers(3, 6)))] + [END]

    return make_transformer(name, number, TWO, draw, pair.run)


def main():
    FOLDER.mkdir(exist_ok=True)
    names = ("gru-previous-two-way-all", "gru-current-one-way-all", "lstm-current-two-way-all",
             "lstm-previous-one-way-all", "rnn-previous-two-way-all")
    count = sum(make_recurrent(name, recurrent.SCORES[i], i) for i, name in enumerate(names))
    count += make_alone("gpt-2", 1) + make_pair("pair-learned", 2) + make_pair("pair-sinusoidal", 3)
    print(f"{count} runs")


if __name__ == "__main__":
    main()

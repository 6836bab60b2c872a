#!/usr/bin/env python3
"""Writes the reference files of this folder: small random checkpoints of the encoder-decoder, and what
each of their runs must show.

Run by hand, with PyTorch (1.13) and NumPy; never by a test. The numbers are computed in float64 by
PyTorch's own recurrent layers and, from the definitions, by NumPy; nothing here is taken from the
program's sources. Every checkpoint is loaded into its layers by load_state_dict, which also shows that
names, shapes and gate order are PyTorch's.

    python3 tests/reference/make_references.py

NAME.safetensors is a checkpoint; NAME.expected.safetensors holds, for each run of it, the arrays of a
trace under RUN/ARRAY, and in its metadata the runs' settings as JSON.

A run is drawn again when a choice of it hangs by a thread (two nearly equal words or scores, a key at
the window's end, a draw at a border): float32 could then rightly choose otherwise.
"""
import itertools
import json
import struct
from pathlib import Path

import numpy
import torch

HERE = Path(__file__).resolve().parent
E, H, A, R = 5, 6, 7, 5
SOURCE = ["<pad>", "<s>", "</s>", "<unk>", "a", "b", "c", "d", "e"]
TARGET = ["<pad>", "<s>", "</s>", "<unk>", "v", "w", "x", "y"]
END = 2
CELLS, QUERIES, DIRECTIONS = ("gru", "lstm", "rnn"), ("previous", "current"), (True, False)
SCORES, SCOPES = ("dot", "scaled", "cosine", "bilinear", "additive"), ("global", "local-m", "local-p")
LIMIT = 5
MARGIN = 2e-3


class Undecided(Exception):
    """A choice that float32 might make otherwise."""


# --- safetensors -----------------------------------------------------------------------------------


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        array = numpy.ascontiguousarray(tensors[name], dtype="<f4")
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + array.nbytes],
        }
        data += array.tobytes()
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


# --- checkpoints -----------------------------------------------------------------------------------


def score_tensors(score):
    return {
        "additive": {
            "attention.query.weight": (A, H),
            "attention.key.weight": (A, H),
            "attention.key.bias": (A,),
            "attention.v.weight": (1, A),
        },
        "bilinear": {"attention.weight": (H, H)},
        "cosine": {"attention.sharpness": (1,)},
    }.get(score, {})


def scope_tensors(scope):
    if scope != "local-p":
        return {}
    return {"attention.center.query.weight": (A, H), "attention.center.v.weight": (1, A)}


def shapes_of(config, everything):
    """All tensors, with `everything` those of the scores and scopes it was not trained with too."""
    gates = {"gru": 3, "lstm": 4, "rnn": 1}[config["cell"]]
    way = H // 2 if config["bidirectional"] else H
    shapes = {
        "source.embedding.weight": (len(SOURCE), E),
        "target.embedding.weight": (len(TARGET), E),
        "bridge.weight": (H, H),
        "bridge.bias": (H,),
        "readout.weight": (R, 2 * H + E),
        "readout.bias": (R,),
        "output.weight": (len(TARGET), R),
        "output.bias": (len(TARGET),),
    }
    for suffix in ("l0", "l0_reverse") if config["bidirectional"] else ("l0",):
        shapes[f"encoder.rnn.weight_ih_{suffix}"] = (gates * way, E)
        shapes[f"encoder.rnn.weight_hh_{suffix}"] = (gates * way, way)
        shapes[f"encoder.rnn.bias_ih_{suffix}"] = (gates * way,)
        shapes[f"encoder.rnn.bias_hh_{suffix}"] = (gates * way,)
    size = E if config["query"] == "current" else E + H
    shapes["decoder.rnn.weight_ih"] = (gates * H, size)
    shapes["decoder.rnn.weight_hh"] = (gates * H, H)
    shapes["decoder.rnn.bias_ih"] = (gates * H,)
    shapes["decoder.rnn.bias_hh"] = (gates * H,)
    for score in SCORES if everything else (config["score"],):
        shapes.update(score_tensors(score))
    for scope in SCOPES if everything else (config["scope"],):
        shapes.update(scope_tensors(scope) if config["score"] != "none" else {})
    return shapes


def draw_tensors(config, everything, random):
    tensors = {}
    for name, shape in sorted(shapes_of(config, everything).items()):
        values = random.normal(0, 0.9, shape)
        if name == "attention.sharpness":
            values = random.uniform(1.5, 4, shape)
        if name == "attention.center.v.weight":
            values = random.normal(0, 0.6, shape)
        if name == "output.weight":
            values = random.normal(0, 2, shape)
        tensors[name] = values.astype(numpy.float32)
    return tensors


def metadata_of(config):
    return {
        "heed.format": "1",
        "heed.model": "seq2seq",
        "heed.task": "reference",
        "heed.config": json.dumps(config),
        "heed.source_vocabulary": json.dumps(SOURCE),
        "heed.target_vocabulary": json.dumps(TARGET),
        "heed.recipe": json.dumps({"seed": 0, "examples": 0, "shards": 1, "kernel": "none"}),
    }


# --- the model -------------------------------------------------------------------------------------


def splitmix64(state):
    mask = (1 << 64) - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


class Model:
    def __init__(self, config, tensors):
        self.config = config
        self.tensors = {k: v.astype(numpy.float64) for k, v in tensors.items()}
        two_way, cell = config["bidirectional"], config["cell"]
        layer = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM, "rnn": torch.nn.RNN}[cell]
        step = {"gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell, "rnn": torch.nn.RNNCell}[cell]
        self.encoder = layer(E, H // 2 if two_way else H, bidirectional=two_way).double()
        size = E if config["query"] == "current" else E + H
        self.decoder = step(size, H).double()
        self.load(self.encoder, "encoder.rnn.")
        self.load(self.decoder, "decoder.rnn.")

    def load(self, layer, prefix):
        own = {k[len(prefix):]: torch.from_numpy(v) for k, v in self.tensors.items() if k.startswith(prefix)}
        layer.load_state_dict(own, strict=True)

    def encode(self, ids):
        x = self.tensors["source.embedding.weight"][ids]
        with torch.no_grad():
            out, _ = self.encoder(torch.from_numpy(x)[:, None, :])
        h = out[:, 0, :].numpy()
        if not self.config["bidirectional"]:
            return h, h[-1]
        return h, numpy.concatenate([h[-1, : H // 2], h[0, H // 2:]])

    def cell(self, x, state):
        row = lambda v: torch.from_numpy(numpy.ascontiguousarray(v))[None, :]
        with torch.no_grad():
            if self.config["cell"] == "lstm":
                h, c = self.decoder(row(x), (row(state[0]), row(state[1])))
                return h[0].numpy(), c[0].numpy()
            return self.decoder(row(x), row(state[0]))[0].numpy(), None

    def match(self, score, q, k):
        w = self.tensors
        if score == "dot":
            return q @ k
        if score == "scaled":
            return q @ k / numpy.sqrt(len(k))
        if score == "cosine":
            return w["attention.sharpness"][0] * (q @ k) / (numpy.linalg.norm(q) * numpy.linalg.norm(k))
        if score == "bilinear":
            return q @ w["attention.weight"] @ k
        hidden = w["attention.query.weight"] @ q + w["attention.key.weight"] @ k + w["attention.key.bias"]
        return w["attention.v.weight"][0] @ numpy.tanh(hidden)

    def center(self, scope, q, t, S):
        if scope == "local-m":
            return float(min(t, S))
        w = self.tensors
        z = w["attention.center.v.weight"][0] @ numpy.tanh(w["attention.center.query.weight"] @ q)
        return S / (1 + numpy.exp(-z))


def decided(values):
    """The first of the largest; refused when another is nearly as large."""
    order = numpy.sort(values)
    if len(order) > 1 and order[-1] - order[-2] < MARGIN:
        raise Undecided
    return int(numpy.argmax(values))


def sparsemax(x):
    """By trying every size of the support, largest first."""
    allowed = numpy.flatnonzero(numpy.isfinite(x))
    order = allowed[numpy.argsort(-x[allowed])]
    for size in range(len(order), 0, -1):
        theta = (x[order[:size]].sum() - 1) / size
        if x[order[size - 1]] > theta:
            weights = numpy.zeros(len(x))
            weights[order[:size]] = x[order[:size]] - theta
            return weights
    raise AssertionError


def softmax(x):
    e = numpy.exp(x - x.max())
    return e / e.sum()


def forced(weights, scores, said):
    """The row with the weights of `said` (source from 1 -> W, or None: all of it): these stay, the other
    allowed ones are scaled so that the row keeps its sum, or share what is left where they have nothing."""
    out = numpy.zeros(len(weights))
    alone = [s for s, W in said.items() if W is None]
    if alone:
        out[alone[0] - 1] = 1
        return out
    free = numpy.isfinite(scores)
    for s, W in said.items():
        out[s - 1] = W
        free[s - 1] = False
    rest = weights.sum() - out.sum()
    if rest < MARGIN:
        raise Undecided
    others = weights[free].sum()
    out[free] = weights[free] * (rest / others) if others > 0 else rest / free.sum()
    return out


class Row:
    """One row of attention: e, mask, tau, weigh, Gaussian, renormalise, what is forced, context."""

    def __init__(self, model, run, q, h, t, random):
        S, scope = len(h), run["scope"]
        self.soft = self.draws = self.center = self.center_before = None
        e = numpy.array([model.match(run["score"], q, k) for k in h])
        s = numpy.arange(1, S + 1)
        if scope != "global":
            self.center, D = model.center(scope, q, t, S), run["window"]
            self.center_before = self.center
            self.center = dict(run.get("centers", [])).get(t, self.center)
            if scope == "local-p" and numpy.abs(numpy.abs(s - self.center) - D).min() < MARGIN:
                raise Undecided
            e = numpy.where(numpy.abs(s - self.center) <= D, e, -numpy.inf)
        self.scores = e
        weights = self.weigh(run, e, random)
        if scope == "local-p":
            sigma = run["window"] / 2
            weights = weights * numpy.exp(-((s - self.center) ** 2) / (2 * sigma**2))
            if run["renormalise"] and weights.sum() > 0:
                weights = weights / weights.sum()
        said = {s: W for row, s, W in run.get("force", []) if row == t}
        self.before_force = weights
        self.weights = forced(weights, e, said) if said else weights
        self.context = self.weights @ h

    def weigh(self, run, e, random):
        way, scaled = run["weigh"], e / run["temperature"]
        if way == "argmax":
            weights = numpy.zeros(len(e))
            weights[decided(e)] = 1
            return weights
        if way == "sparse":
            return sparsemax(scaled)
        soft = softmax(scaled)
        if way == "soft":
            return soft
        self.soft, self.draws = soft, []
        for _ in range(run["samples"]):
            u = (next(random) >> 11) * 2.0**-53
            allowed = numpy.flatnonzero(numpy.isfinite(e))
            sums = numpy.cumsum(soft[allowed])
            if numpy.abs(sums - u).min() < 1e-4:
                raise Undecided
            over = numpy.flatnonzero(sums > u)
            self.draws.append(int(allowed[over[0]] if len(over) else allowed[-1]) + 1)
        counts = numpy.bincount(numpy.array(self.draws) - 1, minlength=len(e))
        return counts / run["samples"]


def run_model(model, run):
    """All arrays of a trace of this run."""
    w, ids = model.tensors, run["source"]
    h, ends = model.encode(ids)
    random = splitmix64(run["seed"])
    state = (numpy.tanh(w["bridge.weight"] @ ends + w["bridge.bias"]), numpy.zeros(H))
    s, queries, rows, contexts, probabilities, chosen = [state[0]], [], [], [], [], []
    y, none = 1, run["score"] == "none"
    for t in range(1, LIMIT + 1):
        emb = w["target.embedding.weight"][y]
        current = model.config["query"] == "current"
        if current:
            state = model.cell(emb, state)
        query = state[0]
        row = None if none else Row(model, run, query, h, t, random)
        context = ends if none else row.context
        if not current:
            state = model.cell(numpy.concatenate([emb, context]), state)
        hidden = numpy.tanh(w["readout.weight"] @ numpy.concatenate([state[0], context, emb]) + w["readout.bias"])
        logits = w["output.weight"] @ hidden + w["output.bias"]
        prefix = run.get("prefix", [])
        y = prefix[t - 1] if t <= len(prefix) else decided(logits)
        s.append(state[0])
        queries.append(query)
        rows.append(row)
        contexts.append(context)
        probabilities.append(softmax(logits))
        chosen.append(y)
        if y == END:
            break
    arrays = {
        "encoder.h": h,
        "decoder.s": s,
        "attention.context": contexts,
        "output.probabilities": probabilities,
        "target.ids": chosen,
    }
    if not none:
        arrays["decoder.query"] = queries
        arrays["attention.scores"] = [r.scores for r in rows]
        arrays["attention.weights"] = [r.weights for r in rows]
        named = ["center", "soft", "draws"]
        named += ["before_force"] * ("force" in run) + ["center_before"] * ("centers" in run)
        for name in named:
            if getattr(rows[0], name) is not None:
                arrays[f"attention.{name}"] = [getattr(r, name) for r in rows]
    return {k: numpy.array(v, dtype=numpy.float64) for k, v in arrays.items()}


# --- which runs ------------------------------------------------------------------------------------

SETTINGS = [
    {"weigh": "soft"},
    {"weigh": "soft", "temperature": 0.5},
    {"weigh": "sparse"},
    {"weigh": "sparse", "temperature": 2.5},
    {"weigh": "argmax", "temperature": 3.0},
    {"weigh": "hard", "seed": 1},
    {"weigh": "hard", "samples": 6, "seed": 7, "temperature": 1.5},
    {"weigh": "soft", "renormalise": True},
    {"weigh": "hard", "samples": 3, "seed": 2**63 + 5, "renormalise": True},
]


def complete(settings, score, scope, number):
    run = {"score": score, "scope": scope, "temperature": 1.0, "samples": 1, "seed": 1, "renormalise": False}
    run["window"] = (1, 2, 4)[number % 3] if scope != "global" else 0
    run.update(settings)
    return run


def asked_runs(config, everything, number):
    if config["score"] == "none":
        return [complete(SETTINGS[i], "none", "global", i) for i in range(2)]
    if not everything:
        return [complete(s, config["score"], config["scope"], i + number) for i, s in enumerate(SETTINGS)]
    pairs = itertools.product(SCORES, SCOPES)
    return [complete(SETTINGS[(i + number) % len(SETTINGS)], *pair, i + number) for i, pair in enumerate(pairs)]


def make(name, config, everything, number):
    random = numpy.random.Generator(numpy.random.PCG64(number))
    tensors = draw_tensors(config, everything, random)
    model = Model(config, tensors)
    expected, runs = {}, []
    for i, run in enumerate(asked_runs(config, everything, number)):
        for attempt in range(200):
            length = 0 if i == attempt == 0 else int(random.integers(1, 6))
            run["source"] = [int(x) for x in random.integers(3, len(SOURCE), length)] + [END]
            try:
                arrays = run_model(model, run)
                break
            except Undecided:
                continue
        else:
            raise SystemExit(f"{name}, run {i}: no source is decided")
        run["seed"] = str(run["seed"])
        runs.append(run)
        expected.update({f"{i}/{key}": value for key, value in arrays.items()})
    write_safetensors(HERE / f"{name}.safetensors", tensors, metadata_of(config))
    write_safetensors(HERE / f"{name}.expected.safetensors", expected, {"runs": json.dumps(runs)})
    return len(runs)


def main():
    pairs = list(itertools.product(SCORES, SCOPES))
    number = count = 0
    for cell, query, two_way, kind in itertools.product(CELLS, QUERIES, DIRECTIONS, ("all", "own", "none")):
        if kind == "none" and query == "current":
            continue
        score, scope = pairs[number * 4 % len(pairs)] if kind != "none" else ("none", "global")
        config = {"cell": cell, "bidirectional": two_way, "embedding": E, "hidden": H, "attention": A}
        config.update({"readout": R, "score": score, "scope": scope, "window": 2, "query": query})
        config.update({"limit": LIMIT, "tokens": "characters"})
        way = "two-way" if two_way else "one-way"
        count += make(f"{cell}-{query}-{way}-{kind}", config, kind == "all", number + 1)
        number += 1
    print(f"{number} checkpoints, {count} runs")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes the reference files of tests/reference/transformer: small random transformers in the shapes that
Hugging Face's GPT-2 and PyTorch's nn.Transformer(norm_first=True) give their tensors, and what each of
their runs must show.

Run by hand, with PyTorch (1.13) and NumPy; never by a test. All numbers are computed in float64 from the
definitions; the runs of an encoder-decoder that change nothing are also given to nn.Transformer itself,
whose output must be the same to 1e-10.

    python3 tests/reference/make_transformer_references.py

NAME.safetensors is a checkpoint; NAME.expected.safetensors holds, for each run of it, the arrays of a
trace under RUN/ARRAY, and in its metadata the runs' settings as JSON. Runs that hang by a thread are drawn
again (make_references.py).
"""
import json
import math

import numpy
import torch
import torch.nn.functional as F

from make_references import HERE, END, Undecided, decided, forced, softmax, sparsemax, splitmix64, write_safetensors

FOLDER = HERE / "transformer"
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]


def layer_norm(x, w, b, epsilon):
    x, w, b = (torch.from_numpy(numpy.ascontiguousarray(v)) for v in (x, w, b))
    return F.layer_norm(x, x.shape[-1:], w, b, epsilon).numpy()


# --- one attention ---------------------------------------------------------------------------------


def allowed(run, T, S, kind):
    """Which s each t may look at. kind: encoder, decoder, cross or alone."""
    t, s = numpy.arange(T)[:, None], numpy.arange(S)[None, :]
    scope = run.get("scope", "as trained")
    causal = kind == "decoder" or (kind == "alone" and scope == "as trained") or (kind != "cross" and scope == "causal")
    mask = s <= t if causal else numpy.ones((T, S), bool)
    if scope == "band" and kind != "cross":
        mask = mask & (numpy.abs(s - t) <= run["window"])
    return mask


def weigh_row(run, e, random, out):
    way, tempered = run.get("weigh", "soft"), e / run.get("temperature", 1.0)
    if way == "argmax":
        weights = numpy.zeros(len(e))
        weights[decided(e)] = 1
        return weights
    if way == "sparse":
        return sparsemax(tempered)
    soft = softmax(tempered)
    if way == "soft":
        return soft
    draws = []
    seen = numpy.flatnonzero(numpy.isfinite(e))
    sums = numpy.cumsum(soft[seen])
    for _ in range(run["samples"]):
        u = (next(random) >> 11) * 2.0**-53
        if numpy.abs(sums - u).min() < 1e-4:
            raise Undecided
        over = numpy.flatnonzero(sums > u)
        draws.append(int(seen[over[0]] if len(over) else seen[-1]) + 1)
    out["soft"].append(soft)
    out["draws"].append(draws)
    return numpy.bincount(numpy.array(draws) - 1, minlength=len(e)) / run["samples"]


def heads_of(x, H):
    return x.reshape(x.shape[0], H, -1).transpose(1, 0, 2)


def attention(run, q, k, v, H, kind, place, layer, arrays, name):
    """q, k, v: (T, d), (S, d), (S, d) -> the heads' contexts beside each other; all numbers to arrays."""
    Q, K, V = heads_of(q, H), heads_of(k, H), heads_of(v, H)
    scores = Q @ K.transpose(0, 2, 1)
    if run.get("score", "scaled") == "scaled":
        scores = scores / math.sqrt(Q.shape[2])
    scores = numpy.where(allowed(run, len(q), len(k), kind)[None], scores, -numpy.inf)
    weights, drawn = numpy.zeros_like(scores), {"soft": [], "draws": []}
    for h in range(H):
        random = splitmix64(int(run.get("seed", 1)))
        for t in range(len(q)):
            weights[h, t] = weigh_row(run, scores[h, t], random, drawn)
    mine = [f[2:] for f in run.get("force", []) if f[:2] == [place, layer]]
    if mine:
        arrays[f"{name}.before_force"] = weights.copy()
    for h in range(H):
        for t in range(len(q)):
            said = {s: W for head, row, s, W in mine if (head, row) == (h, t + 1) and s <= len(k)}
            if said:
                weights[h, t] = forced(weights[h, t], scores[h, t], said)
    context = weights @ V
    arrays.update({f"{name}.query": Q, f"{name}.key": K, f"{name}.value": V, f"{name}.scores": scores})
    arrays.update({f"{name}.weights": weights, f"{name}.context": context})
    for key, rows in drawn.items():
        if rows:
            arrays[f"{name}.{key}"] = numpy.array(rows, float).reshape(H, len(q), -1)
    kept = context.copy()
    for of, at, head in run.get("ablated", []):
        if of == place and at == layer:
            kept[head] = 0
    return kept.transpose(1, 0, 2).reshape(len(q), -1)


# --- GPT-2 -----------------------------------------------------------------------------------------


def gpt_tensors(c, random):
    d, V, P = c["n_embd"], c["vocabulary"], c["n_positions"]
    f = c["n_inner"] or 4 * d
    shapes = {"wte.weight": (V, d), "wpe.weight": (P, d), "ln_f.weight": (d,), "ln_f.bias": (d,)}
    for i in range(c["n_layer"]):
        shapes.update({
            f"h.{i}.ln_1.weight": (d,), f"h.{i}.ln_1.bias": (d,),
            f"h.{i}.attn.c_attn.weight": (d, 3 * d), f"h.{i}.attn.c_attn.bias": (3 * d,),
            f"h.{i}.attn.c_proj.weight": (d, d), f"h.{i}.attn.c_proj.bias": (d,),
            f"h.{i}.ln_2.weight": (d,), f"h.{i}.ln_2.bias": (d,),
            f"h.{i}.mlp.c_fc.weight": (d, f), f"h.{i}.mlp.c_fc.bias": (f,),
            f"h.{i}.mlp.c_proj.weight": (f, d), f"h.{i}.mlp.c_proj.bias": (d,),
        })
    return draw(shapes, random)


def draw(shapes, random):
    """Large enough that no attention is near uniform and no unit near linear."""
    tensors = {}
    for name, shape in sorted(shapes.items()):
        if "ln_" in name or "norm" in name:
            values = random.normal(1 if name.endswith("weight") else 0, 0.4, shape)
        elif len(shape) == 1:
            values = random.normal(0, 0.4, shape)
        elif "wte" in name or "wpe" in name or "embedding" in name or "position" in name:
            values = random.normal(0, 0.9, shape)
        else:
            values = random.normal(0, 1.25 / math.sqrt(min(shape)), shape)
        tensors[name] = values.astype(numpy.float32)
    return tensors


def gpt_run(c, w, run):
    H, d, epsilon = c["n_head"], c["n_embd"], c["layer_norm_epsilon"]
    ids = run["target"]
    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    arrays = {}
    norm = lambda x, name: layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], epsilon)
    conv = lambda x, name: x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    for i in range(c["n_layer"]):
        p = f"h.{i}"
        q, k, v = numpy.split(conv(norm(x, f"{p}.ln_1"), f"{p}.attn.c_attn"), 3, axis=1)
        z = attention(run, q, k, v, H, "alone", "decoder", i, arrays, f"layers.{i}.attention")
        x = x + conv(z, f"{p}.attn.c_proj")
        u = conv(norm(x, f"{p}.ln_2"), f"{p}.mlp.c_fc")
        g = 0.5 * u * (1 + numpy.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)))
        x = x + conv(g, f"{p}.mlp.c_proj")
        arrays[f"layers.{i}.output"] = x
    logits = norm(x, "ln_f") @ w["wte.weight"].T
    arrays["output.probabilities"] = numpy.array([softmax(row) for row in logits])
    return arrays


# --- nn.Transformer --------------------------------------------------------------------------------


def torch_model(c):
    return torch.nn.Transformer(
        c["d"], c["heads"], c["layers"], c["layers"], c["feedforward"], 0.0, "relu", norm_first=True,
        layer_norm_eps=1e-5, batch_first=True,
    ).double().eval()


def pair_tensors(c, random):
    shapes = {name: tuple(v.shape) for name, v in torch_model(c).state_dict().items()}
    d, V_s, V_t, P = c["d"], len(c["source"]), len(c["target"]), c["longest"]
    shapes.update({"source.embedding.weight": (V_s, d), "target.embedding.weight": (V_t, d)})
    if c["positions"] == "learned":
        shapes.update({"source.position.weight": (P, d), "target.position.weight": (P, d)})
    shapes.update({"output.weight": (V_t, d), "output.bias": (V_t,)})
    return draw(shapes, random)


def positions_of(c, w, which, N):
    if c["positions"] == "learned":
        return w[f"{which}.position.weight"][:N]
    d = c["d"]
    table = numpy.zeros((N, d))
    for p in range(N):
        for i in range(0, d, 2):
            table[p, i] = math.sin(p / 10000 ** (i / d))
            if i + 1 < d:
                table[p, i + 1] = math.cos(p / 10000 ** (i / d))
    return table


class Pair:
    def __init__(self, c, tensors):
        self.c = c
        self.w = {k: v.astype(numpy.float64) for k, v in tensors.items()}
        self.torch = torch_model(c)
        own = {k: torch.from_numpy(self.w[k]) for k in self.torch.state_dict()}
        self.torch.load_state_dict(own, strict=True)

    def norm(self, x, name):
        return layer_norm(x, self.w[f"{name}.weight"], self.w[f"{name}.bias"], 1e-5)

    def linear(self, x, name):
        return x @ self.w[f"{name}.weight"].T + self.w[f"{name}.bias"]

    def attend(self, run, x, memory, tensors, kind, layer, arrays, name):
        W, b, d = self.w[f"{tensors}.in_proj_weight"], self.w[f"{tensors}.in_proj_bias"], self.c["d"]
        q = x @ W[:d].T + b[:d]
        k = memory @ W[d : 2 * d].T + b[d : 2 * d]
        v = memory @ W[2 * d :].T + b[2 * d :]
        z = attention(run, q, k, v, self.c["heads"], kind, kind, layer, arrays, name)
        return self.linear(z, f"{tensors}.out_proj")

    def feed(self, x, p):
        return self.linear(numpy.maximum(self.linear(x, f"{p}.linear1"), 0), f"{p}.linear2")

    def embedded(self, which, ids):
        return self.w[f"{which}.embedding.weight"][ids] + positions_of(self.c, self.w, which, len(ids))

    def encode(self, run, arrays):
        x = self.embedded("source", run["source"])
        for i in range(self.c["layers"]):
            p = f"encoder.layers.{i}"
            n = self.norm(x, f"{p}.norm1")
            x = x + self.attend(run, n, n, f"{p}.self_attn", "encoder", i, arrays, f"{p}.attention")
            x = x + self.feed(self.norm(x, f"{p}.norm2"), p)
            arrays[f"{p}.output"] = x
        arrays["encoder.norm"] = self.norm(x, "encoder.norm")
        return arrays["encoder.norm"]

    def decode(self, run, memory, fed, arrays):
        x = self.embedded("target", fed)
        for i in range(self.c["layers"]):
            p = f"decoder.layers.{i}"
            n = self.norm(x, f"{p}.norm1")
            x = x + self.attend(run, n, n, f"{p}.self_attn", "decoder", i, arrays, f"{p}.attention")
            n = self.norm(x, f"{p}.norm2")
            x = x + self.attend(run, n, memory, f"{p}.multihead_attn", "cross", i, arrays, f"{p}.cross")
            x = x + self.feed(self.norm(x, f"{p}.norm3"), p)
            arrays[f"{p}.output"] = x
        logits = self.linear(self.norm(x, "decoder.norm"), "output")
        arrays["output.probabilities"] = numpy.array([softmax(row) for row in logits])
        return logits

    def same_as_torch(self, run, memory, fed, logits):
        x, y = (torch.from_numpy(v)[None] for v in (self.embedded("source", run["source"]), self.embedded("target", fed)))
        with torch.no_grad():
            out = self.torch(x, y, tgt_mask=self.torch.generate_square_subsequent_mask(len(fed)).double())
            kept = self.torch.encoder(x)[0].numpy()
        assert numpy.abs(self.linear(out[0].numpy(), "output") - logits).max() < 1e-10
        assert numpy.abs(kept - memory).max() < 1e-10

    def run(self, run):
        arrays, words = {}, list(run.get("target", []))
        memory = self.encode(run, arrays)
        while "target" not in run and len(words) < self.c["limit"] and END not in words:
            logits = self.decode(run, memory, [1] + words, {})[-1]
            prefix = run.get("prefix", [])
            words.append(prefix[len(words)] if len(words) < len(prefix) else decided(logits))
        fed = [1] + words[:-1]
        logits = self.decode(run, memory, fed, arrays)
        if run["plain"]:
            self.same_as_torch(run, memory, fed, logits)
        arrays["target.ids"] = numpy.array(words, float)
        return arrays


# --- which runs ------------------------------------------------------------------------------------

SETTINGS = [
    {},
    {"temperature": 0.5},
    {"weigh": "sparse"},
    {"weigh": "argmax"},
    {"scope": "band", "window": 1},
    {"scope": "global"},
    {"score": "dot", "temperature": 2.0},
    {"weigh": "hard", "samples": 4, "seed": "7"},
    {"ablated": [["decoder", 0, 0]]},
    {"scope": "band", "window": 2, "weigh": "sparse", "temperature": 1.5},
    {"scope": "causal", "weigh": "hard", "samples": 1, "seed": str(2**63 + 5), "temperature": 0.8},
    {"scope": "band", "window": 0},
]
ALSO_ABLATED = [["encoder", 0, 1], ["cross", 0, 0], ["cross", 0, 1], ["decoder", 0, 1]]


def try_run(name, make, settings, draw_input):
    for _ in range(500):
        run = dict(settings, plain=not settings)
        draw_input(run)
        try:
            return run, make(run)
        except Undecided:
            continue
    raise SystemExit(f"{name}: no input is decided for {settings}")


def is_plain(key):
    """Left out, for size, of the runs that change something: what follows from it is there."""
    return key.split(".")[-1] in ("query", "key", "value", "output")


def write(name, tensors, metadata, make, settings, draw_input):
    expected, runs = {}, []
    for i, asked in enumerate(settings):
        run, arrays = try_run(name, make, asked, lambda run: draw_input(run, i))
        runs.append(run)
        expected.update({f"{i}/{key}": value for key, value in arrays.items() if not asked or not is_plain(key)})
    write_safetensors(FOLDER / f"{name}.safetensors", tensors, metadata)
    write_safetensors(FOLDER / f"{name}.expected.safetensors", expected, {"runs": json.dumps(runs)})
    return len(runs)


def make_gpt(name, number, prefix, V, **config):
    random = numpy.random.Generator(numpy.random.PCG64(number))
    c = dict(config, vocabulary=V)
    tensors = gpt_tensors(c, random)
    w = {k: v.astype(numpy.float64) for k, v in tensors.items()}
    config = {k: v for k, v in config.items() if v is not None}
    metadata = {
        "heed.format": "1", "heed.model": "transformer", "heed.task": "reference",
        "heed.config": json.dumps(config),
        "heed.vocabulary": json.dumps(["<unk>"] + [chr(ord("a") + i) for i in range(V - 1)]),
    }

    def draw_input(run, i):
        length = 1 if i == 1 else c["n_positions"] if i == 0 else int(random.integers(2, c["n_positions"]))
        run["target"] = [int(x) for x in random.integers(0, V, length)]

    return write(name, {prefix + k: v for k, v in tensors.items()}, metadata,
                 lambda run: gpt_run(c, w, run), SETTINGS, draw_input)


def make_pair(name, number, settings, **config):
    random = numpy.random.Generator(numpy.random.PCG64(number))
    source, target = SPECIAL + list("abcdef"), SPECIAL + list("vwxyz")
    c = dict(config, source=source, target=target, longest=10)
    tensors = pair_tensors(c, random)
    pair = Pair(c, tensors)
    metadata = {
        "heed.format": "1", "heed.model": "transformer", "heed.task": "reference",
        "heed.config": json.dumps(dict(config, tokens="characters")),
        "heed.source_vocabulary": json.dumps(source), "heed.target_vocabulary": json.dumps(target),
    }

    def draw_input(run, i):
        run["source"] = [int(x) for x in random.integers(3, len(source), int(random.integers(1, 6)))] + [END]
        if i % 3 == 1:
            run["target"] = [int(x) for x in random.integers(3, len(target), int(random.integers(1, 5)))] + [END]

    return write(name, tensors, metadata, pair.run, settings, draw_input)


def main():
    FOLDER.mkdir(exist_ok=True)
    count = make_gpt("gpt-2", 1, "", 9, n_layer=2, n_head=3, n_embd=12, n_positions=8, n_inner=None,
                     layer_norm_epsilon=1e-5)
    count += make_gpt("gpt-2-prefixed", 2, "transformer.", 7, n_layer=1, n_head=1, n_embd=6, n_positions=9,
                      n_inner=10, layer_norm_epsilon=1e-2)
    odd = [{}, {}] + SETTINGS[1::2] + [{"ablated": ALSO_ABLATED}]
    even = [{}, {}] + SETTINGS[2::2] + [{"ablated": ALSO_ABLATED[1:]}]
    count += make_pair("pair-learned", 3, odd, layers=2, heads=2, d=8, feedforward=10, positions="learned", limit=5)
    count += make_pair("pair-sinusoidal", 4, even, layers=1, heads=3, d=12, feedforward=8, positions="sinusoidal",
                       limit=5)
    print(f"4 checkpoints, {count} runs")


if __name__ == "__main__":
    main()

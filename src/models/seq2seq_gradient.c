#include "models/seq2seq_gradient.h"

#include "base/error.h"

#include <string.h>

static Node *loss_of(Tape *tape, const Seq2SeqRun *run, int t) {
    Node *word = tape_number(tape, (Real)run->chosen[t - 1]);
    return surprise(run->logits[t - 1], word);
}

static Node *loss_of_all(Tape *tape, const Seq2SeqRun *run) {
    Node *sum = loss_of(tape, run, 1);
    for (int t = 2; t <= run->steps; t++) {
        Node *loss = loss_of(tape, run, t);
        sum = add(sum, loss);
    }
    return sum;
}

/* The gradients of the nodes of that name, one below the other; 0 where L did not come. NULL: there
 * are none. */
static const Real *stacked(Tape *tape, const char *name, int S, int width) {
    Real *all = ARENA_ARRAY(tape_arena(tape), Real, (size_t)S * (size_t)width);
    int found = 0;
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        if (!node->name || strcmp(node->name, name)) continue;
        CHECK(node->index >= 1 && node->index <= S && node->shape.cols == width, "%s of %d", name,
              node->index);
        found++;
        if (node->grad)
            memcpy(all + (size_t)(node->index - 1) * (size_t)width, node->grad,
                   (size_t)width * sizeof *all);
    }
    return found ? all : NULL;
}

EncoderGradient seq2seq_gradient(Tape *tape, const Seq2SeqRun *run, int t) {
    static const char *const names[ENCODER_WAYS] = {"encoder.forward.h", "encoder.backward.h"};
    static const char *const memories[ENCODER_WAYS] = {"encoder.forward.c", "encoder.backward.c"};
    bool all = t == GRADIENT_ALL;
    CHECK(run->logits && (all || (t >= 1 && t <= run->steps)), "the gradient of word %d of %d", t,
          run->steps);
    tape_forget_gradients(tape);
    Node *loss = all ? loss_of_all(tape, run) : loss_of(tape, run, t), *h = run->encoder;
    tape_backward(tape, loss);
    CHECK(loss->needs_gradient, "the run was built without gradients");
    EncoderGradient out = {.loss = loss, .S = h->shape.rows, .ways = 1};
    out.ways += tape_find(tape, names[1], 1) != NULL;
    out.width = h->shape.cols / out.ways;
    for (int way = 0; way < out.ways; way++) {
        out.h[way] = stacked(tape, names[way], out.S, out.width);
        out.c[way] = stacked(tape, memories[way], out.S, out.width);
    }
    Real *own = ARENA_ARRAY(tape_arena(tape), Real, node_size(h));
    if (h->grad) memcpy(own, h->grad, node_size(h) * sizeof *own);
    out.own = own;
    return out;
}

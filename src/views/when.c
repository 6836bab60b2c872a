#include "views/when.h"

#include <stdlib.h>
#include <string.h>

static bool takes(const char **text, const char *start) {
    size_t n = strlen(start);
    if (strncmp(*text, start, n)) return false;
    *text += n;
    return true;
}

/* Which of its layer's blocks makes an array, by its name within the layer: norms and residuals
 * count the blocks, and the last is the feed-forward. */
static Block block_named(const char *rest, HeadsOf side, int layer, bool has_cross) {
    Block block = {BLOCK_FEEDFORWARD, side, layer};
    bool counted = takes(&rest, "norm") || takes(&rest, "residual");
    int which = counted ? atoi(rest) : 0;
    if (which == 1 || takes(&rest, "attention."))
        block.kind = BLOCK_ATTENTION;
    else if (has_cross && (which == 2 || takes(&rest, "cross.")))
        block = (Block){BLOCK_ATTENTION, HEADS_CROSS, layer};
    return block;
}

/* The block that makes an array; 0: what stands before all of them. */
static int block_of(const Run *run, const char *name) {
    bool alone = run->ask.model->transformer.decoder_only;
    int last = run_block_count(run);
    if (takes(&name, "output.")) return last;
    HeadsOf side = takes(&name, "encoder.") ? HEADS_ENCODER : HEADS_DECODER;
    takes(&name, "decoder.");
    if (!takes(&name, "layers.")) return 0;
    int layer = atoi(name) + 1;
    name = strchr(name, '.');
    if (!name) return 0;
    Block wanted = block_named(name + 1, side, layer, side == HEADS_DECODER && !alone);
    for (int token = 1; token < last; token++) {
        Block block = run_block(run, token);
        if (block.kind == wanted.kind && block.of == wanted.of && block.layer == wanted.layer)
            return token;
    }
    return 0;
}

int when_reached(const ViewPass *view, const RunCell *at) {
    int now = view->state->look.position.token, step = 0;
    if (!at->array || run_is_lookup(view->run)) return 0;
    if (run_has_heads(view->run))
        step = block_of(view->run, at->array->name);
    else if (strncmp(at->array->name, "encoder.", 8))
        step = at->node->index > 0 ? at->node->index : 0;
    return step > now ? step : 0;
}

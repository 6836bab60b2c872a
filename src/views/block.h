/* block.h -- the step view of a transformer: one block, an attention of a layer, a feed-forward, or
 * what stands before and after them, as the matrices it goes through, with their sizes. */
#ifndef HEED_VIEWS_BLOCK_H
#define HEED_VIEWS_BLOCK_H

#include "views/view.h"

/* The block at a step, from 1; of 0, the embedding, the first. */
Block block_at(const ViewPass *view, int token);
/* The strip of all blocks, from the embedding to the output; a click, or an arrow, goes there. */
void block_strip(ViewPass *view, DrawBox box);
/* The strip of the block's stages; a click goes there. */
void block_stages(ViewPass *view, DrawBox box);
/* Its matrices but scores and weights, small, side by side; those still to come are empty. */
void block_pictures(ViewPass *view, DrawBox box);
/* Of one of several heads what is made at the step: Q, K and V, scores, weights, its context. */
void block_of_head(ViewPass *view, DrawBox box);
/* Whether the step has come to that context. */
bool block_has_blend(const ViewPass *view);
/* The height that those of a block which is no attention need at least; most at the last. */
float block_least(const ViewPass *view, int token);
/* Whether the block at the step is an attention, which has scores and weights of its own. */
bool block_is_attention(const ViewPass *view);
/* "Decoder, layer 2, across": what the block is. In the frame's arena. */
const char *block_title(const ViewPass *view);
/* What the block is, and of an attention its heads to choose among; in a low window the strip of
 * all blocks is between them. */
void block_head(ViewPass *view, DrawBox box, bool low);

#endif

/* batch.h -- samples as the numbers a seq2seq reads. */
#ifndef HEED_TRAINING_BATCH_H
#define HEED_TRAINING_BATCH_H

#include "training/model.h"

/* `count` samples padded to the longest, with </s>; with a weight above 0 the targets too, every
 * real token weighing that much in the loss. Lives in the arena. */
Seq2SeqInput batch_input(Arena *arena, const Model *model, const Sample *samples, int count,
                         Real weight);
/* Target tokens of the samples, </s> counted. */
long batch_tokens(const Sample *samples, int count);
/* The attention the model was trained with, soft. */
Attention model_attention(const Model *model);

#endif

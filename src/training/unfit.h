/* unfit.h -- whether samples of a model's task can judge it: a file that others made may have a
 * vocabulary without the task's symbols, too few positions, or a shape that answers otherwise.
 * What it says of such samples would be a figure about <unk>.
 */
#ifndef HEED_TRAINING_UNFIT_H
#define HEED_TRAINING_UNFIT_H

#include "training/model.h"

/* NULL, or the sentence why not, in the model's arena. A task that the program does not have, and a
 * model that nothing is trained on, are fit. */
const char *model_unfit(const Model *model, Arena *scratch);

#endif

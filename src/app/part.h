/* part.h -- NAME.part.safetensors: a training on disk while it runs.
 *
 * Beside the NAME.safetensors that will be: written when the training begins (so that a folder that
 * cannot be written is known before the time is spent), then every few seconds by a job, and when
 * SIGINT or SIGTERM asks to stop; a second signal ends the program at once. The same training
 * started again goes on from it. At every moment the file is whole (base/file.h). One at a time:
 * signals are the process's. A NULL Part is a training that keeps nothing: every function takes it.
 */
#ifndef HEED_APP_PART_H
#define HEED_APP_PART_H

#include "training/trainer.h"

typedef struct Part Part;

/* Takes up what an earlier run left for `out`, or begins. NULL and a sentence when the file there
 * is damaged or of another training, or when none can be written. */
Part *part_new(Trainer *trainer, const char *out, Error *error);
void part_free(Part *part);
const char *part_path(const Part *part);

/* After each step: saves when it is time, without waiting for the disk. */
void part_tend(Part *part);
/* A signal has asked to stop. */
bool part_interrupted(const Part *part);
/* Saves now, and waits for it. */
bool part_save(Part *part, Error *error);
/* The training is kept elsewhere, or of no use: takes the file away. */
void part_remove(Part *part);

#endif

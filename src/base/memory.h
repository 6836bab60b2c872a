/* memory.h -- how much memory there is, so that what a user asks for is weighed before it is begun:
 * running out halfway is an abort (arena.h).
 *
 * Address space (ulimit -v) and physical memory, whichever is less. Where the system does not say,
 * there is no limit. Any thread may ask.
 */
#ifndef HEED_BASE_MEMORY_H
#define HEED_BASE_MEMORY_H

#include "base/error.h"

#include <stddef.h>

/* What the process may have in all, and what it may still take; bytes. Of address space that is two
 * thirds of what is left, since blocks take it that are never filled. */
size_t memory_in_all(void);
size_t memory_left(void);

/* Whether `need` bytes (an estimate) are left; else false and the sentence that WHAT, "a run of
 * 4096 tokens", needs them. */
bool memory_suffices(double need, const char *what, Error *error);

#endif

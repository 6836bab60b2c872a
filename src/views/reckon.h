/* reckon.h -- what a printed line of numbers comes to, reckoned with the digits that are printed.
 *
 * + − · / ², brackets, exp, log, tanh, σ, min and max, as in the lines of numbers.h; the word
 * “rest” says nothing.
 */
#ifndef HEED_VIEWS_RECKON_H
#define HEED_VIEWS_RECKON_H

#include <stdbool.h>

/* False where it is no such line. */
bool reckon(const char *line, double *value);

#endif

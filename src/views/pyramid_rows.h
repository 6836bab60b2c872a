/* pyramid_rows.h -- what a pyramid asks of one row of numbers, in loops that vectors can do; for
 * pyramid.c only. Masked cells are −inf. */
#ifndef HEED_VIEWS_PYRAMID_ROWS_H
#define HEED_VIEWS_PYRAMID_ROWS_H

/* Without the masked cells; 0 where there is nothing else. The sum runs in double. */
double row_sum(const float *x, int count);
float row_largest_size(const float *x, int count);
/* The place of the largest number, of equals the first; 0 where all are masked. */
int row_first_largest(const float *x, int count);

/* Blocks keep the largest number, the one of largest size with its sign, or the mean. */
typedef enum RowPool { ROW_LARGEST, ROW_SIGNED, ROW_MEAN } RowPool;
/* Adds `cols` numbers, which it may change, to a row of blocks of 2^power each: value begins with
 * −inf. The mean is of numbers that are means themselves, each of `counts` cells (NULL: of one),
 * and keeps in count, beginning with 0, of how many each block is; else both are NULL. */
void row_pool(RowPool how, float *numbers, const float *counts, int cols, int power, float *value,
              float *count);

#endif

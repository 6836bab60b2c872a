#include "views/pyramid_rows.h"

#include <float.h>
#include <math.h>

/* Masked cells count as nothing. */
static float unmasked(float x) {
    return x < -FLT_MAX ? 0 : x;
}

/* Four sums side by side: one would wait for itself at each number. */
double row_sum(const float *x, int count) {
    double sums[4] = {0};
    int i = 0;
    for (; i + 4 <= count; i += 4)
        for (int k = 0; k < 4; k++) sums[k] += (double)unmasked(x[i + k]);
    for (; i < count; i++) sums[0] += (double)unmasked(x[i]);
    return sums[0] + sums[1] + (sums[2] + sums[3]);
}

float row_largest_size(const float *x, int count) {
    float most[8] = {0};
    int i = 0;
    for (; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; k++) {
            float size = fabsf(unmasked(x[i + k]));
            most[k] = size > most[k] ? size : most[k];
        }
    for (; i < count; i++) most[0] = fmaxf(most[0], fabsf(unmasked(x[i])));
    for (int k = 1; k < 8; k++) most[0] = fmaxf(most[0], most[k]);
    return most[0];
}

int row_first_largest(const float *x, int count) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (x[i] > x[best]) best = i;
    return best;
}

/* Of the numbers and what there is of each block of 2^power, the largest. The numbers are halved in
 * place. */
static void pool_largest(float *numbers, int cols, int power, float *value) {
    for (; power > 0; power--) {
        int half = cols / 2;
        for (int i = 0; i < half; i++)
            numbers[i] = numbers[2 * i] > numbers[2 * i + 1] ? numbers[2 * i] : numbers[2 * i + 1];
        if (cols % 2) numbers[half] = numbers[cols - 1];
        cols = half + cols % 2;
    }
    for (int i = 0; i < cols; i++) value[i] = numbers[i] > value[i] ? numbers[i] : value[i];
}

/* The one of the largest size, with its sign; masked cells are no numbers. */
static void pool_signed(const float *numbers, int cols, int power, float *value) {
    for (int c = 0; c < cols; c++) {
        float x = numbers[c], *to = &value[c >> power];
        if (!isinf(x) && (isinf(*to) || fabsf(x) > fabsf(*to))) *to = x;
    }
}

/* The mean; numbers are themselves means, of `counts` cells each (NULL: of one). */
static void pool_mean(const float *numbers, const float *counts, int cols, int power, float *value,
                      float *count) {
    for (int c = 0; c < cols; c++) {
        float x = numbers[c], *to = &value[c >> power], *n = &count[c >> power];
        if (isinf(x)) continue;
        float more = counts ? counts[c] : 1;
        *to = *n > 0 ? (*to * *n + x * more) / (*n + more) : x;
        *n += more;
    }
}

void row_pool(RowPool how, float *numbers, const float *counts, int cols, int power, float *value,
              float *count) {
    switch (how) {
    case ROW_MEAN: pool_mean(numbers, counts, cols, power, value, count); break;
    case ROW_SIGNED: pool_signed(numbers, cols, power, value); break;
    case ROW_LARGEST: pool_largest(numbers, cols, power, value); break;
    }
}

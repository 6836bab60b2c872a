/* A matrix of any size: the pyramid against the trace's own reduction, windows that move, lines
 * left out; and figures zoomed, rescaled, searched, with a token hidden. */
#include "passes.h"

#include "pictures.h"

#include "base/rng.h"
#include "draw/raster.h"
#include "views/figure.h"
#include "views/pyramid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- a trace by hand ------------------------------------------------------------------------- */

enum { ROWS = 37, COLS = 53 };

typedef struct Made {
    Tape *tape;
    Arena *arena;
    const TraceArray *scores, *weights;
    PyramidCache *cache;
} Made;

static Made made;

/* Scores with −inf right of a slanted line, and weights that are 0 there. */
static int made_start(void **state) {
    (void)state;
    made = (Made){.tape = tape_new(), .arena = arena_new(), .cache = pyramids_new()};
    static Real scores[2 * ROWS * COLS], weights[2 * ROWS * COLS];
    Rng rng = rng_seeded(7);
    for (int i = 0; i < 2 * ROWS * COLS; i++) {
        bool masked = i % COLS > i / COLS % ROWS + 9;
        scores[i] = masked ? -REAL_INFINITY : (Real)(rng_unit(&rng) * 8 - 4);
        weights[i] = masked ? 0 : (Real)rng_unit(&rng);
    }
    Shape shape = {2, ROWS, COLS};
    tape_name(tape_given(made.tape, shape, scores), "scores", -1, __FILE__, __LINE__);
    tape_name(tape_given(made.tape, shape, weights), "weights", -1, __FILE__, __LINE__);
    tape_forward(made.tape);
    Trace *trace = trace_from_tape(made.arena, made.tape);
    made.scores = trace_find(trace, "scores");
    made.weights = trace_find(trace, "weights");
    return 0;
}

static int made_end(void **state) {
    (void)state;
    pyramids_free(made.cache);
    tape_free(made.tape);
    arena_free(made.arena);
    return 0;
}

static PyramidAsk ask_of(bool scores, Pool pool) {
    return (PyramidAsk){.array = scores ? made.scores : made.weights,
                        .mask = made.scores,
                        .plane = 1,
                        .mask_plane = 1,
                        .is_signed = scores,
                        .pool = pool,
                        .hidden = "",
                        .rows = ROWS,
                        .cols = COLS};
}

static PyramidWindow all_of(int down, int across) {
    return (PyramidWindow){
        down, across, 0, 0, pyramid_blocks(ROWS, down), pyramid_blocks(COLS, across)};
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/* A block by the trace's own reduction; weights that are masked are left out by hand. */
static double direct(const PyramidAsk *ask, int down, int across, int row, int col) {
    double best = (double)-INFINITY, sum = 0;
    int count = 0;
    for (int r = row << down; r < least((row + 1) << down, ROWS); r++)
        for (int c = col << across; c < least((col + 1) << across, COLS); c++) {
            double x = (double)trace_number(ask->array, 1, r, c);
            if (trace_number(made.scores, 1, r, c) == -REAL_INFINITY) continue;
            bool more = ask->is_signed ? fabs(x) > fabs(best) : x > best;
            if (isinf(best) || more) best = x;
            sum += x;
            count++;
        }
    return ask->pool == POOL_MEAN && count ? sum / count : best;
}

static void assert_level(const PyramidAsk *ask, int down, int across) {
    float numbers[ROWS * COLS];
    PyramidWindow w = all_of(down, across);
    pyramid_read(pyramid_of(made.cache, ask, down, across), w, numbers);
    for (int r = 0; r < w.rows; r++)
        for (int c = 0; c < w.cols; c++) {
            double wanted = direct(ask, down, across, r, c), got = (double)numbers[r * w.cols + c];
            if (isinf(wanted))
                assert_true(isinf(got) && got < 0);
            else
                assert_near(got, wanted, ask->pool == POOL_MEAN ? 1e-5 : 0);
        }
}

static void every_level_is_the_reduction(void **state) {
    (void)state;
    for (int which = 0; which < 4; which++) {
        PyramidAsk ask = ask_of(which & 1, which & 2 ? POOL_MEAN : POOL_MAX);
        for (int down = 3; down >= 0; down--) /* coarse first: finer ones come after, too */
            for (int across = 0; across <= 4; across++) assert_level(&ask, down, across);
    }
}

static void means_are_those_of_the_trace(void **state) {
    (void)state;
    Real direct_mean[4 * 5], most[4 * 5];
    trace_read(made.scores, 1, 0, 0, 32, 40, 4, 5, TRACE_MEAN, direct_mean);
    trace_read(made.scores, 1, 0, 0, 32, 40, 4, 5, TRACE_LARGEST, most);
    float mean[20], largest[20];
    PyramidWindow w = {3, 3, 0, 0, 4, 5};
    PyramidAsk by_mean = ask_of(true, POOL_MEAN), by_most = ask_of(true, POOL_MAX);
    pyramid_read(pyramid_of(made.cache, &by_mean, 3, 3), w, mean);
    pyramid_read(pyramid_of(made.cache, &by_most, 3, 3), w, largest);
    for (int i = 0; i < 20; i++) {
        if (isinf(direct_mean[i])) {
            assert_true(isinf(mean[i]) && isinf(largest[i]));
            continue;
        }
        assert_near(mean[i], direct_mean[i], 1e-5);
        assert_near(largest[i], most[i], 0);
    }
}

/* However a window moves, its levels are those of a window that never moved. */
static void windows_move_without_a_trace(void **state) {
    (void)state;
    Rng rng = rng_seeded(3);
    PyramidAsk ask = ask_of(true, POOL_MAX);
    PyramidInk ink = {true, false, 4};
    for (int i = 0; i < 300; i++) {
        int down = rng_below(&rng, 3), across = rng_below(&rng, 3);
        PyramidWindow w = all_of(down, across);
        w.row = rng_below(&rng, w.rows);
        w.col = rng_below(&rng, w.cols);
        w.rows = 1 + rng_below(&rng, w.rows - w.row);
        w.cols = 1 + rng_below(&rng, w.cols - w.col);
        ink.is_log = rng_below(&rng, 8) == 0;
        const uint8_t *levels =
            pyramid_levels(pyramid_of(made.cache, &ask, down, across), PYRAMID_PICTURE, w, ink);
        for (int r = 0; r < w.rows; r++)
            for (int c = 0; c < w.cols; c++)
                assert_int_equal(levels[r * w.cols + c],
                                 pyramid_level(ink, (double)(float)direct(&ask, down, across,
                                                                          w.row + r, w.col + c)));
    }
}

static void what_is_left_out_is_known(void **state) {
    (void)state;
    int cols[COLS], count = 0;
    for (int c = 0; c < COLS; c++)
        if (c % 5) cols[count++] = c;
    PyramidAsk ask = ask_of(false, POOL_MAX);
    ask.cols = count;
    ask.col_at = cols;
    ask.hidden = "x";
    Pyramid *pyramid = pyramid_of(made.cache, &ask, 0, 0);
    const PyramidFacts *facts = pyramid_facts(pyramid);
    double hidden = 0, all = 0;
    for (int r = 0; r < ROWS; r++) {
        double row = 0;
        for (int c = 0; c < COLS; c++) {
            double x = (double)trace_number(made.weights, 1, r, c);
            all += x;
            row += c % 5 ? 0 : x;
        }
        assert_near(facts->row_left[r], row, 1e-5);
        hidden += row;
    }
    assert_near(facts->left_out, hidden / all, 1e-6);
    float row[COLS];
    PyramidWindow w = {0, 0, 20, 2, 1, 7};
    pyramid_read(pyramid, w, row);
    for (int c = 0; c < 7; c++)
        assert_near(row[c], trace_number(made.weights, 1, 20, cols[c + 2]), 0);
}

static void rows_by_their_largest(void **state) {
    (void)state;
    PyramidAsk ask = ask_of(true, POOL_MAX);
    ask.by_row = true;
    Pyramid *pyramid = pyramid_of(made.cache, &ask, 0, 3);
    float blocks[ROWS * COLS];
    PyramidWindow w = all_of(0, 3);
    pyramid_read(pyramid, w, blocks);
    for (int r = 0; r < ROWS; r++) {
        double most = 0, limit = 0;
        for (int c = 0; c < w.cols; c++)
            if (!isinf(blocks[r * w.cols + c]))
                most = fmax(most, fabs((double)blocks[r * w.cols + c]));
        for (int c = 0; c < COLS; c++)
            if (isfinite(trace_number(made.scores, 1, r, c)))
                limit = fmax(limit, fabs((double)trace_number(made.scores, 1, r, c)));
        assert_near(most, 1, 1e-6);
        assert_near(pyramid_facts(pyramid)->row_limit[r], limit, 0);
    }
}

static void logarithms_have_their_decades(void **state) {
    (void)state;
    PyramidInk weights = {false, true, 1}, scores = {true, true, 8};
    assert_int_equal(pyramid_level(weights, 1), COLOR_TOP);
    assert_int_equal(pyramid_level(weights, 0.0001), 0);
    assert_int_equal(pyramid_level(weights, 0), 0);
    assert_near(pyramid_level(weights, 0.01), COLOR_TOP / 2.0, 1);
    assert_int_equal(pyramid_level(scores, 8), COLOR_TOP);
    assert_int_equal(pyramid_level(scores, -8), 1);
    assert_int_equal(pyramid_level(scores, 0), COLOR_ZERO);
    assert_int_equal(pyramid_level(scores, (double)-INFINITY), COLOR_MASKED);
    assert_int_equal(pyramid_level(scores, 0.5) - COLOR_ZERO,
                     COLOR_ZERO - pyramid_level(scores, -0.5));
}

/* --- pictures -------------------------------------------------------------------------------- */

static void hold(const char *name, const char *const *lines) {
    for (int i = 0; lines[i]; i++) say(lines[i]);
    FigureSize taken;
    Color ground;
    List *list =
        figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, &taken, &ground);
    Raster *raster = raster_new(pass.fonts);
    Picture picture = raster_draw(raster, list, (int)taken.width, (int)taken.height, 1, ground);
    assert_golden_picture(picture.pixels, picture.width, picture.height, name, 0.002);
    raster_free(raster);
}
#define PICTURE(name, ...)                                                                         \
    static void name(void **state) {                                                               \
        (void)state;                                                                               \
        hold("views/" #name, (const char *const[]){__VA_ARGS__, NULL});                            \
    }

PICTURE(matrix_zoomed, "view weights", "zoom 1.6", "pan 2.5 8", "select 4 12")
PICTURE(matrix_log_dark, "view scores", "stretch log", "theme dark")
PICTURE(matrix_by_row, "view weights", "stretch row", "hide \"1\"")
PICTURE(matrix_found, "view weights", "find 1", "find 1", "stretch log", "theme print")
PICTURE(matrix_mean_dark,
        "input \"on a day long past it was perhaps the 3 May 2001 or was it not, who "
        "knows, and who would still ask after all these years have gone by\"",
        "view scores", "pool mean", "zoom 2", "theme dark", "stretch row")

#define MADE(test) cmocka_unit_test_setup_teardown(test, made_start, made_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        MADE(every_level_is_the_reduction),
        MADE(means_are_those_of_the_trace),
        MADE(windows_move_without_a_trace),
        MADE(what_is_left_out_is_known),
        MADE(rows_by_their_largest),
        MADE(logarithms_have_their_decades),
        PASS(matrix_zoomed),
        PASS(matrix_log_dark),
        PASS(matrix_by_row),
        PASS(matrix_found),
        PASS(matrix_mean_dark),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}

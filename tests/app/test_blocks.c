/* The step view of a transformer: the strip of its blocks, and what its matrices are called. */
#include "journeys.h"

#include <math.h>

static void open_model(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s", error.message);
    act(NULL, 0);
}

/* Where one is, of how many; a click or an arrow goes to another block, as the word `step` does. */
static void the_strip_goes_to_a_block(void **state) {
    (void)state;
    static const float sizes[][2] = {{1440, 900}, {1024, 640}, {640, 400}};
    open_model("model transformer-dates");
    open_model("reveal layer");
    int count = run_block_count(session_run(desk.session));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        const char *blocks = sizes[i][1] < 500 ? "view/all/blocks" : "view/blocks"; /* it scrolls */
        open_model("step 3");
        assert_contains(words_shown(), "block \n3\n");
        segment(blocks, count, count + 1);
        assert_int_equal(look_now()->position.token, count);
        key(KEY_LEFT, 0); /* it has the ring */
        assert_int_equal(look_now()->position.token, count - 1);
        segment(blocks, 0, count + 1);
        assert_int_equal(look_now()->position.token, 0);
        assert_contains(words_shown(), "Embedding");
    }
    open_model("reveal row");
}

static void matrices_are_called_what_they_hold(void **state) {
    (void)state;
    open_model("model transformer-dates");
    assert_contains(words_shown(), "logits signed about 0, p from 0 to 1");
    resize(1440, 900);
    open_model("step first");
    assert_contains(words_shown(), "its row of the embedding");
    assert_contains(words_shown(), "its largest in size is number");
    open_model("step 1");
    assert_contains(words_shown(), "self-attention");
    assert_contains(words_shown(), "Concat");
}

/* Cells of a matrix of the block that have a number by now. */
static int cells_made(const char *matrix) {
    DrawBox box = box_of(matrix);
    const List *list = frame_list(desk.frame);
    int made = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        const DrawCells *cells = &command->as.cells;
        bool own = command->kind == DRAW_CELLS && fabsf(cells->box.x - box.x) < 1 &&
                   fabsf(cells->box.y - box.y) < 1 && cells->box.width >= box.width - 1;
        for (int k = 0; own && k < cells->rows * cells->cols; k++)
            made += cells->levels[k] != COLOR_EMPTY;
    }
    return made;
}

/* Vectors are made row by row and number by number too, and the line below says the newest. */
static void vectors_are_walked_over(void **state) {
    (void)state;
    resize(1440, 900);
    open_model("model transformer-repeat");
    open_model("reveal row");
    open_model("step 7 6");
    key(KEY_RIGHT, 0);
    assert_int_equal(look_now()->position.stage, 6);
    assert_int_equal(look_now()->position.cells, 8);
    assert_int_equal(cells_made("view/block/context"), 8);
    assert_contains(words_shown(), "Row 1 of 15 × 8 numbers; its largest in size is number");
    key(KEY_RIGHT, 0);
    assert_int_equal(cells_made("view/block/context"), 16);
    open_model("reveal cell");
    key(KEY_RIGHT, 0);
    assert_int_equal(cells_made("view/block/context"), 17);
    assert_contains(words_shown(), "Row 3 of 15 × 8 numbers, number 1");
    key(KEY_LEFT, 0);
    key(KEY_LEFT, 0);
    assert_int_equal(cells_made("view/block/context"), 15);
    open_model("reveal row");
    open_model("step 7 2 24"); /* of K and V as many rows as of Q */
    assert_contains(words_shown(), "Q: row 3 of 15 × 8 numbers");
    assert_int_equal(cells_made("view/block/query"), 24);
    assert_int_equal(cells_made("view/block/value"), 24);
    open_model("step 7 2");
    assert_int_equal(cells_made("view/block/value"), 120);
    key(KEY_END, 0);
}

/* --- whose names rows and columns have ------------------------------------------------------- */

static const char *words_above(const char *matrix) {
    DrawBox box = box_of(matrix);
    return words_in(draw_box(box.x, box.y - 22, box.width + 30, 22));
}

static const char *left_of(const char *matrix) {
    DrawBox box = box_of(matrix);
    return words_in(draw_box(box.x - 52, box.y, 50, box.height));
}

/* The words of the bar below; one that is not written has none. */
static const char *in_bar(void) {
    if (!is_there("steps/words/1")) return "";
    DrawBox first = box_of("steps/words/1");
    return words_in(draw_box(first.x, first.y, desk.width - first.x - 120, first.height));
}

static int count_of(const char *text, const char *part) {
    int count = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) count++;
    return count;
}

/* Within the decoder queries and keys are what it was fed: <s>, and at each place the word before.
 */
static void a_decoder_looks_at_what_it_was_fed(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("step 5");
    const Run *run = session_run(desk.session);
    assert_string_equal(run->output, "1967-11-19");
    assert_string_equal(words_above("view/scores"), "<s>1967-11-19");
    assert_string_equal(words_above("view/weights"), "<s>1967-11-19");
    assert_contains(words_shown(), "query ↓ key → of the decoder’s input");
    open_model("select 5 3");
    assert_contains(words_shown(), " 5, 3 of decoder 1.1 · the row writes -");
    open_model("step 5 6");
    assert_contains(words_shown(), "How much “7” looks at “9”");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "<s>1967-11-19");
    open_model("view arcs");
    assert_true(count_of(words_shown(), "<s>") >= 2);
    assert_contains(words_shown(), "key (input)");
    open_model("view heads");
    assert_true(count_of(words_shown(), "<s>") >= 4);
    assert_contains(words_shown(), "query ↓ key → of the decoder’s input · by layer");
    open_model("find <s>");
    assert_int_equal(look_now()->found, 1);
    open_model("follow decoder.layers.0.attention.key 1 2 3");
    assert_contains(words_shown(), "the key of “1”");
    open_model("follow none");
    open_model("force decoder 1.1 5 3 0.5");
    assert_contains(words_shown(), "1.1 7: 0.50 on “9”");
}

/* Across, rows are the words that are written: an alignment. */
static void across_rows_are_words_written(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "1967-11-19</s>");
    open_model("view step");
    open_model("step 6 6");
    open_model("select 2 24");
    assert_contains(words_shown(), "How much “9” looks at “9”");
}

/* The bar and the rows know the same words: none while the encoder works, and in the decoder's
 * blocks those that it reads, which the last is not among. */
static void words_are_named_once_they_are_fed(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("step 1");
    assert_string_equal(in_bar(), "");
    open_model("view weights");
    open_model("head decoder 1.1");
    assert_string_equal(left_of("view/weights"), "<s>y10");
    assert_contains(words_above("view/weights"), "<s>··");
    open_model("head cross 1.1");
    assert_string_equal(left_of("view/weights"), "y11");
    open_model("step 6");
    open_model("view weights");
    assert_string_equal(left_of("view/weights"), "1967-11-19y11");
    assert_string_equal(in_bar(), "1967-11-19");
    open_model("step last");
    assert_string_equal(left_of("view/weights"), "1967-11-19</s>");
    assert_string_equal(in_bar(), "1967-11-19</s>");
}

/* --- a score, stage by stage ----------------------------------------------------------------- */

static double shown_at(MatrixKind kind, int t, int s) {
    RunMatrix m = run_matrix(session_run(desk.session), look_now(), kind);
    assert_true(run_matrix_shows(session_run(desk.session), look_now(), kind, t, s));
    return (double)trace_number(m.array, m.plane, t - 1, s - 1);
}

static bool is_shown(MatrixKind kind, int t, int s) {
    return run_matrix_shows(session_run(desk.session), look_now(), kind, t, s);
}

/* What the mask will hide is seen before, under its own name and with its own range. */
static void products_are_seen_before_the_mask(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 1 2");
    assert_false(is_shown(MATRIX_SCORES, 1, 1));
    open_model("step 1 3");
    open_model("select 2 5"); /* what comes later */
    double product = shown_at(MATRIX_SCORES, 2, 5);
    assert_contains(words_shown(), "Products 1.1");
    assert_contains(words_shown(), arena_printf(desk.arena, "%.3f\n", fabs(product)));
    assert_null(strstr(words_shown(), "masked"));
    open_model("step 1 4");
    double scaled = shown_at(MATRIX_SCORES, 2, 5);
    assert_true(scaled * 4 > product - 1e-3 && scaled * 4 < product + 1e-3); /* √16 */
    assert_contains(words_shown(), "Scaled 1.1");
    open_model("step 1 5");
    assert_true(shown_at(MATRIX_SCORES, 2, 5) == -(double)INFINITY);
    assert_contains(words_shown(), "Scores 1.1");
    assert_contains(words_shown(), "masked");
}

static double shown_before(int row, int col) {
    RunMatrix m = run_matrix_before(session_run(desk.session), look_now());
    return m.array ? fabs((double)trace_number(m.array, m.plane, row - 1, col - 1)) : 0;
}

/* Each of these stages goes cell by cell, and says nothing of those to come; where the mask has not
 * come yet the scaled products still are. */
static void products_are_made_cell_by_cell(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("reveal cell");
    int S = session_run(desk.session)->source.count;
    for (int stage = 3; stage <= 5; stage++) {
        open_model(arena_printf(desk.arena, "step 1 %d %d", stage, S + 3));
        assert_true(is_shown(MATRIX_SCORES, 2, 3));
        assert_false(is_shown(MATRIX_SCORES, 2, 4));
        assert_contains(words_shown(), " 2, 3 of head 1.1\n"); /* the inspector follows */
        open_model("select 2 4");
        const char *scaled = arena_printf(desk.arena, "%.3f\n", shown_before(2, 4));
        if (stage < 5)
            assert_contains(words_shown(), "Cell 2, 4 is not computed yet");
        else
            assert_contains(words_shown(), scaled); /* in the inspector */
        open_model("select none");
        open_model("step next");
        assert_true(is_shown(MATRIX_SCORES, 2, 4));
    }
}

static bool has_stage(const char *title) {
    return strstr(words_shown(), arena_printf(desk.arena, "\n%s\n", title)) != NULL;
}

/* Without a division or a mask there is no stage of it, in the strip and under one's feet. */
static void stages_without_work_are_left_out(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 1 3");
    assert_true(has_stage("÷ √d") && has_stage("Mask"));
    open_model("score dot");
    assert_true(!has_stage("÷ √d") && has_stage("Mask"));
    open_model("reveal head");
    open_model("step next");
    assert_int_equal(look_now()->position.stage + 1, 5);
    open_model("step back");
    assert_int_equal(look_now()->position.stage + 1, 3);
    open_model("step 1 4");
    assert_int_equal(look_now()->position.stage + 1, 3);
    open_model("scope global");
    assert_true(!has_stage("÷ √d") && !has_stage("Mask"));
    open_model("step next");
    assert_int_equal(look_now()->position.stage + 1, 6);
    assert_true(is_shown(MATRIX_SCORES, 1, 5));
    open_model("score scaled");
    open_model("scope band 2");
    assert_true(has_stage("÷ √d") && has_stage("Mask"));
    open_model("model transformer-dates");
    open_model("step 1 3"); /* the encoder reads all */
    assert_true(has_stage("÷ √d") && !has_stage("Mask"));
    open_model("step 5 3");
    assert_true(has_stage("Mask"));
}

/* --- one block at a time --------------------------------------------------------------------- */

/* The head chosen is one of the block on the screen: the block comes to the head. */
static void a_head_of_another_layer_brings_its_block(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 1");
    open_model("head 2.4");
    assert_int_equal(look_now()->position.token, 3);
    assert_contains(words_shown(), "Layer 2, self-attention");
    assert_contains(words_shown(), "Weights 2.4");
    open_model("view heads");
    open_model("head 1.2");
    assert_int_equal(look_now()->position.token, 3); /* there all layers are seen */
    open_model("view step");
    assert_int_equal(look_now()->position.token, 3);
    assert_int_equal(look_now()->heads[0].layer, 2);
    open_model("follow layers.0.attention.weights 2 5 3");
    assert_int_equal(look_now()->position.token, 1);
    assert_contains(words_shown(), "Layer 1, self-attention");
    assert_contains(words_shown(), "Weights 1.2");
}

/* The card says how these weights were made. */
static void the_formula_is_of_the_weigh_chosen(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 1 6");
    open_model("weigh sparse");
    assert_contains(words_shown(), "sparsemax");
    assert_null(strstr(words_shown(), "softmax"));
}

/* --- what is not there ----------------------------------------------------------------------- */

/* A masked key is no zero: the list leaves it out and says how many there are. */
static void masked_keys_are_left_out_of_the_row(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 3 6");
    open_model("select 9 8");
    assert_contains(words_shown(), "9 masked\n");
    open_model("scope band 5"); /* 9 ± 5 of 18 */
    assert_contains(words_shown(), "7 masked\n");
    open_model("weigh sparse");
    assert_contains(words_shown(), "7 masked\n");
    assert_contains(words_shown(), "0.000\n"); /* one that may be looked at */
    open_model("force decoder 2.1 9 1 0.25");  /* and one that is, though masked */
    assert_contains(words_shown(), "6 masked\n");
    open_model("scope global");
    open_model("free all");
    assert_null(strstr(words_shown(), "masked\n"));
}

static void move_to(const char *path) {
    DrawBox box = box_of(path);
    act_on(event_move(box.x + box.width / 2, box.y + box.height / 2));
    desk.now += 2; /* long enough for its tip */
    act(NULL, 0);
}

/* Of a head that is still to come nothing is said, beside it, over it or in the order. */
static void heads_to_come_are_not_measured(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("step 1");
    open_model("view heads");
    open_model("head encoder 2.1");
    assert_contains(words_shown(), "not computed yet");
    assert_null(strstr(words_shown(), " nats\n"));
    assert_null(strstr(words_shown(), "largest weight, mean"));
    move_to("view/heads/all/2.3");
    assert_contains(words_shown(), "Encoder · layer 2 · head 3: not computed yet");
    open_model("head encoder 1.1");
    mouse_away();
    open_model("step 1 6 20"); /* some of it */
    assert_contains(words_shown(), "not all computed yet");
    assert_null(strstr(words_shown(), " nats\n"));
    open_model("step 1");
    assert_contains(words_shown(), " nats\n");
    assert_null(strstr(words_shown(), "computed yet"));
}

/* A what-if is of the chosen head, and says so while the mouse is on another. */
static void a_what_if_names_its_head(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("view heads");
    open_model("head decoder 1.1");
    open_model("select 5 3");
    move_to("view/heads/all/1.2");
    assert_contains(words_shown(), "Decoder · layer 1 · head 2");
    assert_contains(words_shown(), " 1.1: 7 → 9");
    open_model("force decoder 1.1 5 3 0.5");
    assert_contains(words_shown(), " 1.1 forced");
    assert_null(strstr(words_shown(), "row forced")); /* the arcs are of the head under the mouse */
    open_model("view arcs");
    mouse_away();
    assert_contains(words_shown(), "· 1 row forced · ");
}

/* Where a matrix of a block has fewer dots than numbers, a badge says what they are. */
static void reduced_matrices_say_so(void **state) {
    (void)state;
    open_model("model transformer-brackets");
    open_model("step 1");
    assert_null(strstr(words_shown(), "each dot"));
    resize(640, 700);
    assert_contains(words_shown(), "each dot the largest |number| of up to 1 × 2");
}

/* While the mask is walked, cells it has not come to keep their numbers. */
static void cells_before_the_mask_keep_their_numbers(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("head decoder 1.1");
    open_model("select 1 1");
    open_model("step 5 4");
    DrawBox box = box_of("view/scores"), below = box;
    below.y += box.height * 3.2f / 11;
    below.height -= box.height * 3.2f / 11;
    const char *scaled = words_in(below);
    assert_true(strlen(scaled) > 20);
    open_model("step 5 5 11");
    assert_string_equal(words_in(below), scaled);
}

static void rows_sum_to_1_once_there_is_one(void **state) {
    (void)state;
    open_model("model transformer-dates");
    open_model("head encoder 1.1");
    open_model("step 1 4");
    assert_null(strstr(words_shown(), "sums to 1"));
    open_model("step 1 6 3");
    assert_null(strstr(words_shown(), "sums to 1"));
    open_model("step 1 6 27");
    assert_contains(words_shown(), "sums to 1");
}

/* A model that only reads predicts at the end: before, there is nothing to compare. */
static void predictions_are_compared_when_they_are_there(void **state) {
    (void)state;
    open_model("model brackets");
    open_model("ablate 1.1");
    open_model("view step");
    open_model("step 2");
    assert_contains(words_shown(), "predicted in the block Output");
    assert_null(strstr(words_shown(), "before\n"));
    open_model("step last");
    assert_contains(words_shown(), "before\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(the_strip_goes_to_a_block),
        JOURNEY(matrices_are_called_what_they_hold),
        JOURNEY(vectors_are_walked_over),
        JOURNEY(a_decoder_looks_at_what_it_was_fed),
        JOURNEY(across_rows_are_words_written),
        JOURNEY(words_are_named_once_they_are_fed),
        JOURNEY(products_are_seen_before_the_mask),
        JOURNEY(products_are_made_cell_by_cell),
        JOURNEY(stages_without_work_are_left_out),
        JOURNEY(a_head_of_another_layer_brings_its_block),
        JOURNEY(the_formula_is_of_the_weigh_chosen),
        JOURNEY(masked_keys_are_left_out_of_the_row),
        JOURNEY(heads_to_come_are_not_measured),
        JOURNEY(a_what_if_names_its_head),
        JOURNEY(reduced_matrices_say_so),
        JOURNEY(cells_before_the_mask_keep_their_numbers),
        JOURNEY(rows_sum_to_1_once_there_is_one),
        JOURNEY(predictions_are_compared_when_they_are_there),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

/* Every digit traces back in every picture: the number of a curve, a bar or a cell is followed from
 * where it is seen, what made it is lit there, and a click on that goes on. */
#include "following.h"

/* --- arcs ------------------------------------------------------------------------------------ */

/* Curves that are not dimmed, in the order of the list; how many. */
static int bright_curves(const DrawCurve **curves, int most) {
    const List *list = frame_list(desk.frame);
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_CURVE || command->as.curve.stroke.color.a < 255) continue;
        if (same_color(command->as.curve.stroke.color, theme_now()->accent) ||
            same_color(command->as.curve.stroke.color, theme_now()->ground))
            continue; /* under the followed one */
        assert_true(count < most);
        curves[count++] = &command->as.curve;
    }
    return count;
}

static const DrawCurve *widest(const DrawCurve **curves, int count) {
    const DrawCurve *best = curves[0];
    for (int i = 1; i < count; i++)
        if (curves[i]->stroke.width > best->stroke.width) best = curves[i];
    return best;
}

static void click_curve(const DrawCurve *c, uint32_t mods) {
    click_holding((c->x[0] + 3 * c->x[1] + 3 * c->x[2] + c->x[3]) / 8,
                  (c->y[0] + 3 * c->y[1] + 3 * c->y[2] + c->y[3]) / 8, mods);
}

/* The weights of row 8 that make up `share` of it, the largest first. */
static int weights_until(const TraceArray *weights, int row, double share) {
    double sum = 0;
    int count = 0;
    bool *taken = ARENA_ARRAY(desk.arena, bool, weights->cols);
    while (sum < share - 1e-9) {
        int best = -1;
        for (int s = 0; s < weights->cols; s++)
            if (!taken[s] && (best < 0 || trace_number(weights, 0, row - 1, s) >
                                              trace_number(weights, 0, row - 1, best)))
                best = s;
        taken[best] = true;
        sum += (double)trace_number(weights, 0, row - 1, best);
        count++;
    }
    return count;
}

static void arcs_are_followed(void **state) {
    (void)state;
    enum { MOST = 400 };
    const DrawCurve *curves[MOST];
    say("view arcs");
    const TraceArray *weights = trace_find(session_run(desk.session)->trace, "attention.weights");
    int count = bright_curves(curves, MOST);
    click_curve(widest(curves, count), 0); /* a click pins */
    assert_int_equal(look_now()->followed_count, 0);
    assert_true(look_now()->target > 0);
    key(KEY_ESCAPE, 0);
    mouse_away();
    count = bright_curves(curves, MOST);
    click_curve(widest(curves, count), KEY_MOD_CTRL);
    RunCell at = followed();
    assert_ptr_equal(at.array, weights);
    for (int t = 0; t < weights->rows; t++) /* it is the largest there is */
        for (int s = 0; s < weights->cols; s++)
            assert_true(trace_number(weights, 0, t, s) <= run_cell_number(&at));
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(bright_curves(curves, MOST), 1); /* itself */
    say("follow attention.context 8 18");
    assert_formula_ends_right();
    count = bright_curves(curves, MOST);
    assert_int_equal(count, weights_until(weights, 8, look_now()->cut));
    for (int i = 1; i < count; i++) assert_near(curves[i]->x[0], curves[0]->x[0], 0.01);
    /* all words below are values */
    assert_int_equal(frames_in(draw_box(0, 0, 1440, 900), theme_now()->value_ink), weights->cols);
    /* the operands are a click away: the broadest curve is the row's largest weight */
    click_curve(widest(curves, count), 0);
    assert_followed("attention.weights 8 18");
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->followed_count, 0);
}

/* The vectors of a product stand for their words. */
static void words_of_arcs_are_operands(void **state) {
    (void)state;
    say("score dot");
    say("view arcs");
    say("follow attention.scores 8 18");
    assert_formula_ends_right();
    DrawBox all = draw_box(250, 110, 880, 580); /* the picture */
    assert_int_equal(frames_in(all, theme_now()->query), 1);
    assert_int_equal(frames_in(all, theme_now()->key), 1);
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_RECT ||
            !same_color(command->as.rect.stroke.color, theme_now()->key))
            continue;
        click_box(command->as.rect.box);
        break;
    }
    RunCell at = followed();
    assert_string_equal(at.array->name, "encoder.h");
    assert_int_equal(at.row, 17);
    click("inspector/trace/all/back");
    assert_followed("attention.scores 8 18");
}

/* --- heads ----------------------------------------------------------------------------------- */

/* The middle of a cell in the small picture of a head, which has a margin and words below. */
static void cell_of_tile(const char *tile, int row, int col, float *x, float *y) {
    const Run *run = session_run(desk.session);
    DrawBox box = box_of(tile);
    const List *list = frame_list(desk.frame);
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        const DrawBox *cells = &command->as.cells.box;
        if (command->kind != DRAW_CELLS || !box_has(box, cells->x, cells->y)) continue;
        *x = cells->x + cells->width * ((float)col - 0.5f) / (float)run->source.count;
        *y = cells->y + cells->height * ((float)row - 0.5f) / (float)run->target.count;
        return;
    }
    fail_msg("%s has no cells", tile);
}

static void heads_are_followed(void **state) {
    (void)state;
    say("model transformer-dates");
    say("view heads");
    say("follow decoder.layers.1.cross.context 3 8 5");
    assert_formula_ends_right();
    const UiTheme *theme = theme_now();
    static const char *const tiles[] = {"view/heads/all/1.3", "view/heads/all/2.2",
                                        "view/heads/all/2.3"};
    for (int i = 0; i < 3; i++) /* a row of that head's weights */
        assert_int_equal(frames_in(box_of(tiles[i]), theme->positive), i == 2);
    assert_int_equal(frames_in(box_of("view/heads/product/station3"), theme->value_ink), 1);
    assert_int_equal(frames_in(box_of("view/heads/product/station6"), theme->accent), 1);
    /* on by a cell of the small picture: the largest weight of the row */
    const TraceArray *weights =
        trace_find(session_run(desk.session)->trace, "decoder.layers.1.cross.weights");
    int best = 0;
    for (int s = 1; s < weights->cols; s++)
        if (trace_number(weights, 2, 7, s) > trace_number(weights, 2, 7, best)) best = s;
    float x = 0, y = 0;
    cell_of_tile(tiles[2], 8, best + 1, &x, &y);
    click_at(x, y);
    const char *words = arena_printf(desk.arena, "decoder.layers.1.cross.weights 3 8 %d", best + 1);
    assert_followed(words);
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of(tiles[2]), theme->accent), 1); /* the cell itself */
    click("view/heads/product/station4");
    assert_string_equal(followed().array->name, "decoder.layers.1.cross.scores");
    mouse_away();
    assert_formula_ends_right();
    key(KEY_ESCAPE, 0);
    /* a click on a picture chooses its head again; stations follow from there */
    click(tiles[0]);
    assert_int_equal(look_now()->followed_count, 0);
    assert_int_equal(look_now()->heads[0].head, 3);
    click("view/heads/product/station8");
    assert_string_equal(followed().array->name, "decoder.layers.0.cross.projected");
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/heads/product/station7"), theme->ink), 1);
}

/* --- lookup ---------------------------------------------------------------------------------- */

static void lookups_are_followed(void **state) {
    (void)state;
    say("model lookup");
    say("score dot");
    const UiTheme *theme = theme_now();
    DrawBox q = box_of("view/lookup/all/plane/q"), k = box_of("view/lookup/all/plane/k2");
    float x = (q.x + q.width / 2 + k.x + k.width / 2) / 2,
          y = (q.y + q.height / 2 + k.y + k.height / 2) / 2;
    click_at(x, y); /* the line between them is the weight */
    assert_followed("attention.weights 1 2");
    mouse_away();
    assert_formula_ends_right();
    DrawBox bar = box_of("view/lookup/all/bar/part2");
    assert_int_equal(frames_in(bar, theme->accent), 1);
    /* its score: of the query and the key, on the plane and in the table */
    say("follow attention.scores 1 2");
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/lookup/all/plane/k2"), theme->key), 1);
    assert_int_equal(frames_in(box_of("view/lookup/all/plane/k3"), theme->key), 0);
    assert_true(frames_in(box_of("view/lookup/all/plane/q"), theme->query) > 0);
    click("view/lookup/all/plane/k2");
    assert_string_equal(followed().array->name, "attention.keys");
    assert_int_equal(followed().row, 1);
    assert_int_equal(look_now()->source, 0); /* nothing is pinned */
    key(KEY_ESCAPE, 0);
    click("view/lookup/all/plane/k2"); /* and now it is */
    assert_int_equal(look_now()->followed_count, 0);
    assert_int_equal(look_now()->source, 2);
    click("view/lookup/all/trace");
    assert_followed("attention.weights 1 2");
    /* the answer: its numbers are links, its weights the bar's parts */
    click_box(labelled("view/lookup/all/sum", "attention.context 1 2"));
    assert_followed("attention.context 1 2");
    mouse_away();
    assert_formula_ends_right();
    for (int s = 1; s <= 4; s++)
        assert_int_equal(
            frames_in(box_of(arena_printf(desk.arena, "view/lookup/all/bar/part%d", s)),
                      theme->positive),
            1);
    assert_int_equal(frames_in(box_of("view/lookup/all/table/rows"), theme->value_ink), 4);
    click("view/lookup/all/bar/part1");
    assert_followed("attention.weights 1 1");
    /* the same query under another score */
    key(KEY_ESCAPE, 0);
    DrawBox row = box_of("view/lookup/all/scores/cosine-3");
    click_holding(row.x + row.width / 2, row.y + row.height / 2, KEY_MOD_CTRL);
    assert_followed("cosine.weights 1 3");
    assert_string_equal(ask_now()->attention.score->word, "dot");
    mouse_away();
    assert_formula_ends_right();
    /* its scores and what it blends; and of the score that is chosen, what all else shows too */
    click("view/lookup/all/scores/cosine-e2");
    assert_followed("cosine.scores 1 2");
    click("view/lookup/all/scores/cosine-c1");
    assert_followed("cosine.context 1 1");
    click("view/lookup/all/scores/dot-e4");
    assert_followed("attention.scores 1 4");
    click("view/lookup/all/scores/dot-c2");
    assert_followed("attention.context 1 2");
    key(KEY_ESCAPE, 0);
    click("view/lookup/all/scores/cosine-3");
    assert_string_equal(ask_now()->attention.score->word, "cosine");
}

/* --- beam ------------------------------------------------------------------------------------ */

static void beams_are_followed(void **state) {
    (void)state;
    say("view beam");
    say("beam 3");
    say("branch 2");
    const UiTheme *theme = theme_now();
    const Run *run = session_run(desk.session);
    assert_false(is_there("view/tree/6.3-p")); /* after other words than the run's */
    click("view/tree/6.2-sum");
    assert_followed("beam.logprob 6 2");
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/tree/6.2-sum"), theme->accent), 1);
    assert_int_equal(frames_in(box_of("view/tree/6.2-p"), theme->ink), 1);
    assert_int_equal(frames_in(box_of("view/tree/5.1-sum"), theme->ink), 1);
    assert_int_equal(frames_in(box_of("view/tree/5.1-p"), theme->ink), 0);
    click("view/tree/6.2-p");
    const char *p = arena_printf(desk.arena, "output.probabilities 6 %d", run->chosen[5] + 1);
    assert_followed(p);
    RunCell at = followed();
    assert_near(run_cell_number(&at), exp(beam_place(run->beam, 6, 1)->own), 1e-6);
    mouse_away();
    assert_formula_ends_right();
    click("inspector/trace/all/back");
    assert_followed("beam.logprob 6 2");
    key(KEY_ESCAPE, 0);
    /* a click on a box chooses, with Ctrl it follows */
    DrawBox box = box_of("view/tree/4.1");
    click_holding(box.x + box.width / 2, box.y + 6, KEY_MOD_CTRL);
    assert_followed(arena_printf(desk.arena, "output.probabilities 4 %d", run->chosen[3] + 1));
    key(KEY_ESCAPE, 0);
    box = box_of("view/tree/6.1");
    click_at(box.x + box.width / 2, box.y + 6);
    assert_int_equal(ask_now()->branch, 1);
    assert_int_equal(look_now()->followed_count, 0);
    mouse_away();
    letter('r');
    int last = session_run(desk.session)->target.count;
    assert_followed(arena_printf(desk.arena, "output.probabilities %d %d", last,
                                 session_run(desk.session)->chosen[last - 1] + 1));
}

/* --- gates, draws, gradients ----------------------------------------------------------------- */

static void gates_have_a_button(void **state) {
    (void)state;
    say("view gates");
    say("select 1 6");
    say("unit 12");
    click("view/gates/formula/trace");
    assert_followed("encoder.forward.h 6 12");
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/gates/h"), theme_now()->accent), 1);
    key(KEY_ESCAPE, 0);
    click_box(labelled("view/gates/formula", "encoder.forward.n 6 12"));
    assert_followed("encoder.forward.n 6 12");
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/gates/n"), theme_now()->accent), 1);
    assert_int_equal(frames_in(box_of("view/gates/h"), theme_now()->accent), 0);
}

static void draws_are_followed(void **state) {
    (void)state;
    say("input \"3 May 2001\"");
    say("weigh hard");
    say("samples 20");
    say("view draws");
    const UiTheme *theme = theme_now();
    say("select 4 3");
    /* the share of the draws, and soft's weight that they are drawn from */
    click_box(labelled("view/draws", "attention.weights 4 3"));
    assert_followed("attention.weights 4 3");
    mouse_away();
    assert_formula_ends_right();
    say("follow attention.context 4 12");
    assert_formula_ends_right();
    int columns = session_run(desk.session)->source.count;
    assert_int_equal(frames_in(box_of("view/draws/ways/bars"), theme->positive), columns);
    assert_int_equal(frames_in(box_of("view/draws/words"), theme->positive), 0);
    DrawBox bars = box_of("view/draws/ways/bars");
    click_at(bars.x + bars.width * 2.5f / (float)columns, bars.y + bars.height / 2);
    assert_followed("attention.weights 4 3");
    say("follow none");
    DrawBox words = box_of("view/draws/words");
    click_holding(words.x + words.width * 2.5f / (float)columns, words.y + 8, KEY_MOD_CTRL);
    assert_followed("attention.soft 4 3");
    mouse_away();
    assert_formula_ends_right();
    /* what only the view reckons is no link: another way to weigh, a forced row */
    say("weigh sparse");
    assert_false(is_there("view/draws/attention.soft 4 3"));
    say("weigh hard");
    say("force 4 3");
    say("follow none");
    assert_false(is_there("view/draws/ways/bars"));
}

static void losses_are_followed(void **state) {
    (void)state;
    say("input \"3 May 2001\"");
    say("view gradient");
    say("select 6 2");
    const Run *run = session_run(desk.session);
    click("view/gradient/loss");
    assert_followed(arena_printf(desk.arena, "output.probabilities 6 %d", run->chosen[5] + 1));
    mouse_away();
    assert_formula_ends_right();
    assert_int_equal(frames_in(box_of("view/gradient/loss"), theme_now()->accent), 1);
}

/* However narrow it is: terms give way to “…”, the number stays. */
static void formulas_keep_their_result(void **state) {
    (void)state;
    static const char *const views[] = {"arcs", "step", "weights", "gates"};
    resize(640, 400);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        say(arena_printf(desk.arena, "view %s", views[i]));
        say("follow attention.context 8 12");
        assert_formula_ends_right();
    }
    assert_contains(words_shown(), " … = ");
}

/* --- by a button and a key ------------------------------------------------------------------- */

static void what_is_pinned_has_a_button(void **state) {
    (void)state;
    static const char *const views[] = {"step", "scores", "weights", "arcs", "draws"};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        say(arena_printf(desk.arena, "view %s", views[i]));
        assert_false(is_there("view/formula/trace"));
        say("select 8 18");
        click("view/formula/trace");
        assert_followed("attention.weights 8 18");
        mouse_away();
        assert_formula_ends_right();
        assert_false(is_there("view/formula/trace"));
        key(KEY_ESCAPE, 0);
        letter('r');
        assert_followed("attention.weights 8 18");
        key(KEY_ESCAPE, 0);
        key(KEY_ESCAPE, 0);
        assert_int_equal(look_now()->target, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(arcs_are_followed),          JOURNEY(words_of_arcs_are_operands),
        JOURNEY(heads_are_followed),         JOURNEY(lookups_are_followed),
        JOURNEY(beams_are_followed),         JOURNEY(gates_have_a_button),
        JOURNEY(draws_are_followed),         JOURNEY(losses_are_followed),
        JOURNEY(formulas_keep_their_result), JOURNEY(what_is_pinned_has_a_button),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

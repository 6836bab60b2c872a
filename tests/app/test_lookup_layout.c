/* A lookup at a glance: at 1440×900 every score of every key, its weight, what is blended, and
 * every number that can be typed over stand in the window at once, whatever is chosen; in small
 * windows the five scores do, and all else is reached. */
#include "journeys.h"

#include "attention/match.h"
#include "tasks/lookup.h"

#include <math.h>

static void say(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static int look_up(void **state) {
    if (desk_start(state)) return -1;
    say("model lookup");
    return 0;
}

/* Numbers as wide as what is dragged gives, and every parameter another. */
static Lookup lookup_of(int d, int d_v, int count) {
    static const char *const names[] = {"bank (river)", "money", "water", "fish",
                                        "loan",         "tree",  "boat",  "sand"};
    Lookup lookup = {.d = d, .d_v = d_v, .count = count};
    for (int i = 0; i < d; i++) lookup.query[i] = round(118 * cos(1 + i)) / 100;
    for (int s = 0; s < count; s++) {
        lookup.keys[s].name = names[s];
        for (int i = 0; i < d; i++)
            lookup.keys[s].key[i] = round(193 * sin(1 + 5 * s + 2 * i)) / 100;
        for (int i = 0; i < d_v; i++) lookup.keys[s].value[i] = round(-187 * cos(s * 3 + i)) / 100;
    }
    for (int p = 0; p < LOOKUP_PARAMETERS; p++)
        for (int i = 0; i < lookup_parameter_rows((LookupParameter)p, d) * d; i++)
            lookup.parameters[p][i] = round(-97 * sin(p + 1.3 * i)) / 100;
    return lookup;
}

static void ask(const Lookup *lookup) {
    Buffer line = {0};
    lookup_write(lookup, &line);
    say(arena_printf(desk.arena, "input \"%s\"", line.data));
    buffer_free(&line);
}

/* --- what is seen ---------------------------------------------------------------------------- */

static const char *here; /* what is asked, for a failure's sentence */

static const char *path_of(const char *tail) {
    return arena_printf(desk.arena, "view/lookup/all/%s", tail);
}

/* A widget, all of which is in the window. */
static DrawBox whole(const char *tail) {
    const Ui *ui = frame_ui(desk.frame);
    const char *path = path_of(tail);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (strcmp(widget.path, path) != 0) continue;
        if (widget.seen.width < widget.box.width - 0.01f ||
            widget.seen.height < widget.box.height - 0.01f)
            fail_msg("%s: %s is cut", here, tail);
        return widget.box;
    }
    fail_msg("%s: there is no %s", here, tail);
    return (DrawBox){0};
}

static void says(DrawBox box, double number, int decimals) {
    const char *digits = arena_printf(desk.arena, "%.*f", decimals, fabs(number));
    const char *words = words_in(box);
    if (!strstr(words, digits)) fail_msg("%s: “%s” is not in “%s”", here, digits, words);
}

static double number_in(const char *array, int i) {
    const TraceArray *found = trace_find(session_run(desk.session)->trace, array);
    assert_non_null(found);
    return (double)trace_number(found, 0, 0, i);
}

/* Of all five: each key's score and weight, and what they blend, with its own numbers. */
static void five_scores_are_seen(const Lookup *lookup) {
    for (int i = 0; i < score_count; i++) {
        const char *word = score_list[i]->word;
        if (score_is_none(score_list[i])) continue;
        whole(arena_printf(desk.arena, "scores/%s", word));
        for (int s = 0; s < lookup->count; s++) {
            says(whole(arena_printf(desk.arena, "scores/%s-e%d", word, s + 1)),
                 number_in(arena_printf(desk.arena, "%s.scores", word), s), 2);
            says(whole(arena_printf(desk.arena, "scores/%s-%d", word, s + 1)),
                 number_in(arena_printf(desk.arena, "%s.weights", word), s), 3);
        }
        for (int c = 0; c < lookup->d_v; c++)
            says(whole(arena_printf(desk.arena, "scores/%s-c%d", word, c + 1)),
                 number_in(arena_printf(desk.arena, "%s.context", word), c), 2);
    }
}

/* A cell to type over, with all of its number. */
static void is_typed(const char *tail, double number) {
    DrawBox box = whole(tail);
    says(box, number, 2);
    if (strstr(words_in(box), "…")) fail_msg("%s: %s is not all there", here, tail);
}

static void table_is_seen(const Lookup *lookup) {
    for (int s = 0; s < lookup->count; s++) {
        whole(arena_printf(desk.arena, "table/rows/name%d", s + 1));
        whole(arena_printf(desk.arena, "table/rows/remove%d", s + 1));
        for (int i = 0; i < lookup->d; i++)
            is_typed(arena_printf(desk.arena, "table/rows/k%d-%d", s + 1, i + 1),
                     lookup->keys[s].key[i]);
        for (int i = 0; i < lookup->d_v; i++)
            is_typed(arena_printf(desk.arena, "table/rows/v%d-%d", s + 1, i + 1),
                     lookup->keys[s].value[i]);
        says(whole(arena_printf(desk.arena, "table/rows/row%d", s + 1)),
             number_in("attention.weights", s), 3);
    }
    for (int i = 0; i < lookup->d; i++)
        is_typed(arena_printf(desk.arena, "table/rows/q-%d", i + 1), lookup->query[i]);
    for (int i = 0; i < lookup->d_v; i++)
        says(whole(arena_printf(desk.arena, "table/rows/answer%d", i)),
             number_in("attention.context", i), 2);
}

static void parameters_are_seen(const Lookup *lookup, const char *score) {
    bool additive = !strcmp(score, "additive"), bilinear = !strcmp(score, "bilinear");
    for (int p = 0; p < LOOKUP_PARAMETERS; p++) {
        if (p == LOOKUP_W ? !bilinear : !additive) continue;
        int cells = lookup_parameter_rows((LookupParameter)p, lookup->d) * lookup->d;
        for (int i = 0; i < cells; i++)
            is_typed(arena_printf(desk.arena, "own/%s-%d", lookup_parameter_names[p], i + 1),
                     lookup->parameters[p][i]);
    }
}

/* No two controls share a place, and what traces keeps its distance. */
static void no_controls_overlap(void) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget a = ui_widget(ui, i);
        bool counts = a.role == ROLE_FIELD || a.role == ROLE_BUTTON;
        if (!counts || strncmp(a.path, "view/lookup/all/", 16) != 0) continue;
        for (int k = 0; k < i; k++) {
            UiWidget b = ui_widget(ui, k);
            if (b.role != ROLE_FIELD && b.role != ROLE_BUTTON && b.role != ROLE_SEGMENTS) continue;
            DrawBox common = draw_box_common(a.box, b.box);
            if (common.width > 0.01f && common.height > 0.01f)
                fail_msg("%s: %s is over %s", here, a.path, b.path);
        }
    }
}

static void nothing_overlaps(void) {
    no_controls_overlap();
    DrawBox trace = whole("trace"), add = whole("table/add");
    bool beside = fabsf(trace.y + trace.height / 2 - add.y - add.height / 2) < add.height;
    if (beside) assert_true(trace.x + trace.width + 8 <= add.x);
}

static void all_is_seen(const char *score, int d, int d_v, int count) {
    Lookup lookup = lookup_of(d, d_v, count);
    here = arena_printf(desk.arena, "%s, d %d, values %d, %d keys", score, d, d_v, count);
    ask(&lookup);
    say(arena_printf(desk.arena, "select 1 %d", count));
    five_scores_are_seen(&lookup);
    table_is_seen(&lookup);
    parameters_are_seen(&lookup, score);
    nothing_overlaps();
}

static const char *const scores[] = {"dot", "scaled", "cosine", "bilinear", "additive"};

static void all_is_seen_at_once(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        say(arena_printf(desk.arena, "score %s", scores[i]));
        for (int d = 2; d <= 4; d++) {
            for (int count = 1; count <= LOOKUP_KEYS; count++) all_is_seen(scores[i], d, 2, count);
            for (int d_v = 1; d_v <= LOOKUP_NUMBERS; d_v++)
                all_is_seen(scores[i], d, d_v, LOOKUP_KEYS);
        }
    }
}

/* The theme changes no place; weights that draw have a column more. */
static void in_the_dark_and_by_draws(void seen(const char *score, int d)) {
    static const char *const ways[] = {"theme dark", "weigh sparse", "weigh hard",
                                       "temperature 0.7"};
    for (int w = 0; w < 4; w++) {
        say(ways[w]);
        for (int i = 0; i < 5; i++) {
            say(arena_printf(desk.arena, "score %s", scores[i]));
            for (int d = 2; d <= 4; d++) seen(scores[i], d);
        }
    }
}

static void eight_keys(const char *score, int d) {
    all_is_seen(score, d, 2, LOOKUP_KEYS);
}

static void in_the_dark_and_by_draws_too(void **state) {
    (void)state;
    in_the_dark_and_by_draws(eight_keys);
}

/* --- while a number is followed --------------------------------------------------------------- */

/* The column whose cells say these numbers, all of them. */
static void has_column(const char *array, int count, const char *score) {
    const Ui *ui = frame_ui(desk.frame);
    for (int place = 0; place < 8; place++) {
        int right = 0;
        for (int s = 1; s <= count; s++) {
            DrawBox box;
            const char *tail = arena_printf(desk.arena, "table/rows/c%d-%d-0", place, s);
            if (!ui_widget_box(ui, path_of(tail), &box)) break;
            const char *digits = arena_printf(desk.arena, "%.2f", fabs(number_in(array, s - 1)));
            right += strstr(words_in(whole(tail)), digits) != NULL;
        }
        if (right == count) return;
    }
    fail_msg("%s: no column has the %s that %s speaks of", here, array, score);
}

/* The card Trace takes a part of the width: nothing of what it speaks of goes for that. */
static void all_is_seen_following(const char *score, int d, int d_v, int count, const char *what) {
    Lookup lookup = lookup_of(d, d_v, count);
    bool product = !strcmp(score, "dot") || !strcmp(score, "scaled") || !strcmp(score, "cosine");
    here = arena_printf(desk.arena, "following %s, %s, d %d, values %d, %d keys", what, score, d,
                        d_v, count);
    ask(&lookup);
    say(arena_printf(desk.arena, "follow %s", what));
    assert_true(is_there("inspector/trace/all/close"));
    five_scores_are_seen(&lookup);
    table_is_seen(&lookup);
    parameters_are_seen(&lookup, score);
    no_controls_overlap();
    DrawBox plane = whole("plane/lines"), q = whole("plane/q");
    assert_true(plane.width >= 160 && plane.height >= 90);
    assert_true(q.width > 0);
    if (product) has_column("dot.scores", count, score);
    say("follow none");
}

static void all_is_seen_while_a_number_is_followed(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        say(arena_printf(desk.arena, "score %s", scores[i]));
        for (int d = 2; d <= 4; d++) {
            for (int count = 1; count <= LOOKUP_KEYS; count++)
                all_is_seen_following(scores[i], d, 2, count, "attention.weights 1 1");
            for (int d_v = 1; d_v <= LOOKUP_NUMBERS; d_v++)
                all_is_seen_following(scores[i], d, d_v, LOOKUP_KEYS, "attention.scores 1 8");
        }
    }
}

static void eight_keys_following(const char *score, int d) {
    all_is_seen_following(score, d, 2, LOOKUP_KEYS, "attention.weights 1 2");
}

static void in_the_dark_and_by_draws_it_is_followed_too(void **state) {
    (void)state;
    in_the_dark_and_by_draws(eight_keys_following);
}

static void a_click_on_a_weight_keeps_all_in_sight(void **state) {
    (void)state;
    click("view/lookup/all/table/rows/c3-1-0");
    Lookup lookup;
    Error error = {0};
    assert_true(lookup_parse(session_run(desk.session)->ask.input, desk.arena, &lookup, &error));
    here = "the start";
    assert_true(is_there("inspector/trace/all/close"));
    five_scores_are_seen(&lookup);
    table_is_seen(&lookup);
    has_column("dot.scores", 4, "scaled");
    assert_non_null(strstr(words_shown(), "“bank (river)”"));
    assert_null(strstr(words_shown(), "␣"));
}

/* --- in small windows ------------------------------------------------------------------------ */

static void wheel_to_the_end(float by) {
    DrawBox all = box_of("view/lookup/all");
    for (int i = 0; i < 60; i++) act_on(event_wheel(all.x + all.width - 3, all.y + 3, by));
}

static void five_scores_are_seen_together_in_a_small_window(void **state) {
    (void)state;
    resize(1024, 640);
    for (int i = 0; i < 5; i++) {
        say(arena_printf(desk.arena, "score %s", scores[i]));
        for (int d = 2; d <= 4; d++) {
            Lookup lookup = lookup_of(d, 2, 8);
            here = arena_printf(desk.arena, "1024×640, %s, d %d", scores[i], d);
            ask(&lookup);
            wheel_to_the_end(5);
            five_scores_are_seen(&lookup);
        }
    }
}

/* Of all columns that of the weights goes last. */
static void weights_are_in_sight_in_a_small_window(void **state) {
    (void)state;
    resize(1024, 640);
    for (int i = 0; i < 5; i++) {
        say(arena_printf(desk.arena, "score %s", scores[i]));
        for (int d_v = 1; d_v <= LOOKUP_NUMBERS; d_v++) {
            Lookup lookup = lookup_of(4, d_v, 8);
            here = arena_printf(desk.arena, "1024×640, %s, values %d", scores[i], d_v);
            ask(&lookup);
            DrawBox all = box_of("view/lookup/all"), row = box_of(path_of("table/rows/row1"));
            assert_true(row.x + row.width <= all.x + all.width - 10);
            says(row, number_in("attention.weights", 0), 3);
        }
    }
}

static bool is_whole(const UiWidget *widget) {
    return widget->seen.width >= widget->box.width - 0.01f &&
           widget->seen.height >= widget->box.height - 0.01f;
}

/* Tab brings every cell into sight. */
static void every_cell_is_reached(void **state) {
    (void)state;
    static const float sizes[][2] = {{1024, 640}, {640, 400}};
    for (int w = 0; w < 2; w++) {
        resize(sizes[w][0], sizes[w][1]);
        say("score additive");
        Lookup lookup = lookup_of(4, 4, 8);
        ask(&lookup);
        int cells = 0;
        bool ring;
        for (int i = 0; i < 240; i++) {
            key(KEY_TAB, 0);
            act(NULL, 0);
            const Ui *ui = frame_ui(desk.frame);
            const char *focus = ui_focus(ui, &ring);
            for (int k = 0; k < ui_widget_count(ui); k++) {
                UiWidget widget = ui_widget(ui, k);
                if (widget.role != ROLE_FIELD || strcmp(widget.path, focus) != 0) continue;
                if (strncmp(focus, "view/lookup/", 12) != 0) continue;
                if (!is_whole(&widget)) fail_msg("%s is not brought into sight", focus);
                cells++;
            }
        }
        assert_true(cells >= 8 * (1 + 4 + 4) + 4 + 2 * 16 + 8);
    }
}

#define LOOKUP(test) cmocka_unit_test_setup_teardown(test, look_up, desk_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        LOOKUP(all_is_seen_at_once),
        LOOKUP(in_the_dark_and_by_draws_too),
        LOOKUP(all_is_seen_while_a_number_is_followed),
        LOOKUP(in_the_dark_and_by_draws_it_is_followed_too),
        LOOKUP(a_click_on_a_weight_keeps_all_in_sight),
        LOOKUP(five_scores_are_seen_together_in_a_small_window),
        LOOKUP(weights_are_in_sight_in_a_small_window),
        LOOKUP(every_cell_is_reached),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

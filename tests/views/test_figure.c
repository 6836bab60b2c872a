/* Figures: the same state gives the same list, every text has a glyph, and views draw what is
 * there. */
#include "passes.h"

#include "views/figure.h"

#include <string.h>

static const char *figure_text(Session *session, FigureSize asked, Arena *arena) {
    FigureSize taken;
    Color ground;
    List *list = figure_draw(pass.fonts, arena, session, asked, &taken, &ground);
    assert_true(taken.width >= 100 && taken.height >= 100);
    assert_true(list_is_closed(list) && list_count(list) > 10);
    Buffer out = {0};
    text_dump(list, &out);
    const char *text = arena_string(arena, out.data);
    buffer_free(&out);
    return text;
}

/* Two sessions that came to the same state by other ways. */
static void the_same_state_gives_the_same_figure(void **state) {
    (void)state;
    Error error = {0};
    Session *other = session_new(&error);
    assert_non_null(other);
    static const char *const views[] = {"view step", "view scores", "view weights",
                                        "view inspector"};
    static const char *const detour[] = {"score dot", "step first",    "undo",
                                         "undo",      "text-size 200", "text-size 100"};
    for (int i = 0; i < 6; i++) assert_true(session_apply(other, detour[i], &error));
    for (int v = 0; v < 4; v++) {
        say(views[v]);
        say("select 3 5");
        assert_true(session_apply(other, "select 3 5", &error) &&
                    session_apply(other, views[v], &error));
        FigureSize natural = {0, 0}, asked = {500, 420};
        assert_string_equal(figure_text(pass.session, natural, pass.arena),
                            figure_text(other, natural, pass.arena));
        assert_string_equal(figure_text(pass.session, asked, pass.arena),
                            figure_text(other, asked, pass.arena));
    }
    session_free(other);
}

static void a_figure_is_drawn_at_any_size(void **state) {
    (void)state;
    static const float sizes[][2] = {{50, 50},   {50, 400},   {400, 50},   {400, 300},
                                     {160, 120}, {1200, 160}, {4000, 3000}};
    static const char *const views[] = {"view step",      "view scores", "view weights",
                                        "view inspector", "view gates",  "view gradient"};
    for (int v = 0; v < 6; v++) {
        say(views[v]);
        session_measure_gradients(pass.session);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            FigureSize taken;
            Color ground;
            List *list = figure_draw(pass.fonts, pass.arena, pass.session,
                                     (FigureSize){sizes[i][0], sizes[i][1]}, &taken, &ground);
            assert_true(list_is_closed(list));
            assert_near(taken.width, sizes[i][0], 1e-6);
        }
    }
}

/* What a number covers: its digits are 0.73 em high. */
static DrawBox digits_box(const DrawText *text) {
    float high = 0.73f * text->size;
    if (text->rotation != 0)
        return draw_box(text->x - high, text->baseline - text->width, high, text->width);
    return draw_box(text->x, text->baseline - high, text->width, high);
}

static int numbers_apart(const List *list) {
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        if (list_at(list, i)->kind != DRAW_TEXT) continue;
        const DrawText *text = &list_at(list, i)->as.text;
        if (text->face != FACE_NUMBERS) continue;
        count++;
        for (int k = 0; k < i; k++) {
            if (list_at(list, k)->kind != DRAW_TEXT) continue;
            const DrawText *other = &list_at(list, k)->as.text;
            DrawBox both = draw_box_common(digits_box(text), digits_box(other));
            if (other->face == FACE_NUMBERS && both.width > 0.1f && both.height > 0.1f)
                fail_msg("“%s” lies on “%s”", text->text, other->text);
        }
    }
    return count;
}

static void numbers_of_cells_never_overlap(void **state) {
    (void)state;
    static const char *const inputs[] = {"input \"5\"", "input \"3 May 2001\"",
                                         "input \"Sunday November 19th, 1967\"",
                                         "input \"the third of May in the year 2001, a Thursday\""};
    static const char *const views[] = {"view step", "view scores", "view weights"};
    int most = 0;
    for (int i = 0; i < 4; i++)
        for (int v = 0; v < 3; v++)
            for (float width = 320; width < 2000; width *= 1.4f) {
                say(inputs[i]);
                say(views[v]);
                FigureSize taken;
                Color ground;
                int count = numbers_apart(figure_draw(pass.fonts, pass.arena, pass.session,
                                                      (FigureSize){width, width}, &taken, &ground));
                most = count > most ? count : most;
            }
    assert_true(most > 60); /* a row of each matrix, and the largest of all others */
}

static void captions_say_what_was_run(void **state) {
    (void)state;
    say("weigh hard");
    say("samples 5");
    say("scope local-m 2");
    const char *caption = figure_caption(pass.arena, session_run(pass.session), NULL);
    static const char *const parts[] = {"additive", "local-m D = 2",          "hard n = 5",
                                        "seed 1",   "seq2seq-dates-additive", "query previous"};
    for (int i = 0; i < 6; i++) assert_contains(caption, parts[i]);
}

/* Of a comparison both are said. */
static void captions_say_what_both_were(void **state) {
    (void)state;
    say("compare \"score dot; temperature 2\"");
    const char *caption =
        figure_caption(pass.arena, session_run(pass.session), session_other(pass.session));
    assert_contains(caption, "A: additive · global · soft · query previous · seed 1");
    assert_contains(caption, "B: dot · global · soft τ = 2");
    assert_contains(figure_text(pass.session, (FigureSize){0, 0}, pass.arena), "B: dot");
}

/* --- every text has a glyph ------------------------------------------------------------------ */

static void assert_covered(const List *list, const char *line) {
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *command = list_at(list, i);
        if (command->kind != DRAW_TEXT) continue;
        const DrawText *text = &command->as.text;
        bool numbers = text->face == FACE_FORMULA || text->face == FACE_FORMULA_UPRIGHT ||
                       text->face == FACE_SIGNS;
        if (!(numbers ? text_is_own : text_is_covered)(pass.fonts, text->face, text->text))
            fail_msg("%s: the font has no glyph for some of “%s”", line, text->text);
    }
}

static void assert_lines_covered(const char *const *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        say(lines[i]);
        session_measure_gradients(pass.session);
        FigureSize taken;
        Color ground;
        assert_covered(
            figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, &taken, &ground),
            lines[i]);
    }
}

static void comparisons_have_their_glyphs(void **state) {
    (void)state;
    static const char *const lines[] = {"compare \"score dot\"",
                                        "compare swap",
                                        "weigh sparse",
                                        "compare \"input 3 May 2001\"",
                                        "compare \"scope local-m 2; weigh soft\"",
                                        "compare \"score none\"",
                                        "step first"};
    assert_lines_covered(lines, sizeof lines / sizeof *lines);
}

static void every_text_has_its_glyphs(void **state) {
    (void)state;
    static const char *const lines[] = {
        "view step",       "step first",      "step next",      "step next",      "step next",
        "step next",       "step next",       "score none",     "step first",     "step last",
        "score dot",       "score scaled",    "score cosine",   "score bilinear", "score additive",
        "weigh hard",      "weigh sparse",    "weigh argmax",   "weigh soft",     "temperature 0.5",
        "scope local-m 2", "scope local-p 2", "renormalise on", "scope global",   "query current",
        "select 2 2",      "view scores",     "view weights",   "view inspector", "theme dark",
        "theme print",     "view gates",      "gates decoder",  "query previous", "cell lstm",
        "cell rnn",        "view gradient",   "score none",     "heights linear", "step first",
        "view gates",      "model dates",     "view draws",     "step last",      "weigh hard",
        "samples 200",     "scope local-p 2", "renormalise on", "step first"};
    assert_lines_covered(lines, sizeof lines / sizeof *lines);
}

/* --- numbers as text ------------------------------------------------------------------------- */

static void numbers_are_written_as_people_do(void **state) {
    (void)state;
    pass_open();
    assert_string_equal(view_number(&pass.view, -0.001, 2), "0.00");
    assert_string_equal(view_number(&pass.view, -1.5, 1), "−1.5");
    assert_string_equal(view_number(&pass.view, (double)-REAL_INFINITY, 1), "−∞");
    assert_string_equal(view_weight(&pass.view, 0.894), ".89");
    assert_string_equal(view_weight(&pass.view, 1), "1.0");
    assert_string_equal(view_token(&pass.view, " "), "␣");
    pass_close();
}

/* Tokens that have not been produced have no name, and their cells are outlined. */
static void what_is_not_produced_is_not_named(void **state) {
    (void)state;
    say("view weights");
    say("step 2");
    Arena *arena = pass.arena;
    const char *early = figure_text(pass.session, (FigureSize){0, 0}, arena);
    say("step last");
    const char *late = figure_text(pass.session, (FigureSize){0, 0}, arena);
    assert_contains(early, "empty");
    assert_true(strcmp(early, late) != 0);
    assert_null(strstr(late, "empty"));
    pass_open();
    say("step 2");
    pass_open();
    assert_non_null(view_target(&pass.view, 2));
    assert_null(view_target(&pass.view, 3));
    pass_close();
}

/* Outlines of ink in a figure: two lines a cell, one of them of the ground. */
static int outlines(void) {
    FigureSize taken;
    Color ground, ink = theme_get(COLOR_LIGHT)->ink;
    List *list =
        figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, &taken, &ground);
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        bool is_frame = c->kind == DRAW_RECT && c->as.rect.stroke.width > 0;
        count += is_frame && !memcmp(&c->as.rect.stroke.color, &ink, sizeof ink);
    }
    return count;
}

/* One for each link of a word that has been produced, and the legend's. */
static void gold_outlines_the_cells_of_its_links(void **state) {
    (void)state;
    say("model translate");
    say("view weights");
    int before = outlines(), links = 0;
    say("gold on");
    const Run *run = session_run(pass.session);
    for (int t = 0; t < run->target.count - 1; t++) links += run->gold[t].count;
    assert_int_equal(outlines() - before, links + 1);
    say("step 2");
    assert_int_equal(outlines() - before, run->gold[0].count + run->gold[1].count + 1);
    say("hide the"); /* columns left out have no outlines */
    assert_true(outlines() - before < run->gold[0].count + run->gold[1].count + 1);
    say("view scores");
    assert_true(outlines() - before >= 2);
    say("input \"the zebra sleeps.\"");
    assert_contains(figure_text(pass.session, (FigureSize){0, 0}, pass.arena),
                    "“zebra”"); /* in the caption: not known */
    assert_int_equal(outlines(), before);
    assert_contains(figure_text(pass.session, (FigureSize){0, 0}, pass.arena), "gold is not known");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(gold_outlines_the_cells_of_its_links),
        PASS(the_same_state_gives_the_same_figure),
        PASS(a_figure_is_drawn_at_any_size),
        PASS(numbers_of_cells_never_overlap),
        PASS(captions_say_what_was_run),
        PASS(captions_say_what_both_were),
        PASS(every_text_has_its_glyphs),
        PASS(comparisons_have_their_glyphs),
        PASS(numbers_are_written_as_people_do),
        PASS(what_is_not_produced_is_not_named),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}

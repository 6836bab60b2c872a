/* The arcs: across, turned or down, no word over another, every one a glyph's width inside the
 * figure; what is lit and what is dimmed; the task's links. */
#include "passes.h"

#include "views/figure.h"

#include <math.h>
#include <string.h>

static List *figure(float width, float height) {
    FigureSize taken;
    Color ground;
    arena_reset(pass.arena);
    return figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){width, height}, &taken,
                       &ground);
}

/* The words of the source in the order drawn, which end the list of words. */
enum { WORDS_MOST = 400 };
typedef struct Drawn {
    DrawText words[WORDS_MOST];
    int count;
} Drawn;

static bool is_word(const Run *run, const char *text) {
    for (int s = 0; s < run->source.count; s++)
        if (!strcmp(run->source.items[s], text)) return true;
    for (int t = 0; t < run->target.count; t++)
        if (!strcmp(run->target.items[t], text)) return true;
    return false;
}

static Drawn words_of(const List *list) {
    Drawn drawn = {0};
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        if (c->kind == DRAW_TEXT && is_word(session_run(pass.session), c->as.text.text) &&
            drawn.count < WORDS_MOST)
            drawn.words[drawn.count++] = c->as.text;
    }
    return drawn;
}

/* Upright words on one line stand apart; turned ones keep a line's height between their lines. */
static void assert_apart(const Drawn *drawn) {
    for (int i = 1; i < drawn->count; i++) {
        const DrawText *a = &drawn->words[i - 1], *b = &drawn->words[i];
        bool upright = fabsf(a->rotation) < 1 && fabsf(b->rotation) < 1;
        if (upright && fabsf(a->baseline - b->baseline) < 0.5f)
            assert_true(b->x >= a->x + a->width + 1);
        if (!upright && fabsf(a->rotation - b->rotation) < 1 &&
            (a->rotation > 1 || a->rotation < -1) && a->baseline < b->baseline + 0.5f &&
            a->baseline > b->baseline - 0.5f)
            assert_true((b->x - a->x) * 0.74f >= a->size * 0.9f);
    }
}

static int turned(const Drawn *drawn) {
    int count = 0;
    for (int i = 0; i < drawn->count; i++) count += fabsf(drawn->words[i].rotation) > 1;
    return count;
}

static int lines(const Drawn *drawn) {
    int count = 0;
    for (int i = 0; i < drawn->count; i++)
        count += !i || fabsf(drawn->words[i].baseline - drawn->words[i - 1].baseline) > 0.5f;
    return count;
}

static void a_sentence_stands_across(void **state) {
    (void)state;
    say("model translate");
    say("view arcs");
    const Run *run = session_run(pass.session);
    Drawn drawn = words_of(figure(0, 0));
    assert_int_equal(drawn.count, run->source.count + run->target.count);
    assert_int_equal(lines(&drawn), 2);
    assert_int_equal(turned(&drawn), 0);
    assert_apart(&drawn);
    say("select 5 7"); /* the pinned word is semibold, and wider */
    drawn = words_of(figure(0, 0));
    assert_apart(&drawn);
}

static void a_long_sentence_is_turned_and_a_longer_one_stands_down(void **state) {
    (void)state;
    say("model translate");
    say("view arcs");
    say("input \"when the old president of the company arrived in Paris on Monday, the young "
        "workers who were very tired did not listen to him because they waited for the train in "
        "the station.\"");
    Drawn drawn = words_of(figure(0, 0));
    assert_true(turned(&drawn) > 60);
    assert_apart(&drawn);
    say("input \"the cat and the dog sleep and the cat and the dog sleep and the cat and the dog "
        "sleep and the cat and the dog sleep and the cat and the dog sleep and the cat and the dog "
        "sleep and the cat and the dog sleep and the cat and the dog sleep.\"");
    drawn = words_of(figure(0, 0));
    assert_int_equal(turned(&drawn), 0);
    assert_true(lines(&drawn) > 40);
}

static void east_asian_signs_stand_down(void **state) {
    (void)state;
    say("view arcs");
    Drawn drawn = words_of(figure(0, 0));
    assert_int_equal(lines(&drawn), 2);
    say("input \"二〇〇一年五月三日\"");
    drawn = words_of(figure(0, 0));
    assert_true(lines(&drawn) > 10);
}

/* --- what is lit ----------------------------------------------------------------------------- */

static void what_does_not_look_at_the_pinned_word_is_dimmed(void **state) {
    (void)state;
    say("model translate");
    say("view arcs");
    say("cut 0.8");
    say("select 5 7"); /* zone, area */
    Drawn drawn = words_of(figure(0, 0));
    int bright = 0;
    for (int i = 0; i < drawn.count; i++) {
        bool lit = !strcmp(drawn.words[i].text, "zone") || !strcmp(drawn.words[i].text, "area");
        float alpha = (float)drawn.words[i].color.a / 255;
        assert_near(alpha, lit ? 1 : 0.3, 0.01);
        bright += lit;
    }
    assert_int_equal(bright, 2);
}

/* --- gold ------------------------------------------------------------------------------------ */

static int dotted(const List *list) {
    int count = 0;
    for (int i = 0; i < list_count(list); i++)
        count += list_at(list, i)->kind == DRAW_CURVE && list_at(list, i)->as.curve.stroke.dash > 0;
    return count;
}

static void gold_links_are_dotted(void **state) {
    (void)state;
    say("model translate");
    say("view arcs");
    assert_int_equal(dotted(figure(0, 0)), 0);
    say("gold on");
    const Run *run = session_run(pass.session);
    int links = 0;
    for (int t = 0; t < run->target.count - 1; t++) links += run->gold[t].count;
    assert_int_equal(dotted(figure(0, 0)), links);
    say("step 2"); /* of words that have been produced */
    assert_int_equal(dotted(figure(0, 0)), run->gold[0].count + run->gold[1].count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(a_sentence_stands_across),
        PASS(a_long_sentence_is_turned_and_a_longer_one_stands_down),
        PASS(east_asian_signs_stand_down),
        PASS(what_does_not_look_at_the_pinned_word_is_dimmed),
        PASS(gold_links_are_dotted),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}

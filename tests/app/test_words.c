/* The words of a sentence in the window: what is offered while typing, what is not known, the list
 * of all, and the task's own links. */
#include "gpt2.h"
#include "journeys.h"

#include "base/file.h"

#include <math.h>

static void apply(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
    act(NULL, 0);
}

/* Everything in the field replaced by typing. */
static void write(const char *text) {
    key('a', KEY_MOD_CTRL);
    type(text);
}

static void at_translation(void) {
    apply("model translate");
    click("top/input");
    write("the ");
}

static const char *offered(int which) {
    const Ui *ui = frame_ui(desk.frame);
    const char *path = arena_printf(desk.arena, "top/input-offers/%d", which);
    for (int i = 0; i < ui_widget_count(ui); i++)
        if (!strcmp(ui_widget(ui, i).path, path)) return ui_widget(ui, i).label;
    return NULL;
}

static bool anything_offered(void) {
    return offered(1) != NULL;
}

/* --- while typing ---------------------------------------------------------------------------- */

static void known_words_are_offered(void **state) {
    (void)state;
    at_translation();
    assert_false(anything_offered());
    type("bl");
    assert_string_equal(offered(1), "blue");
    assert_string_equal(offered(2), "black");
    assert_contains(words_shown(), "bleu"); /* what it becomes */
    type("a");
    assert_string_equal(offered(1), "black");
    assert_null(offered(2));
    type("ck");
    assert_false(anything_offered()); /* it is known */
}

static void offers_are_taken_by_keys(void **state) {
    (void)state;
    at_translation();
    type("bl");
    key(KEY_DOWN, 0);
    key(KEY_DOWN, 0);
    key(KEY_ENTER, 0); /* chosen: it is put in, nothing runs */
    act(NULL, 0);
    assert_false(anything_offered());
    assert_contains(ask_now()->input, "European economic area");
    type("whit");
    key(KEY_TAB, 0); /* the first */
    act(NULL, 0);
    type("cat sleeps.");
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "the black white cat sleeps.");
}

static void enter_without_a_choice_runs(void **state) {
    (void)state;
    at_translation();
    type("black cat sl");
    assert_true(anything_offered());
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "the black cat sl");
    assert_false(anything_offered());
}

static void escape_closes_offers_and_then_lets_go(void **state) {
    (void)state;
    at_translation();
    bool ring;
    type("bl");
    key(KEY_ESCAPE, 0);
    assert_false(anything_offered());
    assert_string_equal(ui_focus(frame_ui(desk.frame), &ring), "top/input");
    key(KEY_ESCAPE, 0);
    assert_string_equal(ui_focus(frame_ui(desk.frame), &ring), "");
    assert_contains(ask_now()->input, "European economic area");
}

static void a_click_takes_an_offer(void **state) {
    (void)state;
    at_translation();
    bool ring;
    type("bl");
    click("top/input-offers/2");
    act(NULL, 0);
    assert_string_equal(ui_focus(frame_ui(desk.frame), &ring), "top/input");
    type("dog sleeps.");
    key('z', KEY_MOD_CTRL); /* what was typed after it, then the offer */
    type("cat sleeps.");
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "the black cat sleeps.");
    click("top/undo");
    assert_contains(ask_now()->input, "European economic area");
}

/* Tab leaves the field where nothing is offered, and characters are never completed. */
static void tab_leaves_where_nothing_is_offered(void **state) {
    (void)state;
    bool ring;
    click("top/input");
    write("2");
    assert_false(anything_offered());
    key(KEY_TAB, 0);
    assert_true(strcmp(ui_focus(frame_ui(desk.frame), &ring), "top/input") != 0);
}

/* --- unknown words --------------------------------------------------------------------------- */

/* Strokes of the wave under unknown words. */
static int waves(void) {
    const List *list = frame_list(desk.frame);
    DrawBox box = box_of("top/input");
    Color warning = theme_get(COLOR_LIGHT)->warning;
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        if (c->kind != DRAW_LINE || memcmp(&c->as.line.stroke.color, &warning, sizeof warning) != 0)
            continue;
        count += box_has(box, c->as.line.x0, c->as.line.y0);
    }
    return count;
}

static void unknown_words_are_named_and_it_runs(void **state) {
    (void)state;
    apply("model translate");
    assert_int_equal(waves(), 0);
    assert_false(is_there("unknown/2"));
    click("top/input");
    write("the blak cat sees the blak zebra.");
    assert_true(waves() > 10); /* before it runs */
    key(KEY_ENTER, 0);
    act(NULL, 0);
    assert_string_equal(ask_now()->input, "the blak cat sees the blak zebra.");
    assert_true(session_run(desk.session)->target.count > 3);
    const char *shown = words_shown();
    assert_contains(shown, "Not among the words it knows, read as <unk>:");
    assert_contains(shown, "“blak” →");
    assert_contains(shown, "“zebra”");
    click("unknown/2"); /* both of them become black */
    assert_string_equal(ask_now()->input, "the black cat sees the black zebra.");
    assert_true(strstr(words_shown(), "“blak”") == NULL);
    click("top/undo");
    assert_string_equal(ask_now()->input, "the blak cat sees the blak zebra.");
}

static void a_click_into_an_unknown_word_offers_the_nearest(void **state) {
    (void)state;
    apply("model translate");
    apply("input \"blak cats sleep.\"");
    DrawBox box = box_of("top/input");
    click_at(box.x + 24, box.y + box.height / 2);
    assert_string_equal(offered(1), "black");
    assert_contains(words_shown(), "not known; the nearest:");
    click("top/input-offers/1");
    act(NULL, 0);
    assert_int_equal(waves(), 0);
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "black cats sleep.");
    click_at(box.x + 24, box.y + box.height / 2);
    assert_false(anything_offered()); /* it is known now */
}

/* A capital at the beginning is as good; a name keeps its own. */
static void a_sentence_may_begin_with_a_capital(void **state) {
    (void)state;
    apply("model translate");
    click("top/input");
    write("The black cat does not see the small bird.");
    assert_int_equal(waves(), 0);
    key(KEY_ENTER, 0);
    act(NULL, 0);
    const Run *run = session_run(desk.session);
    assert_string_equal(run->source.items[0], "the");
    assert_string_equal(run->output, "le chat noir ne voit pas le petit oiseau.");
    assert_string_equal(run->reference, run->output);
    assert_non_null(run->gold);
    apply("input \"Mary sees the dog.\"");
    assert_string_equal(session_run(desk.session)->source.items[0], "Mary");
    apply("model transformer-translate");
    apply("input \"They sleep.\"");
    assert_string_equal(session_run(desk.session)->source.items[0], "they");
    apply("input \"the The sleep.\""); /* only the first */
    assert_true(session_run(desk.session)->unknown[1]);
}

static void what_it_has_not_learned_is_said(void **state) {
    (void)state;
    static const char learned[] = "of a kind it has not learned";
    apply("model translate");
    assert_null(strstr(words_shown(), learned));
    apply("input \"the flowers that she bought are yellow.\"");
    assert_contains(words_shown(), learned);
    apply("force 1 2"); /* what-ifs are meant to go astray */
    assert_null(strstr(words_shown(), learned));
    apply("free all");
    apply("input \"the cat sees the bird\"");
    assert_null(strstr(words_shown(), learned));
    assert_contains(words_shown(), "ends in a mark, and this one in none:");
    click("unknown/end0");
    assert_string_equal(ask_now()->input, "the cat sees the bird.");
    assert_string_equal(session_run(desk.session)->output, "le chat voit l'oiseau.");
    assert_false(is_there("unknown/end0"));
    apply("model dates");
    apply("input \"may be\"");
    assert_contains(words_shown(), "Not of the kind it has learned");
    apply("model transformer-brackets"); /* which judges any */
    assert_null(strstr(words_shown(), "Not of the kind"));
}

static void unknown_characters_are_named(void **state) {
    (void)state;
    apply("input \"3 § 1999\"");
    assert_contains(words_shown(), "Not among the characters it knows, read as <unk>:");
    assert_contains(words_shown(), "“§”");
    assert_true(waves() > 0);
    resize(640, 400);
    assert_contains(words_shown(), "“§”");
}

/* --- the list -------------------------------------------------------------------------------- */

static void the_words_are_one_click_away(void **state) {
    (void)state;
    apply("model translate");
    apply("input \"the black cat sleeps.\"");
    click("top/words");
    const char *shown = words_shown();
    assert_contains(shown, "Words it knows");
    assert_contains(shown, "NOUN");
    assert_contains(shown, "homme");
    click("words/search");
    type("oiseau");
    assert_contains(words_shown(), "bird");
    assert_true(strstr(words_shown(), "homme") == NULL);
    write("qqq");
    assert_contains(words_shown(), "It knows none that is spelt so.");
    write("");
    key('a', KEY_MOD_CTRL);
    key(KEY_BACKSPACE, 0);
    click("words/part");
    choose("conjunction");
    act(NULL, 0);
    assert_contains(words_shown(), "parce que");
    assert_true(strstr(words_shown(), "homme") == NULL);
    click("words/close");
    assert_false(is_there("words/search"));
}

/* The widget of the list that says this. */
static const char *listed(const char *label) {
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui); i++) {
        UiWidget widget = ui_widget(ui, i);
        if (strstr(widget.path, "words/list/") && !strcmp(widget.label, label))
            return arena_string(desk.arena, widget.path);
    }
    fail_msg("“%s” is not in the list", label);
    return "";
}

static void a_click_on_a_word_puts_it_into_the_input(void **state) {
    (void)state;
    apply("model translate");
    apply("input \"the black cat.\"");
    key('w', 0);
    click("words/search");
    type("dorm"); /* found by what it becomes */
    click(listed("sleeps"));
    act(NULL, 0);
    bool ring;
    assert_string_equal(ui_focus(frame_ui(desk.frame), &ring), "top/input");
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "the black cat sleeps.");
}

/* Narrow, it lies over the picture; words still go into the input above it. */
static void the_list_in_a_narrow_window(void **state) {
    (void)state;
    apply("model translate");
    apply("input \"the black cat sleeps.\"");
    resize(640, 400);
    click("top/words");
    act(NULL, 0);
    type("x");
    const char *word = NULL;
    const Ui *ui = frame_ui(desk.frame);
    for (int i = 0; i < ui_widget_count(ui) && !word; i++)
        if (strstr(ui_widget(ui, i).path, "words/list/") && ui_widget(ui, i).role == ROLE_CHIP)
            word = arena_string(desk.arena, ui_widget(ui, i).path);
    assert_non_null(word);
    click(word);
    key(KEY_ESCAPE, 0);
    act(NULL, 0);
    assert_false(is_there(word));
    click("top/input");
    key(KEY_ENTER, 0);
    assert_string_equal(ask_now()->input, "the black cat sleeps man.");
}

static void an_alphabet_and_no_list(void **state) {
    (void)state;
    click("top/words");
    assert_contains(words_shown(), "Characters it knows");
    click("words/close");
    apply("model brackets");
    click("top/words");
    assert_contains(words_shown(), "Symbols it knows");
    click("words/close");
    apply("model lookup");
    assert_false(is_there("top/words"));
}

/* Where a vocabulary has no special words, all of it is counted, as all of it is listed. */
static void the_number_of_symbols_is_that_of_the_list(void **state) {
    (void)state;
    const char *path = arena_string(desk.arena, testing_scratch("three.safetensors"));
    gpt2_save(&(Gpt2){"[\"x\",\"y\",\"<br>\"]", 1, 2, 8, 16}, path);
    apply(arena_printf(desk.arena, "open %s", path));
    click("top/words");
    assert_contains(words_shown(), "Symbols it knows\n3\n");
    assert_contains(words_shown(), "<br>");
    click("words/close");
    apply("model brackets");
    click("top/words");
    assert_contains(words_shown(), "Symbols it knows\n35\n");
}

/* --- gold ------------------------------------------------------------------------------------ */

static void gold_is_switched_by_a_click(void **state) {
    (void)state;
    apply("model translate");
    const char *before = state_text();
    click("view/gold");
    assert_true(look_now()->gold);
    assert_contains(words_shown(), "gold links · AER ");
    click("top/undo");
    assert_string_equal(state_text(), before);
    apply("gold on");
    apply("step 3");
    assert_contains(words_shown(), "of 3 words");
    apply("input \"the zebra sleeps.\"");
    assert_contains(words_shown(), "gold is not known: the task cannot read this input");
}

/* --- arcs ------------------------------------------------------------------------------------ */

static int dimmed_words(void) {
    const List *list = frame_list(desk.frame);
    DrawBox box = box_of("view/arcs/queries");
    int count = 0;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        count += c->kind == DRAW_TEXT && c->as.text.color.a < 128 && c->as.text.baseline > box.y &&
                 c->as.text.baseline < box.y + box.height;
    }
    return count;
}

/* Where a word of the target stands in the arcs. */
static void word_at(const char *word, float *x, float *y) {
    const List *list = frame_list(desk.frame);
    DrawBox box = box_of("view/arcs/queries");
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        if (c->kind != DRAW_TEXT || strcmp(c->as.text.text, word) != 0) continue;
        *x = c->as.text.x + c->as.text.width / 2;
        *y = c->as.text.baseline - 4;
        if (box_has(box, *x, *y)) return;
    }
    fail_msg("“%s” is not there", word);
}

/* What the tip over a curve is of is what is lit, and what a click pins. */
static void a_curve_is_the_pair_it_tells(void **state) {
    (void)state;
    apply("model dates");
    apply("view arcs");
    const Run *run = session_run(desk.session);
    int told = 0;
    for (int i = 0; i < 24; i++) {
        DrawBox box = box_of("view/arcs/queries");
        float x = box.x + box.width * ((float)i + 0.5f) / 24, y = box.y + box.height * 0.7f;
        act_on(event_move(x, y));
        desk.now += 1;
        act(NULL, 0);
        const char *tip = strstr(words_shown(), "How much “");
        click_at(x, y);
        const Look *look = look_now();
        if (tip && look->target) {
            const char *pair = arena_printf(desk.arena, "How much “%s” looks at “%s”",
                                            run->target.items[look->target - 1],
                                            strcmp(run->source.items[look->source - 1], " ") != 0
                                                ? run->source.items[look->source - 1]
                                                : "␣");
            assert_true(!strncmp(tip, pair, strlen(pair)));
            told++;
        }
        apply("select none");
    }
    assert_true(told > 3);
}

static void arcs_answer_the_mouse(void **state) {
    (void)state;
    apply("model translate");
    apply("view arcs");
    float x, y;
    assert_int_equal(dimmed_words(), 0);
    word_at("zone", &x, &y);
    act_on(event_move(x, y));
    act(NULL, 0);
    assert_true(dimmed_words() >= 12);
    click_at(x, y);
    assert_int_equal(look_now()->target, 5);
    assert_int_equal(look_now()->source, 7);
    mouse_away();
    assert_true(dimmed_words() >= 12); /* pinned */
    click_at(x, y);
    mouse_away();
    assert_int_equal(dimmed_words(), 0);
    click("view/gold");
    assert_true(look_now()->gold);
    assert_contains(words_shown(), "gold links · AER ");
    key(KEY_ESCAPE, 0);
    resize(640, 400);
    word_at("zone", &x, &y);
    resize(1000, 300);
    resize(320, 240); /* nothing is too small to be drawn */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(known_words_are_offered),
        JOURNEY(offers_are_taken_by_keys),
        JOURNEY(enter_without_a_choice_runs),
        JOURNEY(escape_closes_offers_and_then_lets_go),
        JOURNEY(a_click_takes_an_offer),
        JOURNEY(tab_leaves_where_nothing_is_offered),
        JOURNEY(unknown_words_are_named_and_it_runs),
        JOURNEY(a_click_into_an_unknown_word_offers_the_nearest),
        JOURNEY(a_sentence_may_begin_with_a_capital),
        JOURNEY(what_it_has_not_learned_is_said),
        JOURNEY(unknown_characters_are_named),
        JOURNEY(the_words_are_one_click_away),
        JOURNEY(a_click_on_a_word_puts_it_into_the_input),
        JOURNEY(the_list_in_a_narrow_window),
        JOURNEY(an_alphabet_and_no_list),
        JOURNEY(the_number_of_symbols_is_that_of_the_list),
        JOURNEY(gold_is_switched_by_a_click),
        JOURNEY(arcs_answer_the_mouse),
        JOURNEY(a_curve_is_the_pair_it_tells),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

/* Editing one line of text: carets, selections, clipboard, undo, input methods, every script. */
#include "driver.h"

#include "base/rng.h"
#include "base/text.h"

#include <time.h>

static char value[1 << 17];
static UiFieldAnswer last;
static int entered, left, commits;
static bool on_leave, in_rows;
static char draft[1 << 17];

static void build(Ui *ui) {
    last = ui_field(
        ui, "f", draw_box(20, 20, 300, 32),
        (UiField){
            .text = value, .placeholder = "Type", .commit_on_leave = on_leave, .in_rows = in_rows});
    entered += last.entered;
    left += last.left;
    if (last.committed) {
        commits++;
        snprintf(value, sizeof value, "%s", last.committed);
    }
    snprintf(draft, sizeof draft, "%s", last.draft);
    ui_button(ui, "b", draw_box(20, 80, 60, 32), (UiButton){.label = "Other"});
    ui_take_key(ui);
}

static int start(void **state) {
    (void)state;
    value[0] = 0;
    entered = left = commits = 0;
    on_leave = in_rows = false;
    driver_start(build, 400, 200);
    driver_click("f", 1);
    return 0;
}

static void set(const char *text) {
    driver_key('a', KEY_MOD_CTRL);
    driver_key(KEY_DELETE, 0);
    driver_type(text);
}

static void press(const char *keys) {
    for (; *keys; keys++) {
        uint32_t mods = 0;
        for (; *keys == '^' || *keys == '+'; keys++)
            mods |= *keys == '^' ? KEY_MOD_CTRL : KEY_MOD_SHIFT;
        switch (*keys) {
        case '<': driver_key(KEY_LEFT, mods); break;
        case '>': driver_key(KEY_RIGHT, mods); break;
        case '[': driver_key(KEY_HOME, mods); break;
        case ']': driver_key(KEY_END, mods); break;
        case '-': driver_key(KEY_BACKSPACE, mods); break;
        case '_': driver_key(KEY_DELETE, mods); break;
        case '!': driver_key(KEY_ENTER, mods); break;
        default: driver_key(*keys, mods); break;
        }
    }
}

static void typing_and_committing(void **state) {
    (void)state;
    driver_type("hello");
    assert_string_equal(draft, "hello");
    assert_string_equal(value, "");
    press("!");
    assert_string_equal(value, "hello");
    assert_int_equal(entered, 1);
    driver_type(" you");
    driver_key(KEY_ESCAPE, 0);
    assert_string_equal(draft, "hello");
    assert_string_equal(ui_focus(driver.ui, NULL), "");
    assert_int_equal(left, 1);
    assert_int_equal(commits, 1);
}

static void leaving_keeps_or_commits_the_draft(void **state) {
    (void)state;
    driver_type("one");
    driver_key(KEY_TAB, 0);
    assert_string_equal(draft, "one");
    assert_int_equal(commits, 0);
    on_leave = true;
    driver_key(KEY_TAB, KEY_MOD_SHIFT);
    driver_type("two"); /* reached by Tab: all was selected */
    driver_click("b", 1);
    assert_string_equal(value, "two");
}

static void a_value_from_elsewhere_replaces_the_draft(void **state) {
    (void)state;
    driver_type("mine");
    snprintf(value, sizeof value, "theirs");
    driver_run(NULL, 0);
    assert_string_equal(draft, "theirs");
    press("^z"); /* what was undone before is no more */
    assert_string_equal(draft, "theirs");
}

static void carets_move_by_grapheme_and_word(void **state) {
    (void)state;
    set("one two three");
    press("^<^<");
    driver_type("X");
    assert_string_equal(draft, "one Xtwo three");
    press("[>>_]-");
    assert_string_equal(draft, "on Xtwo thre");
    press("^-");
    assert_string_equal(draft, "on Xtwo ");
    press("[^_");
    assert_string_equal(draft, "Xtwo ");
}

static void selections_are_extended_and_replaced(void **state) {
    (void)state;
    set("one two three");
    press("[^+>");
    driver_type("1 ");
    assert_string_equal(draft, "1 two three");
    press("]+<+<-");
    assert_string_equal(draft, "1 two thr");
    press("+[");
    driver_type("z");
    assert_string_equal(draft, "z");
    set("abc");
    press("+<<"); /* lets go of the selection at its start */
    driver_type("-");
    assert_string_equal(draft, "ab-c");
}

static void families_of_emoji_are_one_character(void **state) {
    (void)state;
    set("a👨‍👩‍👧‍👦b🇫🇷👍🏽e\xcc\x81");
    press("---");
    assert_string_equal(draft, "a👨‍👩‍👧‍👦b");
    press("<-");
    assert_string_equal(draft, "ab");
    press("[");
    driver_type("🏳️‍🌈");
    press("<_");
    assert_string_equal(draft, "ab");
}

static void marks_typed_after_their_letter_join_it(void **state) {
    (void)state;
    set("e");
    driver_type("\xcc\x81");
    driver_type("x");
    press("<-");
    assert_string_equal(draft, "x");
    set("e");
    driver_type("\xcc\x81");
    press("!");
    assert_string_equal(value, "é");
}

static void clipboard_cuts_copies_and_pastes(void **state) {
    (void)state;
    set("one two");
    press("+^<^x");
    assert_string_equal(draft, "one ");
    press("^v^v");
    assert_string_equal(draft, "one twotwo");
    press("^a^c]^v");
    assert_string_equal(draft, "one twotwoone twotwo");
    driver_event((Event){.kind = EVENT_CLIPBOARD,
                         .text = "a\r\nb\tc\nd\x01"
                                 "e"});
    assert_contains(draft, "one twotwoa b c de");
}

static void the_field_has_its_own_undo(void **state) {
    (void)state;
    driver_type("one");
    driver_type(" two");
    press("^z");
    assert_string_equal(draft, "");
    press("^y");
    assert_string_equal(draft, "one two");
    driver.now += 5; /* a pause begins something new */
    driver_type(" three");
    press("--");
    press("^z");
    assert_string_equal(draft, "one two three");
    press("^z");
    assert_string_equal(draft, "one two");
    press("^+z");
    assert_string_equal(draft, "one two three");
    press("[");
    driver_type("x");
    press("^z^z^z^z^z^z");
    assert_string_equal(draft, "");
    for (int i = 0; i < 300; i++) {
        driver.now += 5;
        driver_type("y");
    }
    for (int i = 0; i < 300; i++) press("^z");
    assert_int_equal(strlen(draft), 200); /* a hundred are remembered */
}

static void input_methods_compose_in_place(void **state) {
    (void)state;
    set("AB");
    press("<");
    driver_event(event_compose("に", 1, 0));
    driver_event(event_compose("にほん", 3, 0));
    assert_string_equal(draft, "AB"); /* not yet part of it */
    press("!");                       /* is the input method's */
    press("<");
    assert_int_equal(entered, 0);
    DrawBox caret, after;
    assert_true(ui_text_input(driver.ui, &caret));
    driver_event(event_compose("日本", 0, 2));
    assert_true(ui_text_input(driver.ui, &after));
    assert_true(after.x < caret.x);
    driver_event(event_compose("", 0, 0));
    driver_type("日本");
    assert_string_equal(draft, "A日本B");
    driver_type("語");
    assert_string_equal(draft, "A日本語B");
    driver_event(event_compose("x", 1, 0));
    driver_click("b", 1); /* what was composed is kept */
    assert_string_equal(draft, "A日本語xB");
    assert_false(ui_text_input(driver.ui, NULL));
}

static DrawBox caret_now(void) {
    DrawBox caret = {0};
    assert_true(ui_text_input(driver.ui, &caret));
    return caret;
}

static void right_to_left_carets_go_left(void **state) {
    (void)state;
    set("שלום עולם");
    float end = caret_now().x;
    press("[");
    float begin = caret_now().x;
    assert_true(begin > end);
    float before = begin;
    for (int i = 0; i < 9; i++) {
        press(">");
        assert_true(caret_now().x < before);
        before = caret_now().x;
    }
    assert_near(before, end, 1e-6);
    set("السلام عليكم");
    before = 1e9f;
    press("[");
    for (int i = 0; i < 12; i++) {
        assert_true(caret_now().x < before);
        before = caret_now().x;
        press(">");
    }
    press("-");
    assert_string_equal(draft, "السلام عليك");
}

static void a_click_finds_the_caret_it_shows(void **state) {
    (void)state;
    const char *const texts[] = {"the black cat .", "مرحبا بالعالم",
                                 "日本語テキスト",  "a👨‍👩‍👧‍👦b🇫🇷c",
                                 "abc שלום def",    "iiiWWWiii"};
    for (int t = 0; t < 6; t++) {
        set(texts[t]);
        int count = text_count_graphemes(texts[t]);
        press("[");
        for (int i = 0; i <= count; i++) {
            DrawBox caret = caret_now();
            driver_event(event_press(caret.x + 0.3f, caret.y + 5, MOUSE_LEFT, 1));
            driver_event(event_release(caret.x + 0.3f, caret.y + 5, MOUSE_LEFT));
            if (t != 4) assert_near(caret_now().x, caret.x, 0.01); /* mixed: two places are right */
            press("[");
            for (int j = 0; j <= i; j++) press(">");
        }
    }
}

static void mouse_selects_words_and_all(void **state) {
    (void)state;
    set("one two three");
    DrawBox box = driver_box("f");
    press("[>>>>>");
    float x = caret_now().x, y = box.y + 10;
    Event twice[] = {event_press(x, y, MOUSE_LEFT, 1), event_release(x, y, MOUSE_LEFT),
                     event_press(x, y, MOUSE_LEFT, 2), event_release(x, y, MOUSE_LEFT)};
    driver_run(twice, 4);
    driver_type("2");
    assert_string_equal(draft, "one 2 three");
    driver_event(event_press(x, y, MOUSE_LEFT, 3));
    driver_event(event_release(x, y, MOUSE_LEFT));
    driver_type("all");
    assert_string_equal(draft, "all");
    set("one two three");
    Event drag[] = {event_press(box.x + 5, y, MOUSE_LEFT, 1), event_move(box.x + 280, y),
                    event_release(box.x + 280, y, MOUSE_LEFT)};
    driver_run(drag, 3);
    driver_type("z");
    assert_string_equal(draft, "z");
}

/* A cell of a table nobody is in. */
static int start_beside_a_cell(void **state) {
    start(state);
    in_rows = true;
    snprintf(value, sizeof value, "one two three");
    driver_click("b", 1);
    return 0;
}

/* A press and what may follow it, one event a pass, as a hand does it. */
static void press_at(float x, int clicks) {
    DrawBox box = driver_box("f");
    driver_event(event_press(box.x + x, box.y + 10, MOUSE_LEFT, clicks));
}

static void release_at(float x) {
    DrawBox box = driver_box("f");
    driver_event(event_release(box.x + x, box.y + 10, MOUSE_LEFT));
}

static void click_at(float x, int clicks) {
    press_at(x, clicks);
    release_at(x);
}

static void the_first_click_on_a_cell_selects_all(void **state) {
    (void)state;
    click_at(30, 1);
    driver_type("3");
    assert_string_equal(draft, "3");
    press("!");
    assert_string_equal(value, "3");
    click_at(280, 1); /* in it already */
    driver_type("4");
    assert_string_equal(draft, "34");
    driver_key(KEY_ESCAPE, 0);
    click_at(280, 1);
    driver_type("5");
    assert_string_equal(draft, "5");
    on_leave = true;
    driver_click("b", 1);
    assert_string_equal(value, "5");
}

static void a_second_click_on_a_cell_puts_the_caret(void **state) {
    (void)state;
    for (int clicks = 1; clicks <= 2; clicks++) {
        click_at(280, 1);
        click_at(280, clicks);
        driver_type("!");
        assert_string_equal(draft, "one two three!");
        driver_key(KEY_ESCAPE, 0);
    }
    click_at(280, 1);
    driver_key(KEY_F2, 0);
    driver_type("?");
    assert_string_equal(draft, "one two three?");
    click_at(20, 1); /* somebody types: the caret goes where the click is, a word is a word */
    click_at(20, 2);
    driver_type("1");
    assert_string_equal(draft, "1 two three?");
    click_at(20, 1);
    click_at(20, 2);
    click_at(20, 3);
    driver_type("all");
    assert_string_equal(draft, "all");
    driver_key(KEY_ESCAPE, 0);
    driver_key(KEY_TAB, 0);
    while (strcmp(ui_focus(driver.ui, NULL), "f") != 0) driver_key(KEY_TAB, 0);
    click_at(280, 1); /* Tab selected all of it */
    driver_type(".");
    assert_string_equal(draft, "one two three.");
}

static void a_drag_in_a_cell_selects_from_where_it_began(void **state) {
    (void)state;
    click_at(280, 1);
    driver_key(KEY_HOME, 0);
    for (int i = 0; i < 3; i++) driver_key(KEY_RIGHT, 0);
    float x = caret_now().x - driver_box("f").x;
    driver_click("b", 1);
    press_at(x, 1);
    driver_event(event_move(driver_box("f").x + 290, driver_box("f").y + 10));
    release_at(290);
    driver_type("!");
    assert_string_equal(draft, "one!");
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void ten_thousand_characters_stay_fast(void **state) {
    (void)state;
    Buffer text = {0};
    for (int i = 0; i < 1000; i++) buffer_printf(&text, "word %04d%s", i, i % 7 ? " " : "\n");
    driver_event((Event){.kind = EVENT_CLIPBOARD, .text = text.data});
    assert_int_equal(strlen(draft), 10000);
    assert_null(strchr(draft, '\n'));
    DrawBox caret = caret_now(), box = driver_box("f");
    assert_true(caret.x > box.x && caret.x < box.x + box.width);
    press("[");
    double from = seconds();
    for (int i = 0; i < 50; i++) driver_type("x");
    for (int i = 0; i < 50; i++) press(">");
    press("^a^c]^v^v");
    double each = (seconds() - from) / 105;
    assert_int_equal(strlen(draft), 30150);
    if (each > 0.05) fail_msg("%.1f ms an edit", each * 1e3);
    buffer_free(&text);
    text = (Buffer){0};
    for (int i = 0; i < 20000; i++) buffer_text(&text, "👨‍👩‍👧‍👦");
    press("^a");
    driver_type(text.data);
    assert_true(strlen(draft) <= 65536 && strlen(draft) > 65500);
    assert_int_equal(strlen(draft) % strlen("👨‍👩‍👧‍👦"),
                     0); /* cut between characters */
    buffer_free(&text);
}

static void broken_bytes_become_text(void **state) {
    (void)state;
    driver_type("a\xff\xfe"
                "b\xe3\x81");
    assert_string_equal(draft, "a\xef\xbf\xbd\xef\xbf\xbd"
                               "b\xef\xbf\xbd\xef\xbf\xbd");
}

static void keys_that_open_do_not_type(void **state) {
    (void)state;
    driver_click("b", 1);
    driver_key('/', 0); /* the program takes it and gives the keyboard to the field */
    ui_set_focus(driver.ui, "f", false);
    driver_run(NULL, 0);
    driver_type("/");
    assert_string_equal(draft, "");
    driver_type("/");
    assert_string_equal(draft, "/");
}

static void random_edits_keep_the_draft_text(void **state) {
    (void)state;
    static const char *const keys[] = {"<", ">", "+<", "+>", "^<", "^>",
                                       "-", "_", "^z", "^y", "^x", "^v"};
    static const char *const bits[] = {"a",    " ",  "é",    "👨‍👩‍👧‍👦",
                                       "ش",    "ال", "日",   "\xcc\x81",
                                       "\xff", "🇫",  "word "};
    Rng rng = rng_seeded(5);
    for (int i = 0; i < 3000; i++) {
        int what = rng_below(&rng, 16);
        if (what < 12)
            press(keys[what]);
        else
            driver_type(bits[rng_below(&rng, 11)]);
        driver.now += 0.3;
        const char *at = draft;
        for (int32_t c; (c = text_next(&at)) >= 0;) assert_true(c >= ' ');
        DrawBox caret = caret_now(), box = driver_box("f");
        assert_true(caret.x >= box.x && caret.x <= box.x + box.width);
    }
}

int main(void) {
#define FOCUSED(test) cmocka_unit_test_setup(test, start)
#define BESIDE(test) cmocka_unit_test_setup(test, start_beside_a_cell)
    const struct CMUnitTest tests[] = {
        FOCUSED(typing_and_committing),
        FOCUSED(leaving_keeps_or_commits_the_draft),
        FOCUSED(a_value_from_elsewhere_replaces_the_draft),
        FOCUSED(carets_move_by_grapheme_and_word),
        FOCUSED(selections_are_extended_and_replaced),
        FOCUSED(families_of_emoji_are_one_character),
        FOCUSED(marks_typed_after_their_letter_join_it),
        FOCUSED(clipboard_cuts_copies_and_pastes),
        FOCUSED(the_field_has_its_own_undo),
        FOCUSED(input_methods_compose_in_place),
        FOCUSED(right_to_left_carets_go_left),
        FOCUSED(a_click_finds_the_caret_it_shows),
        FOCUSED(mouse_selects_words_and_all),
        BESIDE(the_first_click_on_a_cell_selects_all),
        BESIDE(a_second_click_on_a_cell_puts_the_caret),
        BESIDE(a_drag_in_a_cell_selects_from_where_it_began),
        FOCUSED(ten_thousand_characters_stay_fast),
        FOCUSED(broken_bytes_become_text),
        FOCUSED(keys_that_open_do_not_type),
        FOCUSED(random_edits_keep_the_draft_text),
    };
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}

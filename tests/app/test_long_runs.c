/* Runs that take long are a job's: the old picture stays until the new one is there, and nothing
 * waits. */
#include "gpt2.h"

#include "app/frame.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct Bench {
    Session *session;
    Fonts *fonts;
    Frame *frame;
    FrameInput input;
} Bench;

static Bench open_bench(void) {
    Error error = {0};
    Bench b = {.session = session_new(&error), .fonts = fonts_new(&error)};
    if (!b.session || !b.fonts) fail_msg("%s", error.message);
    b.frame = frame_new(b.session, b.fonts, (FrameHost){0});
    b.input = (FrameInput){.width = 1440, .height = 900, .scale = 1, .still = true};
    frame_draw(b.frame, &b.input);
    return b;
}

static void close_bench(Bench *b) {
    frame_free(b->frame);
    session_free(b->session);
    fonts_free(b->fonts);
}

static void frame_of(Bench *b, const Event *events, int count) {
    b->input.events = events;
    b->input.event_count = count;
    b->input.now += 0.02;
    frame_draw(b->frame, &b->input);
}

/* Types a text into the input field and presses Enter, all in one frame. */
static void type_input(Bench *b, const char *text) {
    DrawBox box;
    assert_true(ui_widget_box(frame_ui(b->frame), "top/input", &box));
    float x = box.x + 40, y = box.y + box.height / 2;
    Event events[] = {event_move(x, y),
                      event_press(x, y, MOUSE_LEFT, 1),
                      event_release(x, y, MOUSE_LEFT),
                      event_key('a', KEY_MOD_CTRL),
                      event_text(text),
                      event_key(KEY_ENTER, 0)};
    frame_of(b, events, sizeof events / sizeof *events);
}

static bool settles_on(Bench *b, const char *text) {
    for (int i = 0; i < 1000; i++) {
        if (!strcmp(session_state(b->session)->ask.input, text)) return true;
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        frame_of(b, NULL, 0);
    }
    return false;
}

static void a_long_input_is_a_job(void **state) {
    (void)state;
    Bench b = open_bench();
    char text[991];
    for (int i = 0; i < 990; i++) text[i] = "19 May 2001, "[i % 13];
    text[990] = '\0';
    if (text[989] == ' ') text[989] = 'x';
    type_input(&b, text);
    assert_string_equal(session_state(b.session)->ask.input, "Sunday November 19th, 1967");
    assert_true(frame_wants(b.frame) >= 0);
    assert_true(settles_on(&b, text));
    assert_int_equal(session_run(b.session)->source.count, 991);
    Error error = {0};
    assert_true(session_apply(b.session, "undo", &error));
    assert_string_equal(session_state(b.session)->ask.input, "Sunday November 19th, 1967");
    close_bench(&b);
}

static void a_newer_input_wins(void **state) {
    (void)state;
    Bench b = open_bench();
    char text[601];
    memset(text, 'y', 600);
    text[600] = '\0';
    type_input(&b, text);
    text[0] = 'z';
    type_input(&b, text);
    assert_true(settles_on(&b, text));
    close_bench(&b);
}

/* Both runs of a comparison are jobs, one after the other; then the line finds them. */
static void both_runs_of_a_comparison_are_jobs(void **state) {
    (void)state;
    Bench b = open_bench();
    char text[601];
    memset(text, 'w', 600);
    text[600] = '\0';
    type_input(&b, text);
    assert_true(settles_on(&b, text));
    Event events[] = {event_key(KEY_ESCAPE, 0), event_key('c', 0)};
    frame_of(&b, events, 2);
    Event typed[] = {event_text("score dot"), event_key(KEY_ENTER, 0)};
    frame_of(&b, typed, 2);
    assert_null(session_other(b.session)); /* the old picture stays */
    for (int i = 0; i < 1000 && !session_other(b.session); i++) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        frame_of(&b, NULL, 0);
    }
    assert_non_null(session_other(b.session));
    text[0] = 'v';
    type_input(&b, text);
    assert_true(settles_on(&b, text));
    assert_string_equal(session_other(b.session)->ask.input, text);
    close_bench(&b);
}

static void closing_while_it_computes_is_clean(void **state) {
    (void)state;
    Bench b = open_bench();
    char text[901];
    memset(text, 'q', 900);
    text[900] = '\0';
    type_input(&b, text);
    close_bench(&b);
}

static DrawBox box_of(const Bench *b, const char *path) {
    DrawBox box = {0};
    if (!ui_widget_box(frame_ui(b->frame), path, &box)) fail_msg("there is no widget “%s”", path);
    return box;
}

/* In some text of the picture. */
static bool shows(const Bench *b, const char *words) {
    const List *list = frame_list(b->frame);
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT && strstr(list_at(list, i)->as.text.text, words))
            return true;
    return false;
}

static void open_palette(Bench *b, const char *typed) {
    Event events[] = {event_key('k', KEY_MOD_CTRL), event_text(typed)};
    frame_of(b, events, 2);
}

/* A long line leaves the palette at once: what is typed into the next one is not its business. */
static void the_palette_keeps_what_is_typed_while_a_run_computes(void **state) {
    (void)state;
    Bench b = open_bench();
    char line[700] = "input ";
    memset(line + 6, 'r', 600);
    line[606] = '\0';
    open_palette(&b, line);
    Event enter = event_key(KEY_ENTER, 0);
    frame_of(&b, &enter, 1);
    assert_false(ui_widget_box(frame_ui(b.frame), "palette/line", &(DrawBox){0}));
    open_palette(&b, "tempera");
    box_of(&b, "palette/line");
    assert_true(shows(&b, "tempera"));
    assert_true(settles_on(&b, line + 6));
    Event more = event_text("ture 3");
    frame_of(&b, &more, 1);
    assert_true(shows(&b, "temperature 3"));
    frame_of(&b, &enter, 1);
    for (int i = 0; i < 1000 && session_state(b.session)->ask.attention.temperature < 2; i++) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        frame_of(&b, NULL, 0);
    }
    assert_near(session_state(b.session)->ask.attention.temperature, 3, 0);
    close_bench(&b);
}

/* The badge has room for its words, at every size of text. */
static void the_badge_says_all_of_its_word(void **state) {
    (void)state;
    for (int size = 100; size <= 200; size += 50) {
        Bench b = open_bench();
        Error error = {0};
        char line[32], text[901];
        snprintf(line, sizeof line, "text-size %d", size);
        assert_true(session_apply(b.session, line, &error));
        memset(text, 'q', 900);
        text[900] = '\0';
        type_input(&b, text);
        b.input.now += 1;
        if (strcmp(session_state(b.session)->ask.input, text)) {
            frame_of(&b, NULL, 0);
            if (strcmp(session_state(b.session)->ask.input, text))
                assert_true(shows(&b, "computing"));
        }
        close_bench(&b);
    }
}

/* Lines said at the start: the first picture does not wait for them, and they keep their order. */
static void lines_at_the_start_do_not_keep_the_picture_waiting(void **state) {
    (void)state;
    Bench b = open_bench();
    char line[700] = "input ";
    memset(line + 6, 's', 600);
    line[606] = '\0';
    const char *lines[] = {"theme dark", line, "step 2", "nonsense"};
    frame_say(b.frame, lines, 4);
    frame_of(&b, NULL, 0);
    assert_int_equal(session_state(b.session)->look.theme, THEME_DARK);
    assert_string_equal(session_state(b.session)->ask.input, "Sunday November 19th, 1967");
    assert_true(frame_wants(b.frame) >= 0);
    assert_true(settles_on(&b, line + 6));
    frame_of(&b, NULL, 0);
    assert_int_equal(session_state(b.session)->look.position.token, 2);
    assert_true(shows(&b, "there is no command “nonsense”; heed list commands names them"));
    close_bench(&b);
}

static const char *written(const char *name, const char *text) {
    static char path[512];
    Error error = {0};
    snprintf(path, sizeof path, "%s", testing_scratch(name));
    assert_true(file_save(path, text, strlen(text), &error));
    return path;
}

/* A file of commands whose input is long, and that input. */
static const char *long_file(char input[601], const char *last) {
    char text[900];
    memset(input, 'u', 600);
    input[600] = '\0';
    snprintf(text, sizeof text, "theme dark\ninput %s\n%s\n", input, last);
    return written("long.heed", text);
}

/* The last state, or a file that was named: the picture is there before its run; then the state is
 * whole, nothing before it can be undone, and what was said after it follows. */
static void a_long_file_does_not_keep_the_picture_waiting(void **state) {
    (void)state;
    Bench b = open_bench();
    char input[601];
    Error error = {0};
    const char *path = long_file(input, "step 2"), *lines[] = {"temperature 2"};
    frame_open(b.frame, session_opening(b.session, path, true, &error), false);
    frame_say(b.frame, lines, 1);
    frame_of(&b, NULL, 0);
    assert_true(frame_is_opening(b.frame));
    assert_string_equal(session_state(b.session)->ask.input, "Sunday November 19th, 1967");
    assert_true(settles_on(&b, input));
    for (int i = 0; i < 1000 && session_state(b.session)->ask.attention.temperature < 2; i++) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        frame_of(&b, NULL, 0);
    }
    assert_false(frame_is_opening(b.frame));
    assert_int_equal(session_state(b.session)->look.position.token, 2);
    assert_true(session_apply(b.session, "undo", &error)); /* the temperature */
    assert_string_equal(session_state(b.session)->ask.input, input);
    assert_false(session_can_undo(b.session));
    close_bench(&b);
}

/* Opened in the window it is a job too, which can be cancelled, and another line takes its place.
 */
static void a_long_file_can_be_let_go(void **state) {
    (void)state;
    char input[601], line[600];
    snprintf(line, sizeof line, "open \"%s\"", long_file(input, "step 2"));
    for (int cancel = 0; cancel < 2; cancel++) {
        Bench b = open_bench();
        open_palette(&b, line);
        Event enter = event_key(KEY_ENTER, 0);
        frame_of(&b, &enter, 1);
        assert_true(frame_is_opening(b.frame));
        assert_int_equal(session_state(b.session)->look.theme, THEME_DARK);
        b.input.now += 1;
        frame_of(&b, NULL, 0);
        DrawBox box;
        if (!cancel)
            assert_true(settles_on(&b, input));
        else if (ui_widget_box(frame_ui(b.frame), "computing", &box)) {
            float x = box.x + box.width / 2, y = box.y + box.height / 2;
            Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, 1),
                              event_release(x, y, MOUSE_LEFT)};
            frame_of(&b, events, 3);
            frame_of(&b, NULL, 0);
            assert_false(frame_is_opening(b.frame));
            assert_string_equal(session_state(b.session)->ask.input, "Sunday November 19th, 1967");
        }
        close_bench(&b);
    }
}

/* What is wrong in the file after its long run is told with its place; of a last state that no
 * longer opens nothing is left. */
static void a_long_file_that_fails_says_where(void **state) {
    (void)state;
    for (int restores = 0; restores < 2; restores++) {
        Bench b = open_bench();
        char input[601];
        Error error = {0};
        const char *path = long_file(input, "nonsense");
        frame_open(b.frame, session_opening(b.session, path, true, &error), restores);
        frame_of(&b, NULL, 0);
        for (int i = 0; i < 1000 && frame_is_opening(b.frame); i++) {
            nanosleep(&(struct timespec){0, 10000000}, NULL);
            frame_of(&b, NULL, 0);
        }
        assert_int_equal(session_state(b.session)->look.theme, restores ? THEME_LIGHT : THEME_DARK);
        assert_int_equal(session_can_undo(b.session), !restores);
        bool told = shows(&b, "long.heed:3: there is no command “nonsense”");
        assert_int_equal(told, !restores);
        close_bench(&b);
    }
}

/* --- what is said meanwhile ------------------------------------------------------------------ */

/* A bench on a model whose every run is a job's. */
static Bench open_long(void) {
    Bench b = open_bench();
    const char *path = testing_scratch("meanwhile.safetensors");
    gpt2_save(&(Gpt2){GPT2_REPEAT, 2, 4, 16, 700}, path);
    Error error = {0};
    Buffer line = {0};
    buffer_text(&line, "input \"");
    for (int i = 0; i < 700; i++) buffer_text(&line, i % 3 ? "a " : "b ");
    buffer_text(&line, "\"");
    if (!session_open(b.session, path, &error) || !session_apply(b.session, line.data, &error))
        fail_msg("%s", error.message);
    buffer_free(&line);
    assert_true(run_is_long(&session_state(b.session)->ask));
    frame_of(&b, NULL, 0);
    return b;
}

static void say_in_palette(Bench *b, const char *line) {
    open_palette(b, line);
    Event enter = event_key(KEY_ENTER, 0), escape = event_key(KEY_ESCAPE, 0);
    frame_of(b, &enter, 1);
    if (ui_widget_box(frame_ui(b->frame), "palette/line", &(DrawBox){0})) frame_of(b, &escape, 1);
}

/* Says the lines one after the other while the first one's run is computed, and waits for all. */
static void say_meanwhile(Bench *b, const char *const *lines) {
    for (; *lines; lines++) {
        Event undo = event_key('z', KEY_MOD_CTRL), redo = event_key('y', KEY_MOD_CTRL);
        if (!strcmp(*lines, "undo"))
            frame_of(b, &undo, 1);
        else if (!strcmp(*lines, "redo"))
            frame_of(b, &redo, 1);
        else
            say_in_palette(b, *lines);
    }
    for (int i = 0; i < 2000 && frame_computes(b->frame); i++) {
        nanosleep(&(struct timespec){0, 5000000}, NULL);
        frame_of(b, NULL, 0);
    }
    assert_false(frame_computes(b->frame));
}

/* Lines add up, whatever is computed when they are said; undo takes back the last of them. */
static void what_is_said_meanwhile_adds_up(void **state) {
    (void)state;
    static const struct {
        const char *lines[6], *ablated;
        double temperature;
        int stretch;
    } cases[] = {
        {{"ablate 1.1", "ablate 1.2"}, "decoder 1.1,1.2", 1, STRETCH_LINEAR},
        {{"ablate 1.1", "ablate 1.1"}, "decoder 1.1", 1, STRETCH_LINEAR},
        {{"ablate 1.1", "stretch log", "ablate 2.4", "temperature 2"},
         "decoder 1.1,2.4",
         2,
         STRETCH_LOG},
        {{"stretch log", "ablate 1.1", "undo"}, "", 1, STRETCH_LOG},
        {{"ablate 1.1", "temperature 2", "undo"}, "decoder 1.1", 1, STRETCH_LINEAR},
        {{"ablate 1.1", "temperature 2", "undo", "undo"}, "", 1, STRETCH_LINEAR},
        {{"ablate 1.2", "restore all"}, "", 1, STRETCH_LINEAR},
        {{"ablate 1.2", "restore all", "ablate 2.2"}, "decoder 2.2", 1, STRETCH_LINEAR},
        {{"temperature 2", "temperature 3", "temperature 4"}, "", 4, STRETCH_LINEAR},
        {{"ablate 1.1", "temperature 2", "temperature 3", "redo"},
         "decoder 1.1",
         3,
         STRETCH_LINEAR},
        {{"ablate 1.1", "nonsense", "ablate 1.9", "ablate 1.3"},
         "decoder 1.1,1.3",
         1,
         STRETCH_LINEAR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench b = open_long();
        say_meanwhile(&b, cases[i].lines);
        const State *now = session_state(b.session);
        assert_string_equal(now->ask.ablated, cases[i].ablated);
        assert_near(now->ask.attention.temperature, cases[i].temperature, 0);
        assert_int_equal(now->look.stretch, cases[i].stretch);
        assert_true(ask_equal(&session_run(b.session)->ask, &now->ask));
        close_bench(&b);
    }
}

/* Every one of them is an entry of undo. */
static void what_adds_up_is_undone_one_by_one(void **state) {
    (void)state;
    Bench b = open_long();
    say_meanwhile(&b, (const char *const[]){"ablate 1.1", "ablate 1.2", NULL});
    Error error = {0};
    session_trim_runs(b.session, 0, NULL); /* so that the past is computed anew */
    say_meanwhile(&b, (const char *const[]){"undo", "undo", NULL});
    assert_string_equal(session_state(b.session)->ask.ablated, "");
    session_trim_runs(b.session, 0, NULL);
    say_meanwhile(&b, (const char *const[]){"redo", "redo", NULL});
    assert_string_equal(session_state(b.session)->ask.ablated, "decoder 1.1,1.2");
    session_trim_runs(b.session, 0, NULL);
    say_meanwhile(&b, (const char *const[]){"undo", "redo", NULL});
    assert_string_equal(session_state(b.session)->ask.ablated, "decoder 1.1,1.2");
    assert_true(session_apply(b.session, "undo", &error));
    assert_string_equal(session_state(b.session)->ask.ablated, "decoder 1.1");
    close_bench(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_input_is_a_job),
        cmocka_unit_test(a_newer_input_wins),
        cmocka_unit_test(both_runs_of_a_comparison_are_jobs),
        cmocka_unit_test(the_palette_keeps_what_is_typed_while_a_run_computes),
        cmocka_unit_test(the_badge_says_all_of_its_word),
        cmocka_unit_test(lines_at_the_start_do_not_keep_the_picture_waiting),
        cmocka_unit_test(a_long_file_does_not_keep_the_picture_waiting),
        cmocka_unit_test(a_long_file_can_be_let_go),
        cmocka_unit_test(a_long_file_that_fails_says_where),
        cmocka_unit_test(closing_while_it_computes_is_clean),
        cmocka_unit_test(what_is_said_meanwhile_adds_up),
        cmocka_unit_test(what_adds_up_is_undone_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

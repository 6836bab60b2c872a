/* The grid of heads by mouse and by keyboard: previews, choices, ablation, ranking, and the way
 * back. */
#include "journeys.h"

#include "base/file.h"
#include "session/opening.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void open_heads(void) {
    Error error = {0};
    if (!session_apply(desk.session, "model transformer-dates", &error))
        fail_msg("%s", error.message);
    assert_true(session_apply(desk.session, "input \"3 May 2001\"", &error));
    act(NULL, 0);
    letter('h');
    assert_int_equal(look_now()->view, VIEW_HEADS);
}

#define GRID "view/heads/all/"

static void move_to(const char *path) {
    DrawBox box = box_of(path);
    act_on(event_move(box.x + box.width / 2, box.y + box.height / 2));
}

static void click_with(const char *path, uint32_t mods, int clicks) {
    DrawBox box = box_of(path);
    float x = box.x + box.width / 2, y = box.y + box.height / 2;
    Event events[] = {event_move(x, y), event_press(x, y, MOUSE_LEFT, clicks),
                      event_release(x, y, MOUSE_LEFT)};
    events[1].mods = events[2].mods = mods;
    act(events, 3);
}

static void assert_heads(const char *words) {
    assert_contains(state_text(), arena_printf(desk.arena, "\nhead %s\n", words));
}

static void a_head_is_previewed_and_chosen(void **state) {
    (void)state;
    open_heads();
    assert_heads("cross 1.1");
    move_to(GRID "2.3");
    assert_contains(words_shown(), "Across · layer 2 · head 3");
    assert_heads("cross 1.1");
    mouse_away();
    assert_null(strstr(words_shown(), "layer 2 · head 3"));
    click(GRID "2.3");
    assert_heads("cross 2.3");
    mouse_away();
    assert_contains(words_shown(), "Across · layer 2 · head 3");
    click("top/undo");
    assert_heads("cross 1.1");
}

/* A name has the share that justifies it, in the window and in a smaller one; and where no token
 * had a choice there is no name. */
static void names_have_their_shares(void **state) {
    (void)state;
    Error error = {0};
    for (int small = 0; small < 2; small++) {
        resize(small ? 1024 : 1440, small ? 640 : 900);
        assert_true(session_apply(desk.session, "model repeat", &error));
        assert_true(session_apply(desk.session, "example 1", &error));
        assert_true(session_apply(desk.session, "view heads", &error));
        act(NULL, 0);
        mouse_away();
        const char *grid = small ? "view/heads/more/all/" : GRID; /* it scrolls */
        int named = 0;
        for (int i = 0; i < 32; i++) {
            HeadAt head = {HEADS_DECODER, i / 8 + 1, i % 8 + 1};
            const HeadSummary *summary = run_head_summary(session_run(desk.session), head);
            const char *words =
                words_in(box_of(arena_printf(desk.arena, "%s%d.%d", grid, head.layer, head.head)));
            assert_contains(words, head_pattern_name(summary->pattern));
            if (summary->pattern == PATTERN_MIXED) continue;
            named++;
            char share[16];
            snprintf(share, sizeof share, "%.2f",
                     summary->measures.patterns[summary->pattern].share);
            assert_contains(words, share + 1); /* .90 */
        }
        assert_true(named > 8);
        assert_true(session_apply(desk.session, "input a", &error));
        act(NULL, 0);
        const char *words = words_in(box_of(arena_printf(desk.arena, "%s1.1", grid)));
        assert_contains(words, "–");
        assert_null(strstr(words, "mixed"));
        assert_contains(words_shown(), "no token has a choice");
    }
    resize(1440, 900);
}

static void several_are_kept_and_let_go(void **state) {
    (void)state;
    open_heads();
    click_with(GRID "1.2", KEY_MOD_SHIFT, 1);
    click_with(GRID "2.4", KEY_MOD_CTRL, 1);
    assert_heads("cross 1.1,1.2,2.4");
    mouse_away();
    assert_contains(words_shown(), "Across · heads beside each other");
    assert_contains(words_shown(), "\n2.4\n");
    click_with(GRID "1.2", KEY_MOD_SHIFT, 1);
    assert_heads("cross 1.1,2.4");
    key(KEY_ESCAPE, 0);
    assert_heads("cross 1.1");
}

/* The matrix beside says what its bars are, also where it is narrow: now, and with all heads. */
static void bars_are_told_of(void **state) {
    (void)state;
    Error error = {0};
    assert_true(session_apply(desk.session, "model repeat", &error));
    assert_true(session_apply(desk.session, "view heads", &error));
    assert_true(session_apply(desk.session, "head 2.2,3.4", &error));
    mouse_away();
    assert_contains(words_shown(), "query ↓ key → · a bar a head, 0–1");
    assert_true(session_apply(desk.session, "ablate 2.3", &error));
    mouse_away();
    const char *now = strstr(words_shown(), "\na bar a head, 0–1\n");
    assert_non_null(now);
    assert_non_null(strstr(now + 1, "\na bar a head, 0–1\n"));
}

static void a_double_click_isolates_and_esc_comes_back(void **state) {
    (void)state;
    open_heads();
    click_with(GRID "2.2", 0, 1);
    click_with(GRID "2.2", 0, 2);
    assert_int_equal(look_now()->view, VIEW_ARCS);
    assert_heads("cross 2.2");
    key(KEY_ESCAPE, 0);
    assert_int_equal(look_now()->view, VIEW_HEADS);
}

static void groups_are_filtered(void **state) {
    (void)state;
    open_heads();
    segment("view/heads/group", 0, 3);
    assert_int_equal(look_now()->heads[0].of, HEADS_ENCODER);
    assert_contains(words_shown(), "Encoder · layer 1 · head 1");
}

static void the_keyboard_does_all_of_it(void **state) {
    (void)state;
    open_heads();
    mouse_away();
    tab_to(GRID "grid");
    key(KEY_RIGHT, 0);
    key(KEY_DOWN, 0);
    assert_contains(words_shown(), "Across · layer 2 · head 2");
    assert_heads("cross 1.1");
    key(KEY_ENTER, 0);
    assert_heads("cross 2.2");
    key(KEY_END, 0);
    key(KEY_RIGHT, 0); /* there is none */
    letter('0');
    assert_string_equal(ask_now()->ablated, "cross 2.4");
    key(KEY_HOME, 0);
    key(KEY_DELETE, 0);
    assert_string_equal(ask_now()->ablated, "cross 1.1,2.4");
    key(KEY_DELETE, 0);
    assert_string_equal(ask_now()->ablated, "cross 2.4");
    key('z', KEY_MOD_CTRL);
    assert_string_equal(ask_now()->ablated, "cross 1.1,2.4");
}

/* What it changes is told beside the original: the output, a probability, the weights. */
static void ablation_is_shown_with_and_without(void **state) {
    (void)state;
    open_heads();
    move_to(GRID "1.2");
    letter('0');
    move_to(GRID "2.1");
    letter('0');
    assert_string_equal(ask_now()->ablated, "cross 1.2,2.1");
    assert_contains(words_shown(), "with all heads: as the reference");
    bool right = !strcmp(session_run(desk.session)->output, session_run(desk.session)->reference);
    assert_contains(words_shown(), right ? "without: as the reference" : "without: not as");
    assert_contains(words_shown(), "weights change by at most");
    assert_contains(words_shown(), "Δ ");
    click("inspector/side/restore");
    assert_string_equal(ask_now()->ablated, "");
    assert_null(strstr(words_shown(), "weights change by at most"));
}

static void heads_are_ranked_with_progress(void **state) {
    (void)state;
    open_heads();
    click("view/heads/rank");
    assert_contains(words_shown(), "rankin");
    for (int i = 0; i < 20000 && !is_there("view/heads/rank"); i++) { /* while it is there: Stop */
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        act(NULL, 0);
    }
    const HeadRanking *ranking = session_ranking(desk.session);
    assert_non_null(ranking);
    assert_int_equal(ranking->done, 24);
    assert_contains(words_shown(), "Ranked");
    click("view/heads/sort");
    choose("loss");
    assert_int_equal(look_now()->sort, SORT_LOSS);
    double first =
        ranking->without[transformer_head(&ask_now()->model->transformer, HEADS_CROSS, 0, 0)];
    for (int l = 0; l < 2; l++)
        for (int h = 0; h < 4; h++)
            first = fmax(first, ranking->without[transformer_head(&ask_now()->model->transformer,
                                                                  HEADS_CROSS, l, h)]);
    char most[32];
    snprintf(most, sizeof most, "+%.3f", first - ranking->whole);
    assert_contains(words_shown(), most);
    assert_contains(words_shown(), "nats a token, on 200 fresh samples");
    assert_null(strstr(words_shown(), "\n0.000\n"));  /* no head costs nothing, */
    assert_null(strstr(words_shown(), "\n+0.002\n")); /* and none is so little known */
}

static void ranking_stops(void **state) {
    (void)state;
    open_heads();
    Error error = {0};
    assert_false(session_apply(desk.session, "rank stop", &error));
    assert_contains(error.message, "no heads are being ranked");
    assert_true(session_apply(desk.session, "rank start", &error));
    act(NULL, 0);
    assert_true(session_apply(desk.session, "rank stop", &error));
    act(NULL, 0);
    assert_contains(words_shown(), "Rank heads");
    assert_true(session_apply(desk.session, "rank start", &error));
    assert_true(session_apply(desk.session, "model dates", &error)); /* another model ends it */
    act(NULL, 0);
    assert_false(session_apply(desk.session, "rank stop", &error));
}

/* A state that was ranked starts its ranking as the job it was; until then the order is by number,
 * and says so. */
static void a_saved_ranking_starts_again(void **state) {
    (void)state;
    static const char lines[] = "model transformer-brackets\nview heads\nsort loss\nrank start\n";
    const char *path = arena_printf(desk.arena, "/tmp/heed-grid-%d.heed", (int)getpid());
    Error error = {0};
    if (!file_save(path, lines, strlen(lines), &error)) fail_msg("%s", error.message);
    Opening *opening = session_opening(desk.session, path, false, &error);
    if (!opening) fail_msg("%s", error.message);
    int acts = 0;
    for (; !opening_is_over(opening); assert_true(opening_apply(opening, &error)))
        acts += opening_needs_host(opening);
    assert_int_equal(acts, 1); /* which the window carries out */
    opening_free(opening);
    assert_null(session_ranking(desk.session));
    act(NULL, 0);
    const HeadRanking *part = session_ranking(desk.session);
    if (!session_is_ranked(desk.session))
        assert_contains(words_shown(), part ? arena_printf(desk.arena, "by loss (%d of %d ranked)",
                                                           part->done, part->heads)
                                            : "by loss (being ranked)");
    for (int i = 0; i < 20000 && !session_is_ranked(desk.session); i++) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        act(NULL, 0);
    }
    assert_contains(words_shown(), "by loss · + loss without it");
    assert_true(session_apply(desk.session, "rank start", &error)); /* known already */
    act(NULL, 0);
    assert_true(is_there("view/heads/rank"));
    assert_contains(state_text(), "\nrank start\n");
    remove(path);
}

/* At every size, the heads with all that stands around them. */
/* The panel that tells of a training is folded away among heads; a badge stands for it. */
static void a_training_is_told_of_and_stopped(void **state) {
    (void)state;
    open_heads();
    letter('t');
    act(NULL, 0);
    assert_contains(words_shown(), "training 0 %");
    resize(1024, 640);
    act(NULL, 0);
    DrawBox badge = box_of("trains"), sort = box_of("view/heads/sort");
    assert_true(badge.y > sort.y + sort.height); /* it covers none of the view's controls */
    click("trains");
    act(NULL, 0);
    assert_false(is_there("trains"));
    letter('t');
    letter('v');
    key(KEY_ESCAPE, 0);
    Error error = {0};
    assert_true(session_apply(desk.session, "view step", &error));
    act(NULL, 0);
    assert_false(is_there("trains")); /* the panel says it */
    letter('t');
}

static void heads_fit_any_window(void **state) {
    (void)state;
    static const float sizes[][2] = {
        {640, 400}, {1024, 640}, {1440, 900}, {2400, 1350}, {320, 240}};
    open_heads();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        resize(sizes[i][0], sizes[i][1]);
        bool roomy = sizes[i][1] > 640; /* else the sizes of the product are reached by scrolling */
        assert_true(is_there(sizes[i][1] < 400 ? "view/all/heads/more/all/1.1"
                             : roomy           ? GRID "1.1"
                                               : "view/heads/more/all/1.1"));
        assert_contains(words_shown(), "Heads");
        if (!roomy) {
            act_on(event_move(sizes[i][0] / 2, sizes[i][1] / 2));
            act_on(event_wheel(sizes[i][0] / 2, sizes[i][1] / 2, 60));
        }
        if (sizes[i][0] >= 640) assert_contains(words_shown(), "projections of ");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(a_head_is_previewed_and_chosen),
        JOURNEY(names_have_their_shares),
        JOURNEY(several_are_kept_and_let_go),
        JOURNEY(bars_are_told_of),
        JOURNEY(a_double_click_isolates_and_esc_comes_back),
        JOURNEY(groups_are_filtered),
        JOURNEY(the_keyboard_does_all_of_it),
        JOURNEY(ablation_is_shown_with_and_without),
        JOURNEY(heads_are_ranked_with_progress),
        JOURNEY(ranking_stops),
        JOURNEY(a_saved_ranking_starts_again),
        JOURNEY(a_training_is_told_of_and_stopped),
        JOURNEY(heads_fit_any_window),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

/* Heads side by side: `head all` by command, key and mouse, what is drawn of each at every stage,
 * and what a click in one of them chooses. */
#include "journeys.h"

#include "views/figure.h"

static void open_line(const char *line) {
    Error error = {0};
    if (!session_apply(desk.session, line, &error)) fail_msg("%s: %s", line, error.message);
    act(NULL, 0);
}

static void assert_heads(const char *expected) {
    const Look *look = look_now();
    Buffer heads = {0};
    for (int i = 0; i < look->head_count; i++)
        buffer_printf(&heads, "%s%s %d.%d", i ? "," : "", heads_words[look->heads[i].of],
                      look->heads[i].layer, look->heads[i].head);
    assert_string_equal(heads.data, expected);
    buffer_free(&heads);
}

/* Every stage shows of each head what it makes there. */
static void every_head_is_stepped_through(void **state) {
    (void)state;
    static const struct {
        const char *step, *shown, *name;
    } stages[] = {{"step 1 2", "block/query", "Head 1.%d"}, {"step 1 3", "scores", "1.%d"},
                  {"step 1 4", "scores", "1.%d"},           {"step 1 5", "scores", "1.%d"},
                  {"step 1 6", "weights", "Weights 1.%d"},  {"step 1 7", "block/context", "A V"},
                  {"step 1 10", "weights", "x + Concat"}};
    open_line("model transformer-brackets");
    open_line("head all");
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        open_line(stages[i].step);
        for (int h = 1; h <= 4; h++) {
            const char *path = arena_printf(desk.arena, "view/1.%d/%s", h, stages[i].shown);
            assert_true(box_of(path).height > 40);
            const char *name = arena_printf(desk.arena, stages[i].name, h);
            if (strstr(stages[i].name, "%d")) assert_contains(words_shown(), name);
        }
    }
    open_line("step 3 6"); /* all of the next layer are taken along */
    assert_heads("decoder 2.1,decoder 2.2,decoder 2.3,decoder 2.4");
    assert_true(is_there("view/2.4/weights"));
    assert_false(is_there("view/weights"));
    open_line("step last");
    open_line("step 1 6");
    assert_true(is_there("view/1.4/weights"));
}

/* What is drawn is each head's own. */
static void each_shows_its_own_numbers(void **state) {
    (void)state;
    open_line("model transformer-brackets");
    open_line("step 1 6");
    open_line("head all");
    open_line("select 7 3");
    uint64_t together = picture_sum();
    FigureSize taken;
    Color ground;
    List *list =
        figure_draw(desk.fonts, desk.arena, desk.session, (FigureSize){0}, &taken, &ground);
    int pictures = 0;
    const uint8_t *first = NULL;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCommand *c = list_at(list, i);
        if (c->kind != DRAW_CELLS || c->as.cells.rows != 18 || c->as.cells.cols != 18) continue;
        pictures++;
        if (first) assert_memory_not_equal(first, c->as.cells.levels, 18 * 18);
        first = c->as.cells.levels;
    }
    assert_int_equal(pictures, 4);
    open_line("head 1.1");
    assert_true(picture_sum() != together);
}

/* By the button, the key and the word; the chosen one stays the one spoken of. */
static void all_are_chosen_in_every_way(void **state) {
    (void)state;
    open_line("model transformer-dates");
    open_line("step 6 6");
    open_line("head cross 1.3");
    segment("view/heads", 4, 5);
    assert_heads("cross 1.3,cross 1.1,cross 1.2,cross 1.4");
    assert_contains(words_shown(), "of across 1.3");
    segment("view/heads", 1, 5);
    assert_heads("cross 1.2");
    letter('a');
    assert_heads("cross 1.2,cross 1.1,cross 1.3,cross 1.4");
    letter('a');
    assert_heads("cross 1.2");
    static const char *const views[] = {"view weights", "view scores", "view arcs", "view heads"};
    for (int i = 0; i < 4; i++) {
        open_line(views[i]);
        letter('a');
        assert_int_equal(look_now()->head_count, 4);
        if (i < 2) assert_true(is_there(i ? "view/1.4/scores" : "view/1.4/weights"));
        if (i >= 2) assert_contains(words_shown(), "heads beside each other");
        letter('a');
        assert_heads("cross 1.2");
    }
    click("top/undo");
    assert_int_equal(look_now()->head_count, 4);
}

/* A click in another head's picture pins the cell and makes that head the first. */
static void a_click_chooses_cell_and_head(void **state) {
    (void)state;
    open_line("model transformer-brackets");
    open_line("step 1 6");
    open_line("head all");
    float x, y;
    cell_at("view/1.3/weights", 7, 3, &x, &y);
    click_at(x, y);
    assert_int_equal(look_now()->target, 7);
    assert_int_equal(look_now()->source, 3);
    assert_heads("decoder 1.3,decoder 1.1,decoder 1.2,decoder 1.4");
    assert_contains(words_shown(), " 7, 3 of head 1.3");
    click("top/undo");
    assert_heads("decoder 1.1,decoder 1.2,decoder 1.3,decoder 1.4");
    assert_int_equal(look_now()->target, 0);
}

/* Those of another layer are not in the step's block: it says how many are. */
static void kept_heads_of_other_layers_are_counted(void **state) {
    (void)state;
    open_line("model transformer-brackets");
    open_line("step 1 6");
    open_line("head 1.1,1.2,2.3");
    assert_true(is_there("view/1.2/weights"));
    assert_false(is_there("view/2.3/weights"));
    assert_contains(words_shown(), "2 of 3 heads kept");
    open_line("head 1.1,2.3");
    assert_contains(words_shown(), "1 of 2 heads kept");
    assert_contains(words_shown(), "Weights 1.1");
}

/* In a low window they are scrolled, and keep a height. */
static void low_windows_have_room(void **state) {
    (void)state;
    resize(640, 400);
    open_line("model transformer-brackets");
    open_line("step 1");
    open_line("head all");
    assert_true(box_of("view/all/1.4/weights").height > 30);
    assert_true(box_of("view/all/1.4/block/context").height > 25);
    open_line("step 1 6");
    assert_true(box_of("view/all/1.4/weights").height > 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        JOURNEY(every_head_is_stepped_through),
        JOURNEY(each_shows_its_own_numbers),
        JOURNEY(all_are_chosen_in_every_way),
        JOURNEY(a_click_chooses_cell_and_head),
        JOURNEY(kept_heads_of_other_layers_are_counted),
        JOURNEY(low_windows_have_room),
    };
    return cmocka_run_group_tests(tests, desk_open, desk_close);
}

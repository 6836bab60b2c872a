/* Figures of a size that is given: laid out in it with text that can be read, and long matrices
 * reduced to the dots there are. */
#include "gpt2.h"
#include "passes.h"

#include "training/trainer.h"
#include "views/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOKENS = 600 };

static List *figure_on(FigureMedium medium, float width, float height) {
    FigureSize taken;
    Color ground;
    List *list = figure_draw_on(medium, pass.fonts, pass.arena, pass.session,
                                (FigureSize){width, height}, &taken, &ground);
    assert_true(list_is_closed(list));
    assert_near(taken.width, width, 1e-6);
    assert_near(taken.height, height, 1e-6);
    return list;
}

/* A transformer of one small layer that reads a long input. */
static void open_long(void) {
    TrainingPlan plan = training_plan_of(&task_repeat, &model_transformer);
    plan.transformer.layers = 1;
    plan.transformer.heads = 2;
    plan.transformer.d = plan.transformer.feedforward = 16;
    plan.transformer.positions = TOKENS + 1;
    session_use_model(pass.session, training_model(&plan), 0);
    static char line[2 * TOKENS + 20];
    int n = snprintf(line, sizeof line, "input \"");
    for (int i = 0; i < TOKENS; i++)
        n += snprintf(line + n, sizeof line - (size_t)n, "%c ", 'a' + (i * 7 + i / 5) % 26);
    snprintf(line + n - 1, sizeof line - (size_t)n + 1, "\"");
    say(line);
}

/* The figure's matrix: the cells with the most levels. */
static const DrawCells *matrix_of(const List *list) {
    const DrawCells *most = NULL;
    for (int i = 0; i < list_count(list); i++) {
        const DrawCells *cells = &list_at(list, i)->as.cells;
        if (list_at(list, i)->kind == DRAW_CELLS &&
            (!most || cells->rows * cells->cols > most->rows * most->cols))
            most = cells;
    }
    assert_non_null(most);
    return most;
}

static const char *badge_of(const List *list) {
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT &&
            !strncmp(list_at(list, i)->as.text.text, "each dot", strlen("each dot")))
            return list_at(list, i)->as.text.text;
    return NULL;
}

static int darkest(const DrawCells *cells) {
    int most = 0;
    for (int i = 0; i < cells->rows * cells->cols; i++)
        if (cells->levels[i] <= COLOR_TOP && cells->levels[i] > most) most = cells->levels[i];
    return most;
}

/* No block is less than a dot, the largest weight is among them, and the figure says so. */
static void long_matrices_are_reduced_to_dots(void **state) {
    (void)state;
    static const float sizes[][2] = {{300, 260}, {800, 600}, {400, 400}};
    static const float dots[] = {0.5f, 1, 2};
    open_long();
    say("view weights");
    int most = darkest(matrix_of(figure_on((FigureMedium){.dots = 8}, 800, 600)));
    for (int i = 0; i < 9; i++) {
        FigureMedium medium = {.dots = dots[i % 3]};
        say("pool max");
        List *list = figure_on(medium, sizes[i / 3][0], sizes[i / 3][1]);
        const DrawCells *cells = matrix_of(list);
        bool reduced = cells->rows < TOKENS || cells->cols < TOKENS;
        assert_true(cells->box.width * medium.dots >= (float)cells->cols * 0.99f);
        assert_true(cells->box.height * medium.dots >= (float)cells->rows * 0.99f);
        assert_int_equal(reduced, badge_of(list) != NULL);
        assert_int_equal(darkest(cells), most);
        if (!reduced) continue;
        assert_contains(badge_of(list), "the largest of");
        say("pool mean");
        list = figure_on(medium, sizes[i / 3][0], sizes[i / 3][1]);
        assert_contains(badge_of(list), "the mean of");
        assert_true(darkest(matrix_of(list)) < most);
    }
}

/* Of words: labels, axes, the caption. */
static float smallest_words(const List *list) {
    float least = 1000;
    for (int i = 0; i < list_count(list); i++) {
        const DrawText *text = &list_at(list, i)->as.text;
        if (list_at(list, i)->kind == DRAW_TEXT && text->face == FACE_WORDS && text->size < least)
            least = text->size;
    }
    return least;
}

static void assert_inside(const List *list, float width, float height) {
    for (int i = 0; i < list_count(list); i++) {
        const DrawText *text = &list_at(list, i)->as.text;
        if (list_at(list, i)->kind != DRAW_TEXT || text->rotation != 0) continue;
        if (text->x < -1 || text->x + text->width > width + 1 || text->baseline > height)
            fail_msg("“%s” lies beyond the figure", text->text);
    }
}

static void text_stays_legible(void **state) {
    (void)state;
    static const char *const lines[] = {"view weights", "view scores", "view step", "view arcs"};
    static const float sizes[][2] = {{291, 189}, {400, 300}, {800, 600}};
    for (int model = 0; model < 3; model++) {
        model == 2 ? open_long() : say(model ? "model translate" : "model dates");
        for (int i = 0; i < 12; i++) {
            const float *size = sizes[i % 3];
            if (model == 2 && i / 3 == 2) continue; /* a block of matrices */
            say(lines[i / 3]);
            bool low = size[0] < 300;
            List *list = figure_on((FigureMedium){.printed = low}, size[0], size[1]);
            float least = smallest_words(list), asked = low ? 6 : 7;
            if (least < asked)
                fail_msg("%s at %g × %g: text of %g px", lines[i / 3], (double)size[0],
                         (double)size[1], (double)least);
            assert_inside(list, size[0], size[1]);
        }
    }
}

static bool says(const List *list, const char *words) {
    for (int i = 0; i < list_count(list); i++)
        if (list_at(list, i)->kind == DRAW_TEXT && strstr(list_at(list, i)->as.text.text, words))
            return true;
    return false;
}

/* Nobody hovers over a figure: it says whose curves it has. */
static void curves_of_one_query_name_it(void **state) {
    (void)state;
    static const char *const views[] = {"view arcs", "view heads"};
    open_long();
    for (int v = 0; v < 2; v++) {
        say(views[v]);
        say("select 17 3");
        List *list = figure_on((FigureMedium){0}, 1200, 900);
        const char *name = session_run(pass.session)->fed.items[16];
        assert_true(says(list, arena_printf(pass.arena, "“%s” alone", name)));
        assert_false(says(list, "hover"));
    }
}

/* Of a short input each weight has its own cell. */
static void pictures_of_heads_say_that_they_are_reduced(void **state) {
    (void)state;
    open_long();
    say("view heads");
    assert_true(says(figure_on((FigureMedium){0}, 1200, 900), "each dot the largest of a block"));
    say("input \"a b c\"");
    assert_false(says(figure_on((FigureMedium){0}, 1200, 900), "of a block"));
}

/* A model of as many words as a matrix has not room to name all of. */
static void open_words(void) {
    enum { WORDS = 60 };
    const char *path = arena_string(pass.arena, testing_scratch("many-words.safetensors"));
    Buffer symbols = {0};
    for (int i = 0; i < WORDS; i++) buffer_printf(&symbols, "%s\"w%d\"", i ? "," : "[", i);
    buffer_text(&symbols, "]");
    Gpt2 of = {.symbols = symbols.data, .layers = 1, .heads = 2, .d = 16, .positions = 16};
    gpt2_save(&of, path);
    say(arena_printf(pass.arena, "open \"%s\"", path));
    unlink(path);
    buffer_free(&symbols);
    say("input \"w3 w1 w4\"");
}

/* Rows of the last block have their whole names, and its columns some, however many they are. */
static void the_output_names_its_rows_and_columns(void **state) {
    (void)state;
    say("model transformer-translate");
    say("input \"the European economic area\"");
    say("view step");
    List *list = figure_on((FigureMedium){0}, 1000, 800);
    const Run *run = session_run(pass.session);
    int last = run->target.count - 1;
    for (int i = 0; i < last; i++) assert_true(says(list, run->target.items[i]));
    assert_false(says(list, "…"));
    open_words();
    list = figure_on((FigureMedium){0}, 900, 800);
    assert_true(says(list, "w0") && says(list, "w56"));
}

/* A figure of several heads is as large as all of their labels need. */
static void several_heads_have_all_their_labels(void **state) {
    (void)state;
    static const struct {
        const char *heads;
        int count;
    } cases[] = {{"head 1.1", 1}, {"head 2.2,3.4", 2}, {"head 1.7,2.1,2.2", 3}, {"head all", 8}};
    say("model repeat");
    say("view weights");
    for (int k = 0; k < 4; k++) {
        say(cases[k].heads);
        FigureSize taken;
        Color ground;
        List *list = figure_draw_on((FigureMedium){.dots = 2}, pass.fonts, pass.arena, pass.session,
                                    (FigureSize){0, 0}, &taken, &ground);
        int labels = 0;
        for (int i = 0; i < list_count(list); i++)
            labels +=
                list_at(list, i)->kind == DRAW_TEXT && !strcmp(list_at(list, i)->as.text.text, "y");
        assert_int_equal(labels, 2 * 3 * cases[k].count); /* of k e y s | k e y s | k e y s | */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(long_matrices_are_reduced_to_dots),
        PASS(text_stays_legible),
        PASS(curves_of_one_query_name_it),
        PASS(the_output_names_its_rows_and_columns),
        PASS(pictures_of_heads_say_that_they_are_reduced),
        PASS(several_heads_have_all_their_labels),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}

#include "views/step.h"

#include "views/block.h"
#include "views/formula.h"
#include "views/math.h"
#include "views/matrix.h"
#include "views/multiples.h"
#include "views/vectors.h"

#include <math.h>

static const char *const stage_names[STAGE_COUNT] = {"Encode",  "Query",   "Score",
                                                     "Softmax", "Context", "Output"};

/* The word on the strip: the fourth stage is named after the way to weigh. */
static const char *stage_name(const ViewPass *view, Stage stage) {
    return stage == STAGE_WEIGHTS ? view->run->ask.attention.weigh->stage : stage_names[stage];
}

static UiStageLook stage_look(const ViewPass *view, Stage stage) {
    Position p = view->state->look.position;
    Stage now = formula_stage(view);
    if (stage == now) return STAGE_LOOK_NOW;
    if (stage == STAGE_ENCODE) return STAGE_LOOK_DONE;
    return p.token && (int)stage <= p.stage ? STAGE_LOOK_DONE : STAGE_LOOK_LATER;
}

/* A click goes to that stage of the current token. */
static void go_to_stage(ViewPass *view, Stage stage) {
    int token = view->state->look.position.token;
    if (stage == STAGE_ENCODE)
        view_say(view, "step first");
    else
        view_say(view, "step %d %d", token ? token : 1, (int)stage + 1);
}

static void draw_stages(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    Stage stages[STAGE_COUNT];
    int count = 0;
    for (Stage s = STAGE_ENCODE; s < STAGE_COUNT; s++)
        if (run_has_stage(view->run, s)) stages[count++] = s;
    ui_push(view->ui, "stage");
    float gap = box.width < 480 * ui_metrics(view->ui)->factor ? 6 : 14;
    for (int i = 0; i < count; i++) {
        DrawBox pill = box_column(box, i, count, gap);
        if (i)
            draw_line(ui_list(view->ui), pill.x - gap + 1, pill.y + pill.height / 2, pill.x - 1,
                      pill.y + pill.height / 2, draw_stroke(theme->faint, 1));
        if (ui_stage(view->ui, stage_names[stages[i]], pill, stage_name(view, stages[i]),
                     stage_look(view, stages[i]), NULL))
            go_to_stage(view, stages[i]);
    }
    ui_pop(view->ui);
}

/* The arrow from scores to weights; in low ones its words stand above, off the last row's label. */
static void draw_between(ViewPass *view, float x, float width, float y, bool low) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    DrawStroke stroke = draw_stroke(theme->muted, 1.25f);
    if (width < 30 * u->factor) return;
    float x1 = x + width - 8;
    draw_line(ui_list(view->ui), x + 8, y, x1, y, stroke);
    draw_line(ui_list(view->ui), x1 - 6, y - 5, x1, y, stroke);
    draw_line(ui_list(view->ui), x1 - 6, y + 5, x1, y, stroke);
    const char *words = view->run->ask.attention.weigh->stage;
    if (text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, words) > width - 8) return;
    draw_text(ui_list(view->ui), x + width / 2, low ? y - 7 : y + u->tiny + 5, ALIGN_CENTER,
              FACE_WORDS, u->tiny, theme->muted, words);
    if (view->run->ask.attention.scope->has_gaussian && !low)
        draw_text(ui_list(view->ui), x + width / 2, y + 2 * u->tiny + 8, ALIGN_CENTER, FACE_WORDS,
                  u->tiny, theme->muted, "· Gaussian");
}

/* How much of the room before the cells the labels of rows take at that height. */
static float labels_at(const ViewPass *view, const MatrixLayout *at, float y) {
    float widest = 0;
    for (int i = at->rows.from; i < at->rows.to; i++) {
        float middle = at->rows.start + (float)(i + 0.5 - at->rows.first) * at->rows.size;
        const char *name = matrix_row_name(view, at, matrix_place(at->rows.lines, i) + 1);
        if (!name || fabsf(middle - y) > at->label_size * 0.95f) continue;
        widest = fmaxf(widest, text_width(ui_fonts(view->ui), FACE_WORDS, at->label_size, name));
    }
    return widest > 0 ? fminf(widest, 130) + 10 : 0;
}

static void draw_matrices(ViewPass *view, DrawBox box) {
    float unit = ui_metrics(view->ui)->factor, between = (box.width < 560 * unit ? 44 : 64) * unit;
    if (box.width < 560 * unit && box.height > 420 * unit) { /* narrow: one above the other */
        matrix_draw(view, box_row(box, 0, 2, 8), MATRIX_SCORES);
        matrix_draw(view, box_row(box, 1, 2, 8), MATRIX_WEIGHTS);
        return;
    }
    DrawBox left = box, right = box;
    left.width = right.width = (box.width - between) / 2;
    right.x += left.width + between;
    matrix_draw(view, left, MATRIX_SCORES);
    matrix_draw(view, right, MATRIX_WEIGHTS);
    MatrixLayout at = matrix_layout(view, left);
    float y = at.cells.y + at.cells.height / 2, end = at.cells.x + at.cells.width;
    float room = right.x + at.cells.x - left.x - end, tiny = ui_metrics(view->ui)->tiny;
    bool low = at.cells.height < 100 * unit; /* its words are above the arrow, else below */
    float labels = fmaxf(labels_at(view, &at, y), labels_at(view, &at, low ? y - tiny : y + tiny));
    draw_between(view, end, room - fmaxf(20, labels), y, low);
}

void step_no_attention(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const char *text = "No attention: the decoder is given the encoder's two end states, [→h ; "
                       "←h], as one fixed vector "
                       "at every step. There are no scores and no weights to show.";
    DrawBox inside =
        box_inset(box, box.width / 6, box.height > 200 * u->factor ? box.height / 3 : 8);
    text_paragraph(ui_list(view->ui), inside, ALIGN_CENTER, FACE_WORDS, u->body, 1.5f, theme->muted,
                   text);
}

/* The middle of the view for a transformer: what the block is, its matrices, its scores. */
static void draw_block(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool low = box.height < 430 * u->factor;
    if (!view->figure && !low) {
        block_strip(view, box_cut_top(&box, u->segment));
        box_cut_top(&box, 8 * u->factor);
    }
    block_head(view, box_cut_top(&box, u->segment), low);
    box_cut_top(&box, 8 * u->factor);
    if (!block_is_attention(view)) {
        box.height = fminf(box.height, 470 * u->factor);
        block_pictures(view, box);
        return;
    }
    float pictures = fminf(180 * u->factor, box.height * 0.34f);
    if (box.height > 300 * u->factor) {
        block_pictures(view, box_cut_top(&box, pictures));
        box_cut_top(&box, 8 * u->factor);
    }
    if (multiples_count(view) > 1)
        multiples_draw(view, box, block_of_head);
    else
        draw_matrices(view, box);
}

/* Of one of several heads: its matrix, and that with its context below. */
enum { LEAST = 262, OF_A_HEAD = 150, WITH_BLEND = 250 };

/* With a block's matrices, and in the tight setting all that is around them. */
static float least_with(const ViewPass *view, float pictures) {
    const UiMetrics *u = ui_metrics(view->ui);
    float around = (16 + 4 + 10 + 8) * u->factor + u->control + u->segment;
    return fmaxf(LEAST * u->factor, around + formula_height(view, 0) + pictures);
}

float step_least(const ViewPass *view) {
    if (run_has_heads(view->run) && !block_is_attention(view))
        return least_with(view, block_least(view, view->state->look.position.token));
    bool blends = block_has_blend(view);
    return multiples_count(view) > 1
               ? least_with(view, multiples_least(view, blends ? WITH_BLEND : OF_A_HEAD))
               : LEAST * ui_metrics(view->ui)->factor;
}

float step_least_ever(const ViewPass *view) {
    if (!run_has_heads(view->run)) return LEAST * ui_metrics(view->ui)->factor;
    float pictures = block_least(view, run_block_count(view->run));
    return least_with(view, fmaxf(pictures, multiples_least(view, WITH_BLEND)));
}

void step_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool low = box.height < STEP_LOW * u->factor;
    if (!view->figure) box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
    DrawBox strip = box_cut_top(&box, u->control);
    box_cut_left(&strip, view->corner);
    bool heads = run_has_heads(view->run);
    heads ? block_stages(view, strip) : draw_stages(view, strip);
    box_cut_top(&box, (low ? 4 : 12) * u->factor);
    DrawBox formula = box_cut_bottom(&box, formula_height(view, box.height));
    box_cut_bottom(&box, 10 * u->factor);
    float matrices = run_has_attention(view->run) ? 200 : 90; /* or the sentence in their place */
    bool room = !heads && box.height > vectors_height(view) + matrices * u->factor;
    if (room) {
        vectors_draw(view, box_cut_top(&box, vectors_height(view)));
        box_cut_top(&box, 8 * u->factor);
    }
    if (heads)
        draw_block(view, box);
    else if (run_has_attention(view->run))
        draw_matrices(view, box);
    else
        step_no_attention(view, box);
    formula_draw(view, formula);
}

void step_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = ui_metrics(view->ui);
    *width = 872 * u->factor;
    *height = 756 * u->factor;
}

/* arcs_view.c -- the view of arcs: which weights, the title, the slider, the size as a figure. */
#include "views/arcs_parts.h"

#include "views/gold.h"
#include "views/heads.h"

#include <math.h>

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- what is shown --------------------------------------------------------------------------- */

static void add_head(const ViewPass *view, ArcsShow *show, HeadAt head) {
    show->sets[show->count] = (ArcsSet){
        .array = run_head_array(view->run, head, "weights"), .plane = head.head - 1, .head = head};
    show->sets[show->count].hue = ui_theme(view->ui)->kept[show->count];
    show->count++;
}

ArcsShow arcs_of_head(const ViewPass *view, HeadAt head) {
    ArcsShow show = {.rows = run_head_rows(view->run, head.of),
                     .cols = run_head_cols(view->run, head.of),
                     .self = head.of != HEADS_CROSS};
    add_head(view, &show, head);
    return show;
}

ArcsShow arcs_chosen(const ViewPass *view) {
    const Look *look = &view->state->look;
    if (!run_has_heads(view->run)) {
        RunMatrix m = run_matrix(view->run, look, MATRIX_WEIGHTS);
        return (ArcsShow){{{m.array, m.plane, {0}, COLOR_NONE}}, 1, m.rows, m.cols, false};
    }
    ArcsShow show = arcs_of_head(view, look->heads[0]);
    for (int i = 1; i < look->head_count && show.count < HEADS_OVERLAID; i++)
        if (look->heads[i].of == look->heads[0].of) add_head(view, &show, look->heads[i]);
    return show;
}

/* --- the view -------------------------------------------------------------------------------- */

static void draw_cut(ViewPass *view, DrawBox box) {
    double cut = view->state->look.cut;
    UiSlider slider = {.label = "cut",
                       .value = cut,
                       .high = 1,
                       .step = 0.01,
                       .standard = 0.95,
                       .has_standard = true,
                       .decimals = 2};
    double now = ui_slider(view->ui, "cut", box, slider);
    if (now < cut || now > cut) view_say(view, "cut %.2f", now);
}

void arcs_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    ArcsShow show = arcs_chosen(view);
    heads_leave(view);
    if (!show.sets[0].array) return;
    DrawBox head = box_cut_top(&box, u->control);
    if (!view->figure && head.width > 420 * u->factor)
        draw_cut(view, box_cut_right(&head, 210 * u->factor));
    if (!view->figure) box_cut_right(&head, 12 * u->factor);
    box_cut_right(&head, gold_switch(view, head, head.width / 2));
    const char *name = show.sets[0].head.layer ? heads_name(view, show.sets[0].head) : "Weights";
    bool off = show.count == 1 && heads_are_ablated(view, show.sets[0].head);
    float x = head.x, baseline = text_baseline(head.y, head.height, u->heading);
    x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading,
                   theme->ink,
                   show.count > 1 ? heads_beside(view, show.sets[0].head.of, show.count) : name) +
         12;
    text_in_box(ui_list(view->ui), draw_box(x, head.y, head.x + head.width - x, head.height),
                ALIGN_LEFT, FACE_WORDS, u->text, off ? theme->warning : theme->muted,
                off ? "ablated: who would look at whom" : "who looks at whom");
    box_cut_top(&box, 6 * u->factor);
    arcs_picture(view, box, &show);
}

void arcs_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    ArcsShow show = arcs_chosen(view);
    float line = u->small * 1.7f, head = u->control + 6 * u->factor;
    arcs_natural_box(view, &show, width, height);
    *height += head + 4 + 2 * line + (show.count > 1 ? line + 4 : 0);
    if (view->state->look.gold) *height += line;
}

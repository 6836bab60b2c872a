#include "views/overflow.h"

#include <math.h>

float overflow_height(const ViewPass *view) {
    return run_overflows(view->run) ? ui_metrics(view->ui)->control : 0;
}

void overflow_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const UiTheme *theme = ui_theme(view->ui);
    draw_fill(ui_list(view->ui), box, 0, theme->warning_tint);
    ui_edge(view->ui, box, 'b');
    ui_text(view->ui, box_inset(box, u->panel_pad, 0), ALIGN_LEFT, FACE_WORDS, u->text,
            theme->warning,
            "The numbers of this run overflow: what is written nan is not a number, and nothing "
            "can be read from it.");
}

/* The em at which the word fits into a cell; 0: at none that can be read. */
static float mark_size(const ViewPass *view, float width, float height) {
    const UiMetrics *u = ui_metrics(view->ui);
    float wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, "nan");
    float size = u->tiny * fminf(1, 0.9f * width / wide);
    return size >= 0.6f * u->tiny && size <= height ? size : 0;
}

void overflow_mark(ViewPass *view, DrawBox box, int rows, int cols, float gap,
                   const Real *numbers) {
    float width = (box.width + gap) / (float)cols, height = (box.height + gap) / (float)rows;
    float size = mark_size(view, width - gap, height - gap);
    for (int i = 0; i < rows * cols && size > 0; i++) {
        if (!isnan(numbers[i])) continue;
        DrawBox cell = {box.x + width * (float)(i % cols), box.y + height * (float)(i / cols),
                        width - gap, height - gap};
        text_in_box(ui_list(view->ui), cell, ALIGN_CENTER, FACE_NUMBERS, size,
                    ui_theme(view->ui)->muted, "nan");
    }
}

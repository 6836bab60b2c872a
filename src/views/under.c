#include "views/under.h"

#include <math.h>
#include <stdlib.h>

enum { TILT = -48, WIDEST = 90 };

static float width_of(const ViewPass *view, float size, const char *text) {
    return text_width(ui_fonts(view->ui), FACE_WORDS, size, text);
}

/* An m among narrower letters stands upright, a little over its neighbours' room. */
static bool fits(const ViewPass *view, float size, float room, const char *text) {
    return width_of(view, size, text) <= room * (text_count_graphemes(text) == 1 ? 1.4f : 1);
}

Under under_measure(const ViewPass *view, TextPieces tokens, float pitch, float size) {
    Under under = {.size = size, .pitch = pitch, .every = 1};
    float widest = 0;
    int wide = 0;
    for (int i = 0; i < tokens.count; i++) {
        const char *text = view_token(view, tokens.items[i]);
        bool over = !fits(view, size, pitch - 1, text);
        wide += over;
        if (over) widest = fmaxf(widest, width_of(view, size, text));
    }
    under.tilted = wide * 6 > tokens.count;
    under.every = view_every(pitch, under.tilted ? size * 1.25f : size * 0.7f, tokens.count);
    float most = WIDEST * ui_metrics(view->ui)->factor;
    under.height = wide ? fminf(widest, most) * 0.74f + size * 1.5f : size * 1.7f;
    return under;
}

bool under_has(const Under *under, int i, int spoken) {
    if (i == spoken) return true;
    return (i - 1) % under->every == 0 && (!spoken || abs(i - spoken) >= under->every);
}

void under_draw(const ViewPass *view, const Under *under, float x, float y, Face face, Color ink,
                const char *text) {
    float size = under->size, room = under->pitch * (float)under->every - 1;
    if (!under->tilted && fits(view, size, room, text)) {
        draw_text(ui_list(view->ui), x, y + size * 1.15f, ALIGN_CENTER, face, size, ink, text);
        return;
    }
    text = text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), face, size, text,
                         (under->height - size) / 0.74f);
    draw_text_turned(ui_list(view->ui), x + size * 0.3f, y + size, ALIGN_RIGHT, TILT, face, size,
                     ink, text);
}

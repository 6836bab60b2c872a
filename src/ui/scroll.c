#include "ui/scroll.h"

#include "ui/ui_parts.h"

#include <math.h>

static const float WHEEL_LINES = 3;

/* Where a scroll area is; kept under its path. */
typedef struct Scrolled {
    float x, y;          /* of the content's corner, ≤ 0 is −x */
    DrawBox box, view;   /* all of it, and what the bar below leaves to the content */
    float width, height; /* of the content */
    float grabbed;       /* the bar's place when the drag began */
} Scrolled;

static float most(float content, float view) {
    return fmaxf(0, content - view);
}

static void hold(Scrolled *s) {
    s->x = roundf(fmaxf(0, fminf(s->x, most(s->width, s->view.width))));
    s->y = roundf(fmaxf(0, fminf(s->y, most(s->height, s->view.height))));
}

static void show(Scrolled *s, DrawBox box) {
    float left = box.x - s->view.x, top = box.y - s->view.y, margin = 8;
    float right = left + box.width - s->view.width, below = top + box.height - s->view.height;
    if (right + margin > 0) s->x += fminf(right + margin, left - margin);
    if (left - margin < 0) s->x += left - margin;
    if (below + margin > 0) s->y += fminf(below + margin, top - margin);
    if (top - margin < 0) s->y += top - margin;
    hold(s);
}

void scroll_show(Ui *ui, DrawBox box) {
    for (int i = ui->scroll_depth - 1; i >= 0; i--) {
        Scrolled *s = keep_find(ui, ui->scrolls[i].id, KEEP_SCROLL);
        float x = s->x, y = s->y;
        show(s, box);
        box.x -= s->x - x;
        box.y -= s->y - y;
        if (s->x != x || s->y != y) ui->again = true;
    }
}

void ui_scroll_to(Ui *ui, DrawBox box) {
    CHECK(ui->scroll_depth > 0, "ui_scroll_to outside of a scroll area");
    scroll_show(ui, box);
}

static void by_key(Scrolled *s, const Event *key, float line) {
    float page = s->view.height - line;
    switch (key->key) {
    case KEY_UP: s->y -= line; break;
    case KEY_DOWN: s->y += line; break;
    case KEY_LEFT: s->x -= line; break;
    case KEY_RIGHT: s->x += line; break;
    case KEY_PAGE_UP: s->y -= page; break;
    case KEY_PAGE_DOWN: s->y += page; break;
    case KEY_HOME: s->y = 0; break;
    case KEY_END: s->y = s->height; break;
    default: break;
    }
}

static void by_wheel(const Ui *ui, Scrolled *s, const UiHit *hit, float line) {
    float x = hit->wheel_x, y = hit->wheel_y;
    bool sideways = (hit->mods & KEY_MOD_SHIFT) || most(s->height, s->view.height) <= 0;
    if (sideways && x == 0) {
        x = y;
        y = 0;
    }
    (void)ui;
    s->x += x * line * WHEEL_LINES;
    s->y += y * line * WHEEL_LINES;
}

DrawBox ui_scroll_begin(Ui *ui, const char *name, DrawBox box, UiScroll scroll) {
    CHECK(ui->scroll_depth < SCROLLS_DEEPEST, "scroll areas nested too deeply");
    uint64_t id;
    path_of(ui, name, &id);
    Scrolled *s = keep_get(ui, id, KEEP_SCROLL, sizeof *s, NULL);
    s->box = s->view = box;
    if (scroll.width > box.width) box_cut_bottom(&s->view, ui->metrics.scrollbar);
    s->width = fmaxf(scroll.width, s->view.width);
    s->height = fmaxf(scroll.height, s->view.height);
    bool moves = most(s->width, s->view.width) > 0 || most(s->height, s->view.height) > 0;
    Touch what = {.name = name,
                  .box = box,
                  .role = ROLE_SCROLL,
                  .focusable = scroll.focusable && moves,
                  .wheel = moves,
                  .arrows = true,
                  .keeps_space = true};
    Touched touched = touch(ui, &what);
    float line = ui->metrics.row * 0.8f;
    if (touched.hit.key) by_key(s, touched.hit.key, line);
    by_wheel(ui, s, &touched.hit, line);
    hold(s);
    list_push_clip(ui->frame.list, s->view);
    ui->scrolls[ui->scroll_depth++] = (ScrollAround){id, box, moves};
    ui_push(ui, name);
    return (DrawBox){box.x - s->x, box.y - s->y, s->width, s->height};
}

/* One bar in its strip; answers where its content is to be, 0 … most. */
static float bar(Ui *ui, Scrolled *s, const char *name, DrawBox strip, bool down, float at) {
    const UiTheme *t = ui->frame.theme;
    float view = down ? s->view.height : s->view.width, all = down ? s->height : s->width;
    float length = down ? strip.height : strip.width;
    float thumb = fminf(length, fmaxf(24, length * view / all));
    float room = length - thumb, range = most(all, view);
    Touch what = {.name = name, .box = strip, .role = ROLE_AREA};
    Touched touched = touch(ui, &what);
    const UiHit *hit = &touched.hit;
    float mouse = down ? hit->y : hit->x, press = down ? hit->press_y : hit->press_x;
    if (hit->pressed) {
        float start = room * at / range;
        bool on_thumb = mouse >= start && mouse < start + thumb;
        s->grabbed = on_thumb ? start : mouse - thumb / 2;
    }
    if (hit->held && room > 0) at = (s->grabbed + mouse - press) / room * range;
    at = fmaxf(0, fminf(at, range));
    float thick = hit->held || hit->hover ? 6 : 4, start = room * at / range;
    DrawBox box = down
                      ? draw_box(strip.x + strip.width - thick - 2, strip.y + start, thick, thumb)
                      : draw_box(strip.x + start, strip.y + strip.height - thick - 2, thumb, thick);
    Color color = hit->held ? t->edge : color_mix(t->neutral, t->edge, touched.hover);
    draw_fill(ui->frame.list, box_inset(box, down ? 0 : 2, down ? 2 : 0), thick / 2,
              color_faded(color, hit->held ? 1 : 0.75f));
    return at;
}

static void bars(Ui *ui, Scrolled *s) {
    bool across = most(s->width, s->view.width) > 0, down = most(s->height, s->view.height) > 0;
    float thick = ui->metrics.scrollbar;
    if (down) {
        DrawBox view = s->view, strip = box_cut_right(&view, thick);
        s->y = roundf(bar(ui, s, "bar-down", strip, true, s->y));
    }
    if (across) {
        DrawBox box = s->box, strip = box_cut_bottom(&box, thick);
        if (down) box_cut_right(&strip, thick);
        s->x = roundf(bar(ui, s, "bar-across", strip, false, s->x));
    }
}

void ui_scroll_end(Ui *ui) {
    CHECK(ui->scroll_depth > 0, "a scroll area ended that was not begun");
    Scrolled *s = keep_find(ui, ui->scrolls[ui->scroll_depth - 1].id, KEEP_SCROLL);
    float x = s->x, y = s->y;
    list_pop_clip(ui->frame.list);
    bars(ui, s);
    if (s->x != x || s->y != y) ui->again = true;
    ui_pop(ui);
    ui->scroll_depth--;
}

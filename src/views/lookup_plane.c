/* lookup_plane.c -- the query and the keys as points of a plane, to be dragged. */
#include "views/lookup_parts.h"
#include "views/math.h"

#include <math.h>
#include <stdio.h>

enum { LABELS_MOST = 1 + LOOKUP_KEYS };

typedef struct Plane {
    LookupShow *show;
    DrawBox box;
    float range; /* the shorter side shows −range … range */
    float scale; /* logical pixels of 1 */
    int axes[2]; /* across and up, from 0 */
    DrawBox taken[3 * LABELS_MOST];
    int taken_count;            /* places where a point or a name stands */
    DrawBox names[LABELS_MOST]; /* where each name stands; no width: nowhere */
    bool weights_count;         /* for the followed number, some of them */
} Plane;

static Ui *ui_of(const Plane *p) {
    return p->show->view->ui;
}

static double coordinate(const Plane *p, int which, int axis) {
    const Lookup *n = &p->show->numbers;
    return which == 0 ? n->query[p->axes[axis]] : n->keys[which - 1].key[p->axes[axis]];
}

/* Of 1, 2, 5, 10, 20 … the first that holds every point with air around it. */
static float range_of(const Plane *p) {
    double most = 0.5;
    for (int which = 0; which <= p->show->numbers.count; which++)
        for (int axis = 0; axis < 2; axis++) most = fmax(most, fabs(coordinate(p, which, axis)));
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(most * 1.12)));
    int i = 0;
    while (steps[i] * power < most * 1.12) i++;
    return (float)(steps[i] * power);
}

static float x_of(const Plane *p, double x) {
    return p->box.x + p->box.width * 0.5f + (float)x * p->scale;
}

static float y_of(const Plane *p, double y) {
    return p->box.y + p->box.height * 0.5f - (float)y * p->scale;
}

/* --- the ground ------------------------------------------------------------------------------ */

static bool is_taken(const Plane *p, DrawBox box) {
    for (int i = 0; i < p->taken_count; i++)
        if (draw_box_common(box, p->taken[i]).width > 0) return true;
    return false;
}

/* As many as tell every multiple of the step. */
static int decimals_of(double step) {
    int decimals = 0;
    for (; decimals < 3 && fabs(step - round(step)) > 1e-6; step *= 10) decimals++;
    return decimals;
}

/* Every how many steps across there is room for a number. */
static int steps_a_number(const Plane *p, double step) {
    Ui *ui = ui_of(p);
    const char *widest = view_number(p->show->view, -4 * step, decimals_of(step));
    float size = ui_metrics(ui)->tiny * 0.9f,
          width = text_width(ui_fonts(ui), FACE_NUMBERS, size, widest) + 6;
    int every = 1;
    while ((float)(every * step) * p->scale < width) every *= 2;
    return every;
}

/* Points and their names come first: a number of the axes that would touch one is left out. */
static void draw_tick(const Plane *p, double at, double step, float x, float y, Align align) {
    Ui *ui = ui_of(p);
    float size = ui_metrics(ui)->tiny * 0.9f;
    const char *number = view_number(p->show->view, at, decimals_of(step));
    float width = text_width(ui_fonts(ui), FACE_NUMBERS, size, number);
    float left = align == ALIGN_RIGHT ? x - width : x - width / 2;
    if (is_taken(p, draw_box(left - 1, y - size * 0.8f, width + 2, size))) return;
    draw_text(ui_list(ui), x, y, align, FACE_NUMBERS, size, ui_theme(ui)->muted, number);
}

static void draw_grid(const Plane *p) {
    const UiTheme *theme = ui_theme(ui_of(p));
    const UiMetrics *u = ui_metrics(ui_of(p));
    List *list = ui_list(ui_of(p));
    float right = p->box.x + p->box.width, bottom = p->box.y + p->box.height;
    double step = (double)p->range / (p->range > 2 && p->range < 3 ? 5 : 4);
    int every = steps_a_number(p, step);
    for (int i = -12; i <= 12; i++) {
        double at = i * step;
        float x = x_of(p, at), y = y_of(p, at);
        DrawStroke line = draw_stroke(i ? theme->line : theme->faint, 1);
        if (x > p->box.x + 2 && x < right - 2) draw_line(list, x, p->box.y, x, bottom, line);
        if (y > p->box.y + 2 && y < bottom - 2) draw_line(list, p->box.x, y, right, y, line);
        if (!i) continue;
        if (i % every == 0 && x > p->box.x + 12 && x < right - 12)
            draw_tick(p, at, step, x, y_of(p, 0) + u->tiny * 1.2f, ALIGN_CENTER);
        if (y > p->box.y + 8 && y < bottom - 8)
            draw_tick(p, at, step, x_of(p, 0) - 5, y + u->tiny * 0.35f, ALIGN_RIGHT);
    }
}

static float line_width(const Plane *p, double alpha) {
    return (0.75f + 11 * (float)alpha) * ui_metrics(ui_of(p))->factor;
}

/* The line of a weight; the followed one lies on a broader one of the accent, and where weights
 * count the others are dimmed. */
static void draw_weight(const Plane *p, int s, float x, float y) {
    const UiTheme *theme = ui_theme(ui_of(p));
    List *list = ui_list(ui_of(p));
    double alpha = lookup_at(p->show, "attention.weights", s);
    RunCell at = lookup_cell(p->show, "attention.weights", 1, s);
    Lit lit = followed_lit_cell(p->show->view, &at);
    float qx = x_of(p, coordinate(p, 0, 0)), qy = y_of(p, coordinate(p, 0, 1));
    DrawStroke line =
        draw_stroke(theme->weights.colors[color_level(0.25 + 0.75 * alpha)], line_width(p, alpha));
    line.round = true;
    p->show->view->memory->lit_next |= lit != LIT_NOT;
    if (lit == LIT_SELF) {
        DrawStroke under = draw_stroke(theme->accent, line.width + 6);
        draw_line(list, qx, qy, x, y, under);
        under = draw_stroke(theme->panel, line.width + 3);
        draw_line(list, qx, qy, x, y, under);
    }
    bool dimmed = p->weights_count && lit == LIT_NOT;
    list_push_opacity(list, dimmed ? 0.3f : 1);
    if (alpha > 0) draw_line(list, qx, qy, x, y, line);
    list_pop_opacity(list);
}

/* The lines from the origin, and those whose width is the weight. */
static void draw_arrows(const Plane *p) {
    const UiTheme *theme = ui_theme(ui_of(p));
    const LookupShow *show = p->show;
    List *list = ui_list(ui_of(p));
    float qx = x_of(p, coordinate(p, 0, 0)), qy = y_of(p, coordinate(p, 0, 1));
    for (int s = 1; s <= show->numbers.count; s++) {
        float x = x_of(p, coordinate(p, s, 0)), y = y_of(p, coordinate(p, s, 1));
        list_push_opacity(list, lookup_opacity(show, s));
        draw_line(list, x_of(p, 0), y_of(p, 0), x, y, draw_stroke(theme->key, 1.25f));
        if (lookup_is_shown(show, LOOKUP_NORMALISE, s)) draw_weight(p, s, x, y);
        list_pop_opacity(list);
    }
    draw_line(list, x_of(p, 0), y_of(p, 0), qx, qy, draw_stroke(theme->query, 2));
}

/* --- points and names ------------------------------------------------------------------------ */

static bool is_free(const Plane *p, DrawBox box) {
    DrawBox all = box_inset(p->box, 6, 2);
    if (box.x < all.x || box.y < all.y || box.x + box.width > all.x + all.width ||
        box.y + box.height > all.y + all.height)
        return false;
    return !is_taken(p, box);
}

/* The first of eight places around a point where a name hides nothing; false: there is none. */
static bool find_place(const Plane *p, float x, float y, float width, float height, DrawBox *out) {
    float off = 12 * ui_metrics(ui_of(p))->factor, near = off * 0.6f;
    const DrawBox places[] = {{x + off, y - height / 2, width, height},
                              {x - off - width, y - height / 2, width, height},
                              {x - width / 2, y - off - height, width, height},
                              {x - width / 2, y + off, width, height},
                              {x + near, y - near - height, width, height},
                              {x - near - width, y - near - height, width, height},
                              {x + near, y + near, width, height},
                              {x - near - width, y + near, width, height}};
    int first = x > x_of(p, 0) ? 0 : 1;
    for (int i = 0; i < 8; i++) {
        *out = places[i < 2 ? (i + first) % 2 : i];
        if (is_free(p, *out)) return true;
    }
    return false;
}

static const char *name_of(const Plane *p, int which) {
    return which == 0 ? "q" : p->show->numbers.keys[which - 1].name;
}

static Face name_face(int which) {
    return which ? FACE_WORDS : FACE_FORMULA;
}

static float name_size(const Plane *p, int which) {
    const UiMetrics *u = ui_metrics(ui_of(p));
    return which ? u->text : u->large;
}

static const char *name_shown(const Plane *p, int which) {
    Ui *ui = ui_of(p);
    return text_ellipsis(ui_fonts(ui), ui_arena(ui), name_face(which), name_size(p, which),
                         name_of(p, which), p->box.width * 0.3f);
}

static DrawBox point_box(const Plane *p, int which) {
    float radius = (which ? 8 : 10) * ui_metrics(ui_of(p))->factor;
    float x = x_of(p, coordinate(p, which, 0)), y = y_of(p, coordinate(p, which, 1));
    return draw_box(x - radius, y - radius, 2 * radius, 2 * radius);
}

/* Where points and names stand: names hide neither each other nor a point. */
static void find_places(Plane *p) {
    Ui *ui = ui_of(p);
    int count = p->show->numbers.count;
    for (int which = count; which >= 0; which--) p->taken[p->taken_count++] = point_box(p, which);
    for (int which = 0; which <= count; which++) {
        float size = name_size(p, which), x = x_of(p, coordinate(p, which, 0)),
              y = y_of(p, coordinate(p, which, 1));
        float width = text_width(ui_fonts(ui), name_face(which), size, name_shown(p, which));
        if (find_place(p, x, y, width, size * 1.3f, &p->names[which]))
            p->taken[p->taken_count++] = p->names[which];
        else
            p->names[which] = draw_box(0, 0, 0, 0);
    }
}

static void draw_name(const Plane *p, int which) {
    Ui *ui = ui_of(p);
    const UiTheme *theme = ui_theme(ui);
    DrawBox place = p->names[which];
    if (!(place.width > 0)) return;
    draw_fill(ui_list(ui), box_inset(place, -2, 0), 3, color_faded(theme->panel, 0.8f));
    list_push_opacity(ui_list(ui), which ? lookup_opacity(p->show, which) : 1);
    text_in_box(ui_list(ui), place, ALIGN_LEFT, name_face(which), name_size(p, which),
                which ? theme->ink : theme->query, name_shown(p, which));
    list_pop_opacity(ui_list(ui));
}

/* A ring around a point of which a coordinate counts for the followed number. */
static void draw_counts(const Plane *p, int which, DrawBox circle) {
    ViewPass *view = p->show->view;
    RunCell at = lookup_coordinate(p->show, which, p->axes);
    Lit lit = followed_lit_cell(view, &at);
    if (lit == LIT_NOT) return;
    view->memory->lit_next = true;
    Color color = lit == LIT_SELF ? ui_theme(view->ui)->accent
                                  : followed_ink(view, followed_role(view, at.array));
    draw_frame(ui_list(view->ui), box_inset(circle, -4, -4), circle.width / 2 + 4, color,
               lit == LIT_SELF ? 3 : 2);
}

static void draw_point(const Plane *p, int which) {
    Ui *ui = ui_of(p);
    const UiTheme *theme = ui_theme(ui);
    DrawBox circle = point_box(p, which);
    float radius = circle.width / 2;
    list_push_opacity(ui_list(ui), which ? lookup_opacity(p->show, which) : 1);
    draw_fill(ui_list(ui), circle, radius, which ? theme->key : theme->query);
    if (which && which == p->show->view->state->look.source)
        draw_frame(ui_list(ui), box_inset(circle, -4, -4), radius + 4, theme->key, 2);
    draw_counts(p, which, circle);
    list_pop_opacity(ui_list(ui));
}

/* --- dragging -------------------------------------------------------------------------------- */

static double held_to_plane(const Plane *p, double at, int axis) {
    double most = (double)((axis ? p->box.height : p->box.width) / p->scale) * 0.49;
    at = fmin(fmax(at, -most), most);
    return round(at * 100) / 100 + 0.0;
}

static void move_to(const Plane *p, int which, double x, double y) {
    Lookup changed = p->show->numbers;
    double *numbers = which ? changed.keys[which - 1].key : changed.query;
    numbers[p->axes[0]] = x;
    numbers[p->axes[1]] = y;
    LookupKey *key = which ? &changed.keys[which - 1] : NULL;
    if (key && key->own_value)
        for (int i = 0; i < changed.d; i++) key->value[i] = key->key[i];
    lookup_say(p->show, &changed);
}

static void move_by_key(const Plane *p, int which, const Event *key) {
    double step = (double)p->range / (key->mods & KEY_MOD_SHIFT ? 200 : 20);
    double dx = (key->key == KEY_RIGHT) - (key->key == KEY_LEFT);
    double dy = (key->key == KEY_UP) - (key->key == KEY_DOWN);
    move_to(p, which, held_to_plane(p, coordinate(p, which, 0) + dx * step, 0),
            held_to_plane(p, coordinate(p, which, 1) + dy * step, 1));
}

/* A click pins a key; while something is followed, and on the query, it follows a coordinate. */
static void answer_coordinate(const Plane *p, int which, DrawBox box, const UiHit *hit) {
    RunCell at = lookup_coordinate(p->show, which, p->axes);
    UiHit only = *hit; /* where a point stands is said already */
    only.hover = false;
    only.clicked = hit->clicked && !hit->dropped;
    if (lookup_answer_number(p->show, box, &only, &at)) return;
    if (which)
        lookup_answer(p->show, hit, which);
    else if (only.clicked)
        followed_say(p->show->view, &at);
}

/* True while the point is held. */
static bool answer_point(const Plane *p, int which) {
    Ui *ui = ui_of(p);
    float half = 13 * ui_metrics(ui)->factor;
    DrawBox box = draw_box(x_of(p, coordinate(p, which, 0)) - half,
                           y_of(p, coordinate(p, which, 1)) - half, 2 * half, 2 * half);
    char name[16];
    snprintf(name, sizeof name, which ? "k%d" : "q", which);
    UiArea area = {.label = name_of(p, which), .focusable = true, .takes_arrows = true};
    area.ring_radius = half;
    area.cursor = CURSOR_MOVE;
    UiHit hit = ui_area(ui, name, box, area);
    if (hit.hover && !hit.held)
        ui_tip(ui, box,
               arena_printf(ui_arena(ui), "%s (%s, %s)", name_of(p, which),
                            view_number(p->show->view, coordinate(p, which, 0), 2),
                            view_number(p->show->view, coordinate(p, which, 1), 2)));
    if (hit.key) move_by_key(p, which, hit.key);
    answer_coordinate(p, which, box, &hit);
    if (!hit.held || hit.button != MOUSE_LEFT) return false;
    double x = (double)((box.x + hit.x - x_of(p, 0)) / p->scale);
    double y = (double)((y_of(p, 0) - box.y - hit.y) / p->scale);
    if (hit.dragged) move_to(p, which, held_to_plane(p, x, 0), held_to_plane(p, y, 1));
    return true;
}

/* How far a point is from the line between the query and a key. */
static float away_from(const Plane *p, int s, float x, float y) {
    float x0 = x_of(p, coordinate(p, 0, 0)), y0 = y_of(p, coordinate(p, 0, 1));
    float dx = x_of(p, coordinate(p, s, 0)) - x0, dy = y_of(p, coordinate(p, s, 1)) - y0;
    float length = dx * dx + dy * dy;
    float t = length > 0 ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
    t = fmaxf(0, fminf(1, t));
    return hypotf(x - x0 - t * dx, y - y0 - t * dy);
}

/* The lines of the weights, under the points: a click follows. */
static void answer_lines(const Plane *p) {
    Ui *ui = ui_of(p);
    UiHit hit = ui_area(ui, "lines", p->box, (UiArea){.label = "weights"});
    if (!hit.hover && !hit.held) return;
    float least = 4 * ui_metrics(ui)->factor, x = p->box.x + hit.x, y = p->box.y + hit.y;
    int best = 0;
    for (int s = 1; s <= p->show->numbers.count; s++) {
        if (!lookup_is_shown(p->show, LOOKUP_NORMALISE, s)) continue;
        float half = line_width(p, lookup_at(p->show, "attention.weights", s)) / 2;
        float away = away_from(p, s, x, y) - half;
        if (away < least) best = s;
        least = fminf(least, away);
    }
    if (!best) return;
    RunCell at = lookup_cell(p->show, "attention.weights", 1, best);
    ui_set_cursor(ui, CURSOR_HAND);
    view_hover(p->show->view, 1, best);
    if (hit.hover) followed_tip(p->show->view, draw_box(x - 4, y - 4, 8, 8), &at);
    if (hit.clicked && !hit.dropped) followed_say(p->show->view, &at);
}

/* The plane's range stays while something is held, so that what is dragged stays under the mouse.
 */
static void answer(Plane *p) {
    bool held = false;
    ui_push(ui_of(p), "plane");
    answer_lines(p);
    for (int which = p->show->numbers.count; which >= 0; which--) held |= answer_point(p, which);
    ui_pop(ui_of(p));
    p->show->view->memory->plane_range = held ? p->range : 0;
}

/* --- the foot: what is shown ----------------------------------------------------------------- */

static const char *const axis_labels[] = {"1", "2", "3", "4"};

/* Which number is across (0) or up (1); the other axis takes what this one leaves. */
static void choose_axis(const Plane *p, int axis, DrawBox box) {
    ViewPass *view = p->show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox label = box_cut_left(&box, 20 * u->factor);
    text_in_box(ui_list(view->ui), label, ALIGN_LEFT, FACE_WORDS, u->small,
                ui_theme(view->ui)->muted, axis ? "↑" : "→");
    int d = p->show->numbers.d, chosen = p->axes[axis];
    UiSegments segments = {axis_labels, d, chosen, false, NULL, NULL};
    int now = ui_segments(view->ui, axis ? "up" : "across", box, segments);
    if (now == chosen) return;
    int other = p->axes[!axis] == now ? chosen : p->axes[!axis];
    int across = axis ? other : now, up = axis ? now : other;
    view_say(view, "axes %d %d", across + 1, up + 1);
}

static void draw_foot(const Plane *p, DrawBox box) {
    ViewPass *view = p->show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    int d = p->show->numbers.d;
    if (d > 2 && !view->figure) {
        DrawBox row = box_cut_bottom(&box, 28 * u->factor);
        choose_axis(p, 0, box_column(row, 0, 2, u->gap));
        choose_axis(p, 1, box_column(row, 1, 2, u->gap));
    }
    const char *text = "line width = weight";
    const char *more = "line width = weight; drag anything";
    if (d > 2)
        more = arena_printf(ui_arena(view->ui), "numbers %d and %d of %d; line width = weight",
                            p->axes[0] + 1, p->axes[1] + 1, d);
    bool fits = text_width(ui_fonts(view->ui), FACE_WORDS, u->small, more) <= box.width;
    if (fits && (d > 2 || !view->figure)) text = more;
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, ui_theme(view->ui)->muted, text);
}

/* The axes of the look, so far as the keys have them. */
static void choose_axes(Plane *p) {
    const Look *look = &p->show->view->state->look;
    bool fits = look->axes[0] <= p->show->numbers.d && look->axes[1] <= p->show->numbers.d;
    p->axes[0] = fits ? look->axes[0] - 1 : 0;
    p->axes[1] = fits ? look->axes[1] - 1 : 1;
}

void lookup_draw_plane(LookupShow *show, DrawBox box) {
    Ui *ui = show->view->ui;
    const UiMetrics *u = ui_metrics(ui);
    Plane p = {.show = show, .box = box};
    ui_panel(ui, box, u->card_radius);
    bool chooses = show->numbers.d > 2 && !show->view->figure;
    DrawBox foot = box_cut_bottom(&p.box, (chooses ? 66 : 40) * u->factor);
    choose_axes(&p);
    float held = show->view->memory->plane_range;
    p.range = held > 0 ? held : range_of(&p);
    p.scale = fminf(p.box.width, p.box.height) / 2 / p.range;
    for (int s = 1; s <= show->numbers.count; s++) {
        RunCell at = lookup_cell(show, "attention.weights", 1, s);
        p.weights_count |= followed_lit_cell(show->view, &at) != LIT_NOT;
    }
    list_push_clip(ui_list(ui), box_inset(p.box, 1, 1));
    find_places(&p);
    draw_grid(&p);
    draw_arrows(&p);
    for (int which = show->numbers.count; which >= 0; which--) draw_point(&p, which);
    for (int which = 0; which <= show->numbers.count; which++) draw_name(&p, which);
    list_pop_clip(ui_list(ui));
    draw_foot(&p, box_inset(foot, u->panel_pad, 5 * u->factor));
    if (!show->view->figure) answer(&p);
}

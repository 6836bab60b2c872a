#include "views/math.h"

#include "base/buffer.h"
#include "base/text.h"

#include <string.h>

/* A place in a formula being set. `list` NULL: only measured. */
typedef struct Math {
    Ui *ui;
    List *list;
    float x, baseline, size;
    Color ink;
    bool upright;
} Math;

static void set_group(Math *math, const char **at, char end);

static bool is_letter(int32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_greek(int32_t c) {
    return (c >= 0x3b1 && c <= 0x3c9) || c == 0x3d5;
}

static void set_text(Math *math, Face face, const char *text) {
    if (!text_is_own(ui_fonts(math->ui), face, text)) face = FACE_SIGNS;
    if (math->list)
        math->x += draw_text(math->list, math->x, math->baseline, ALIGN_LEFT, face, math->size,
                             math->ink, text);
    else
        math->x += text_width(ui_fonts(math->ui), face, math->size, text);
}

/* What follows a sign as its argument: a group in braces, or one character. */
static void set_argument(Math *math, const char **at) {
    if (**at == '{') {
        (*at)++;
        set_group(math, at, '}');
        return;
    }
    const char *start = *at;
    int32_t c = text_next(at);
    if (c < 0) return;
    char one[5];
    memcpy(one, start, (size_t)(*at - start));
    one[*at - start] = '\0';
    set_text(math,
             (is_letter(c) || is_greek(c)) && !math->upright ? FACE_FORMULA : FACE_FORMULA_UPRIGHT,
             one);
}

static void set_script(Math *math, const char **at, bool above) {
    Math script = *math;
    script.size = math->size * 0.7f;
    script.baseline = math->baseline + (above ? -0.38f : 0.2f) * math->size;
    script.x += 0.03f * math->size;
    set_argument(&script, at);
    float end = script.x;
    if ((**at == '_' && above) || (**at == '^' && !above)) { /* both: one above the other */
        (*at)++;
        Math other = *math;
        other.size = script.size;
        other.baseline = math->baseline + (above ? 0.2f : -0.38f) * math->size;
        other.x += 0.03f * math->size;
        set_argument(&other, at);
        if (other.x > end) end = other.x;
    }
    math->x = end + 0.03f * math->size;
}

static void set_root(Math *math, const char **at) {
    float start = math->x, size = math->size;
    math->x += 0.62f * size;
    set_argument(math, at);
    math->x += 0.08f * size;
    if (!math->list) return;
    DrawStroke line = draw_stroke(math->ink, 0.055f * size);
    const PathStep steps[] = {PATH_TO(MOVE, 0.05f, -0.3f), PATH_TO(LINE, 0.16f, -0.37f),
                              PATH_TO(LINE, 0.33f, 0.08f), PATH_TO(LINE, 0.55f, -0.85f)};
    PathStep all[5];
    memcpy(all, steps, sizeof steps);
    all[4] = (PathStep){PATH_LINE, (math->x - start) / size, -0.85f, 0, 0, 0, 0};
    draw_path(math->list, start, math->baseline, size, all, 5, COLOR_NONE, line);
}

static Color named_color(const Math *math, char name) {
    const UiTheme *theme = ui_theme(math->ui);
    switch (name) {
    case 'q': return theme->query;
    case 'k': return theme->key;
    case 'v': return theme->value;
    case 'a': return theme->positive;
    case 'm': return theme->muted;
    default: return math->ink;
    }
}

/* \sqrt{…}, \t{…} or a colour; anything else is set as it stands. */
static void set_command(Math *math, const char **at) {
    if (!strncmp(*at, "sqrt", 4)) {
        *at += 4;
        set_root(math, at);
        return;
    }
    char name = **at;
    if (!name) return;
    (*at)++;
    Color ink = math->ink;
    bool upright = math->upright;
    math->ink = named_color(math, name);
    math->upright |= name == 't';
    set_argument(math, at);
    math->ink = ink;
    math->upright = upright;
}

/* Letters up to the next that is none: one is a variable, more are a name. */
static void set_letters(Math *math, const char **at) {
    char name[32];
    size_t n = strspn(*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (n > sizeof name - 1) n = sizeof name - 1;
    memcpy(name, *at, n);
    name[n] = '\0';
    *at += n;
    set_text(math, n == 1 && !math->upright ? FACE_FORMULA : FACE_FORMULA_UPRIGHT, name);
}

static void set_other(Math *math, const char **at) {
    const char *start = *at;
    char sign[5];
    int32_t c = text_next(at);
    memcpy(sign, start, (size_t)(*at - start));
    sign[*at - start] = '\0';
    if (c == ' ')
        math->x += 0.22f * math->size;
    else
        set_text(math, is_greek(c) ? FACE_FORMULA : FACE_FORMULA_UPRIGHT, sign);
}

static void set_group(Math *math, const char **at, char end) {
    while (**at && **at != end) {
        char c = **at;
        if (c == '_' || c == '^') {
            (*at)++;
            set_script(math, at, c == '^');
        } else if (c == '\\') {
            (*at)++;
            set_command(math, at);
        } else if (is_letter(c))
            set_letters(math, at);
        else
            set_other(math, at);
    }
    if (**at == end && end) (*at)++;
}

float math_draw(Ui *ui, float x, float baseline, float size, Color ink, const char *markup) {
    Math math = {ui, ui_list(ui), x, baseline, size, ink, false};
    set_group(&math, &markup, '\0');
    return math.x - x;
}

float math_width(Ui *ui, float size, const char *markup) {
    Math math = {ui, NULL, 0, 0, size, COLOR_NONE, false};
    set_group(&math, &markup, '\0');
    return math.x;
}

void math_in_box(Ui *ui, DrawBox box, Align align, float size, Color ink, const char *markup) {
    float width = math_width(ui, size, markup);
    if (width > box.width && width > 0) {
        size *= box.width / width;
        width = box.width;
    }
    float x = box.x + (align == ALIGN_LEFT    ? 0
                       : align == ALIGN_RIGHT ? box.width - width
                                              : (box.width - width) / 2);
    math_draw(ui, x, text_baseline(box.y, box.height, size), size, ink, markup);
}

char *math_plain(Arena *arena, const char *markup) {
    Buffer plain = {0};
    for (const char *c = markup; *c; c++) {
        if (*c == '{' || *c == '}' || *c == '^') continue;
        if (*c == '\\') {
            if (!strncmp(c + 1, "sqrt", 4)) {
                buffer_text(&plain, "√");
                c += 4;
            } else if (c[1])
                c++;
            continue;
        }
        buffer_append(&plain, c, 1);
    }
    char *text = arena_string(arena, plain.data ? plain.data : "");
    buffer_free(&plain);
    return text;
}

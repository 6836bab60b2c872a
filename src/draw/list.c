#include "draw/list.h"

#include "base/error.h"
#include "base/text.h"
#include "draw/font_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LIST_DEEPEST = 32, CHUNK = 256 };

/* Commands are kept in chunks, since an arena's memory never grows in place. */
typedef struct Chunk {
    DrawCommand commands[CHUNK];
} Chunk;

struct List {
    Arena *arena;
    Fonts *fonts;
    Chunk **chunks;
    int count, capacity; /* of commands; of chunks */
    DrawBox clips[LIST_DEEPEST];
    float opacities[LIST_DEEPEST];
    int clip_depth, opacity_depth;
};

List *list_new(Arena *arena, Fonts *fonts) {
    List *list = ARENA_NEW(arena, List);
    list->arena = arena;
    list->fonts = fonts;
    list->clips[0] = DRAW_NO_CLIP;
    list->opacities[0] = 1;
    return list;
}

int list_count(const List *list) {
    return list->count;
}

const DrawCommand *list_at(const List *list, int i) {
    CHECK(i >= 0 && i < list->count, "command %d of %d", i, list->count);
    return &list->chunks[i / CHUNK]->commands[i % CHUNK];
}

Fonts *list_fonts(const List *list) {
    return list->fonts;
}

Arena *list_arena(const List *list) {
    return list->arena;
}

DrawBox draw_box_common(DrawBox a, DrawBox b) {
    float x = fmaxf(a.x, b.x), y = fmaxf(a.y, b.y);
    float width = fminf(a.x + a.width, b.x + b.width) - x;
    float height = fminf(a.y + a.height, b.y + b.height) - y;
    if (!(width > 0 && height > 0)) return (DrawBox){x, y, 0, 0};
    return (DrawBox){x, y, width, height};
}

void list_push_clip(List *list, DrawBox box) {
    CHECK(list->clip_depth + 1 < LIST_DEEPEST, "more than %d clips", LIST_DEEPEST);
    DrawBox common = draw_box_common(list_clip(list), box);
    list->clips[++list->clip_depth] = common;
}

void list_pop_clip(List *list) {
    CHECK(list->clip_depth > 0, "a clip popped that was not pushed");
    list->clip_depth--;
}

void list_push_opacity(List *list, float opacity) {
    CHECK(list->opacity_depth + 1 < LIST_DEEPEST, "more than %d opacities", LIST_DEEPEST);
    CHECK(opacity >= 0 && opacity <= 1, "an opacity of %g", (double)opacity);
    float product = opacity * list_opacity(list);
    list->opacities[++list->opacity_depth] = product;
}

void list_pop_opacity(List *list) {
    CHECK(list->opacity_depth > 0, "an opacity popped that was not pushed");
    list->opacity_depth--;
}

DrawBox list_clip(const List *list) {
    return list->clips[list->clip_depth];
}

float list_opacity(const List *list) {
    return list->opacities[list->opacity_depth];
}

bool list_is_closed(const List *list) {
    return list->clip_depth == 0 && list->opacity_depth == 0;
}

static void add_chunk(List *list) {
    int chunks = list->count / CHUNK;
    if (chunks == list->capacity) {
        int capacity = list->capacity ? list->capacity * 2 : 16;
        Chunk **grown = ARENA_ARRAY(list->arena, Chunk *, capacity);
        if (chunks) memcpy(grown, list->chunks, (size_t)chunks * sizeof *grown);
        list->chunks = grown;
        list->capacity = capacity;
    }
    list->chunks[chunks] = arena_alloc(list->arena, sizeof(Chunk));
}

/* A new command with this ink, or NULL when none of it would be seen. */
static DrawCommand *record(List *list, DrawKind kind, DrawBox ink) {
    float numbers = ink.x + ink.y + ink.width + ink.height;
    if (!isfinite(numbers) || list_opacity(list) <= 0) return NULL;
    DrawBox seen = draw_box_common(ink, list_clip(list));
    if (!(seen.width > 0 && seen.height > 0)) return NULL;
    if (list->count % CHUNK == 0) add_chunk(list);
    DrawCommand *command = &list->chunks[list->count / CHUNK]->commands[list->count % CHUNK];
    list->count++;
    *command = (DrawCommand){.kind = kind, .clip = list_clip(list), .ink = ink};
    return command;
}

static Color faded(const List *list, Color color) {
    return color_faded(color, list_opacity(list));
}

static DrawStroke faded_stroke(const List *list, DrawStroke stroke) {
    stroke.color = faded(list, stroke.color);
    if (!(stroke.width > 0)) stroke.color.a = 0;
    if (!(stroke.dash > 0 && stroke.gap > 0)) stroke.dash = stroke.gap = 0;
    return stroke;
}

/* The box of points, `margin` wider on every side. */
typedef struct Bounds {
    float left, top, right, bottom;
} Bounds;

static const Bounds NO_BOUNDS = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static void bounds_add(Bounds *bounds, float x, float y) {
    if (!isfinite(x) || !isfinite(y)) bounds->left = NAN;
    if (isnan(bounds->left)) return;
    bounds->left = fminf(bounds->left, x);
    bounds->top = fminf(bounds->top, y);
    bounds->right = fmaxf(bounds->right, x);
    bounds->bottom = fmaxf(bounds->bottom, y);
}

static DrawBox bounds_box(Bounds b, float margin) {
    return (DrawBox){b.left - margin, b.top - margin, b.right - b.left + 2 * margin,
                     b.bottom - b.top + 2 * margin};
}

/* How far a stroke reaches from its line; a thin line is drawn a whole pixel wide. */
static float reach(DrawStroke stroke, bool corners) {
    if (!stroke.color.a) return 0.5f;
    float half = fmaxf(stroke.width, 1) / 2 + 0.5f;
    return corners && !stroke.round ? half * DRAW_MITRE_LIMIT : half;
}

void draw_rect(List *list, DrawBox box, float radius, Color fill, DrawStroke stroke) {
    fill = faded(list, fill);
    stroke = faded_stroke(list, stroke);
    if ((!fill.a && !stroke.color.a) || !(box.width > 0 && box.height > 0)) return;
    Bounds bounds = NO_BOUNDS;
    bounds_add(&bounds, box.x, box.y);
    bounds_add(&bounds, box.x + box.width, box.y + box.height);
    DrawCommand *command = record(list, DRAW_RECT, bounds_box(bounds, 1));
    if (!command) return;
    float most = fminf(box.width, box.height) / 2;
    radius = radius > 0 ? fminf(radius, most) : 0;
    stroke.width = fminf(stroke.width, most);
    command->as.rect = (DrawRect){box, radius, fill, stroke};
}

void draw_fill(List *list, DrawBox box, float radius, Color fill) {
    draw_rect(list, box, radius, fill, DRAW_NO_STROKE);
}

void draw_frame(List *list, DrawBox box, float radius, Color color, float width) {
    draw_rect(list, box, radius, COLOR_NONE, draw_stroke(color, width));
}

void draw_line(List *list, float x0, float y0, float x1, float y1, DrawStroke stroke) {
    stroke = faded_stroke(list, stroke);
    if (!stroke.color.a) return;
    Bounds bounds = NO_BOUNDS;
    bounds_add(&bounds, x0, y0);
    bounds_add(&bounds, x1, y1);
    DrawCommand *command = record(list, DRAW_LINE, bounds_box(bounds, reach(stroke, false)));
    if (command) command->as.line = (DrawLine){x0, y0, x1, y1, stroke};
}

void draw_curve(List *list, const float x[4], const float y[4], DrawStroke stroke) {
    stroke = faded_stroke(list, stroke);
    if (!stroke.color.a) return;
    Bounds bounds = NO_BOUNDS;
    for (int i = 0; i < 4; i++) bounds_add(&bounds, x[i], y[i]);
    DrawCommand *command = record(list, DRAW_CURVE, bounds_box(bounds, reach(stroke, true)));
    if (!command) return;
    memcpy(command->as.curve.x, x, sizeof command->as.curve.x);
    memcpy(command->as.curve.y, y, sizeof command->as.curve.y);
    command->as.curve.stroke = stroke;
}

static PathStep moved(PathStep step, float x, float y, float scale) {
    return (PathStep){step.verb,           x + step.x * scale,  y + step.y * scale,
                      x + step.x1 * scale, y + step.y1 * scale, x + step.x2 * scale,
                      y + step.y2 * scale};
}

void draw_path(List *list, float x, float y, float scale, const PathStep *steps, int count,
               Color fill, DrawStroke stroke) {
    fill = faded(list, fill);
    stroke = faded_stroke(list, stroke);
    if ((!fill.a && !stroke.color.a) || count <= 0) return;
    CHECK(steps[0].verb == PATH_MOVE, "a path that does not begin with a MOVE");
    PathStep *copy = arena_alloc(list->arena, (size_t)count * sizeof *copy);
    Bounds bounds = NO_BOUNDS;
    for (int i = 0; i < count; i++) {
        copy[i] = moved(steps[i], x, y, scale);
        if (copy[i].verb != PATH_CLOSE) bounds_add(&bounds, copy[i].x, copy[i].y);
        if (copy[i].verb != PATH_CURVE) continue;
        bounds_add(&bounds, copy[i].x1, copy[i].y1);
        bounds_add(&bounds, copy[i].x2, copy[i].y2);
    }
    DrawCommand *command = record(list, DRAW_PATH, bounds_box(bounds, reach(stroke, true)));
    if (command) command->as.path = (DrawPath){copy, count, fill, stroke};
}

void draw_cells(List *list, DrawBox box, int rows, int cols, const uint8_t *levels,
                const ColorMap *map, float gap, uint64_t version) {
    if (rows <= 0 || cols <= 0 || !(box.width > 0 && box.height > 0)) return;
    Bounds bounds = NO_BOUNDS;
    bounds_add(&bounds, box.x, box.y);
    bounds_add(&bounds, box.x + box.width, box.y + box.height);
    DrawCommand *command = record(list, DRAW_CELLS, bounds_box(bounds, 1));
    if (!command) return;
    size_t size = (size_t)rows * (size_t)cols;
    uint8_t *copy = arena_alloc(list->arena, size);
    memcpy(copy, levels, size);
    gap = gap > 0 ? gap : 0;
    command->as.cells =
        (DrawCells){box, gap, list_opacity(list), 1, rows, cols, copy, map, version};
}

void draw_turn(float degrees, float *cosine, float *sine) {
    /* Quarter turns are exact. */
    double quarters = (double)degrees / 90, radians = (double)degrees * (3.14159265358979 / 180);
    bool exact = quarters == floor(quarters);
    *cosine = (float)(exact ? round(cos(radians)) : cos(radians));
    *sine = (float)(exact ? round(sin(radians)) : sin(radians));
}

/* The box of `box` turned about the pivot. */
static DrawBox turned_ink(DrawBox box, float pivot_x, float pivot_y, float rotation, float margin) {
    Bounds bounds = NO_BOUNDS;
    float cosine, sine;
    draw_turn(rotation, &cosine, &sine);
    for (int corner = 0; corner < 4; corner++) {
        float x = box.x + (corner & 1 ? box.width : 0) - pivot_x;
        float y = box.y + (corner & 2 ? box.height : 0) - pivot_y;
        bounds_add(&bounds, pivot_x + x * cosine - y * sine, pivot_y + x * sine + y * cosine);
    }
    return bounds_box(bounds, margin);
}

static void record_image(List *list, DrawImage image) {
    DrawBox ink = turned_ink(image.box, image.pivot_x, image.pivot_y, image.rotation, 1);
    if (!(image.box.width > 0 && image.box.height > 0)) return;
    DrawCommand *command = record(list, DRAW_IMAGE, ink);
    if (command) command->as.image = image;
}

void draw_image(List *list, DrawBox box, int columns, int rows, const Color *pixels, bool smooth,
                uint64_t version) {
    CHECK(version, "an image without a version");
    if (columns <= 0 || rows <= 0) return;
    record_image(list, (DrawImage){box, box.x, box.y, 0, list_opacity(list), columns, rows, smooth,
                                   pixels, version});
}

float draw_text(List *list, float x, float baseline, Align align, Face face, float size,
                Color color, const char *text) {
    return draw_text_turned(list, x, baseline, align, 0, face, size, color, text);
}

/* One text being recorded: where it starts and how it lies. */
typedef struct Line {
    float x, baseline, size, rotation, cosine, sine;
    Color color;
} Line;

/* A point of the line's own axes on the picture. */
static void on_picture(const Line *line, float x, float y, float *out_x, float *out_y) {
    *out_x = line->x + x * line->cosine - y * line->sine;
    *out_y = line->baseline + x * line->sine + y * line->cosine;
}

static void record_box(List *list, const Line *line, float x, float width) {
    const float corners[4][2] = {{0.06f, 0.14f}, {0.94f, 0.14f}, {0.94f, -0.78f}, {0.06f, -0.78f}};
    PathStep steps[5] = {{PATH_MOVE, 0, 0, 0, 0, 0, 0}};
    for (int i = 0; i < 4; i++) {
        steps[i].verb = i ? PATH_LINE : PATH_MOVE;
        on_picture(line, (x + corners[i][0] * width) * line->size, corners[i][1] * line->size,
                   &steps[i].x, &steps[i].y);
    }
    steps[4].verb = PATH_CLOSE;
    float thickness = fmaxf(1, line->size / 16);
    draw_path(list, 0, 0, 1, steps, 5, COLOR_NONE, draw_stroke(line->color, thickness));
}

static void record_color_glyphs(List *list, const Line *line, const TextRun *run) {
    for (int i = 0; i < run->count; i++) {
        ColorGlyph glyph;
        if (!font_color_glyph(list->fonts, run->font, run->glyphs[i].id, &glyph)) {
            record_box(list, line, run->glyphs[i].x, run->glyphs[i].advance);
            continue;
        }
        float x = line->x + (run->glyphs[i].x + glyph.x) * line->size;
        float y = line->baseline + (run->glyphs[i].y + glyph.y) * line->size;
        DrawBox box = {x, y, glyph.width * line->size, glyph.height * line->size};
        record_image(list, (DrawImage){box, line->x, line->baseline, line->rotation,
                                       list_opacity(list) * (float)line->color.a / 255,
                                       glyph.columns, glyph.rows, 1, glyph.pixels, glyph.version});
    }
}

/* A box for every grapheme no font has, with its first code point in two rows of digits. */
static void record_missing(List *list, const Line *line, const TextLayout *layout,
                           const TextRun *run) {
    for (int i = 0; i < run->count; i++) {
        const TextGlyph *glyph = &run->glyphs[i];
        record_box(list, line, glyph->x, glyph->advance);
        const char *at = layout->text + glyph->byte;
        char digits[16], row[8];
        int count = snprintf(digits, sizeof digits, "%04X", (unsigned)text_next(&at));
        for (int r = 0, half = (count + 1) / 2; r < 2; r++) {
            snprintf(row, sizeof row, "%.*s", r ? count - half : half, digits + r * half);
            float size = line->size * 0.42f, x, y;
            float width = text_width(list->fonts, FACE_NUMBERS, size, row);
            on_picture(line, (glyph->x + glyph->advance / 2) * line->size - width / 2,
                       (r ? 0.05f : -0.37f) * line->size, &x, &y);
            draw_text_turned(list, x, y, ALIGN_LEFT, line->rotation, FACE_NUMBERS, size,
                             line->color, row);
        }
    }
}

static void record_text(List *list, const Line *line, Face face, const TextLayout *layout) {
    TextSize ink = layout->size;
    DrawBox box = {line->x + ink.left * line->size, line->baseline + ink.top * line->size,
                   (ink.right - ink.left) * line->size, (ink.bottom - ink.top) * line->size};
    box = turned_ink(box, line->x, line->baseline, line->rotation, 1.5f + 0.05f * line->size);
    DrawCommand *command = record(list, DRAW_TEXT, box);
    if (!command) return;
    int length = (int)strlen(layout->text);
    command->as.text = (DrawText){line->x,
                                  line->baseline,
                                  line->size,
                                  line->rotation,
                                  ink.width * line->size,
                                  face,
                                  faded(list, line->color),
                                  length,
                                  arena_substring(list->arena, layout->text, (size_t)length)};
}

float draw_text_turned(List *list, float x, float baseline, Align align, float rotation, Face face,
                       float size, Color color, const char *text) {
    const TextLayout *cached = fonts_layout(list->fonts, face, text);
    float width = cached->size.width * size;
    if (!(size > 0) || !*cached->text || !color.a) return width;
    Line line = {x, baseline, size, rotation, 1, 0, color};
    draw_turn(rotation, &line.cosine, &line.sine);
    float shift = align == ALIGN_CENTER ? -width / 2 : align == ALIGN_RIGHT ? -width : 0;
    on_picture(&line, shift, 0, &line.x, &line.baseline);
    record_text(list, &line, face, cached);
    bool plain = true;
    for (int i = 0; i < cached->count; i++)
        plain = plain && cached->runs[i].kind == TEXT_RUN_GLYPHS;
    if (plain) return width;
    /* Boxes measure texts of their own, which may empty the cache: a copy. */
    const TextLayout *layout = text_layout(list->fonts, list->arena, face, 1, text);
    for (int i = 0; i < layout->count; i++) {
        const TextRun *run = &layout->runs[i];
        if (run->kind == TEXT_RUN_COLOR) record_color_glyphs(list, &line, run);
        if (run->kind == TEXT_RUN_MISSING) record_missing(list, &line, layout, run);
    }
    return width;
}

/* --- another size ----------------------------------------------------------------------------- */

static void scale_box(DrawBox *box, float k) {
    *box = (DrawBox){box->x * k, box->y * k, box->width * k, box->height * k};
}

static void scale_stroke(DrawStroke *stroke, float k) {
    stroke->width *= k;
    stroke->dash *= k;
    stroke->gap *= k;
}

static void scale_path(DrawPath *path, Arena *arena, float k) {
    PathStep *steps = ARENA_ARRAY(arena, PathStep, path->count);
    for (int i = 0; i < path->count; i++) {
        PathStep s = path->steps[i];
        steps[i] = (PathStep){s.verb, s.x * k, s.y * k, s.x1 * k, s.y1 * k, s.x2 * k, s.y2 * k};
    }
    path->steps = steps;
    scale_stroke(&path->stroke, k);
}

static void scale_curve(DrawCurve *curve, float k) {
    for (int i = 0; i < 4; i++) {
        curve->x[i] *= k;
        curve->y[i] *= k;
    }
    scale_stroke(&curve->stroke, k);
}

static void scale_rect(DrawRect *rect, float k) {
    scale_box(&rect->box, k);
    rect->radius *= k;
    scale_stroke(&rect->stroke, k);
}

static void scale_line(DrawLine *l, float k) {
    *l = (DrawLine){l->x0 * k, l->y0 * k, l->x1 * k, l->y1 * k, l->stroke};
    scale_stroke(&l->stroke, k);
}

static void scale_text(DrawText *text, float k) {
    text->x *= k;
    text->baseline *= k;
    text->size *= k;
    text->width *= k;
}

static void scale_image(DrawImage *image, float k) {
    scale_box(&image->box, k);
    image->pivot_x *= k;
    image->pivot_y *= k;
}

static void scale_command(DrawCommand *command, Arena *arena, float k) {
    scale_box(&command->ink, k);
    if (command->clip.width < DRAW_NO_CLIP.width) scale_box(&command->clip, k);
    switch (command->kind) {
    case DRAW_RECT: scale_rect(&command->as.rect, k); break;
    case DRAW_LINE: scale_line(&command->as.line, k); break;
    case DRAW_CURVE: scale_curve(&command->as.curve, k); break;
    case DRAW_PATH: scale_path(&command->as.path, arena, k); break;
    case DRAW_TEXT: scale_text(&command->as.text, k); break;
    case DRAW_CELLS:
        scale_box(&command->as.cells.box, k);
        command->as.cells.gap *= k;
        command->as.cells.detail *= k;
        break;
    case DRAW_IMAGE: scale_image(&command->as.image, k); break;
    }
}

List *list_scaled(const List *list, Arena *arena, float factor) {
    CHECK(list_is_closed(list) && factor > 0, "a closed list is scaled by a factor over 0");
    List *scaled = list_new(arena, list->fonts);
    for (int i = 0; i < list->count; i++) {
        if (scaled->count % CHUNK == 0) add_chunk(scaled);
        DrawCommand *command =
            &scaled->chunks[scaled->count / CHUNK]->commands[scaled->count % CHUNK];
        *command = *list_at(list, i);
        scale_command(command, arena, factor);
        scaled->count++;
    }
    return scaled;
}

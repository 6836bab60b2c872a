#include "draw/svg.h"

#include "base/error.h"
#include "base/text.h"
#include "draw/svg_parts.h"

#include <string.h>

int svg_key(SvgKeys *keys, const void *key, size_t size, bool *is_new) {
    for (int i = 0; i < keys->count; i++)
        if (!memcmp(keys->keys.data + (size_t)i * size, key, size)) {
            *is_new = false;
            return i;
        }
    buffer_append(&keys->keys, key, size);
    *is_new = true;
    return keys->count++;
}

static bool is_xml(int32_t c) {
    return c >= 32 && (c < 127 || c >= 160) && (c & 0xFFFE) != 0xFFFE;
}

void svg_escaped(Buffer *out, const char *text) {
    for (int32_t c; (c = text_next(&text)) >= 0;) {
        char encoded[5];
        text_encode(is_xml(c) ? c : 0xFFFD, encoded);
        switch (c) {
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        case '&': buffer_text(out, "&amp;"); break;
        case '"': buffer_text(out, "&quot;"); break;
        case '\'': buffer_text(out, "&#39;"); break;
        default: buffer_text(out, encoded);
        }
    }
}

void svg_number(Buffer *out, const char *name, double value) {
    buffer_printf(out, " %s=\"", name);
    put_number(out, value, 2);
    buffer_text(out, "\"");
}

void svg_color(Buffer *out, const char *name, Color color) {
    buffer_printf(out, " %s=\"", name);
    if (color.a)
        put_color(out, color, false);
    else
        buffer_text(out, "none");
    buffer_text(out, "\"");
    if (color.a == 0 || color.a == 255) return;
    buffer_printf(out, " %s-opacity=\"", name);
    put_number(out, color.a / 255.0, 3);
    buffer_text(out, "\"");
}

static void put_stroke(Buffer *out, const DrawStroke *stroke) {
    if (!stroke->color.a) return;
    svg_color(out, "stroke", stroke->color);
    svg_number(out, "stroke-width", (double)stroke->width);
    if (stroke->round) buffer_text(out, " stroke-linecap=\"round\" stroke-linejoin=\"round\"");
    if (stroke->dash <= 0) return;
    buffer_text(out, " stroke-dasharray=\"");
    put_number(out, (double)stroke->dash, 2);
    buffer_text(out, " ");
    put_number(out, (double)stroke->gap, 2);
    buffer_text(out, "\"");
}

/* The stroke's middle line; the fill ends there too. */
static void put_rect(Buffer *out, const DrawRect *rect) {
    bool stroked = rect->stroke.color.a > 0;
    float width = stroked ? rect->stroke.width : 0;
    float radius = rect->radius > width / 2 ? rect->radius - width / 2 : 0;
    buffer_text(out, "<rect");
    svg_number(out, "x", (double)(rect->box.x + width / 2));
    svg_number(out, "y", (double)(rect->box.y + width / 2));
    svg_number(out, "width", (double)(rect->box.width - width));
    svg_number(out, "height", (double)(rect->box.height - width));
    if (radius > 0) svg_number(out, "rx", (double)radius);
    svg_color(out, "fill", rect->fill);
    put_stroke(out, &rect->stroke);
    buffer_text(out, "/>\n");
}

static void put_line(Buffer *out, const DrawLine *line) {
    buffer_text(out, "<line");
    svg_number(out, "x1", (double)line->x0);
    svg_number(out, "y1", (double)line->y0);
    svg_number(out, "x2", (double)line->x1);
    svg_number(out, "y2", (double)line->y1);
    put_stroke(out, &line->stroke);
    buffer_text(out, "/>\n");
}

static void put_step(Buffer *out, const PathStep *step) {
    if (step->verb == PATH_CURVE) {
        buffer_text(out, "C");
        put_number(out, (double)step->x1, 2);
        put_numbers(out, (float[]){step->y1, step->x2, step->y2, step->x, step->y}, 5, 2);
    } else if (step->verb == PATH_CLOSE) {
        buffer_text(out, "Z");
    } else {
        buffer_text(out, step->verb == PATH_MOVE ? "M" : "L");
        put_number(out, (double)step->x, 2);
        put_numbers(out, &step->y, 1, 2);
    }
}

static void put_path(Buffer *out, const DrawPath *path) {
    buffer_text(out, "<path d=\"");
    for (int i = 0; i < path->count; i++) put_step(out, &path->steps[i]);
    buffer_text(out, "\"");
    svg_color(out, "fill", path->fill);
    put_stroke(out, &path->stroke);
    buffer_text(out, "/>\n");
}

static void put_curve(Buffer *out, const DrawCurve *c) {
    const PathStep steps[2] = {{PATH_MOVE, c->x[0], c->y[0], 0, 0, 0, 0},
                               {PATH_CURVE, c->x[3], c->y[3], c->x[1], c->y[1], c->x[2], c->y[2]}};
    put_path(out, &(DrawPath){steps, 2, COLOR_NONE, c->stroke});
}

static void put_command(Svg *svg, const DrawCommand *command) {
    switch (command->kind) {
    case DRAW_RECT: put_rect(&svg->body, &command->as.rect); break;
    case DRAW_LINE: put_line(&svg->body, &command->as.line); break;
    case DRAW_CURVE: put_curve(&svg->body, &command->as.curve); break;
    case DRAW_PATH: put_path(&svg->body, &command->as.path); break;
    case DRAW_TEXT: svg_text(svg, &command->as.text); break;
    case DRAW_CELLS: svg_cells(svg, &command->as.cells); break;
    case DRAW_IMAGE: svg_image(svg, &command->as.image); break;
    }
    arena_reset(svg->arena);
}

static void open_clip(Svg *svg, DrawBox clip) {
    bool is_new;
    int id = svg_key(&svg->clips, &clip, sizeof clip, &is_new);
    buffer_printf(&svg->body, "<g clip-path=\"url(#c%d)\">\n", id);
    if (!is_new) return;
    buffer_printf(&svg->definitions, "<clipPath id=\"c%d\"><rect", id);
    svg_number(&svg->definitions, "x", (double)clip.x);
    svg_number(&svg->definitions, "y", (double)clip.y);
    svg_number(&svg->definitions, "width", (double)clip.width);
    svg_number(&svg->definitions, "height", (double)clip.height);
    buffer_text(&svg->definitions, "/></clipPath>\n");
}

/* Neighbouring commands with the same clip share a group; what lies within its clip needs none. */
static void put_commands(Svg *svg) {
    DrawBox clip = DRAW_NO_CLIP;
    for (int i = 0; i < list_count(svg->list); i++) {
        const DrawCommand *command = list_at(svg->list, i);
        bool needed = !vector_inside(command->ink, command->clip);
        if (!vector_same_box(clip, command->clip)) {
            DrawBox next = needed ? command->clip : DRAW_NO_CLIP;
            if (!vector_same_box(clip, next)) {
                if (!vector_same_box(clip, DRAW_NO_CLIP)) buffer_text(&svg->body, "</g>\n");
                if (needed) open_clip(svg, next);
            }
            clip = next;
        }
        put_command(svg, command);
    }
    if (!vector_same_box(clip, DRAW_NO_CLIP)) buffer_text(&svg->body, "</g>\n");
}

static void put_head(Buffer *out, float width, float height, const char *title) {
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<svg xmlns=\"http://www.w3.org/2000/svg\""
                     " xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    svg_number(out, "width", (double)width);
    svg_number(out, "height", (double)height);
    buffer_text(out, " viewBox=\"0 0");
    put_numbers(out, (float[]){width, height}, 2, 2);
    buffer_text(out, "\" xml:space=\"preserve\" style=\"white-space:pre\">\n");
    if (!title) return;
    buffer_text(out, "<title>");
    svg_escaped(out, title);
    buffer_text(out, "</title>\n");
}

static void put_file(const Svg *svg, float width, float height, Color ground, const char *title,
                     Buffer *out) {
    put_head(out, width, height, title);
    if (svg->definitions.size) {
        buffer_text(out, "<defs>\n");
        buffer_append(out, svg->definitions.data, svg->definitions.size);
        buffer_text(out, "</defs>\n");
    }
    if (ground.a) put_rect(out, &(DrawRect){{0, 0, width, height}, 0, ground, DRAW_NO_STROKE});
    buffer_append(out, svg->body.data, svg->body.size);
    buffer_text(out, "</svg>\n");
}

void svg_write(const List *list, float width, float height, Color ground, const char *title,
               Buffer *out) {
    CHECK(list_is_closed(list), "a list with a clip or an opacity still pushed");
    CHECK(width > 0 && height > 0, "a picture of %g × %g", (double)width, (double)height);
    Svg svg = {.list = list, .arena = arena_new()};
    put_commands(&svg);
    put_file(&svg, width, height, ground, title, out);
    arena_free(svg.arena);
    buffer_free(&svg.definitions);
    buffer_free(&svg.body);
    buffer_free(&svg.clips.keys);
    buffer_free(&svg.hatches.keys);
    buffer_free(&svg.images.keys);
}

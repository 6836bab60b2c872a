/* Heatmaps and images in SVG. */
#include "draw/svg_parts.h"

#include "base/error.h"
#include "draw/png.h"

static void put_pair(Buffer *out, char verb, double x, double y) {
    buffer_printf(out, "%c", verb);
    put_number(out, x, 2);
    buffer_text(out, " ");
    put_number(out, y, 2);
}

static void put_one(Buffer *out, char verb, double value) {
    buffer_printf(out, "%c", verb);
    put_number(out, value, 2);
}

static void put_box_path(Buffer *out, double x0, double y0, double x1, double y1) {
    put_pair(out, 'M', x0, y0);
    put_one(out, 'H', x1);
    put_one(out, 'V', y1);
    put_one(out, 'H', x0);
    buffer_text(out, "Z");
}

static void put_run_path(Buffer *out, const CellRun *run) {
    double x[6], y[6];
    int count = vector_corners(run, x, y);
    put_pair(out, 'M', x[0], y[0]);
    for (int i = 1; i < count; i++) put_one(out, i % 2 ? 'H' : 'V', i % 2 ? x[i] : y[i]);
    buffer_text(out, "Z");
}

static void put_values(Buffer *out, const DrawCells *cells) {
    CellWalk walk = {.cells = cells, .kind = CELL_VALUE};
    for (CellRun run; vector_next_run(&walk, &run);) {
        Color color = cells->map->colors[run.level];
        if (!color.a) continue;
        buffer_text(out, "<path");
        svg_color(out, "fill", color);
        buffer_text(out, " d=\"");
        put_run_path(out, &run);
        buffer_text(out, "\"/>\n");
    }
}

typedef struct Hatch {
    float x, y, detail;
    Color color;
} Hatch;

/* Lines of one period square: x + y is within a multiple of the period and that and the width. */
static int hatch_of(Svg *svg, const DrawCells *cells) {
    bool is_new;
    Hatch hatch = {cells->box.x, cells->box.y, cells->detail, cells->map->colors[COLOR_MASKED]};
    int id = svg_key(&svg->hatches, &hatch, sizeof hatch, &is_new);
    if (!is_new) return id;
    const double p = (double)(DRAW_HATCH_PERIOD * hatch.detail);
    const double w = (double)(DRAW_HATCH_WIDTH * hatch.detail);
    Buffer *out = &svg->definitions;
    buffer_printf(out, "<pattern id=\"h%d\" patternUnits=\"userSpaceOnUse\"", id);
    svg_number(out, "x", (double)hatch.x);
    svg_number(out, "y", (double)hatch.y);
    svg_number(out, "width", p);
    svg_number(out, "height", p);
    buffer_text(out, "><path d=\"");
    put_pair(out, 'M', 0, 0);
    put_one(out, 'H', w);
    put_pair(out, 'L', 0, w);
    buffer_text(out, "Z");
    put_pair(out, 'M', p, 0);
    put_one(out, 'V', w);
    put_pair(out, 'L', w, p);
    put_one(out, 'H', 0);
    buffer_text(out, "Z\"");
    svg_color(out, "fill", hatch.color);
    buffer_text(out, "/></pattern>\n");
    return id;
}

static void put_masked(Svg *svg, const DrawCells *cells) {
    if (!cells->map->colors[COLOR_MASKED].a || !vector_has_cells(cells, CELL_MASKED)) return;
    buffer_printf(&svg->body, "<path fill=\"url(#h%d)\" d=\"", hatch_of(svg, cells));
    CellWalk walk = {.cells = cells, .kind = CELL_MASKED};
    for (CellRun run; vector_next_run(&walk, &run);)
        put_box_path(&svg->body, run.x0, run.y0, run.x1, run.y1);
    buffer_text(&svg->body, "\"/>\n");
}

static void put_empty(Buffer *out, const DrawCells *cells) {
    Color color = cells->map->colors[COLOR_EMPTY];
    if (!color.a || !vector_has_cells(cells, CELL_EMPTY)) return;
    buffer_text(out, "<path");
    svg_color(out, "fill", color);
    buffer_text(out, " shape-rendering=\"auto\" d=\"");
    CellWalk walk = {.cells = cells, .kind = CELL_EMPTY};
    for (CellRun run; vector_next_run(&walk, &run);) {
        double s[4][4];
        int count = vector_outline(&run, s);
        for (int i = 0; i < count; i++) put_box_path(out, s[i][0], s[i][1], s[i][2], s[i][3]);
    }
    buffer_text(out, "\"/>\n");
}

static void put_base64(Buffer *out, const Buffer *bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = (const unsigned char *)bytes->data;
    for (size_t i = 0; i < bytes->size; i += 3) {
        size_t left = bytes->size - i;
        unsigned group = (unsigned)in[i] << 16 | (left > 1 ? (unsigned)in[i + 1] << 8 : 0) |
                         (left > 2 ? in[i + 2] : 0);
        char four[4] = {digits[group >> 18], digits[group >> 12 & 63], digits[group >> 6 & 63],
                        digits[group & 63]};
        if (left < 3) four[3] = '=';
        if (left < 2) four[2] = '=';
        buffer_append(out, four, 4);
    }
}

static void put_png(Buffer *out, VectorPixels picture) {
    Buffer png = {0};
    Error error;
    CHECK(png_write(&png, picture.pixels, picture.columns, picture.rows, 0, &error), "%s",
          error.message);
    buffer_text(out, " xlink:href=\"data:image/png;base64,");
    put_base64(out, &png);
    buffer_text(out, "\"");
    buffer_free(&png);
}

static void put_picture(Svg *svg, const DrawCells *cells) {
    Buffer *out = &svg->body;
    buffer_text(out, "<image preserveAspectRatio=\"none\" image-rendering=\"pixelated\"");
    svg_number(out, "x", (double)cells->box.x);
    svg_number(out, "y", (double)cells->box.y);
    svg_number(out, "width", (double)cells->box.width);
    svg_number(out, "height", (double)cells->box.height);
    put_png(out, vector_cells(svg->arena, cells));
    buffer_text(out, "/>\n");
}

static void put_opacity(Buffer *out, float opacity) {
    if (opacity >= 1) return;
    buffer_text(out, " opacity=\"");
    put_number(out, (double)opacity, 3);
    buffer_text(out, "\"");
}

void svg_cells(Svg *svg, const DrawCells *cells) {
    buffer_text(&svg->body, "<g shape-rendering=\"crispEdges\"");
    put_opacity(&svg->body, cells->opacity);
    buffer_text(&svg->body, ">\n");
    if (vector_as_picture(svg->list, cells))
        put_picture(svg, cells);
    else
        put_values(&svg->body, cells);
    put_masked(svg, cells);
    put_empty(&svg->body, cells);
    buffer_text(&svg->body, "</g>\n");
}

/* Equal versions promise equal pixels, so each picture is written once, in its own pixels. */
static int image_of(Svg *svg, const DrawImage *image) {
    bool is_new;
    VectorPixels pixels = vector_image(svg->arena, image);
    const uint64_t key[3] = {image->version, (uint64_t)pixels.columns, (uint64_t)pixels.rows};
    int id = svg_key(&svg->images, key, sizeof key, &is_new);
    if (!is_new) return id;
    Buffer *out = &svg->definitions;
    buffer_printf(out, "<image id=\"i%d\" preserveAspectRatio=\"none\"", id);
    svg_number(out, "width", image->columns);
    svg_number(out, "height", image->rows);
    put_png(out, pixels);
    buffer_text(out, "/>\n");
    return id;
}

static void put_transform(Buffer *out, const DrawImage *image) {
    buffer_text(out, " transform=\"");
    if (image->rotation != 0) {
        buffer_text(out, "rotate(");
        put_number(out, (double)image->rotation, 2);
        put_numbers(out, (float[]){image->pivot_x, image->pivot_y}, 2, 2);
        buffer_text(out, ") ");
    }
    buffer_text(out, "translate(");
    put_number(out, (double)image->box.x, 2);
    put_numbers(out, &image->box.y, 1, 2);
    buffer_text(out, ") scale(");
    put_number(out, (double)image->box.width / image->columns, 3);
    buffer_text(out, " ");
    put_number(out, (double)image->box.height / image->rows, 3);
    buffer_text(out, ")\"");
}

void svg_image(Svg *svg, const DrawImage *image) {
    int id = image_of(svg, image);
    buffer_printf(&svg->body, "<use xlink:href=\"#i%d\"", id);
    put_transform(&svg->body, image);
    put_opacity(&svg->body, image->opacity);
    if (!image->smooth) buffer_text(&svg->body, " image-rendering=\"pixelated\"");
    buffer_text(&svg->body, "/>\n");
}

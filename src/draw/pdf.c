/* The only file that knows Cairo. Fonts are opened anew from their files, with a FreeType of our
 * own, since Cairo may keep a font longer than the Fonts live. */
#include "draw/pdf.h"

#include "base/text.h"
#include "draw/vector_parts.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

static const char DATE[] = "2000-01-01T00:00:00Z";

typedef struct PdfFont {
    const FontInfo *info;
    cairo_font_face_t *face;
    struct PdfFont *next;
} PdfFont;

typedef struct Pdf {
    const List *list;
    Arena *arena; /* reset after every command */
    cairo_t *cairo;
    DrawBox page, seen; /* the page; what the clip leaves of it */
    PdfFont *fonts;
    Arena *font_arena;
    Error *error;
    bool failed;
} Pdf;

static void use_color(cairo_t *cairo, Color c) {
    cairo_set_source_rgba(cairo, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

static void stroke(cairo_t *cairo, const DrawStroke *stroke) {
    const double dashes[2] = {(double)stroke->dash, (double)stroke->gap};
    if (stroke->color.a) {
        use_color(cairo, stroke->color);
        cairo_set_line_width(cairo, (double)stroke->width);
        cairo_set_line_cap(cairo, stroke->round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
        cairo_set_line_join(cairo, stroke->round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
        cairo_set_miter_limit(cairo, (double)DRAW_MITRE_LIMIT);
        cairo_set_dash(cairo, dashes, stroke->dash > 0 ? 2 : 0, 0);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
}

static void fill(cairo_t *cairo, Color color) {
    if (!color.a) return;
    use_color(cairo, color);
    cairo_fill_preserve(cairo);
}

/* From the upper left corner's end, clockwise, as SVG's rectangles. */
static void round_box(cairo_t *cairo, double x, double y, double width, double height, double r) {
    const double quarter = 1.57079632679489662;
    cairo_move_to(cairo, x + r, y);
    cairo_arc(cairo, x + width - r, y + r, r, -quarter, 0); /* a corner when r is 0 */
    cairo_arc(cairo, x + width - r, y + height - r, r, 0, quarter);
    cairo_arc(cairo, x + r, y + height - r, r, quarter, 2 * quarter);
    cairo_arc(cairo, x + r, y + r, r, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo);
}

static void pdf_rect(cairo_t *cairo, const DrawRect *rect) {
    double width = rect->stroke.color.a ? (double)rect->stroke.width : 0;
    round_box(cairo, (double)rect->box.x + width / 2, (double)rect->box.y + width / 2,
              (double)rect->box.width - width, (double)rect->box.height - width,
              fmax(0, (double)rect->radius - width / 2));
    fill(cairo, rect->fill);
    stroke(cairo, &rect->stroke);
}

static void pdf_line(cairo_t *cairo, const DrawLine *line) {
    cairo_move_to(cairo, (double)line->x0, (double)line->y0);
    cairo_line_to(cairo, (double)line->x1, (double)line->y1);
    stroke(cairo, &line->stroke);
}

static void curve_to(cairo_t *cairo, float x1, float y1, float x2, float y2, float x, float y) {
    cairo_curve_to(cairo, (double)x1, (double)y1, (double)x2, (double)y2, (double)x, (double)y);
}

static void pdf_curve(cairo_t *cairo, const DrawCurve *c) {
    cairo_move_to(cairo, (double)c->x[0], (double)c->y[0]);
    curve_to(cairo, c->x[1], c->y[1], c->x[2], c->y[2], c->x[3], c->y[3]);
    stroke(cairo, &c->stroke);
}

static void pdf_path(cairo_t *cairo, const DrawPath *path) {
    for (int i = 0; i < path->count; i++) {
        const PathStep *s = &path->steps[i];
        switch (s->verb) {
        case PATH_MOVE: cairo_move_to(cairo, (double)s->x, (double)s->y); break;
        case PATH_LINE: cairo_line_to(cairo, (double)s->x, (double)s->y); break;
        case PATH_CURVE: curve_to(cairo, s->x1, s->y1, s->x2, s->y2, s->x, s->y); break;
        case PATH_CLOSE: cairo_close_path(cairo); break;
        }
    }
    fill(cairo, path->fill);
    stroke(cairo, &path->stroke);
}

static void box_path(cairo_t *cairo, double x0, double y0, double x1, double y1) {
    cairo_rectangle(cairo, x0, y0, x1 - x0, y1 - y0);
}

static void run_path(cairo_t *cairo, const CellRun *run) {
    double x[6], y[6];
    int count = vector_corners(run, x, y);
    for (int i = 0; i < count; i++) cairo_line_to(cairo, x[i], y[i]);
    cairo_close_path(cairo);
}

static void draw_values(Pdf *pdf, const DrawCells *cells) {
    CellWalk walk = {.cells = cells, .kind = CELL_VALUE};
    for (CellRun run; vector_next_run(&walk, &run);) {
        Color color = cells->map->colors[run.level];
        if (!color.a) continue;
        run_path(pdf->cairo, &run);
        use_color(pdf->cairo, color);
        cairo_fill(pdf->cairo);
    }
}

/* Lines with x + y a multiple of the period, from the map's corner, cut at the masked cells. */
static void draw_masked(Pdf *pdf, const DrawCells *cells) {
    const double period = (double)(DRAW_HATCH_PERIOD * cells->detail);
    const double width = (double)(DRAW_HATCH_WIDTH * cells->detail);
    Color color = cells->map->colors[COLOR_MASKED];
    DrawBox seen = draw_box_common(cells->box, pdf->seen);
    if (!color.a || !vector_has_cells(cells, CELL_MASKED) || !(seen.width > 0)) return;
    cairo_t *cairo = pdf->cairo;
    CellWalk walk = {.cells = cells, .kind = CELL_MASKED};
    cairo_save(cairo);
    for (CellRun run; vector_next_run(&walk, &run);)
        box_path(cairo, run.x0, run.y0, run.x1, run.y1);
    cairo_clip(cairo);
    double top = (double)seen.y - period, bottom = (double)(seen.y + seen.height) + period;
    double least = (double)seen.x + top, most = (double)(seen.x + seen.width) + bottom;
    double corner = (double)cells->box.x + (double)cells->box.y + width / 2;
    double first = floor((least - corner) / period - 1) * period + corner;
    for (double sum = first; sum < most + period; sum += period) {
        cairo_move_to(cairo, sum - top, top);
        cairo_line_to(cairo, sum - bottom, bottom);
    }
    DrawStroke lines = draw_stroke(color, (float)width * 0.70710678f);
    stroke(cairo, &lines);
    cairo_restore(cairo);
}

static void draw_empty(Pdf *pdf, const DrawCells *cells) {
    CellWalk walk = {.cells = cells, .kind = CELL_EMPTY};
    for (CellRun run; vector_next_run(&walk, &run);) {
        double s[4][4];
        int count = vector_outline(&run, s);
        for (int i = 0; i < count; i++) box_path(pdf->cairo, s[i][0], s[i][1], s[i][2], s[i][3]);
    }
    fill(pdf->cairo, cells->map->colors[COLOR_EMPTY]);
    cairo_new_path(pdf->cairo);
}

/* Pixels over the box, in a surface of Cairo's own, which lives until the file is written. */
static void draw_pixels(cairo_t *cairo, VectorPixels from, DrawBox box, bool smooth,
                        float opacity) {
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, from.columns, from.rows);
    unsigned char *to = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image), width = (size_t)from.columns;
    for (size_t y = 0; to && y < (size_t)from.rows; y++)
        memcpy(to + y * stride, from.pixels + y * width, width * sizeof *from.pixels);
    cairo_surface_mark_dirty(image);
    cairo_save(cairo);
    cairo_translate(cairo, (double)box.x, (double)box.y);
    cairo_scale(cairo, (double)box.width / from.columns, (double)box.height / from.rows);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo),
                             smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_paint_with_alpha(cairo, (double)opacity);
    cairo_restore(cairo);
    cairo_surface_destroy(image);
}

static void pdf_cells(Pdf *pdf, const DrawCells *cells) {
    bool group = cells->opacity < 1;
    if (group) cairo_push_group(pdf->cairo);
    if (vector_as_picture(pdf->list, cells))
        draw_pixels(pdf->cairo, vector_cells(pdf->arena, cells), cells->box, false, 1);
    else
        draw_values(pdf, cells);
    draw_masked(pdf, cells);
    draw_empty(pdf, cells);
    if (!group) return;
    cairo_pop_group_to_source(pdf->cairo);
    cairo_paint_with_alpha(pdf->cairo, (double)cells->opacity);
}

static void turn(cairo_t *cairo, float x, float y, float degrees) {
    cairo_translate(cairo, (double)x, (double)y);
    cairo_rotate(cairo, (double)degrees * (3.14159265358979324 / 180));
}

static void pdf_image(Pdf *pdf, const DrawImage *image) {
    DrawBox box = image->box;
    box.x -= image->pivot_x;
    box.y -= image->pivot_y;
    cairo_save(pdf->cairo);
    turn(pdf->cairo, image->pivot_x, image->pivot_y, image->rotation);
    draw_pixels(pdf->cairo, vector_image(pdf->arena, image), box, image->smooth, image->opacity);
    cairo_restore(pdf->cairo);
}

static void close_face(void *face) {
    FT_Library library = ((FT_Face)face)->glyph->library;
    FT_Done_Face(face);
    FT_Done_FreeType(library);
}

/* The file's face, in a FreeType of its own: fonts live and die one by one. */
static FT_Face open_face(const FontInfo *info) {
    FT_Library library;
    FT_Face face;
    if (FT_Init_FreeType(&library)) return NULL;
    if (!FT_New_Face(library, info->path, info->index, &face)) return face;
    FT_Done_FreeType(library);
    return NULL;
}

/* The font for Cairo, which closes the face when nothing needs it any more; NULL and a sentence
 * when the file cannot be opened. */
static cairo_font_face_t *open_font(Pdf *pdf, const FontInfo *info) {
    static const cairo_user_data_key_t key;
    FT_Face face = open_face(info);
    if (!face) {
        pdf->failed = true;
        error_set(pdf->error, "the font file %s cannot be read any more; start the program again",
                  info->path);
        return NULL;
    }
    cairo_font_face_t *font = cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING);
    if (cairo_font_face_set_user_data(font, &key, face, close_face)) close_face(face);
    return font;
}

static cairo_font_face_t *font_of(Pdf *pdf, const FontInfo *info) {
    for (const PdfFont *font = pdf->fonts; font; font = font->next)
        if (font->info == info) return font->face;
    cairo_font_face_t *face = open_font(pdf, info);
    if (!face) return NULL;
    PdfFont *font = ARENA_NEW(pdf->font_arena, PdfFont);
    *font = (PdfFont){info, face, pdf->fonts};
    pdf->fonts = font;
    return face;
}

/* The bytes of a run and which glyphs stand for them, both from left to right: what is written from
 * right to left stands in a PDF as it is seen, and readers turn it round. */
typedef struct Clusters {
    char *bytes;
    int length, count;
    cairo_text_cluster_t *items;
} Clusters;

static int cluster_end(const TextRun *run, int byte) {
    int end = run->first + run->length;
    for (int i = 0; i < run->count; i++)
        if (run->glyphs[i].byte > byte && run->glyphs[i].byte < end) end = run->glyphs[i].byte;
    return end;
}

static Clusters find_clusters(Arena *arena, const TextLayout *layout, const TextRun *run) {
    Clusters clusters = {arena_alloc(arena, (size_t)run->length), 0, 0,
                         ARENA_ARRAY(arena, cairo_text_cluster_t, run->count)};
    for (int i = 0; i < run->count; i++) {
        int byte = run->glyphs[i].byte, size = cluster_end(run, byte) - byte;
        if (i && byte == run->glyphs[i - 1].byte) {
            clusters.items[clusters.count - 1].num_glyphs++;
            continue;
        }
        memcpy(clusters.bytes + clusters.length, layout->text + byte, (size_t)size);
        clusters.length += size;
        clusters.items[clusters.count++] = (cairo_text_cluster_t){size, 1};
    }
    return clusters;
}

static void draw_run(Pdf *pdf, const TextLayout *layout, const TextRun *run, float size) {
    cairo_font_face_t *font = font_of(pdf, run->font);
    if (!font) return;
    cairo_set_font_face(pdf->cairo, font);
    cairo_set_font_size(pdf->cairo, (double)size);
    cairo_glyph_t *glyphs = ARENA_ARRAY(pdf->arena, cairo_glyph_t, run->count);
    for (int i = 0; i < run->count; i++)
        glyphs[i] =
            (cairo_glyph_t){run->glyphs[i].id, (double)run->glyphs[i].x, (double)run->glyphs[i].y};
    Clusters clusters = find_clusters(pdf->arena, layout, run);
    cairo_show_text_glyphs(pdf->cairo, clusters.bytes, clusters.length, glyphs, run->count,
                           clusters.items, clusters.count, 0);
}

static void pdf_text(Pdf *pdf, const DrawText *text) {
    Fonts *fonts = list_fonts(pdf->list);
    const TextLayout *layout = text_layout(fonts, pdf->arena, text->face, text->size, text->text);
    cairo_save(pdf->cairo);
    turn(pdf->cairo, text->x, text->baseline, text->rotation);
    use_color(pdf->cairo, text->color);
    for (int i = 0; i < layout->count; i++)
        if (layout->runs[i].kind == TEXT_RUN_GLYPHS && layout->runs[i].count)
            draw_run(pdf, layout, &layout->runs[i], text->size);
    cairo_restore(pdf->cairo);
}

static void pdf_command(Pdf *pdf, const DrawCommand *command) {
    cairo_t *cairo = pdf->cairo;
    switch (command->kind) {
    case DRAW_RECT: pdf_rect(cairo, &command->as.rect); break;
    case DRAW_LINE: pdf_line(cairo, &command->as.line); break;
    case DRAW_CURVE: pdf_curve(cairo, &command->as.curve); break;
    case DRAW_PATH: pdf_path(cairo, &command->as.path); break;
    case DRAW_TEXT: pdf_text(pdf, &command->as.text); break;
    case DRAW_CELLS: pdf_cells(pdf, &command->as.cells); break;
    case DRAW_IMAGE: pdf_image(pdf, &command->as.image); break;
    }
}

static void clip_to(cairo_t *cairo, DrawBox clip) {
    cairo_rectangle(cairo, (double)clip.x, (double)clip.y, (double)clip.width, (double)clip.height);
    cairo_clip(cairo);
}

static void draw_commands(Pdf *pdf) {
    for (int i = 0; i < list_count(pdf->list) && !pdf->failed; i++) {
        const DrawCommand *command = list_at(pdf->list, i);
        pdf->seen = draw_box_common(pdf->page, command->clip);
        DrawBox ink = draw_box_common(pdf->seen, command->ink);
        if (!(ink.width > 0 && ink.height > 0)) continue;
        cairo_save(pdf->cairo);
        if (!vector_inside(command->ink, command->clip)) clip_to(pdf->cairo, command->clip);
        pdf_command(pdf, command);
        cairo_restore(pdf->cairo);
        arena_reset(pdf->arena);
    }
}

static cairo_status_t to_buffer(void *buffer, const unsigned char *bytes, unsigned length) {
    buffer_append(buffer, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void name_it(cairo_surface_t *surface, const char *title, Arena *arena) {
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, DATE);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Heed");
    if (title && *title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_clean(arena, title));
}

static bool write_page(Pdf *pdf, cairo_surface_t *surface, Color ground) {
    pdf->cairo = cairo_create(surface);
    cairo_scale(pdf->cairo, PDF_POINTS, PDF_POINTS);
    if (ground.a) {
        use_color(pdf->cairo, ground);
        cairo_paint(pdf->cairo);
    }
    draw_commands(pdf);
    cairo_show_page(pdf->cairo);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_status(pdf->cairo);
    if (!status) status = cairo_surface_status(surface);
    cairo_destroy(pdf->cairo);
    if (!status || pdf->failed) return !pdf->failed;
    return error_set(pdf->error, "the PDF could not be made: Cairo says “%s”",
                     cairo_status_to_string(status));
}

bool pdf_write(const List *list, float width, float height, Color ground, const char *title,
               Buffer *out, Error *error) {
    CHECK(list_is_closed(list), "a list with a clip or an opacity still pushed");
    CHECK(width > 0 && height > 0, "a page of %g × %g", (double)width, (double)height);
    size_t before = out->size;
    Pdf pdf = {.list = list, .page = {0, 0, width, height}, .error = error};
    pdf.arena = arena_new();
    pdf.font_arena = arena_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        to_buffer, out, (double)width * PDF_POINTS, (double)height * PDF_POINTS);
    name_it(surface, title, pdf.font_arena);
    bool written = write_page(&pdf, surface, ground);
    cairo_surface_destroy(surface);
    for (PdfFont *font = pdf.fonts; font; font = font->next) cairo_font_face_destroy(font->face);
    arena_free(pdf.font_arena);
    arena_free(pdf.arena);
    if (written) return true;
    out->size = before;
    if (out->data) out->data[before] = '\0';
    return false;
}

/* Where the characters of a line stand: the line in pieces, their graphemes, their edges. */
#include "ui/field_parts.h"

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_rtl(int32_t c) {
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefc) || (c >= 0x10800 && c <= 0x10fff) ||
           (c >= 0x1e800 && c <= 0x1efff);
}

static bool is_letter_ltr(int32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x590) ||
           (c >= 0x900 && c < 0x2000) || (c >= 0x2c00 && c < 0xfb00);
}

/* The direction of the first letter that has one. */
static bool starts_rtl(const char *text) {
    for (int32_t c; (c = text_next(&text)) >= 0;) {
        if (is_rtl(c)) return true;
        if (is_letter_ltr(c)) return false;
    }
    return false;
}

static size_t piece_end(const char *text, size_t from) {
    size_t at = from;
    for (int n = 0; text[at] && n < PIECE_LONG; n++) {
        bool space = text[at] == ' ';
        at += text_grapheme_length(text + at);
        if (space && n >= PIECE_SHORT) break;
    }
    return at;
}

static const char *piece_text(const Line *line, const Piece *piece) {
    return arena_substring(line->ui->frame.arena, line->text + piece->first,
                           piece->last - piece->first);
}

static void place_pieces(Measured *kept) {
    float x = 0;
    for (int i = 0; i < kept->count; i++) {
        Piece *piece = &kept->pieces[kept->rtl ? kept->count - 1 - i : i];
        piece->x = x;
        x += piece->width;
    }
    kept->width = x;
}

void measured_free(Measured *kept) {
    free(kept->text);
    free(kept->pieces);
    *kept = (Measured){0};
}

static void measure(Ui *ui, Measured *kept, const char *text, Face face, float em) {
    size_t size = strlen(text);
    measured_free(kept);
    *kept = (Measured){.text = strdup(text), .face = face, .em = em, .rtl = starts_rtl(text)};
    kept->pieces = calloc(size / PIECE_SHORT + 2, sizeof *kept->pieces);
    CHECK(kept->text && kept->pieces, "no memory for a line of %zu bytes", size);
    for (size_t at = 0; at < size;) {
        Piece *piece = &kept->pieces[kept->count++];
        *piece = (Piece){.first = at, .last = piece_end(text, at)};
        const char *one = arena_substring(ui->frame.arena, text + at, piece->last - at);
        piece->width = text_width(ui_fonts(ui), face, em, one);
        at = piece->last;
    }
    place_pieces(kept);
}

Line line_make(Ui *ui, Measured *kept, const char *text, Face face, float em) {
    if (!kept->text || kept->face != face || kept->em != em || strcmp(kept->text, text) != 0)
        measure(ui, kept, text, face, em);
    return (Line){.ui = ui,
                  .text = text,
                  .size = strlen(text),
                  .face = face,
                  .em = em,
                  .pieces = kept->pieces,
                  .count = kept->count,
                  .width = kept->width,
                  .rtl = kept->rtl};
}

static int grapheme_at(const Edge *edges, int count, size_t byte) {
    int low = 0, high = count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (edges[middle].byte < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The graphemes that begin in from … to − 1 share a cluster's width; when none does, the cluster
 * belongs to the one before. */
static void share(Edge *edges, int count, size_t from, size_t to, float left, float width,
                  bool rtl) {
    int first = grapheme_at(edges, count, from), end = grapheme_at(edges, count, to);
    if (first == end) {
        if (first == 0) return;
        Edge *edge = &edges[first - 1];
        edge->left = fminf(edge->left, left);
        edge->right = fmaxf(edge->right, left + width);
        return;
    }
    float each = width / (float)(end - first);
    for (int i = first; i < end; i++) {
        int place = rtl ? end - 1 - i : i - first;
        float from_x = left + each * (float)place;
        edges[i].left = fminf(edges[i].left, from_x);
        edges[i].right = fmaxf(edges[i].right, from_x + each);
        edges[i].rtl = rtl;
    }
}

/* Glyphs of one cluster are neighbours; the cluster's bytes end where the next in logical order
 * begins: at the right for left to right, at the left for right to left. */
static void run_edges(const TextRun *run, float x, Edge *edges, int count, size_t base) {
    size_t first = base + (size_t)run->first, end = first + (size_t)run->length;
    if (!run->count) {
        share(edges, count, first, end, x + run->x, run->width, run->rtl);
        return;
    }
    float at = x + run->x;
    size_t before = end;
    for (int i = 0; i < run->count;) {
        int32_t byte = run->glyphs[i].byte;
        float width = 0;
        int next = i;
        while (next < run->count && run->glyphs[next].byte == byte)
            width += run->glyphs[next++].advance;
        size_t from = base + (size_t)byte, to = end;
        if (run->rtl)
            to = before;
        else if (next < run->count)
            to = base + (size_t)run->glyphs[next].byte;
        share(edges, count, from, to, at, width, run->rtl);
        at += width;
        before = from;
        i = next;
    }
}

Edge *line_edges(const Line *line, const Piece *piece, int *count) {
    Arena *arena = line->ui->frame.arena;
    Edge *edges = ARENA_ARRAY(arena, Edge, piece->last - piece->first + 1);
    *count = 0;
    for (size_t at = piece->first; at < piece->last; at += text_grapheme_length(line->text + at))
        edges[(*count)++] = (Edge){at, INFINITY, -INFINITY, line->rtl};
    const TextLayout *layout =
        text_layout(ui_fonts(line->ui), arena, line->face, line->em, piece_text(line, piece));
    for (int i = 0; i < layout->count; i++)
        run_edges(&layout->runs[i], piece->x, edges, *count, piece->first);
    /* What no run has (nothing, one hopes) stands with its neighbour. */
    for (int i = 0; i < *count; i++)
        if (!(edges[i].left <= edges[i].right))
            edges[i].left = edges[i].right = i ? edges[i - 1].right : piece->x;
    return edges;
}

static const Piece *piece_of(const Line *line, size_t offset) {
    for (int i = 0; i < line->count; i++)
        if (offset < line->pieces[i].last) return &line->pieces[i];
    return line->count ? &line->pieces[line->count - 1] : NULL;
}

float line_x(const Line *line, size_t offset) {
    const Piece *piece = piece_of(line, offset);
    if (!piece) return 0;
    int count;
    const Edge *edges = line_edges(line, piece, &count);
    int i = grapheme_at(edges, count, offset);
    if (i < count && edges[i].byte == offset) return edges[i].rtl ? edges[i].right : edges[i].left;
    const Edge *last = &edges[i - 1];
    return last->rtl ? last->left : last->right;
}

size_t line_offset(const Line *line, float x) {
    const Piece *piece = NULL;
    for (int i = 0; i < line->count; i++) {
        const Piece *one = &line->pieces[i];
        bool nearer = !piece || fabsf(x - one->x - one->width / 2) - one->width / 2 <
                                    fabsf(x - piece->x - piece->width / 2) - piece->width / 2;
        if (nearer) piece = one;
    }
    if (!piece) return 0;
    int count, best = 0;
    const Edge *edges = line_edges(line, piece, &count);
    float least = INFINITY;
    for (int i = 0; i < count; i++) {
        float middle = (edges[i].left + edges[i].right) / 2;
        float away = fmaxf(0, fabsf(x - middle) - (edges[i].right - edges[i].left) / 2);
        if (away < least) {
            least = away;
            best = i;
        }
    }
    bool right_half = x > (edges[best].left + edges[best].right) / 2;
    bool after = right_half != edges[best].rtl;
    size_t next = best + 1 < count ? edges[best + 1].byte : piece->last;
    return after ? next : edges[best].byte;
}

/* field_parts.h -- what the files of the text field share; for src/ui/field*.c only.
 *
 * field_draft.c edits the text and undoes it, field_line.c knows where its characters stand,
 * field.c is the widget, field_paint.c its looks. Offsets are bytes at grapheme borders; memory of
 * a Draft is the heap's.
 */
#ifndef HEED_UI_FIELD_PARTS_H
#define HEED_UI_FIELD_PARTS_H

#include "ui/field.h"
#include "ui/ui_parts.h"

enum { FIELD_UNDO = 100, FIELD_LIMIT = 65536 };

typedef enum EditKind { EDIT_NONE, EDIT_TYPE, EDIT_ERASE, EDIT_OTHER } EditKind;

typedef struct Past {
    char *text;
    size_t caret, anchor;
} Past;

typedef struct PastStack {
    Past items[FIELD_UNDO];
    int count;
} PastStack;

/* A piece ends at the first space after PIECE_SHORT graphemes, or after PIECE_LONG: an edit near
 * the beginning then leaves most later pieces, and their measures, as they were. */
enum { PIECE_SHORT = 24, PIECE_LONG = 96 };

/* A piece of the line that is measured on its own: at most so many graphemes, ending at a space
 * where there is one, so that a long text costs what is seen of it. */
typedef struct Piece {
    size_t first, last; /* bytes */
    float x, width;
} Piece;

/* The line as it was measured last: its pieces serve as long as its text, face and size do. */
typedef struct Measured {
    char *text; /* NULL: none yet */
    Face face;
    float em;
    bool rtl;
    Piece *pieces;
    int count;
    float width;
} Measured;

/* What is being typed into one field. */
typedef struct Draft {
    char *given;  /* the caller's text as last seen, */
    char *source; /* and cleaned */
    char *text;
    size_t size, caret, anchor; /* anchor: the selection's other end */
    size_t limit;
    bool focused, select_all;
    PastStack undo, redo;
    EditKind last_edit;
    double edited_at;
    size_t edited_caret;
    double caret_since; /* it blinks from here */
    float scroll;
    char *compose; /* NULL: nothing is being composed */
    int compose_caret, compose_length;
    Measured measured;
    bool offering;   /* what the caller offers is shown */
    int offer, take; /* from 1: the one chosen by keys; the one to take in the next pass */
    bool touched;    /* somebody put the caret somewhere */
    bool whole;      /* a click selected a cell as a whole, and nothing was done in it since: */
    size_t pressed;  /* where that was */
} Draft;

void draft_free(void *data);
/* Follows the caller's text when that has changed. */
void draft_follow(Draft *draft, Arena *arena, const char *text);
bool draft_is_dirty(const Draft *draft);
bool draft_has_selection(const Draft *draft);
void draft_selection(const Draft *draft, size_t *from, size_t *to);
/* Puts a text in place of the selection; undoable, one undo for what is typed in one go. */
void draft_insert(Draft *draft, Arena *arena, const char *text, EditKind kind, double now);
/* Erases the selection, or else to `to`. */
void draft_erase(Draft *draft, size_t to, double now);
void draft_replace_all(Draft *draft, Arena *arena, const char *text, double now);
void draft_revert(Draft *draft);
void draft_undo(Draft *draft);
void draft_redo(Draft *draft);
void draft_move(Draft *draft, size_t to, bool extend);
void draft_select_word(Draft *draft, size_t at);
size_t draft_word_before(const Draft *draft, size_t at);
size_t draft_word_after(const Draft *draft, size_t at);
void draft_compose(Draft *draft, const char *text, int caret, int length);
/* One line: new lines and tabs are spaces, other control characters are gone; NFC. */
char *draft_clean(Arena *arena, const char *text);

typedef struct Line {
    Ui *ui;
    const char *text; /* with what is being composed in it */
    size_t size;
    Face face;
    float em;
    const Piece *pieces;
    int count;
    float width;
    bool rtl; /* of the whole: pieces run from right to left */
} Line;

/* Left and right edge of a grapheme, from the line's left end. */
typedef struct Edge {
    size_t byte;
    float left, right;
    bool rtl;
} Edge;

/* The line's pieces are those of `kept`, which is made anew when it is of something else. */
Line line_make(Ui *ui, Measured *kept, const char *text, Face face, float em);
void measured_free(Measured *kept);
/* Where a caret before `offset` stands. */
float line_x(const Line *line, size_t offset);
/* The offset whose caret is nearest to x. */
size_t line_offset(const Line *line, float x);
/* Edges of a piece's graphemes in logical order, in the frame's arena. */
Edge *line_edges(const Line *line, const Piece *piece, int *count);

/* One field in one pass. */
typedef struct FieldNow {
    Ui *ui;
    const UiField *field;
    Draft *draft;
    Touched touched;
    bool gained;         /* the keyboard, in this pass */
    DrawBox box, inside; /* inside: where the text is */
    Line line;
    size_t caret; /* in the line, what is being composed included */
    UiFieldAnswer answer;
    UiFieldHelp help; /* of the draft as it is now */
} FieldNow;

/* field_offers.c: asks the caller, answers the keys of open offers (true: used), takes what was
 * chosen (true: the draft changed), and draws. */
void field_ask(FieldNow *now);
bool field_offers_key(FieldNow *now, const Event *key);
bool field_take_offer(FieldNow *now);
void field_paint_marks(const FieldNow *now, float left, float baseline);
void field_draw_offers(FieldNow *now, const char *name);

float field_em(const FieldNow *now);
/* Where the line's left end is in the window. */
float field_line_left(const FieldNow *now);
void field_paint_box(const FieldNow *now);
void field_paint_line(FieldNow *now);

#endif

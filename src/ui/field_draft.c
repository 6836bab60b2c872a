/* The text being typed: editing, selection, undo. */
#include "ui/field_parts.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* What is typed without a longer pause is undone at once. */
static const double TYPING_PAUSE = 1.0;

static char *copy(const char *text) {
    char *made = strdup(text);
    CHECK(made, "no memory for a text");
    return made;
}

static void clear_stack(PastStack *stack) {
    for (int i = 0; i < stack->count; i++) free(stack->items[i].text);
    stack->count = 0;
}

void draft_free(void *data) {
    Draft *draft = data;
    clear_stack(&draft->undo);
    clear_stack(&draft->redo);
    measured_free(&draft->measured);
    free(draft->given);
    free(draft->source);
    free(draft->text);
    free(draft->compose);
}

static bool is_control(int32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

char *draft_clean(Arena *arena, const char *text) {
    char *out = arena_alloc(arena, strlen(text) * 3 + 1), *end = out;
    int32_t before = 0;
    for (int32_t c; (c = text_next(&text)) >= 0; before = c) {
        bool line = c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
        if (c == '\n' && before == '\r') continue;
        if (!line && c != '\t' && is_control(c)) continue;
        char bytes[5];
        text_encode(line || c == '\t' ? ' ' : c, bytes);
        end = stpcpy(end, bytes);
    }
    *end = 0;
    return text_clean(arena, out);
}

/* The nearest border of a grapheme at or before `offset`. */
static size_t border(const char *text, size_t size, size_t offset) {
    if (offset >= size) return size;
    return text_before(text, text_after(text, offset));
}

static void set_text(Draft *draft, const char *text) {
    char *made = copy(text);
    free(draft->text);
    draft->text = made;
    draft->size = strlen(made);
    draft->caret = border(made, draft->size, draft->caret);
    draft->anchor = border(made, draft->size, draft->anchor);
}

void draft_follow(Draft *draft, Arena *arena, const char *text) {
    if (draft->given && !strcmp(draft->given, text)) return;
    free(draft->given);
    free(draft->source);
    draft->given = copy(text);
    draft->source = copy(draft_clean(arena, text));
    if (draft->text && !strcmp(draft->text, draft->source)) return;
    draft->caret = draft->anchor = (size_t)-1;
    set_text(draft, draft->source);
    clear_stack(&draft->undo);
    clear_stack(&draft->redo);
    draft->last_edit = EDIT_NONE;
}

bool draft_is_dirty(const Draft *draft) {
    return strcmp(draft->text, draft->source) != 0;
}

bool draft_has_selection(const Draft *draft) {
    return draft->caret != draft->anchor;
}

void draft_selection(const Draft *draft, size_t *from, size_t *to) {
    bool forward = draft->anchor < draft->caret;
    *from = forward ? draft->anchor : draft->caret;
    *to = forward ? draft->caret : draft->anchor;
}

static void push_past(PastStack *stack, const Draft *draft) {
    if (stack->count == FIELD_UNDO) {
        free(stack->items[0].text);
        memmove(stack->items, stack->items + 1, (FIELD_UNDO - 1) * sizeof *stack->items);
        stack->count--;
    }
    stack->items[stack->count++] = (Past){copy(draft->text), draft->caret, draft->anchor};
}

static void pop_past(Draft *draft, PastStack *from, PastStack *to) {
    if (!from->count) return;
    push_past(to, draft);
    Past past = from->items[--from->count];
    free(draft->text);
    draft->text = past.text;
    draft->size = strlen(past.text);
    draft->caret = past.caret;
    draft->anchor = past.anchor;
    draft->last_edit = EDIT_NONE;
}

void draft_undo(Draft *draft) {
    pop_past(draft, &draft->undo, &draft->redo);
}

void draft_redo(Draft *draft) {
    pop_past(draft, &draft->redo, &draft->undo);
}

/* Remembers the text before an edit, unless the edit goes on with the last one. */
static void remember(Draft *draft, EditKind kind, double now) {
    bool goes_on = kind == draft->last_edit && kind != EDIT_OTHER &&
                   now - draft->edited_at < TYPING_PAUSE && !draft_has_selection(draft) &&
                   draft->caret == draft->edited_caret;
    if (!goes_on) push_past(&draft->undo, draft);
    clear_stack(&draft->redo);
    draft->last_edit = kind;
    draft->edited_at = now;
}

/* Puts `size` bytes in place of those from … to. */
static void splice(Draft *draft, size_t from, size_t to, const char *bytes, size_t size) {
    size_t rest = draft->size - to;
    char *made = malloc(from + size + rest + 1);
    CHECK(made, "no memory for a text of %zu bytes", from + size + rest);
    memcpy(made, draft->text, from);
    memcpy(made + from, bytes, size);
    memcpy(made + from + size, draft->text + to, rest + 1);
    free(draft->text);
    draft->text = made;
    draft->size = from + size + rest;
    /* A mark typed after its letter joins it: the caret stands behind both. */
    size_t caret = border(made, draft->size, from + size);
    draft->caret = caret < from + size ? text_after(made, caret) : caret;
    draft->anchor = draft->edited_caret = draft->caret;
}

/* As many whole graphemes as fit into `room` bytes. */
static size_t fitting(const char *text, size_t room) {
    size_t size = 0;
    for (;;) {
        size_t next = text_grapheme_length(text + size);
        if (!next || size + next > room) return size;
        size += next;
    }
}

void draft_insert(Draft *draft, Arena *arena, const char *text, EditKind kind, double now) {
    const char *clean = draft_clean(arena, text);
    size_t from, to, size = strlen(clean);
    draft_selection(draft, &from, &to);
    size_t kept = draft->size - (to - from);
    if (kept + size > draft->limit)
        size = fitting(clean, draft->limit > kept ? draft->limit - kept : 0);
    if (!size && from == to) return;
    remember(draft, kind, now);
    splice(draft, from, to, clean, size);
}

void draft_erase(Draft *draft, size_t to, double now) {
    size_t from = draft->caret, end = to;
    if (draft_has_selection(draft))
        draft_selection(draft, &from, &end);
    else if (to < from) {
        end = from;
        from = to;
    }
    if (from == end) return;
    remember(draft, EDIT_ERASE, now);
    splice(draft, from, end, "", 0);
}

void draft_replace_all(Draft *draft, Arena *arena, const char *text, double now) {
    draft->anchor = 0;
    draft->caret = draft->size;
    if (!*text)
        draft_erase(draft, 0, now);
    else
        draft_insert(draft, arena, text, EDIT_OTHER, now);
}

void draft_revert(Draft *draft) {
    set_text(draft, draft->source);
    clear_stack(&draft->undo);
    clear_stack(&draft->redo);
    draft->anchor = draft->caret;
    draft_compose(draft, "", 0, 0);
}

void draft_move(Draft *draft, size_t to, bool extend) {
    draft->caret = to;
    if (!extend) draft->anchor = to;
}

static bool space_at(const Draft *draft, size_t at) {
    const char *from = draft->text + at;
    int32_t c = text_next(&from);
    return c < 0 || text_is_space(c);
}

size_t draft_word_before(const Draft *draft, size_t at) {
    while (at > 0 && space_at(draft, text_before(draft->text, at)))
        at = text_before(draft->text, at);
    while (at > 0 && !space_at(draft, text_before(draft->text, at)))
        at = text_before(draft->text, at);
    return at;
}

size_t draft_word_after(const Draft *draft, size_t at) {
    while (at < draft->size && !space_at(draft, at)) at = text_after(draft->text, at);
    while (at < draft->size && space_at(draft, at)) at = text_after(draft->text, at);
    return at;
}

/* The word, or the run of spaces, around an offset. */
void draft_select_word(Draft *draft, size_t at) {
    if (at == draft->size && at > 0) at = text_before(draft->text, at);
    bool space = space_at(draft, at);
    size_t from = at, to = at;
    while (from > 0 && space_at(draft, text_before(draft->text, from)) == space)
        from = text_before(draft->text, from);
    while (to < draft->size && space_at(draft, to) == space) to = text_after(draft->text, to);
    draft->anchor = from;
    draft->caret = to;
}

void draft_compose(Draft *draft, const char *text, int caret, int length) {
    free(draft->compose);
    draft->compose = *text ? copy(text) : NULL;
    draft->compose_caret = caret;
    draft->compose_length = length;
}

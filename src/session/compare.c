/* compare.c -- the second run beside the first, as commands applied to a copy of the state; and the
 * other way round: the fewest commands that make one state of another, for swapping the two and for
 * the command line of a figure. */
#include "session/parts.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MOST = 64 };

/* --- commands in one text -------------------------------------------------------------------- */

/* The text cut at every ; that is not quoted, each part trimmed; those of nothing are left out. */
static TextPieces split_commands(Arena *arena, const char *text) {
    TextPieces out = {ARENA_ARRAY(arena, const char *, COMMANDS_MOST), 0};
    const char *from = text;
    bool quoted = false;
    for (const char *at = text;; at++) {
        if (*at == '\\' && quoted && at[1]) {
            at++;
            continue;
        }
        if (*at == '"') quoted = !quoted;
        if (*at && (*at != ';' || quoted)) continue;
        const char *part = text_trim(arena, arena_substring(arena, from, (size_t)(at - from)));
        if (*part && out.count < COMMANDS_MOST) out.items[out.count++] = part;
        if (!*at) return out;
        from = at + 1;
    }
}

static const char *join_commands(Arena *arena, TextPieces commands) {
    const char *text = "";
    for (int i = 0; i < commands.count; i++)
        text = i ? arena_printf(arena, "%s; %s", text, commands.items[i]) : commands.items[i];
    return text;
}

/* --- a state made of another ----------------------------------------------------------------- */

/* What changes a run or its head; how one looks at it is the same for both. */
static bool is_for_second(const Command *command) {
    static const char *const groups[] = {"what runs", "match", "scope", "weigh", "what if"};
    if (!command->apply) return false;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (!strcmp(groups[i], command->info.group)) return true;
    static const char *const others[] = {"head", "beam", "branch"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i], command->info.word)) return true;
    return false;
}

static bool apply_one(Session *session, State *state, const char *line, Error *error) {
    Arena *scratch = arena_new();
    Words words;
    const Command *command = session_parse(scratch, line, &words, error);
    bool good = command != NULL;
    if (good && !is_for_second(command))
        good = error_words(error, "compare takes what changes the run or its head; %s does not",
                           words.verb);
    if (good) good = command->apply(session, state, &words, error);
    arena_free(scratch);
    return good;
}

/* Applies all of a text's commands, leaving the session's message as it was. */
static bool apply_all(Session *session, State *state, TextPieces commands, Error *error) {
    char message[sizeof session->message];
    memcpy(message, session->message, sizeof message);
    bool good = true;
    for (int i = 0; i < commands.count && good; i++) {
        Ask before = state->ask;
        good = apply_one(session, state, commands.items[i], error);
        session_settle(session, &before, state);
    }
    memcpy(session->message, message, sizeof message);
    return good;
}

/* A window that no scope uses, which no command can set, is nothing. */
static bool same_ask(const Ask *a, const Ask *b) {
    Ask other = *b;
    if (!a->attention.scope->has_window) other.attention.window = a->attention.window;
    return ask_equal(a, &other);
}

static bool same_head(const HeadAt *a, const HeadAt *b) {
    return a->of == b->of && a->layer == b->layer && a->head == b->head;
}

static bool same_run(const State *a, const State *b) {
    bool heads = a->look.head_count > 0;
    return same_ask(&a->ask, &b->ask) && heads == (b->look.head_count > 0) &&
           (!heads || same_head(&a->look.heads[0], &b->look.heads[0]));
}

/* NULL, or why the two cannot stand beside each other. */
static const char *cannot_compare(const Model *a, const Model *b) {
    if (a->kind == &model_lookup || b->kind == &model_lookup)
        return "compare is for models that read and write; a lookup shows its five scores beside "
               "each other already";
    if (a->kind == b->kind) return NULL;
    return "compare takes two models of one kind: a recurrent one is walked word by word, a "
           "transformer layer by layer";
}

/* The second state itself. */
static bool second_state(Session *session, const State *first, State *out, Error *error) {
    *out = *first;
    if (session->drafting)
        return error_words(error, "compare needs runs; a plan of what to train has none yet");
    Arena *scratch = arena_new();
    TextPieces commands = split_commands(scratch, first->compare.words);
    bool good = commands.count ? apply_all(session, out, commands, error)
                               : error_words(error, "compare needs a command, such as score dot");
    arena_free(scratch);
    if (!good) return false;
    const char *no = cannot_compare(first->ask.model, out->ask.model);
    return no ? error_words(error, "%s", no) : true;
}

bool compare_derive(Session *session, State *state, Error *error) {
    State second;
    if (!second_state(session, state, &second, error)) return false;
    state->compare.ask = second.ask;
    state->compare.head = second.look.head_count ? second.look.heads[0] : (HeadAt){0};
    return true;
}

static void forget(Compare *compare) {
    *compare = (Compare){
        .words = "", .ask = {.input = "", .ablated = ""}, .difference = compare->difference};
}

static void say_what_it_is(Session *session, const State *state) {
    const Compare *c = &state->compare;
    bool same = same_ask(&c->ask, &state->ask) &&
                (!state->look.head_count || same_head(&c->head, &state->look.heads[0]));
    if (same)
        snprintf(session->message, sizeof session->message, "A and B are the same run");
    else if (c->ask.model != state->ask.model)
        snprintf(session->message, sizeof session->message, "B uses %s", c->ask.model->name);
}

bool compare_follow(Session *session, State *state, bool asked, const Run **other, Error *error) {
    Error mine = {0};
    *other = NULL;
    if (!*state->compare.words) {
        forget(&state->compare);
        return true;
    }
    if (compare_derive(session, state, &mine))
        *other = run_cache_get(session->runs, &state->compare.ask, &mine);
    if (*other) {
        if (asked) say_what_it_is(session, state);
        return true;
    }
    if (asked) {
        if (error) *error = mine;
        return false;
    }
    snprintf(session->message, sizeof session->message, "compare ends: %.220s", mine.message);
    forget(&state->compare);
    return true;
}

/* --- the fewest commands --------------------------------------------------------------------- */

typedef struct Way {
    Session *session;
    const State *from, *to;
    Arena *arena;
    TextPieces lines; /* commands in their order */
    bool *in;         /* which of them */
} Way;

static TextPieces chosen(const Way *way) {
    TextPieces out = {ARENA_ARRAY(way->arena, const char *, way->lines.count + 1), 0};
    for (int i = 0; i < way->lines.count; i++)
        if (way->in[i]) out.items[out.count++] = way->lines.items[i];
    return out;
}

static bool leads_there(const Way *way) {
    State state = *way->from;
    Error none;
    return apply_all(way->session, &state, chosen(way), &none) && same_run(&state, way->to);
}

/* Leaves out what is not needed, line by line; false when all together do not lead there. */
static bool shorten(Way *way) {
    for (int i = 0; i < way->lines.count; i++) way->in[i] = true;
    if (!leads_there(way)) return false;
    for (int i = 0; i < way->lines.count; i++) {
        way->in[i] = false;
        if (!leads_there(way)) way->in[i] = true;
    }
    return true;
}

/* The line's one text without its quotes, where it is the same without. */
static const char *without_quotes(Arena *arena, const char *line) {
    const char *open = strchr(line, '"');
    size_t n = open ? strlen(open + 1) : 0;
    bool whole_text = !strncmp(line, "input ", 6) || !strncmp(line, "open ", 5);
    if (n < 2 || strcspn(open + 1, whole_text ? ";\\\"" : ";\\\" ") != n - 1) return line;
    if (open[1] == ' ' || open[n - 1] == ' ') return line;
    return arena_printf(arena, "%.*s%.*s", (int)(open - line), line, (int)n - 1, open + 1);
}

/* All that can be said of the Ask, with its model by name or by what it is made of. */
static TextPieces lines_of(const Way *way, bool by_name) {
    const Model *model = way->to->ask.model;
    Buffer text = {0};
    state_write_ask(&way->to->ask, model->name, &text);
    char *rest = arena_string(way->arena, text.data);
    buffer_free(&text);
    TextPieces out = {ARENA_ARRAY(way->arena, const char *, COMMANDS_MOST), 0};
    if (!by_name && model->kind == &model_seq2seq) {
        const Seq2SeqConfig *c = &model->config;
        const char *query = c->query_current ? "current" : "previous";
        out.items[out.count++] =
            arena_printf(way->arena, "score %s", way->to->ask.attention.score->word);
        out.items[out.count++] = arena_printf(way->arena, "query %s", query);
        out.items[out.count++] = arena_printf(way->arena, "cell %s", c->cell->word);
        out.items[out.count++] =
            arena_printf(way->arena, "encoder %s", c->bidirectional ? "two-way" : "one-way");
    }
    for (char *line = rest, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        bool names = !strncmp(line, "model ", 6) || !strncmp(line, "open ", 5);
        if (names && !by_name) continue;
        out.items[out.count++] = without_quotes(way->arena, line);
    }
    if (way->to->look.head_count) {
        const Look *look = &way->to->look;
        Look one = *look;
        one.head_count = 1;
        out.items[out.count++] = arena_printf(way->arena, "head %s", look_heads(&one, way->arena));
    }
    return out;
}

/* The commands that make a run as `to` of `from`; none and false when there is no such way. */
static bool find_way(Way *way) {
    bool in[COMMANDS_MOST];
    for (int by_name = 0; by_name < 2; by_name++) {
        way->lines = lines_of(way, by_name);
        way->in = in;
        if (!shorten(way)) continue;
        way->lines = chosen(way);
        way->in = NULL;
        return true;
    }
    way->lines.count = 0;
    way->in = NULL;
    return false;
}

/* --- words ----------------------------------------------------------------------------------- */

/* The second becomes the first, and what it is made of now makes the first. */
static bool swap(Session *session, State *state, Error *error) {
    State second;
    if (!*state->compare.words) return error_words(error, "there is no comparison to swap");
    if (!second_state(session, state, &second, error)) return false;
    Arena *scratch = arena_new();
    Way way = {.session = session, .from = &second, .to = state, .arena = scratch};
    bool good = find_way(&way);
    if (!good)
        error_set(error, "A cannot be named from B: save the model of A as a file first");
    else {
        /* Where nothing differs, something must still be said. */
        const char *same = arena_printf(scratch, "seed %llu", (unsigned long long)state->ask.seed);
        const char *text = way.lines.count ? join_commands(scratch, way.lines) : same;
        second.compare.words = session_text(session, text);
        follow_swap(&second.look);
        *state = second;
    }
    arena_free(scratch);
    return good;
}

/* `open FILE` with its whole path: a comparison is saved in other folders than the file's. */
static const char *with_whole_path(Session *session, Arena *arena, const char *command) {
    Words words;
    Error none;
    char whole[PATH_MAX];
    if (strncmp(command, "open ", 5) || !session_parse(arena, command, &words, &none))
        return command;
    const char *path = session_path(session, arena, words.rest);
    if (!file_exists(path) || !realpath(path, whole)) return command;
    Buffer line = {0};
    buffer_text(&line, "open ");
    write_quoted(&line, whole);
    const char *out = arena_string(arena, line.data);
    buffer_free(&line);
    return out;
}

bool compare_command(Session *session, State *state, const Words *words, Error *error) {
    if (!strcmp(words->rest, "off")) {
        state->compare.words = "";
        return true;
    }
    if (!strcmp(words->rest, "swap")) return swap(session, state, error);
    Arena *scratch = arena_new();
    TextPieces commands = split_commands(scratch, words->rest);
    for (int i = 0; i < commands.count; i++)
        commands.items[i] = with_whole_path(session, scratch, commands.items[i]);
    const char *text = join_commands(scratch, commands);
    bool good = *text || error_words(error, "compare needs a command, such as score dot");
    if (good) state->compare.words = session_text(session, text);
    arena_free(scratch);
    return good && compare_derive(session, state, error);
}

bool difference_command(Session *session, State *state, const Words *words, Error *error) {
    if (!words_on_off(words, &state->compare.difference, error)) return false;
    if (!*state->compare.words)
        snprintf(session->message, sizeof session->message,
                 "nothing is compared yet; of the next comparison the difference %s shown",
                 state->compare.difference ? "is" : "is not");
    return true;
}

/* --- a figure's command line ----------------------------------------------------------------- */

/* In single quotes, as a shell reads it. */
static void write_argument(Buffer *out, const char *text) {
    buffer_text(out, " -c '");
    for (; *text; text++) *text == '\'' ? buffer_text(out, "'\\''") : buffer_append(out, text, 1);
    buffer_text(out, "'");
}

/* Of what is said about looking, the lines that differ from how `plain` looks. */
static void write_looks(const State *state, const State *plain, Buffer *out) {
    Arena *scratch = arena_new();
    Buffer mine = {0}, usual = {0};
    state_write_look(state, &mine);
    state_write_look(plain, &usual);
    char *line = arena_string(scratch, mine.data);
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        bool is_head = !strncmp(line, "head ", 5);
        if (!is_head && !strstr(usual.data, arena_printf(scratch, "%s\n", line)))
            write_argument(out, line);
    }
    buffer_free(&mine);
    buffer_free(&usual);
    arena_free(scratch);
}

/* Line by line. */
static void write_followed_in_two(const State *state, Buffer *out) {
    Buffer lines = {0};
    state_write_followed_in_two(state, &lines);
    for (char *line = lines.data, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        write_argument(out, line);
    }
    buffer_free(&lines);
}

void session_write_render(Session *session, Buffer *out) {
    const State *state = session_state(session);
    Arena *scratch = arena_new();
    State start;
    Error none;
    bool good = session_first_state(session, &start, &none);
    Way way = {.session = session, .from = &start, .to = state, .arena = scratch};
    buffer_text(out, "heed render");
    if (good) good = find_way(&way);
    for (int i = 0; i < way.lines.count; i++) write_argument(out, way.lines.items[i]);
    State plain = start;
    if (good) apply_all(session, &plain, way.lines, &none);
    plain.look.position = run_last(session->run);
    if (good) write_looks(state, &plain, out);
    if (*state->compare.words) {
        Buffer line = {0};
        buffer_text(&line, "compare ");
        write_quoted(&line, state->compare.words);
        if (!state->compare.difference) write_argument(out, "difference off");
        write_argument(out, line.data);
        buffer_free(&line);
        write_followed_in_two(state, out);
    }
    bool ranks = state->look.view == VIEW_HEADS && !*state->compare.words;
    if (ranks && session_ranking(session)) write_argument(out, "rank start");
    buffer_printf(out, " -o %s.svg",
                  *state->compare.words ? "compare" : view_words[state->look.view]);
    arena_free(scratch);
}

#include "fuzz/sentences.h"

#include "base/buffer.h"
#include "session/session.h"

#include <string.h>

#define PICK(rng, list) ((list)[rng_below(rng, (int)(sizeof(list) / sizeof *(list)))])

static const char *const inputs[] = {
    "3 May 2001",
    "Sunday November 19th, 1967",
    "hello",
    "日本 7年",
    "العربية",
    "👩‍👩‍👧 e\xcc\x81",
    "\xff\xfe\x80",
    "29.2.1900",
    "''\\\"",
    "\\n \\n",
    " ",
    "#",
    "1",
    "- -",
    "q 1.2 1.0; bank 1.6 .5 -> 1 0",
    "q 1 2 3; a 1 2 3; c 0 0 -1e6; v 1 2 3; Wq 1 2 3 4 5 6 7 8 9",
    "( a [ b c ] )",
    "\xe2\x80\xae right to left",
    "\x01\x02",
};
static const char *const numbers[] = {
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "12",
    "-1",
    "100",
    "300",
    "1000",
    "0.5",
    ".25",
    "1e-3",
    "3.7",
    "99999999999999999999",
    "18446744073709551615",
    "nan",
    "inf",
    "-inf",
    "1e309",
    "0x10",
    "1e-320",
    "2147483648",
    "-0",
    "+4",
    "1,5",
    "٣",
    "",
};
static const char *const files[] = {
    "a.heed",
    "b.heed",
    "c.heed",
    "gone.heed",
    "broken.heed",
    "own.safetensors",
    "broken.safetensors",
    "a.png",
    "",
    ".",
    "self.heed",
    "own",
};

/* An input as long as the random number says, rarely very long. */
static void say_input(Rng *rng, Buffer *out) {
    int times = rng_below(rng, 400) ? 1 : 1 + rng_below(rng, 60);
    for (int i = 0; i < times; i++) {
        if (i) buffer_text(out, " ");
        if (rng_below(rng, 3))
            buffer_printf(out, "%d %s %d", 1 + rng_below(rng, 31),
                          rng_below(rng, 2) ? "May" : "Dec", 1900 + rng_below(rng, 200));
        else
            buffer_text(out, PICK(rng, inputs));
    }
}

static void say_model(Rng *rng, Arena *arena, Buffer *out) {
    int models, tasks;
    const char **names = model_list(arena, &models);
    const Task *const *list = task_list(&tasks);
    int which = rng_below(rng, models + tasks);
    buffer_text(out, which < models ? names[which] : list[which - models]->name);
}

static void say_number(Rng *rng, Buffer *out) {
    if (!rng_below(rng, 4))
        buffer_text(out, PICK(rng, numbers));
    else if (rng_below(rng, 3))
        buffer_printf(out, "%d", 1 + rng_below(rng, 12));
    else
        buffer_printf(out, "%g", rng_between(rng, 0, 4));
}

/* One word of a command's arguments: `next` stands for itself, N and TEXT for what they name. */
static void say_word(Rng *rng, Arena *arena, const char *word, size_t length, Buffer *out) {
    if (length == 4 && !strncmp(word, "TEXT", 4))
        say_input(rng, out);
    else if (length == 4 && !strncmp(word, "FILE", 4))
        buffer_text(out, PICK(rng, files));
    else if (length == 4 && !strncmp(word, "NAME", 4))
        say_model(rng, arena, out);
    else if (length && word[0] >= 'A' && word[0] <= 'Z')
        say_number(rng, out);
    else
        buffer_append(out, word, length);
}

/* One of the alternatives `a|b N|c`, word by word. */
static void say_arguments(Rng *rng, Arena *arena, const char *arguments, Buffer *out) {
    int count = 1;
    for (const char *c = arguments; *c; c++) count += *c == '|';
    for (int skip = rng_below(rng, count); skip > 0; arguments++) skip -= *arguments == '|';
    for (const char *at = arguments; *at && *at != '|';) {
        size_t length = strcspn(at, " |");
        buffer_text(out, " ");
        say_word(rng, arena, at, length, out);
        at += length + strspn(at + length, " ");
    }
}

static const CommandInfo *some_command(Rng *rng) {
    int count = 0;
    while (command_info(count)) count++;
    return command_info(rng_below(rng, count));
}

static void say_command(Rng *rng, Arena *arena, Buffer *out) {
    const CommandInfo *info = some_command(rng);
    if (!strcmp(info->word, "reset") && rng_below(rng, 4)) info = some_command(rng);
    buffer_text(out, info->word);
    if (*info->arguments) say_arguments(rng, arena, info->arguments, out);
}

/* --- breaking -------------------------------------------------------------------------------- */

static void break_bytes(Rng *rng, char *text, size_t length) {
    for (int i = 1 + rng_below(rng, 3); i > 0 && length; i--) {
        char c = rng_below(rng, 2) ? "\"\\ \t|#;:-\n"[rng_below(rng, 10)]
                                   : (char)(1 + rng_below(rng, 255));
        text[rng_below(rng, (int)length)] = c;
    }
}

static const char *broken(Rng *rng, Arena *arena, const char *line) {
    size_t length = strlen(line);
    char *copy = arena_string(arena, line);
    int at = length ? rng_below(rng, (int)length) : 0;
    switch (rng_below(rng, 6)) {
    case 0: copy[at] = '\0'; return copy;
    case 1: return arena_printf(arena, "%s %s", line, line + at);
    case 2: return arena_printf(arena, "%.*s%s", at, line, PICK(rng, numbers));
    case 3: return arena_printf(arena, "%.*s\"%s", at, line, line + at);
    case 4: return line + at;
    default: break_bytes(rng, copy, length); return copy;
    }
}

const char *sentence(Rng *rng, Arena *arena) {
    Buffer out = {0};
    say_command(rng, arena, &out);
    const char *line = arena_string(arena, out.data);
    buffer_free(&out);
    return rng_below(rng, 4) ? line : broken(rng, arena, line);
}

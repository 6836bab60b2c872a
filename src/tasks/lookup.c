#include "tasks/lookup.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* One item taken apart, not yet held against the query. */
typedef struct Item {
    const char *text, *name; /* "" when there is none */
    int number;              /* from 1, empty items not counted */
    double numbers[2][LOOKUP_MATRIX];
    int counts[2]; /* of the key's numbers and the value's */
    int most;      /* of them */
    bool arrow;
} Item;

const char *const lookup_parameter_names[LOOKUP_PARAMETERS] = {"W", "Wq", "Wk", "b", "v"};

static bool is_vector(LookupParameter which) {
    return which == LOOKUP_B || which == LOOKUP_V;
}

int lookup_parameter_rows(LookupParameter which, int d) {
    return is_vector(which) ? 1 : d;
}

double lookup_parameter_start(LookupParameter which, int d, int i) {
    if (is_vector(which)) return which == LOOKUP_V;
    return i / d == i % d;
}

static int size_of(LookupParameter which, int d) {
    return lookup_parameter_rows(which, d) * d;
}

/* The parameter of that name; LOOKUP_PARAMETERS: none. */
static LookupParameter parameter_named(const char *name) {
    int which = 0;
    while (which < LOOKUP_PARAMETERS && strcmp(lookup_parameter_names[which], name) != 0) which++;
    return (LookupParameter)which;
}

/* --- words ----------------------------------------------------------------------------------- */

/* The word with `-` for a typographic minus, and "->" for an arrow. */
static const char *plain(Arena *arena, const char *word) {
    static const char minus[] = "−", arrow[] = "→";
    if (!strcmp(word, arrow)) return "->";
    if (strncmp(word, minus, strlen(minus)) != 0) return word;
    return arena_printf(arena, "-%s", word + strlen(minus));
}

/* Digits with a sign, a point and an exponent as anyone writes them; no nan, no 0x10. */
static bool is_number(const char *word, double *out) {
    char *end;
    if (!*word || strspn(word, "+-.0123456789eE") != strlen(word)) return false;
    *out = strtod(word, &end) + 0.0; /* −0 is 0 */
    return *end == '\0';
}

static bool wrong(const Item *item, Error *error, const char *what) {
    return error_set(error, "lookup: item %d, “%s”, %s", item->number, item->text, what);
}

static bool take_number(Item *item, double number, Error *error) {
    int *count = &item->counts[item->arrow];
    if (!(number >= -LOOKUP_LARGEST && number <= LOOKUP_LARGEST))
        return wrong(item, error, "has a number over a million");
    if (*count == item->most)
        return wrong(item, error,
                     item->most > LOOKUP_NUMBERS ? "has more than sixteen numbers"
                                                 : "has more than four numbers in a row");
    item->numbers[item->arrow][(*count)++] = number;
    return true;
}

/* nan, inf, 0x10: what C reads as a number, and nobody can use here. */
static bool is_odd_number(const char *word) {
    char *end;
    strtod(word, &end);
    return *word && !*end;
}

bool lookup_has_comma(const char *word) {
    static const char minus[] = "−";
    if (!strncmp(word, minus, strlen(minus))) word += strlen(minus);
    const char *first = word + strspn(word, "+-.,");
    return strchr(word, ',') && *first >= '0' && *first <= '9' &&
           strspn(word, "+-.,0123456789eE") == strlen(word);
}

/* A word of an item: of its name until the first number, then numbers and one arrow. */
static bool take_word(Item *item, Arena *arena, const char *word, Error *error) {
    double number;
    word = plain(arena, word);
    if (is_number(word, &number)) {
        bool parameter = parameter_named(item->name) < LOOKUP_PARAMETERS;
        item->most = parameter && !item->arrow ? LOOKUP_MATRIX : LOOKUP_NUMBERS;
        return take_number(item, number, error);
    }
    if (!strcmp(word, "->")) {
        if (item->arrow) return wrong(item, error, "has two arrows");
        item->arrow = true;
        return true;
    }
    if (lookup_has_comma(word))
        return error_set(
            error, "lookup: item %d, “%s”: “%s” is not a number here; write a point, not a comma",
            item->number, item->text, word);
    if (item->counts[0] || item->arrow)
        return error_set(error, "lookup: item %d, “%s”: “%s” is not a number", item->number,
                         item->text, word);
    if (*item->name && is_odd_number(word))
        return error_set(error, "lookup: item %d, “%s”: “%s” is not a number one can use",
                         item->number, item->text, word);
    item->name = *item->name ? arena_printf(arena, "%s %s", item->name, word) : word;
    return true;
}

static bool read_item(const char *text, int number, Arena *arena, Item *item, Error *error) {
    *item = (Item){.text = text, .name = "", .number = number};
    TextPieces words = text_words(arena, text);
    for (int i = 0; i < words.count; i++)
        if (!take_word(item, arena, words.items[i], error)) return false;
    if (!*item->name) return wrong(item, error, "begins without a name");
    if (text_count_graphemes(item->name) > LOOKUP_NAME)
        return wrong(item, error, "has a name of more than 32 characters");
    if (item->arrow && !item->counts[1]) return wrong(item, error, "has no numbers after ->");
    return true;
}

/* --- the line -------------------------------------------------------------------------------- */

enum { ITEMS_MOST = 1 + LOOKUP_KEYS + LOOKUP_PARAMETERS };

/* Cuts at `;` and reads each item that is not empty; `items` has room for ITEMS_MOST. */
static bool read_items(char *text, Arena *arena, Item *items, int *count, Error *error) {
    *count = 0;
    for (char *at = text, *next; at; at = next) {
        next = strchr(at, ';');
        if (next) *next++ = '\0';
        const char *item = text_trim(arena, at);
        if (!*item) continue;
        if (*count == ITEMS_MOST)
            return error_set(error, "lookup: “%s” is one item too many; a query and eight keys fit",
                             item);
        if (!read_item(item, *count + 1, arena, &items[*count], error)) return false;
        (*count)++;
    }
    return true;
}

static bool is_query(const Item *item) {
    return !strcmp(item->name, "q");
}

static bool take_query(const Item *items, int count, Lookup *out, Error *error) {
    const Item *query = NULL;
    for (int i = 0; i < count; i++) {
        if (!is_query(&items[i])) continue;
        if (query) return wrong(&items[i], error, "is a second query");
        query = &items[i];
    }
    if (!query)
        return error_set(error, "lookup: there is no query, as in: q 1.2 1; bank 1.6 .5 -> 1 0");
    if (query->arrow) return wrong(query, error, "is the query, which has no value");
    if (query->counts[0] < LOOKUP_SMALLEST) return wrong(query, error, "needs 2 to 4 numbers");
    out->d = query->counts[0];
    memcpy(out->query, query->numbers[0], sizeof out->query);
    return true;
}

/* The first value that is written says how many numbers all have. */
static void choose_values(const Item *items, int count, Lookup *out) {
    out->d_v = out->d;
    for (int i = count - 1; i >= 0; i--)
        if (items[i].arrow) out->d_v = items[i].counts[1];
}

static bool take_key(const Item *item, Lookup *out, Error *error) {
    if (out->count == LOOKUP_KEYS)
        return error_set(error, "lookup: “%s” is one item too many; a query and eight keys fit",
                         item->text);
    LookupKey *key = &out->keys[out->count];
    if (item->counts[0] != out->d)
        return error_set(error, "lookup: item %d, “%s”, has a key of size %d; the query's is %d",
                         item->number, item->text, item->counts[0], out->d);
    int values = item->arrow ? item->counts[1] : out->d;
    if (values != out->d_v)
        return error_set(error, "lookup: item %d, “%s”, has a value of size %d; another's is %d",
                         item->number, item->text, values, out->d_v);
    for (int i = 0; i < out->count; i++)
        if (!strcmp(out->keys[i].name, item->name))
            return error_set(error, "lookup: item %d, “%s”, has the name of an earlier one",
                             item->number, item->text);
    *key = (LookupKey){.name = item->name, .own_value = !item->arrow};
    memcpy(key->key, item->numbers[0], sizeof key->key);
    memcpy(key->value, item->numbers[item->arrow], sizeof key->value);
    out->count++;
    return true;
}

static void start_parameter(Lookup *lookup, LookupParameter which) {
    double *numbers = lookup->parameters[which];
    memset(numbers, 0, sizeof lookup->parameters[which]);
    for (int i = 0; i < size_of(which, lookup->d); i++)
        numbers[i] = lookup_parameter_start(which, lookup->d, i);
}

static bool take_parameter(const Item *item, LookupParameter which, bool *taken, Lookup *out,
                           Error *error) {
    int needed = size_of(which, out->d);
    if (*taken) return wrong(item, error, "has the name of an earlier one");
    if (item->counts[0] != needed)
        return error_set(error,
                         "lookup: item %d, “%s”, is a parameter of a score: it has %d %s%d "
                         "numbers, not %d",
                         item->number, item->text, lookup_parameter_rows(which, out->d),
                         is_vector(which) ? "row of " : "× ", out->d, item->counts[0]);
    memcpy(out->parameters[which], item->numbers[0], (size_t)needed * sizeof(double));
    return *taken = true;
}

/* All items but the query. */
static bool take_items(const Item *items, int count, Lookup *out, Error *error) {
    bool taken[LOOKUP_PARAMETERS] = {false};
    for (int which = 0; which < LOOKUP_PARAMETERS; which++)
        start_parameter(out, (LookupParameter)which);
    for (int i = 0; i < count; i++) {
        /* Whatever its name, what has a value is a key. */
        LookupParameter which = items[i].arrow ? LOOKUP_PARAMETERS : parameter_named(items[i].name);
        if (is_query(&items[i])) continue;
        if (which < LOOKUP_PARAMETERS ? !take_parameter(&items[i], which, &taken[which], out, error)
                                      : !take_key(&items[i], out, error))
            return false;
    }
    return true;
}

bool lookup_parse(const char *text, Arena *arena, Lookup *out, Error *error) {
    Item items[ITEMS_MOST];
    int count;
    Lookup lookup = {0};
    if (!read_items(text_clean(arena, text), arena, items, &count, error) ||
        !take_query(items, count, &lookup, error))
        return false;
    choose_values(items, count, &lookup);
    if (!take_items(items, count, &lookup, error)) return false;
    if (!lookup.count)
        return error_set(error, "lookup: there is no key to look at, as in: bank 1.6 .5 -> 1 0");
    *out = lookup;
    return true;
}

/* --- writing --------------------------------------------------------------------------------- */

static void write_numbers(const double *numbers, int count, Buffer *out) {
    for (int i = 0; i < count; i++) {
        buffer_text(out, " ");
        buffer_number(out, numbers[i]);
    }
}

static void write_parameter(const Lookup *lookup, LookupParameter which, Buffer *out) {
    const double *numbers = lookup->parameters[which];
    int count = size_of(which, lookup->d);
    bool started = true;
    for (int i = 0; i < count; i++) {
        double start = lookup_parameter_start(which, lookup->d, i);
        started &= !(numbers[i] < start) && !(numbers[i] > start);
    }
    if (started) return;
    buffer_printf(out, "; %s", lookup_parameter_names[which]);
    write_numbers(numbers, count, out);
}

void lookup_write(const Lookup *lookup, Buffer *out) {
    buffer_text(out, "q");
    write_numbers(lookup->query, lookup->d, out);
    for (int i = 0; i < lookup->count; i++) {
        const LookupKey *key = &lookup->keys[i];
        buffer_printf(out, "; %s", key->name);
        write_numbers(key->key, lookup->d, out);
        if (key->own_value) continue;
        buffer_text(out, " ->");
        write_numbers(key->value, lookup->d_v, out);
    }
    for (int i = 0; i < LOOKUP_PARAMETERS; i++) write_parameter(lookup, (LookupParameter)i, out);
}

/* --- sizes ----------------------------------------------------------------------------------- */

static bool has_key(const Lookup *lookup, const char *name) {
    for (int i = 0; i < lookup->count; i++)
        if (!strcmp(lookup->keys[i].name, name)) return true;
    return false;
}

void lookup_add_key(Lookup *lookup, Arena *arena) {
    if (lookup->count == LOOKUP_KEYS) return;
    int number = lookup->count + 1;
    const char *name = arena_printf(arena, "k%d", number);
    while (has_key(lookup, name)) name = arena_printf(arena, "k%d", ++number);
    lookup->keys[lookup->count++] = (LookupKey){.name = name};
}

void lookup_remove_key(Lookup *lookup, int which) {
    if (lookup->count == 1) return;
    lookup->count--;
    for (int i = which; i < lookup->count; i++) lookup->keys[i] = lookup->keys[i + 1];
}

static void resize_parameter(Lookup *lookup, LookupParameter which, int from) {
    double old[LOOKUP_MATRIX], *now = lookup->parameters[which];
    memcpy(old, now, sizeof old);
    start_parameter(lookup, which);
    for (int i = 0; i < size_of(which, lookup->d); i++) {
        int row = i / lookup->d, column = i % lookup->d;
        if (row < from && column < from) now[i] = old[row * from + column];
    }
}

/* Values that were their keys' stay so while all of them are. */
static void keep_values(Lookup *lookup) {
    bool own = true;
    for (int i = 0; i < lookup->count; i++) own &= lookup->keys[i].own_value;
    if (own) lookup->d_v = lookup->d;
    for (int i = 0; i < lookup->count; i++) {
        LookupKey *key = &lookup->keys[i];
        key->own_value = own;
        if (own) memcpy(key->value, key->key, sizeof key->value);
    }
}

void lookup_set_d(Lookup *lookup, int d) {
    int from = lookup->d;
    lookup->d = d;
    for (int i = d; i < from; i++) {
        lookup->query[i] = 0;
        for (int k = 0; k < lookup->count; k++) lookup->keys[k].key[i] = 0;
    }
    for (int i = 0; i < LOOKUP_PARAMETERS; i++) resize_parameter(lookup, (LookupParameter)i, from);
    keep_values(lookup);
}

void lookup_set_values(Lookup *lookup, int d_v) {
    for (int k = 0; k < lookup->count; k++) {
        LookupKey *key = &lookup->keys[k];
        key->own_value = false;
        for (int i = d_v; i < lookup->d_v; i++) key->value[i] = 0;
    }
    lookup->d_v = d_v;
}

/* --- the task -------------------------------------------------------------------------------- */

/* The first is the picture's, with a W that asks for something else than likeness; a second bank,
 * that of money; values of one number, three and four dimensions, opposite keys, equal keys, one
 * key, eight keys on a circle, and one key far away. */
static const char *const examples[] = {
    "q 1.2 1; bank (river) 1.6 0.5 -> 1 0; money -0.4 1.5 -> 0 1; water -1.5 -0.6 -> 0.8 0.2; "
    "fish 0.7 -1.3 -> 0.6 0; W 0.4 0.9 -0.3 1.1",
    "q 1.2 1; bank 1.6 0.5 -> 1 0; money -0.4 1.5 -> 0 1; water -1.5 -0.6 -> 0 0; "
    "fish 0.7 -1.3 -> 1 1; bank of money 0.9 1.2 -> 0 1",
    "q 1 0; east 1 0 -> 10; north 0 1 -> 20; west -1 0 -> 30; south 0 -1 -> 40",
    "q 1 0.5 -0.5; red 1 0 0; green 0 1 0; blue 0 0 1",
    "q 0 1 0 1; first 1 0 0 0; second 0 1 0 0; third 0 0 1 0; fourth 0 0 0 1",
    "q 2 2; with 1 1 -> 1; against -1 -1 -> -1",
    "q 0.5 -0.5; one 1 1 -> 1; the same 1 1 -> 2; again 1 1 -> 3",
    "q 3 4; all there is 0.6 0.8 -> 7",
    "q 0 2; k1 2 0; k2 1.4 1.4; k3 0 2; k4 -1.4 1.4; k5 -2 0; k6 -1.4 -1.4; k7 0 -2; k8 1.4 -1.4",
    "q 0.1 0.1; near 0.2 0.1 -> 1 0; far 20 10 -> 0 1",
};

static TextPieces no_tokens(Arena *arena) {
    (void)arena;
    return (TextPieces){NULL, 0};
}

const Task task_lookup = {
    .name = "lookup",
    .summary = "a query, keys and values of a few numbers, dragged and typed; nothing is trained",
    .tokens = TOKENS_WORDS,
    .source_alphabet = no_tokens,
    .target_alphabet = no_tokens,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
};

/* Finding fonts: the only file that asks fontconfig, when the program starts and when a text first
 * needs a fallback. */
#include "draw/font_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct Wanted {
    const char *family, *kind, *package; /* kind: what fontconfig plays it by when it is missing */
    int weight, slant;
} Wanted;

static const Wanted WANTED[FACE_COUNT] = {
    [FACE_WORDS] = {"Inter", "sans-serif", "fonts-inter", FC_WEIGHT_REGULAR, FC_SLANT_ROMAN},
    [FACE_WORDS_MEDIUM] = {"Inter", "sans-serif", "fonts-inter", FC_WEIGHT_MEDIUM, FC_SLANT_ROMAN},
    [FACE_WORDS_SEMIBOLD] = {"Inter", "sans-serif", "fonts-inter", FC_WEIGHT_DEMIBOLD,
                             FC_SLANT_ROMAN},
    [FACE_WORDS_BOLD] = {"Inter", "sans-serif", "fonts-inter", FC_WEIGHT_BOLD, FC_SLANT_ROMAN},
    [FACE_HEADING] = {"Inter", "sans-serif", "fonts-inter", FC_WEIGHT_DEMIBOLD, FC_SLANT_ROMAN},
    [FACE_FORMULA] = {"STIX", "serif", "fonts-stix", FC_WEIGHT_REGULAR, FC_SLANT_ITALIC},
    [FACE_FORMULA_UPRIGHT] = {"STIX", "serif", "fonts-stix", FC_WEIGHT_REGULAR, FC_SLANT_ROMAN},
    [FACE_SIGNS] = {"STIX Math", "serif", "fonts-stix", FC_WEIGHT_REGULAR, FC_SLANT_ROMAN},
    [FACE_NUMBERS] = {"JetBrains Mono", "monospace", "fonts-jetbrains-mono", FC_WEIGHT_REGULAR,
                      FC_SLANT_ROMAN},
    [FACE_NUMBERS_BOLD] = {"JetBrains Mono", "monospace", "fonts-jetbrains-mono", FC_WEIGHT_BOLD,
                           FC_SLANT_ROMAN},
};

static const char *const HAN_FAMILIES[HAN_SHAPES] = {"Noto Sans CJK JP", "Noto Sans CJK KR",
                                                     "Noto Sans CJK SC", "Noto Sans CJK TC",
                                                     "Noto Sans CJK HK"};

void list_of_fonts_add(Fonts *fonts, FontList *list, int entry) {
    for (int i = 0; i < list->count; i++)
        if (list->items[i] == entry) return;
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 32;
        int *items = ARENA_ARRAY(fonts->arena, int, capacity);
        if (list->count) memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = entry;
}

static const char *text_of(const FcPattern *pattern, const char *object, const char *otherwise) {
    FcChar8 *value = NULL;
    if (FcPatternGetString(pattern, object, 0, &value) != FcResultMatch) return otherwise;
    return (const char *)value;
}

static int number_of(const FcPattern *pattern, const char *object, int otherwise) {
    int value;
    if (FcPatternGetInteger(pattern, object, 0, &value) == FcResultMatch) return value;
    double real; /* a matched weight can be one */
    return FcPatternGetDouble(pattern, object, 0, &real) == FcResultMatch ? (int)real : otherwise;
}

static bool truth_of(const FcPattern *pattern, const char *object, bool otherwise) {
    FcBool value;
    return FcPatternGetBool(pattern, object, 0, &value) == FcResultMatch ? value == FcTrue
                                                                         : otherwise;
}

static bool has_family(const FcPattern *pattern, const char *family) {
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (!strcmp((const char *)name, family)) return true;
    return false;
}

/* The pattern's font as an entry, one that is there already or a new one; NO_FONT when it cannot be
 * used (no file, or not scalable and not a colour font). */
static int entry_of(Fonts *fonts, const FcPattern *pattern) {
    const char *path = text_of(pattern, FC_FILE, NULL);
    int index = number_of(pattern, FC_INDEX, 0) & 0xffff; /* above: a variation's instance */
    bool color = truth_of(pattern, FC_COLOR, false);
    if (!path || (!color && !truth_of(pattern, FC_SCALABLE, true))) return NO_FONT;
    for (int i = 0; i < fonts->count; i++)
        if (fonts->entries[i]->info.index == index && !strcmp(fonts->entries[i]->info.path, path))
            return i;
    if (fonts->count == fonts->capacity) {
        int capacity = fonts->capacity ? 2 * fonts->capacity : 64;
        FontEntry **grown = ARENA_ARRAY(fonts->arena, FontEntry *, capacity);
        if (fonts->count) memcpy(grown, fonts->entries, (size_t)fonts->count * sizeof *grown);
        fonts->entries = grown;
        fonts->capacity = capacity;
    }
    FontEntry *entry = ARENA_NEW(fonts->arena, FontEntry);
    FcCharSet *covers = NULL;
    if (FcPatternGetCharSet(pattern, FC_CHARSET, 0, &covers) == FcResultMatch)
        entry->covers = FcCharSetCopy(covers);
    const char *family = text_of(pattern, FC_FAMILY, "unnamed");
    entry->info = (FontInfo){
        .family = arena_string(fonts->arena, family),
        .style = arena_string(fonts->arena, text_of(pattern, FC_STYLE, "Regular")),
        .postscript = arena_string(fonts->arena, text_of(pattern, FC_POSTSCRIPT_NAME, family)),
        .path = arena_string(fonts->arena, path),
        .index = index,
        .weight = FcWeightToOpenType(number_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR)),
        .italic = number_of(pattern, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN,
        .color = color,
    };
    fonts->entries[fonts->count] = entry;
    return fonts->count++;
}

/* A pattern that means the same whoever runs the program: its language is not the user's. */
static FcPattern *pattern_of(FcConfig *config, const char *family, const char *kind, int weight,
                             int slant) {
    FcPattern *pattern = FcPatternCreate();
    if (family) FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    if (kind) FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)kind);
    FcPatternAddInteger(pattern, FC_WEIGHT, weight);
    FcPatternAddInteger(pattern, FC_SLANT, slant);
    FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)"en");
    FcConfigSubstitute(config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    return pattern;
}

/* The nearest font; `exact` tells whether it is of the family asked for. */
static int match(Fonts *fonts, FcConfig *config, const char *family, const char *kind, int weight,
                 int slant, bool *exact) {
    FcPattern *pattern = pattern_of(config, family, kind, weight, slant);
    FcResult result;
    FcPattern *found = FcFontMatch(config, pattern, &result);
    FcPatternDestroy(pattern);
    *exact = false;
    if (!found) return NO_FONT;
    *exact = has_family(found, family);
    int entry = *exact || kind ? entry_of(fonts, found) : NO_FONT;
    FcPatternDestroy(found);
    return entry;
}

void fonts_fall_back(Fonts *fonts, bool bold) {
    if (fonts->falls_back[bold]) return;
    fonts->falls_back[bold] = true;
    FcConfig *config = fonts->config;
    bool exact;
    int weight = bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
    FontList *list = &fonts->fallback[bold];
    int first = match(fonts, config, "DejaVu Sans", NULL, weight, FC_SLANT_ROMAN, &exact);
    if (first != NO_FONT) list_of_fonts_add(fonts, list, first);
    for (int shape = 0; shape < HAN_SHAPES; shape++)
        fonts->han[bold][shape] =
            match(fonts, config, HAN_FAMILIES[shape], NULL, weight, FC_SLANT_ROMAN, &exact);
    FcPattern *pattern = pattern_of(config, NULL, "sans-serif", weight, FC_SLANT_ROMAN);
    FcResult result;
    FcFontSet *sorted = FcFontSort(config, pattern, FcTrue, NULL, &result);
    for (int i = 0; sorted && i < sorted->nfont; i++) {
        /* Merging in the request resolves the weight of variable fonts. */
        FcPattern *font = FcFontRenderPrepare(config, pattern, sorted->fonts[i]);
        int entry = font ? entry_of(fonts, font) : NO_FONT;
        if (font) FcPatternDestroy(font);
        if (entry != NO_FONT && !fonts->entries[entry]->info.color)
            list_of_fonts_add(fonts, list, entry);
        if (entry != NO_FONT && fonts->entries[entry]->info.color && fonts->emoji == NO_FONT)
            fonts->emoji = entry;
    }
    if (sorted) FcFontSetDestroy(sorted);
    FcPatternDestroy(pattern);
}

static void note_missing(Fonts *fonts, const bool *exact) {
    char *families = NULL, *packages = NULL;
    for (int face = 0; face < FACE_COUNT; face++) {
        const Wanted *wanted = &WANTED[face];
        if (exact[face] || (families && strstr(families, wanted->family))) continue;
        families = families ? arena_printf(fonts->arena, "%s, %s", families, wanted->family)
                            : arena_string(fonts->arena, wanted->family);
        if (packages && strstr(packages, wanted->package)) continue;
        packages = packages ? arena_printf(fonts->arena, "%s %s", packages, wanted->package)
                            : arena_string(fonts->arena, wanted->package);
    }
    if (families)
        fonts->missing = arena_printf(fonts->arena,
                                      "not installed: %s; other fonts stand in (Debian: apt "
                                      "install %s)",
                                      families, packages);
}

static bool find_faces(Fonts *fonts, FcConfig *config) {
    bool exact[FACE_COUNT];
    for (int face = 0; face < FACE_COUNT; face++) {
        const Wanted *wanted = &WANTED[face];
        fonts->faces[face] = match(fonts, config, wanted->family, wanted->kind, wanted->weight,
                                   wanted->slant, &exact[face]);
        if (fonts->faces[face] == NO_FONT) return false;
    }
    note_missing(fonts, exact);
    bool color;
    fonts->emoji =
        match(fonts, config, "Noto Color Emoji", NULL, FC_WEIGHT_REGULAR, FC_SLANT_ROMAN, &color);
    for (int bold = 0; bold < 2 && fonts->emoji == NO_FONT; bold++) fonts_fall_back(fonts, bold);
    return true;
}

bool fonts_find(Fonts *fonts, Error *error) {
    fonts->config = FcInitLoadConfigAndFonts();
    bool found = fonts->config && find_faces(fonts, fonts->config);
    return found || error_set(error, "no font was found on this machine, so no text can be shown; "
                                     "install some (Debian: apt install fonts-inter fonts-stix "
                                     "fonts-jetbrains-mono fonts-dejavu-core)");
}

#include "training/unfit.h"

enum { NAMED = 5 };

/* “a”, “b” and “c”; of more than NAMED the first few. */
static const char *named(Arena *arena, TextPieces missing) {
    int shown = missing.count < NAMED ? missing.count : NAMED;
    const char *list = "";
    for (int i = 0; i < shown; i++) {
        const char *before = i == 0 ? "" : i == missing.count - 1 ? " and " : ", ";
        list = arena_printf(arena, "%s%s“%s”", list, before, missing.items[i]);
    }
    return missing.count > shown ? arena_printf(arena, "%s …", list) : list;
}

/* NULL: the vocabulary has them all. */
static const char *lacks(const Model *model, const Task *task, const Vocabulary *vocabulary,
                         TextPieces alphabet, const char *side, Arena *scratch) {
    TextPieces missing = {ARENA_ARRAY(scratch, const char *, alphabet.count), 0};
    for (int i = 0; i < alphabet.count; i++)
        if (vocabulary_id(vocabulary, alphabet.items[i]) == vocabulary->unknown)
            missing.items[missing.count++] = alphabet.items[i];
    if (!missing.count) return NULL;
    const char *what = tokens_kind_name(task->tokens), *list = named(scratch, missing);
    if (missing.count == alphabet.count)
        return arena_printf(model->arena, "its %svocabulary has none of the %d %s of %s: %s", side,
                            alphabet.count, what, task->name, list);
    return arena_printf(model->arena, "its %svocabulary lacks %d of the %d %s of %s: %s", side,
                        missing.count, alphabet.count, what, task->name, list);
}

static const char *lacks_symbols(const Model *model, const Task *task, Arena *scratch) {
    bool two = !task->next_symbol;
    const char *no = lacks(model, task, &model->source, task->source_alphabet(scratch),
                           two ? "source " : "", scratch);
    if (no || !two) return no;
    return lacks(model, task, &model->target, task->target_alphabet(scratch), "target ", scratch);
}

static const char *lacks_positions(const Model *model, const Task *task) {
    if (model->kind != &model_transformer) return NULL;
    int ends = !task->next_symbol, longest = task->max_source + ends;
    if (ends && task->max_target + 1 > longest) longest = task->max_target + 1;
    if (longest <= model->transformer.positions) return NULL;
    return arena_printf(model->arena, "it has %d positions, and samples of %s have up to %d %s%s",
                        model->transformer.positions, task->name, longest,
                        tokens_kind_name(task->tokens), ends ? " with </s>" : "");
}

const char *model_unfit(const Model *model, Arena *scratch) {
    const Task *task = task_find(model->task);
    if (!task || !task->sample || !model->kind->force) return NULL;
    bool symbols = model->kind == &model_transformer && model->transformer.decoder_only;
    if (symbols != task->next_symbol)
        return arena_printf(model->arena,
                            symbols ? "it only predicts next symbols, and a sample of %s has an "
                                      "answer to be written"
                                    : "it writes answers, and of a sample of %s every next symbol "
                                      "is to be predicted",
                            task->name);
    const char *no = lacks_symbols(model, task, scratch);
    return no ? no : lacks_positions(model, task);
}

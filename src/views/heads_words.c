/* heads_words.c -- how heads are named, in one way everywhere: “Layer 1 · head 2” where there is
 * room, “1.2” where there is little. A model of one sequence has no groups to tell apart. */
#include "views/heads_parts.h"

#include <stdio.h>
#include <string.h>

/* In titles, and within words. */
static const char *const titles[HEADS_OF_COUNT] = {"Encoder", "Decoder", "Across"};
static const char *const groups[HEADS_OF_COUNT] = {"encoder ", "decoder ", "across "};

static bool has_groups(const Run *run) {
    return run_has_heads(run) && !run->ask.model->transformer.decoder_only;
}

const char *heads_group_title(HeadsOf of) {
    return titles[of];
}

const char *heads_name(const ViewPass *view, HeadAt head) {
    Arena *arena = ui_arena(view->ui);
    return has_groups(view->run) ? arena_printf(arena, "%s · layer %d · head %d", titles[head.of],
                                                head.layer, head.head)
                                 : arena_printf(arena, "Layer %d · head %d", head.layer, head.head);
}

const char *heads_beside(const ViewPass *view, HeadsOf of, int shown) {
    Arena *arena = ui_arena(view->ui);
    int kept = 0;
    for (int i = 0; i < view->state->look.head_count; i++)
        kept += view->state->look.heads[i].of == of;
    const char *some = kept > shown ? arena_printf(arena, ", %d of %d", shown, kept) : "";
    if (!has_groups(view->run)) return arena_printf(arena, "Heads beside each other%s", some);
    return arena_printf(arena, "%s · heads beside each other%s", titles[of], some);
}

const char *heads_short(Arena *arena, const Run *run, HeadAt head) {
    return arena_printf(arena, "%s%d.%d", has_groups(run) ? groups[head.of] : "", head.layer,
                        head.head);
}

const char *heads_one(Arena *arena, const Run *run, HeadAt head) {
    const char *name = heads_short(arena, run, head);
    return has_groups(run) ? name : arena_printf(arena, "head %s", name);
}

const char *heads_list_words(Arena *arena, const Run *run, const char *list) {
    int count;
    const HeadAt *heads = heads_of_list(arena, list, &count);
    const char *text = has_groups(run) ? "" : count > 1 ? "heads " : "head ";
    for (int i = 0; i < count; i++) {
        bool same = i && heads[i].of == heads[i - 1].of;
        text = same ? arena_printf(arena, "%s, %d.%d", text, heads[i].layer, heads[i].head)
                    : arena_printf(arena, "%s%s%s", text, i ? " · " : "",
                                   heads_short(arena, run, heads[i]));
    }
    return text;
}

bool heads_are_ablated(const ViewPass *view, HeadAt head) {
    return head.layer && heads_listed(view->run->ask.ablated, head);
}

static bool forces_any(const Ask *ask) {
    return ask->edits && ask->edits->forced_count;
}

const char *heads_ranked_words(const ViewPass *view) {
    const Ask *ask = &view->state->ask;
    const Attention *now = &ask->attention;
    Arena *arena = ui_arena(view->ui);
    const char *scope = ask->model->transformer.decoder_only ? "causal" : "global";
    const struct {
        bool other;
        const char *words;
    } parts[] = {{strcmp(now->score->word, "scaled") != 0, "scaled"},
                 {strcmp(now->scope->word, scope) != 0, scope},
                 {strcmp(now->weigh->word, "soft") != 0, "soft"},
                 {now->temperature < 1 || now->temperature > 1, "τ 1"},
                 {*ask->ablated != '\0', "no head ablated"},
                 {forces_any(ask), "no weight forced"}};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].other)
            text = text ? arena_printf(arena, "%s, %s", text, parts[i].words)
                        : arena_printf(arena, "as trained: %s", parts[i].words);
    return text;
}

/* What a head's pictures of two runs are compared by is not every weight. */
static bool overviews_are_reduced(const ViewPass *view) {
    HeadsOf of = view->state->look.heads[0].of;
    return run_head_rows(view->run, of).count > HEAD_OVERVIEW ||
           run_head_cols(view->run, of).count > HEAD_OVERVIEW;
}

/* What the losses are of that stand in the grid or order it, where that is not this run. */
static const char *trained_words(const ViewPass *view) {
    const char *trained = view->ranking ? heads_ranked_words(view) : NULL;
    return trained ? arena_printf(ui_arena(view->ui), " (%s)", trained) : "";
}

/* Heads whose loss is not known stand last, by number. */
static const char *known_words(const ViewPass *view) {
    const HeadRanking *ranking = view->ranking;
    if (!ranking) return view->memory->ranks ? " (being ranked)" : " (not ranked yet)";
    if (ranking->done == ranking->heads) return trained_words(view);
    return arena_printf(ui_arena(view->ui), " (%d of %d ranked)%s", ranking->done, ranking->heads,
                        trained_words(view));
}

const char *heads_order_words(const ViewPass *view) {
    HeadSort sort = view->state->look.sort;
    return sort == SORT_LOSS ? arena_printf(ui_arena(view->ui), "loss%s", known_words(view))
                             : sort_words[sort];
}

const char *heads_numbers_words(const ViewPass *view) {
    bool ordered = view->state->look.sort == SORT_LOSS;
    if (*view->state->ask.ablated)
        return arena_printf(ui_arena(view->ui), " · Δ largest change%s %s",
                            overviews_are_reduced(view) ? " of blocks’ maxima" : "",
                            heads_fed_words(view));
    if (view->ranking)
        return arena_printf(ui_arena(view->ui), " · + loss without it%s",
                            ordered ? "" : trained_words(view));
    return view->figure ? "" : " · click enlarges, Shift+click keeps several, 0 ablates";
}

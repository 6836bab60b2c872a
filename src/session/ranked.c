/* ranked.c -- what a session keeps about heads beside its states: what each is worth. */
#include "session/parts.h"

#include <stdlib.h>
#include <string.h>

static RankedModel *find(const Session *session, const Model *model) {
    for (int i = 0; i < session->ranked_count; i++)
        if (session->ranked[i].model == model) return &session->ranked[i];
    return NULL;
}

const HeadRanking *session_ranking(const Session *session) {
    const RankedModel *ranked = find(session, session_state(session)->ask.model);
    return ranked ? ranked->ranking : NULL;
}

bool session_is_ranked(const Session *session) {
    const HeadRanking *ranking = session_ranking(session);
    return ranking && ranking->done == ranking->heads;
}

void session_take_ranking(Session *session, const Model *model, HeadRanking *ranking) {
    RankedModel *ranked = find(session, model);
    if (!ranked) {
        size_t bytes = (size_t)(session->ranked_count + 1) * sizeof *session->ranked;
        session->ranked = realloc(session->ranked, bytes);
        CHECK(session->ranked, "out of memory");
        ranked = &session->ranked[session->ranked_count++];
        *ranked = (RankedModel){model, NULL};
    }
    ranking_free(ranked->ranking);
    ranked->ranking = ranking;
}

void session_forget_ranking(Session *session, const Model *model) {
    int kept = 0;
    for (int i = 0; i < session->ranked_count; i++) {
        if (!model || session->ranked[i].model == model)
            ranking_free(session->ranked[i].ranking);
        else
            session->ranked[kept++] = session->ranked[i];
    }
    session->ranked_count = kept;
    if (kept) return;
    free(session->ranked);
    session->ranked = NULL;
}

bool session_rank(Session *session, const char *what, Error *error) {
    const Model *model = session_state(session)->ask.model;
    const char *no = ranking_refuses(model);
    if (strcmp(what, "start"))
        return error_words(error, "rank takes start, or stop in the window, not “%s”", what);
    if (no) return error_words(error, "%s: %s", model->name, no);
    if (!session_is_ranked(session))
        session_take_ranking(session, model, ranking_of(model, RANKING_SAMPLES, 1, NULL));
    return true;
}

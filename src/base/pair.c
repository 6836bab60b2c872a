#include "base/pair.h"

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct Pair {
    pthread_t helper;
    bool started, alone;   /* the caller's own */
    pthread_mutex_t mutex; /* guards everything below it */
    pthread_cond_t begin, rested;
    PairWork *work;
    void *with;
    int first, last; /* of the parts nobody has taken */
    bool helping, quitting;
};

Pair *pair_new(void) {
    Pair *pair = calloc(1, sizeof *pair);
    CHECK(pair, "out of memory");
    pthread_mutex_init(&pair->mutex, NULL);
    pthread_cond_init(&pair->begin, NULL);
    pthread_cond_init(&pair->rested, NULL);
    pair->last = -1;
    pair->alone = sysconf(_SC_NPROCESSORS_ONLN) < 2;
    return pair;
}

static void *help(void *argument) {
    Pair *pair = argument;
    pthread_mutex_lock(&pair->mutex);
    for (;;) {
        while (pair->first > pair->last && !pair->quitting)
            pthread_cond_wait(&pair->begin, &pair->mutex);
        if (pair->quitting) break;
        int part = pair->last--;
        pair->helping = true;
        pthread_mutex_unlock(&pair->mutex);
        pair->work(pair->with, 1, part);
        pthread_mutex_lock(&pair->mutex);
        pair->helping = false;
        pthread_cond_signal(&pair->rested);
    }
    pthread_mutex_unlock(&pair->mutex);
    return NULL;
}

static void start(Pair *pair) {
    int failed = pthread_create(&pair->helper, NULL, help, pair);
    pair->started = !failed;
    pair->alone = failed; /* it is only slower */
}

void pair_free(Pair *pair) {
    if (!pair) return;
    if (pair->started) {
        pthread_mutex_lock(&pair->mutex);
        pair->quitting = true;
        pthread_cond_signal(&pair->begin);
        pthread_mutex_unlock(&pair->mutex);
        pthread_join(pair->helper, NULL);
    }
    pthread_cond_destroy(&pair->begin);
    pthread_cond_destroy(&pair->rested);
    pthread_mutex_destroy(&pair->mutex);
    free(pair);
}

static void all_alone(int count, PairWork *work, void *with) {
    for (int part = 0; part < count; part++) work(with, 0, part);
}

void pair_run(Pair *pair, int count, PairWork *work, void *with) {
    if (count > 1 && !pair->started && !pair->alone) start(pair);
    if (count < 2 || pair->alone) {
        all_alone(count, work, with);
        return;
    }
    pthread_mutex_lock(&pair->mutex);
    pair->work = work;
    pair->with = with;
    pair->first = 0;
    pair->last = count - 1;
    pthread_cond_signal(&pair->begin);
    while (pair->first <= pair->last) {
        int part = pair->first++;
        pthread_mutex_unlock(&pair->mutex);
        work(with, 0, part);
        pthread_mutex_lock(&pair->mutex);
    }
    while (pair->helping) pthread_cond_wait(&pair->rested, &pair->mutex);
    pthread_mutex_unlock(&pair->mutex);
}

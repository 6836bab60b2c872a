#include "testing.h"

#include "base/job.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static atomic_int alive; /* snapshots that exist */

static int *snapshot_new(int value) {
    int *snapshot = malloc(sizeof *snapshot);
    assert_non_null(snapshot);
    *snapshot = value;
    atomic_fetch_add(&alive, 1);
    return snapshot;
}

static void snapshot_free(void *snapshot) {
    atomic_fetch_sub(&alive, 1);
    free(snapshot);
}

static void nap(void) {
    nanosleep(&(struct timespec){0, 200000}, NULL);
}

/* Publishes 1 … *asked. */
static void count_up(Job *job, void *asked) {
    int last = *(int *)asked;
    for (int i = 1; i <= last && !job_cancelled(job); i++) {
        job_publish(job, snapshot_new(i), snapshot_free);
        job_progress(job, (double)i / last);
    }
}

static void only_the_newest_snapshot_is_taken(void **state) {
    (void)state;
    int *asked = snapshot_new(5000), newest = 0;
    Job *job = job_start(count_up, asked, snapshot_free);
    while (newest < 5000) {
        int *snapshot = job_take(job);
        if (!snapshot) continue;
        assert_true(*snapshot > newest);
        newest = *snapshot;
        snapshot_free(snapshot);
    }
    job_wait(job);
    assert_true(job_finished(job));
    assert_true(job_progress_of(job) == 1.0);
    assert_null(job_take(job));
    assert_null(job_error(job));
    job_free(job);
    assert_int_equal(atomic_load(&alive), 0);
}

static void what_nobody_takes_is_freed(void **state) {
    (void)state;
    Job *job = job_start(count_up, snapshot_new(100), snapshot_free);
    job_wait(job);
    job_wait(job); /* waiting again is allowed */
    job_free(job);
    assert_int_equal(atomic_load(&alive), 0);
    job_free(NULL);
}

static void run_until_cancelled(Job *job, void *asked) {
    (void)asked;
    for (int i = 0; !job_cancelled(job); i++) {
        job_publish(job, snapshot_new(i), snapshot_free);
        nap();
    }
}

static void cancelling_ends_the_work(void **state) {
    (void)state;
    Job *job = job_start(run_until_cancelled, NULL, NULL);
    nap();
    assert_false(job_finished(job));
    job_cancel(job);
    job_wait(job);
    assert_true(job_finished(job));
    job_free(job);
    job_free(job_start(run_until_cancelled, NULL, NULL)); /* freeing cancels */
    assert_int_equal(atomic_load(&alive), 0);
}

static void fail_with(Job *job, void *asked) {
    job_fail(job, asked);
}

static void a_failure_is_a_sentence(void **state) {
    (void)state;
    static char sentence[] = "the file is cut short";
    Job *job = job_start(fail_with, sentence, NULL);
    job_wait(job);
    assert_string_equal(job_error(job), sentence);
    job_free(job);
}

static void note_waking(void *with) {
    atomic_fetch_add((atomic_int *)with, 1);
}

static void the_waiter_is_woken(void **state) {
    (void)state;
    atomic_int woken = 0;
    Job *job = job_start_waking(count_up, snapshot_new(10), snapshot_free, note_waking, &woken);
    job_wait(job);
    assert_int_equal(atomic_load(&woken), 11); /* ten snapshots and the end */
    job_free(job);
    assert_int_equal(atomic_load(&alive), 0);
}

static void many_jobs_run_side_by_side(void **state) {
    (void)state;
    Job *jobs[8];
    for (int i = 0; i < 8; i++) jobs[i] = job_start(count_up, snapshot_new(200), snapshot_free);
    for (int i = 0; i < 8; i++) {
        if (i % 2) job_wait(jobs[i]);
        job_free(jobs[i]);
    }
    assert_int_equal(atomic_load(&alive), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_newest_snapshot_is_taken),
        cmocka_unit_test(what_nobody_takes_is_freed),
        cmocka_unit_test(cancelling_ends_the_work),
        cmocka_unit_test(a_failure_is_a_sentence),
        cmocka_unit_test(the_waiter_is_woken),
        cmocka_unit_test(many_jobs_run_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

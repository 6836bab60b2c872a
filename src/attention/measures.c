#include "attention/measures.h"

#include <stddef.h>

double measure_sum(const Real *row, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (double)row[i];
    return sum;
}

double measure_entropy(const Real *row, int n, double sum) {
    double entropy = sum > 0 || sum <= 0 ? 0 : sum; /* not a number: neither */
    for (int i = 0; i < n && sum > 0; i++) {
        double p = (double)row[i] / sum;
        if (p > 0) entropy -= p * log(p);
    }
    return entropy;
}

double measure_coverage(const Real *weights, int rows, int stride, int s) {
    double sum = 0;
    for (int t = 0; t < rows; t++) sum += (double)weights[(size_t)t * (size_t)stride + (size_t)s];
    return sum;
}

double measure_distance(const Real *row, int n, double sum, int t) {
    double distance = 0;
    for (int i = 0; i < n && sum > 0; i++) distance += (double)row[i] * fabs((double)(i + 1 - t));
    return sum > 0 ? distance / sum : sum <= 0 ? 0 : sum;
}

double measure_divergence(const Real *a, const Real *b, int n) {
    double sum_a = measure_sum(a, n), sum_b = measure_sum(b, n), nats = 0;
    if (!(sum_a > 0) || !(sum_b > 0)) return (double)NAN;
    for (int i = 0; i < n; i++) {
        double p = (double)a[i] / sum_a, q = (double)b[i] / sum_b;
        if (p > 0 && !(q > 0)) return (double)NAN;
        if (p > 0) nats += p * log(p / q);
    }
    return nats > 0 ? nats : 0; /* −1e-17 of equal rows */
}

double measure_maximum(const Real *row, int n) {
    double most = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(row[i])) return (double)row[i];
        most = (double)row[i] > most ? (double)row[i] : most;
    }
    return most;
}

int measure_allowed(const Real *scores, int n) {
    int count = 0;
    for (int i = 0; scores && i < n; i++) count += scores[i] != -REAL_INFINITY;
    return scores ? count : n;
}

double measure_evenness(const Real *row, int n, double sum, int allowed) {
    double even = 1.0 / allowed, shared = 0;
    for (int i = 0; i < n && sum > 0; i++) {
        double share = (double)row[i] / sum;
        shared += share < even ? share : even;
    }
    return shared;
}

double measure_aer(int in_sure, int in_possible, int answered, int sure) {
    return 1 - (double)(in_sure + in_possible) / (double)(answered + sure);
}

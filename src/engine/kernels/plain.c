/* plain.c -- the kernels in plain C: the reference for the others, and all there is on other
 * processors. */
#include "engine/kernels/kernels.h"

#include <string.h>

static Real sigmoid1(Real x) {
    return (Real)0.5 + (Real)0.5 * real_tanh((Real)0.5 * x);
}

static void plain_exp(size_t n, const Real *x, Real *out) {
    for (size_t i = 0; i < n; i++) out[i] = real_exp(x[i]);
}

static void plain_tanh(size_t n, const Real *x, Real *out) {
    for (size_t i = 0; i < n; i++) out[i] = real_tanh(x[i]);
}

static void plain_sigmoid(size_t n, const Real *x, Real *out) {
    for (size_t i = 0; i < n; i++) out[i] = sigmoid1(x[i]);
}

static Real plain_dot(size_t n, const Real *a, const Real *b) {
    Real sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static void plain_axpy(size_t n, Real a, const Real *x, Real *y) {
    for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

static void plain_add_to(size_t n, const Real *x, Real *y) {
    for (size_t i = 0; i < n; i++) y[i] += x[i];
}

static Real plain_additive(size_t n, const Real *q, const Real *k, const Real *v) {
    Real sum = 0;
    for (size_t i = 0; i < n; i++) sum += v[i] * real_tanh(q[i] + k[i]);
    return sum;
}

static void plain_additive_back(size_t n, size_t count, const Real *de, const Real *q,
                                const Real *k, const Real *v, Real *dq, Real *dk, Real *dv) {
    for (size_t s = 0; s < count; s++)
        for (size_t i = 0; i < n; i++) {
            Real t = real_tanh(q[i] + k[s * n + i]), change = de[s] * v[i] * (1 - t * t);
            if (dq) dq[i] += change;
            if (dk) dk[s * n + i] += change;
            if (dv) dv[i] += de[s] * t;
        }
}

static void plain_gru(size_t n, const Real *a, const Real *b, const Real *h, Real *out) {
    for (size_t i = 0; i < n; i++) {
        Real r = sigmoid1(a[i] + b[i]), z = sigmoid1(a[n + i] + b[n + i]);
        Real m = b[2 * n + i], c = real_tanh(a[2 * n + i] + r * m);
        out[i] = (1 - z) * c + z * h[i];
        out[n + i] = r;
        out[2 * n + i] = z;
        out[3 * n + i] = c;
        out[4 * n + i] = m;
    }
}

static void plain_gru_back(size_t n, const Real *dnew, const Real *out, const Real *h, Real *da,
                           Real *db, Real *dh) {
    for (size_t i = 0; i < n; i++) {
        Real r = out[n + i], z = out[2 * n + i], c = out[3 * n + i], m = out[4 * n + i],
             d = dnew[i];
        Real dc = d * (1 - z) * (1 - c * c);
        Real dr = dc * m * r * (1 - r), dz = d * (h[i] - c) * z * (1 - z);
        da[i] = db[i] = dr;
        da[n + i] = db[n + i] = dz;
        da[2 * n + i] = dc;
        db[2 * n + i] = dc * r;
        dh[i] += d * z;
    }
}

static void plain_lstm(size_t n, const Real *a, const Real *b, const Real *c, Real *out) {
    for (size_t j = 0; j < n; j++) {
        Real i = sigmoid1(a[j] + b[j]), f = sigmoid1(a[n + j] + b[n + j]);
        Real g = real_tanh(a[2 * n + j] + b[2 * n + j]), o = sigmoid1(a[3 * n + j] + b[3 * n + j]);
        Real c_new = f * c[j] + i * g, t = real_tanh(c_new);
        out[j] = o * t;
        out[n + j] = c_new;
        out[2 * n + j] = i;
        out[3 * n + j] = f;
        out[4 * n + j] = g;
        out[5 * n + j] = o;
        out[6 * n + j] = t;
    }
}

static void plain_lstm_back(size_t n, const Real *dh, const Real *dc_new, const Real *out,
                            const Real *c, Real *d, Real *dc) {
    for (size_t j = 0; j < n; j++) {
        Real i = out[2 * n + j], f = out[3 * n + j], g = out[4 * n + j], o = out[5 * n + j];
        Real t = out[6 * n + j], dcell = dc_new[j] + dh[j] * o * (1 - t * t);
        d[j] = dcell * g * i * (1 - i);
        d[n + j] = dcell * c[j] * f * (1 - f);
        d[2 * n + j] = dcell * i * (1 - g * g);
        d[3 * n + j] = dh[j] * t * o * (1 - o);
        dc[j] += dcell * f;
    }
}

static void plain_adam(size_t n, Real rate, Real beta1, Real beta2, Real c1, Real c2, Real epsilon,
                       Real clip, const Real *g, Real *m, Real *v, Real *p) {
    for (size_t i = 0; i < n; i++) {
        Real d = g[i] * clip;
        m[i] = beta1 * m[i] + (1 - beta1) * d;
        v[i] = beta2 * v[i] + (1 - beta2) * d * d;
        p[i] -= rate * (m[i] * c1) / (real_sqrt(v[i] * c2) + epsilon);
    }
}

static Real plain_largest(size_t n, const Real *x) {
    Real most = x[0];
    for (size_t i = 1; i < n; i++)
        if (!(x[i] <= most)) most = x[i];
    return most;
}

static Real plain_exp_sum(size_t n, Real scale, Real shift, const Real *x, Real *out) {
    Real sum = 0;
    for (size_t i = 0; i < n; i++) sum += out[i] = real_exp(scale * (x[i] - shift));
    return sum;
}

static void plain_scale_to(size_t n, Real factor, const Real *x, Real *out, bool past_caches) {
    (void)past_caches;
    for (size_t i = 0; i < n; i++) out[i] = factor * x[i];
}

static void plain_settle(void) {}

enum { PANEL_COLS = 16 };

static void plain_pack(bool turned, size_t k, size_t n, const Real *B, size_t ldb, Real *panels) {
    for (size_t first = 0; first < n; first += PANEL_COLS)
        for (size_t l = 0; l < k; l++)
            for (size_t j = first; j < first + PANEL_COLS; j++)
                *panels++ = j >= n ? 0 : turned ? B[j * ldb + l] : B[l * ldb + j];
}

/* One row of one panel: C = a·panel + begin (NULL: 0), of which `cols` numbers are there. */
static void row_times_panel(size_t cols, size_t k, const Real *a, const Real *panel,
                            const Real *begin, Real *C) {
    Real sum[PANEL_COLS] = {0};
    if (begin) memcpy(sum, begin, cols * sizeof *sum);
    for (size_t l = 0; l < k; l++)
        for (size_t j = 0; j < PANEL_COLS; j++) sum[j] += a[l] * panel[l * PANEL_COLS + j];
    memcpy(C, sum, cols * sizeof *sum);
}

static void plain_multiply_packed(size_t m, size_t n, size_t k, const Real *A, size_t lda,
                                  const Real *panels, const Real *begin, size_t begin_step, Real *C,
                                  size_t ldc) {
    for (size_t j = 0; j < n; j += PANEL_COLS)
        for (size_t i = 0; i < m; i++)
            row_times_panel(n - j < PANEL_COLS ? n - j : (size_t)PANEL_COLS, k, A + i * lda,
                            panels + j * k, begin ? begin + i * begin_step + j : NULL,
                            C + i * ldc + j);
}

static void plain_multiply_scaling(size_t m, size_t n, size_t k, const Real *A, size_t lda,
                                   const Real *panel, const Real *begin, size_t begin_step, Real *C,
                                   size_t ldc, const Scaled *scaled) {
    plain_multiply_packed(m, n, k, A, lda, panel, begin, begin_step, C, ldc);
    for (size_t i = 0; i < m; i++)
        plain_scale_to(k, scaled->factors[i], A + i * lda, scaled->to + i * scaled->step, false);
}

const Kernels kernels_plain = {
    .name = "plain",
    .exp = plain_exp,
    .tanh = plain_tanh,
    .sigmoid = plain_sigmoid,
    .dot = plain_dot,
    .axpy = plain_axpy,
    .add_to = plain_add_to,
    .additive = plain_additive,
    .additive_back = plain_additive_back,
    .gru = plain_gru,
    .gru_back = plain_gru_back,
    .lstm = plain_lstm,
    .lstm_back = plain_lstm_back,
    .adam = plain_adam,
    .largest = plain_largest,
    .exp_sum = plain_exp_sum,
    .scale_to = plain_scale_to,
    .settle = plain_settle,
    .panel_cols = PANEL_COLS,
    .pack = plain_pack,
    .multiply_packed = plain_multiply_packed,
    .multiply_scaling = plain_multiply_scaling,
};

/* Four loops, one for each pair of transposes, each with its innermost loop over what lies
 * together. */
void gemm_plain(bool a_transposed, bool b_transposed, int m, int n, int k, const Real *A, int lda,
                const Real *B, int ldb, Real beta, Real *C, int ldc) {
    for (int i = 0; i < m; i++) {
        Real *row = C + (size_t)i * (size_t)ldc;
        if (beta == 0) memset(row, 0, (size_t)n * sizeof *row);
        if (b_transposed) {
            for (int j = 0; j < n; j++) {
                const Real *b = B + (size_t)j * (size_t)ldb;
                Real sum = 0;
                for (int l = 0; l < k; l++)
                    sum += (a_transposed ? A[(size_t)l * (size_t)lda + (size_t)i]
                                         : A[(size_t)i * (size_t)lda + (size_t)l]) *
                           b[l];
                row[j] += sum;
            }
            continue;
        }
        for (int l = 0; l < k; l++) {
            Real a = a_transposed ? A[(size_t)l * (size_t)lda + (size_t)i]
                                  : A[(size_t)i * (size_t)lda + (size_t)l];
            const Real *b = B + (size_t)l * (size_t)ldb;
            for (int j = 0; j < n; j++) row[j] += a * b[j];
        }
    }
}

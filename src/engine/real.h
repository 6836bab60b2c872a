/* real.h -- the number the engine computes with.
 *
 * float in the program. The tests also build the engine with HEED_DOUBLE, where the same source
 * runs in double: gradients are then checked without rounding noise, and float runs are held
 * against it.
 */
#ifndef HEED_ENGINE_REAL_H
#define HEED_ENGINE_REAL_H

#include <math.h>

#ifdef HEED_DOUBLE
typedef double Real;
#define real_exp exp
#define real_log log
#define real_tanh tanh
#define real_sqrt sqrt
#else
typedef float Real;
#define real_exp expf
#define real_log logf
#define real_tanh tanhf
#define real_sqrt sqrtf
#endif

#define REAL_INFINITY ((Real)INFINITY)

#endif

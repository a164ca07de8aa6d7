#pragma once

#include "entries.h"

#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

/* The vectors that the kernels are written in: the compiler's own vector extensions, RCP_LANES floats wide. */

#define INLINE static inline __attribute__ ((always_inline))

/* loops over register tiles must vanish, or the tile lives in memory */
#ifdef __clang__
#define UNROLL _Pragma ("clang loop unroll(full)")
#define UNROLL_TAPS
#define UNROLL_TWICE
#else
#define UNROLL _Pragma ("GCC unroll 64")
#define UNROLL_TAPS _Pragma ("GCC unroll 5")
#define UNROLL_TWICE _Pragma ("GCC unroll 2")
#endif

typedef float Vf __attribute__ ((vector_size (RCP_LANES * 4)));
typedef gint32 Vi __attribute__ ((vector_size (RCP_LANES * 4)));
typedef float VfUnaligned __attribute__ ((vector_size (RCP_LANES * 4), aligned (4)));

/* a slice's pixel is this many vectors */
#define PARTS (RCP_SLICE / RCP_LANES)

/* vector registers: how large a tile can be */
#if defined(__AVX512F__) || defined(__aarch64__)
#define REGISTERS 32
#else
#define REGISTERS 16
#endif

INLINE Vf
load (const float *p)
{
  return *(const Vf *) p;
}

INLINE void
store (float *p, Vf v)
{
  *(Vf *) p = v;
}

INLINE Vf
loadu (const float *p)
{
  return *(const VfUnaligned *) p;
}

INLINE void
storeu (float *p, Vf v)
{
  *(VfUnaligned *) p = v;
}

/* spelled out: adding x to a zero vector would keep the addition, for the sake of −0 */
INLINE Vf
broadcast (float x)
{
#if RCP_LANES == 16
  return (Vf){ x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x };
#elif RCP_LANES == 8
  return (Vf){ x, x, x, x, x, x, x, x };
#else
  return (Vf){ x, x, x, x };
#endif
}

/* a where the mask is set, else b; C's ?: takes no vectors */
INLINE Vf
blend (Vi mask, Vf a, Vf b)
{
  return (Vf) ((mask & (Vi) a) | (~mask & (Vi) b));
}

INLINE Vi
blend_int (Vi mask, Vi a, Vi b)
{
  return (mask & a) | (~mask & b);
}

typedef guint8 Vbyte __attribute__ ((vector_size (RCP_LANES)));
typedef guint16 Vshort __attribute__ ((vector_size (RCP_LANES * 2)));

/* The one place where the machine's own names pay: GCC 12 does not find the one instruction for this, and with what it
 * finds instead a slice takes 10.9 µs to load, not 4.0. */
INLINE Vi
widen_bytes (const guint8 *p)
{
#if defined(__AVX512F__)
  return (Vi) _mm512_cvtepu8_epi32 (_mm_loadu_si128 ((const __m128i_u *) p));
#elif defined(__AVX2__)
  return (Vi) _mm256_cvtepu8_epi32 (_mm_loadu_si64 (p));
#else
  Vbyte bytes;
  Vshort shorts;

  memcpy (&bytes, p, RCP_LANES);
  shorts = __builtin_convertvector(bytes, Vshort);
  return __builtin_convertvector(shorts, Vi);
#endif
}

INLINE void
narrow_to_bytes (guint8 *p, Vi v)
{
  Vbyte bytes = __builtin_convertvector(v, Vbyte);

  memcpy (p, &bytes, RCP_LANES);
}

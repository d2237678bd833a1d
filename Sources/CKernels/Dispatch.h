// One function for every processor and one for those with AVX2, of which the better is taken at run time; for loops that
// compilers make wide by themselves: `FusedWords.c` and `RowChoice.c`.

#pragma once

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,bmi")))
#define BEST(NAME) (__builtin_cpu_supports("avx2") ? NAME##_avx2 : NAME)
#else
#define BEST(NAME) NAME
#endif

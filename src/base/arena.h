/* arena.h -- memory by lifetime: program, session, run, frame.
 *
 * Everything taken from an arena is given back at once, by arena_reset (which keeps the blocks for
 * the next round) or arena_free. Addresses never move. Memory is aligned to 64 bytes and not
 * zeroed, except by arena_zeroed. Running out of memory is our mistake: sizes a user asks for are
 * checked before. Under AddressSanitizer every allocation is followed by a red zone and arena_reset
 * poisons all of it, so an overrun or a stale pointer dies where it happens. Threads: one at a
 * time.
 */
#ifndef HEED_BASE_ARENA_H
#define HEED_BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena); /* NULL is allowed */
void arena_reset(Arena *arena);

/* `size` bytes (0 gives a valid, unusable address), not zeroed. */
void *arena_alloc(Arena *arena, size_t size);
/* `count` × `size` bytes of zeros; the product is checked for overflow. */
void *arena_zeroed(Arena *arena, size_t count, size_t size);
/* The string, or its first `length` bytes and a 0, copied. */
char *arena_string(Arena *arena, const char *text);
char *arena_substring(Arena *arena, const char *text, size_t length);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes handed out since the last reset, alignment and red zones left out. */
size_t arena_used(const Arena *arena);

/* Bytes of all its blocks: what it holds of the system's memory. */
size_t arena_held(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_zeroed(arena, 1, sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_zeroed(arena, (size_t)(count), sizeof(Type)))

#endif

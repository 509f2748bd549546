#include "tests/support/heap-meter.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static atomic_llong  held;
static atomic_llong  peak;
static atomic_size_t greatest;
static atomic_bool   counting;

static void
note_request (size_t n)
{
  size_t most = atomic_load (&greatest);

  while (n > most && !atomic_compare_exchange_weak (&greatest, &most, n))
    ;
}

static void
note_taken (size_t n)
{
  const long long now = atomic_fetch_add (&held, (long long) n) + (long long) n;
  long long       most = atomic_load (&peak);

  while (now > most && !atomic_compare_exchange_weak (&peak, &most, now))
    ;
}

static void
note_given (size_t n)
{
  atomic_fetch_sub (&held, (long long) n);
}

#ifdef __SANITIZE_ADDRESS__

size_t __sanitizer_get_allocated_size (const volatile void *p);
int __sanitizer_install_malloc_and_free_hooks (void (*malloc_hook) (const volatile void *, size_t),
                                               void (*free_hook) (const volatile void *));

static void
malloc_cb (const volatile void *p, size_t n)
{
  if (atomic_load (&counting))
    note_request (n);
  note_taken (n);
}

static void
free_cb (const volatile void *p)
{
  if (p != NULL)
    note_given (__sanitizer_get_allocated_size (p));
}

static void
install (void)
{
  static atomic_bool done;

  if (!atomic_exchange (&done, true))
    __sanitizer_install_malloc_and_free_hooks (malloc_cb, free_cb);
}

#else

void *__libc_malloc (size_t n);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *p, size_t n);
void *__libc_memalign (size_t alignment, size_t n);
void  __libc_free (void *p);

static void
install (void)
{
}

static void *
take (void *p, size_t n)
{
  if (atomic_load (&counting))
    note_request (n);
  if (p != NULL)
    note_taken (malloc_usable_size (p));
  return p;
}

void *
malloc (size_t n)
{
  return take (__libc_malloc (n), n);
}

void *
calloc (size_t n, size_t size)
{
  size_t bytes;

  if (__builtin_mul_overflow (n, size, &bytes))
    bytes = SIZE_MAX;
  return take (__libc_calloc (n, size), bytes);
}

void
free (void *p)
{
  const int saved = errno;

  if (p != NULL)
    note_given (malloc_usable_size (p));
  __libc_free (p);
  errno = saved;
}

/* Both blocks may be held for a while. */
void *
realloc (void *p, size_t n)
{
  const size_t before = p != NULL ? malloc_usable_size (p) : 0;
  void        *now = take (__libc_realloc (p, n), n);

  if (now != NULL || n == 0)
    note_given (before);
  return now;
}

void *
memalign (size_t alignment, size_t n)
{
  return take (__libc_memalign (alignment, n), n);
}

void *
aligned_alloc (size_t alignment, size_t n)
{
  return take (__libc_memalign (alignment, n), n);
}

int
posix_memalign (void **p, size_t alignment, size_t n)
{
  void *taken = take (__libc_memalign (alignment, n), n);

  if (taken == NULL)
    return ENOMEM;
  *p = taken;
  return 0;
}

#endif

void
heap_meter_start (void)
{
  install ();
  atomic_store (&held, 0);
  atomic_store (&peak, 0);
  atomic_store (&greatest, 0);
  atomic_store (&counting, true);
}

size_t
heap_meter_peak (void)
{
  return (size_t) atomic_load (&peak);
}

size_t
heap_meter_greatest (void)
{
  return atomic_load (&greatest);
}

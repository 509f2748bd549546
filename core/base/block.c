#include "core/base/block.h"

#include "core/base/size.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t) 2 << 20)

float *
ecg_block_new (size_t n)
{
  size_t alignment = ECG_CACHE_LINE * sizeof (float), size;
  void  *block;

  if (!ecg_size_mul (&size, n, sizeof (float)) || !ecg_size_add (&size, size, LARGE_PAGE - 1))
    return NULL;
  size -= LARGE_PAGE - 1;
  if (size >= 2 * LARGE_PAGE)
    alignment = LARGE_PAGE;
  size = (size + alignment - 1) / alignment * alignment;
  block = aligned_alloc (alignment, size);
  if (block != NULL && alignment == LARGE_PAGE)
    madvise (block, size, MADV_HUGEPAGE); /* a wish: what it answers changes nothing */
  return block;
}

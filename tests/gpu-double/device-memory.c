/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the emulated device. */
#include "config.h"

#include "tests/gpu-double/device-memory.h"

#include <string.h>
#include <sys/mman.h>

/* Addresses are never given twice, so that one that was freed is told from a new one. */
#define WINDOW (G_GUINT64_CONSTANT (1) << 36)
#define ALIGNMENT 256
/* Between blocks, so that what runs over the end of one is not in the next. */
#define GAP 4096

DeviceMemory *
device_memory_new (guint64 limit)
{
  DeviceMemory *self = g_new0 (DeviceMemory, 1);
  void *window = mmap (NULL, WINDOW, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  g_assert_true (window != MAP_FAILED);
  self->window = window;
  self->limit = limit;
  self->next = (guint64) (gsize) window + GAP;
  self->blocks = g_ptr_array_new ();

  return self;
}

static void
block_free (MemoryBlock *block)
{
  g_free (block->bytes);
  g_free (block->known);
  g_free (block->touches);
  g_free (block);
}

void
device_memory_free (DeviceMemory *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    block_free (self->blocks->pdata[i]);
  g_ptr_array_unref (self->blocks);
  munmap (self->window, WINDOW);
  g_free (self);
}

guint64
device_memory_allocate (DeviceMemory *self, guint64 size)
{
  MemoryBlock *block;

  if (size == 0 || size > self->limit || self->used > self->limit - size
      || self->next + size + GAP > (guint64) (gsize) self->window + WINDOW)
    return 0;
  block = g_new0 (MemoryBlock, 1);
  block->address = self->next;
  block->size = size;
  block->bytes = g_try_malloc (size);
  block->known = g_try_malloc0 (size / 8 + 1);
  if (block->bytes == NULL || block->known == NULL)
    {
      block_free (block);
      return 0;
    }
  /* what nobody wrote is no zero */
  memset (block->bytes, 0xA5, size);
  block->number = ++self->n_allocations;
  self->used += size;
  self->next = (self->next + size + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  g_ptr_array_add (self->blocks, block);

  return block->address;
}

/* The last block that begins at @address or before; n: there is none. */
static guint
find (const DeviceMemory *self, guint64 address)
{
  guint low = 0, high = self->blocks->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const MemoryBlock *block = self->blocks->pdata[middle];

      if (block->address <= address)
        low = middle + 1;
      else
        high = middle;
    }

  return low > 0 ? low - 1 : self->blocks->len;
}

gboolean
device_memory_release (DeviceMemory *self, guint64 address)
{
  guint i = find (self, address);
  MemoryBlock *block = i < self->blocks->len ? self->blocks->pdata[i] : NULL;

  if (block == NULL || block->address != address)
    return FALSE;
  self->used -= block->size;
  g_ptr_array_remove_index (self->blocks, i);
  block_free (block);

  return TRUE;
}

MemoryBlock *
device_memory_find (const DeviceMemory *self, guint64 address, guint64 size)
{
  guint i = find (self, address);
  MemoryBlock *block = i < self->blocks->len ? self->blocks->pdata[i] : NULL;

  if (block == NULL || size > block->size || address - block->address > block->size - size)
    return NULL;

  return block;
}

gboolean
device_memory_is_ours (const DeviceMemory *self, guint64 address)
{
  return address - (guint64) (gsize) self->window < WINDOW;
}

void
memory_block_know (MemoryBlock *self, guint64 offset, guint64 size)
{
  for (; size > 0 && offset % 8 != 0; offset++, size--)
    self->known[offset / 8] |= 1 << offset % 8;
  memset (self->known + offset / 8, 0xFF, size / 8);
  offset += size / 8 * 8;
  for (size %= 8; size > 0; offset++, size--)
    self->known[offset / 8] |= 1 << offset % 8;
}

gboolean
memory_block_is_known (const MemoryBlock *self, guint64 offset, guint64 size)
{
  for (; size > 0; offset++, size--)
    if ((self->known[offset / 8] & 1 << offset % 8) == 0)
      return FALSE;

  return TRUE;
}

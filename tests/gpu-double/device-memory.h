/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the emulated device. Its addresses are not mapped: who reads one on the host crashes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who touched a word last: one thread, and maybe others, with no barrier between. */
typedef struct
{
  guint32 launch;       /* 0: nobody */
  guint32 thread;       /* of the grid */
  guint32 barrier;      /* that its thread block had passed */
  guint32 warp_barrier; /* that it had passed with its warp */
  guint8 atomic;
  guint8 lanes, warps, blocks; /* whether others of its warp, its block, the grid did, too */
} MemoryTouch;

typedef struct
{
  MemoryTouch write, read;
} MemoryTouches;

typedef struct
{
  guint64 address, size;
  guint8 *bytes;
  guint8 *known;          /* a bit a byte: written at all */
  MemoryTouches *touches; /* (nullable): of words */
  guint number;           /* of the allocation, from 1 */
} MemoryBlock;

typedef struct
{
  GPtrArray *blocks; /* MemoryBlock, by address */
  guint64 used, limit;
  guint n_allocations;
  guint8 *window; /* the addresses that it gives away */
  guint64 next;
} DeviceMemory;

DeviceMemory *device_memory_new (guint64 limit);
void device_memory_free (DeviceMemory *self);

/** device_memory_allocate: Returns: an address, a multiple of 256; 0: there is no room. */
guint64 device_memory_allocate (DeviceMemory *self, guint64 size);

/** device_memory_release: Returns: whether a block begins at @address. */
gboolean device_memory_release (DeviceMemory *self, guint64 address);

/** device_memory_find: Returns: (nullable): the block that has all @size bytes from @address on. */
MemoryBlock *device_memory_find (const DeviceMemory *self, guint64 address, guint64 size);

/** device_memory_is_ours: Returns: whether @address is one that the device could have given. */
gboolean device_memory_is_ours (const DeviceMemory *self, guint64 address);

/** memory_block_know: the bytes were written from outside of kernels. */
void memory_block_know (MemoryBlock *self, guint64 offset, guint64 size);
gboolean memory_block_is_known (const MemoryBlock *self, guint64 offset, guint64 size);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
/* How threads reach memory, and what is wrong with it. */
#include "config.h"

#include "tests/gpu-double/ptx-machine-private.h"

typedef enum
{
  READ = 1 << 0,
  WRITE = 1 << 1,
  ATOMIC = READ | WRITE | 1 << 2
} Access;

static gboolean
is_same_block (const PtxMachine *self, guint32 a, guint32 b)
{
  return a == b || a / self->n_threads == b / self->n_threads;
}

static gboolean
is_same_warp (const PtxMachine *self, guint32 a, guint32 b)
{
  return is_same_block (self, a, b) && a % self->n_threads / WARP == b % self->n_threads / WARP;
}

/* Whether neither a launch nor a barrier, of the block or of the warp, lies between two touches. */
static gboolean
is_concurrent (const PtxMachine *self, const MemoryTouch *a, const MemoryTouch *b)
{
  if (a->launch != b->launch)
    return FALSE;
  if (!is_same_block (self, a->thread, b->thread))
    return TRUE;

  return a->barrier == b->barrier
         && (!is_same_warp (self, a->thread, b->thread) || a->warp_barrier == b->warp_barrier);
}

/* Whether any of those that touched it last is another thread, and not in order with @own. */
static gboolean
races (const PtxMachine *self, const MemoryTouch *last, const MemoryTouch *own)
{
  if (last->launch != own->launch)
    return FALSE;
  if (last->blocks || !is_same_block (self, last->thread, own->thread))
    return TRUE;
  if (last->barrier != own->barrier)
    return FALSE;
  if (last->warps || !is_same_warp (self, last->thread, own->thread))
    return TRUE;

  return last->warp_barrier == own->warp_barrier && (last->lanes || last->thread != own->thread);
}

static void
note (const PtxMachine *self, MemoryTouch *last, MemoryTouch own)
{
  if (is_concurrent (self, last, &own))
    {
      gboolean same_block = is_same_block (self, last->thread, own.thread);
      gboolean same_warp = is_same_warp (self, last->thread, own.thread);

      own.blocks = last->blocks || !same_block;
      own.warps = last->warps || !same_warp;
      own.lanes = last->lanes || last->thread != own.thread;
      own.atomic = own.atomic && last->atomic;
    }
  else if (last->launch == own.launch)
    {
      /* a barrier is between them, but it was one of the block or warp alone */
      own.blocks = last->blocks;
      own.warps = last->warps && last->barrier == own.barrier;
    }
  *last = own;
}

/* @allocation: 0: it is shared memory */
static gboolean
touch (PtxMachine *self, const PtxThread *thread, MemoryTouches *touches, Access access, guint64 at,
       guint allocation)
{
  MemoryTouch own = {
    .launch = self->launch->number,
    .thread = self->block * self->n_threads + thread->number,
    .barrier = self->barrier,
    .warp_barrier = thread->warp_barrier,
    .atomic = access == ATOMIC,
  };
  const MemoryTouch *other = NULL;
  g_autofree char *where = NULL, *who = NULL;

  /* atomic operations are in some order by themselves */
  if (!(own.atomic && touches->write.atomic) && races (self, &touches->write, &own))
    other = &touches->write;
  else if ((access & WRITE) != 0 && races (self, &touches->read, &own))
    other = &touches->read;
  if (other == NULL)
    {
      note (self, (access & WRITE) != 0 ? &touches->write : &touches->read, own);
      return TRUE;
    }
  /* only the last is known by name */
  who = other->thread == own.thread
            ? g_strdup ("another thread")
            : g_strdup_printf ("thread %u of block %u", other->thread % self->n_threads,
                               other->thread / self->n_threads);
  where = allocation > 0 ? g_strdup_printf ("allocation %u", allocation)
                         : g_strdup ("shared memory");

  return ptx_refuse (self, thread, "races with %s, which %s byte %" G_GUINT64_FORMAT " of %s", who,
                     other == &touches->read ? "read" : "wrote", at, where);
}

static gboolean
touch_shared (PtxMachine *self, const PtxThread *thread, guint32 at, guint32 size, Access access)
{
  for (guint32 i = at; i < at + size; i++)
    {
      if ((access & READ) != 0 && !self->shared_known[i])
        return ptx_refuse (self, thread, "byte %u of shared memory was never written", i);
      if (!touch (self, thread, &self->touches[i], access, i, 0))
        return FALSE;
      if ((access & WRITE) != 0)
        self->shared_known[i] = TRUE;
    }

  return TRUE;
}

static gboolean
touch_global (PtxMachine *self, const PtxThread *thread, MemoryBlock *block, guint64 offset,
              guint32 size, Access access)
{
  if ((access & READ) != 0 && !memory_block_is_known (block, offset, size))
    return ptx_refuse (self, thread,
                       "byte %" G_GUINT64_FORMAT " of allocation %u was never written", offset,
                       block->number);
  if (block->touches == NULL)
    block->touches = g_new0 (MemoryTouches, block->size / 4 + 1);
  for (guint64 word = offset / 4; word <= (offset + size - 1) / 4; word++)
    if (!touch (self, thread, &block->touches[word], access, word * 4, block->number))
      return FALSE;
  if ((access & WRITE) != 0)
    memory_block_know (block, offset, size);

  return TRUE;
}

static gboolean
is_within (guint64 address, guint32 size, guint64 bytes)
{
  return size <= bytes && address <= bytes - size;
}

/* Where the bytes are that an instruction reads or writes; NULL: it may not. */
static guint8 *
reach (PtxMachine *self, const PtxThread *thread, const PtxInstruction *instruction, guint32 size,
       Access access)
{
  guint64 address = ptx_get (self, thread, &instruction->operands[0])
                    + (guint64) instruction->offset;
  guint space = instruction->space;

  if (space == PTX_SHARED)
    address = (guint32) address;
  if (space == PTX_GENERIC && address - SHARED_WINDOW < WINDOW_SIZE)
    {
      space = PTX_SHARED;
      address -= SHARED_WINDOW;
    }
  else if (space == PTX_GENERIC && address - LOCAL_WINDOW < WINDOW_SIZE)
    {
      space = PTX_LOCAL;
      address -= LOCAL_WINDOW;
    }
  if (address % size != 0)
    {
      ptx_refuse (self, thread, "address %" G_GINT64_MODIFIER "x is no multiple of %u", address,
                  size);
      return NULL;
    }

  switch (space)
    {
    case PTX_PARAM:
      if (access == READ && is_within (address, size, self->kernel->parameter_bytes))
        return (guint8 *) self->launch->parameters + address;
      ptx_refuse (self, thread, "there is no parameter at byte %" G_GUINT64_FORMAT, address);
      return NULL;
    case PTX_SHARED:
      if (!is_within (address, size, self->shared_bytes))
        {
          ptx_refuse (self, thread, "byte %" G_GUINT64_FORMAT " is behind the %u of shared memory",
                      address, self->shared_bytes);
          return NULL;
        }
      if (!touch_shared (self, thread, (guint32) address, size, access))
        return NULL;
      return self->shared + address;
    case PTX_LOCAL:
      if (!is_within (address, size, self->kernel->local_bytes))
        {
          ptx_refuse (self, thread, "byte %" G_GUINT64_FORMAT " is behind the %u of local memory",
                      address, self->kernel->local_bytes);
          return NULL;
        }
      return self->local + (gsize) thread->number * self->kernel->local_bytes + address;
    default:
      break;
    }

  if (self->last == NULL || address < self->last->address
      || address - self->last->address > self->last->size
      || self->last->size - (address - self->last->address) < size)
    self->last = device_memory_find (self->launch->memory, address, size);
  if (self->last == NULL)
    {
      ptx_refuse (self, thread, "%u bytes at %" G_GINT64_MODIFIER "x are in no allocation", size,
                  address);
      return NULL;
    }
  if (!touch_global (self, thread, self->last, address - self->last->address, size, access))
    return NULL;
  self->work->bytes_read += (access & READ) != 0 ? size : 0;
  self->work->bytes_written += (access & WRITE) != 0 ? size : 0;

  return self->last->bytes + (address - self->last->address);
}

gboolean
ptx_run_load (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction)
{
  guint size = ptx_type_size (instruction->type);
  const guint8 *from = reach (self, thread, instruction, size * instruction->n_results, READ);

  for (guint i = 0; from != NULL && i < instruction->n_results; i++)
    {
      guint64 value = 0;

      memcpy (&value, from + i * size, size);
      ptx_put (thread, &instruction->results[i], (guint64) ptx_extend (instruction->type, value));
    }

  return from != NULL;
}

gboolean
ptx_run_store (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction)
{
  guint size = ptx_type_size (instruction->type), n = instruction->n_operands - 1u;
  guint8 *to = reach (self, thread, instruction, size * n, WRITE);

  for (guint i = 0; to != NULL && i < n; i++)
    {
      guint64 value = ptx_get (self, thread, &instruction->operands[1 + i]);

      memcpy (to + i * size, &value, size);
    }

  return to != NULL;
}

static guint64
combine (const PtxInstruction *instruction, guint64 old, guint64 value, guint64 other)
{
  guint type = instruction->type;

  switch (instruction->mode)
    {
    case PTX_MODE_ADD:
      return type == PTX_F32   ? ptx_of_float (ptx_as_float (old) + ptx_as_float (value))
             : type == PTX_F64 ? ptx_of_double (ptx_as_double (old) + ptx_as_double (value))
                               : old + value;
    case PTX_MODE_MIN:
    case PTX_MODE_MAX:
      {
        gboolean less = ptx_is_signed (type) ? ptx_extend (type, old) < ptx_extend (type, value)
                                             : ptx_narrow (type, old) < ptx_narrow (type, value);

        return less == (instruction->mode == PTX_MODE_MIN) ? old : value;
      }
    case PTX_MODE_AND:
      return old & value;
    case PTX_MODE_OR:
      return old | value;
    case PTX_MODE_XOR:
      return old ^ value;
    case PTX_CAS:
      return ptx_narrow (type, old) == ptx_narrow (type, value) ? other : old;
    default:
      return value;
    }
}

gboolean
ptx_run_atomic (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction)
{
  guint size = ptx_type_size (instruction->type);
  guint8 *at = reach (self, thread, instruction, size, ATOMIC);
  guint64 old = 0, value;

  if (at == NULL)
    return FALSE;
  memcpy (&old, at, size);
  value = combine (instruction, old, ptx_get (self, thread, &instruction->operands[1]),
                   instruction->n_operands > 2 ? ptx_get (self, thread, &instruction->operands[2])
                                               : 0);
  memcpy (at, &value, size);
  if (instruction->n_results > 0)
    ptx_put (thread, &instruction->results[0], old);

  return TRUE;
}

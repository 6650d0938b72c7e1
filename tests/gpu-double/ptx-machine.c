/* SPDX-License-Identifier: Apache-2.0 */
/* Runs kernels from their PTX. A thread runs until it waits: for its block, or for its warp. */
#include "config.h"

#include "tests/gpu-double/ptx-machine-private.h"

gboolean
ptx_refuse (PtxMachine *self, const PtxThread *thread, const char *format, ...)
{
  g_autofree char *what = NULL;
  const PtxInstruction *instruction = thread != NULL ? &self->code[thread->at] : NULL;
  va_list arguments;

  if (self->problem != NULL)
    return FALSE;
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (thread == NULL)
    self->problem = g_strdup_printf ("%s, block (%u, %u, %u): %s", self->kernel->name, self->cta[0],
                                     self->cta[1], self->cta[2], what);
  else
    self->problem = g_strdup_printf (
        "%s, block (%u, %u, %u), thread (%u, %u, %u), %s at source line %u, PTX line %u: %s",
        self->kernel->name, self->cta[0], self->cta[1], self->cta[2], thread->tid[0],
        thread->tid[1], thread->tid[2], ptx_op_name (instruction->op), instruction->line,
        instruction->text, what);

  return FALSE;
}

/* mov: also of a vector to a number, and back. */
static void
run_move (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction)
{
  guint size = ptx_type_size (instruction->type) * 8;

  if (instruction->n_results > 1)
    {
      guint64 value = ptx_get (self, thread, &instruction->operands[0]);
      guint bits = size / instruction->n_results;

      for (guint i = 0; i < instruction->n_results; i++)
        ptx_put (thread, &instruction->results[i],
                 value >> i * bits & (G_MAXUINT64 >> (64 - bits)));
    }
  else if (instruction->n_operands > 1)
    {
      guint bits = size / instruction->n_operands;
      guint64 value = 0;

      for (guint i = 0; i < instruction->n_operands; i++)
        value |= (ptx_get (self, thread, &instruction->operands[i]) & (G_MAXUINT64 >> (64 - bits)))
                 << i * bits;
      ptx_put (thread, &instruction->results[0], value);
    }
  else
    ptx_put (thread, &instruction->results[0],
             ptx_narrow (instruction->type, ptx_get (self, thread, &instruction->operands[0])));
}

static PtxThreadState
waits_for (guint op)
{
  switch (op)
    {
    case PTX_BAR_WARP:
      return AT_WARP_BARRIER;
    case PTX_SHFL:
      return AT_SHUFFLE;
    default:
      return AT_VOTE;
    }
}

/* Runs @thread until it waits or ends. */
static gboolean
run_thread (PtxMachine *self, PtxThread *thread)
{
  guint32 n = self->kernel->code->len;

  for (;;)
    {
      const PtxInstruction *instruction;
      guint64 values[3] = { 0 };

      if (thread->at >= n)
        {
          thread->state = ENDED;
          return TRUE;
        }
      instruction = &self->code[thread->at];
      if (++self->work->n_instructions > MOST_STEPS)
        return ptx_refuse (self, thread, "it does not end");
      if (instruction->guard >= 0
          && ((thread->registers[instruction->guard] & 1) != 0) == instruction->unless)
        {
          thread->at++;
          continue;
        }
      for (guint i = 0; i < MIN (instruction->n_operands, 3); i++)
        values[i] = ptx_get (self, thread, &instruction->operands[i]);

      switch (instruction->op)
        {
        case PTX_BRA:
          thread->at = instruction->target;
          continue;
        case PTX_RET:
          thread->state = ENDED;
          return TRUE;
        case PTX_TRAP:
          return ptx_refuse (self, thread, "it gave up");
        case PTX_BAR:
          if (instruction->n_operands > 1 || values[0] != 0)
            return ptx_refuse (self, thread, "only the barrier of the whole block is known here");
          thread->state = AT_BARRIER;
          return TRUE;
        case PTX_BAR_WARP:
        case PTX_SHFL:
        case PTX_VOTE:
          thread->state = waits_for (instruction->op);
          thread->mask = instruction->op == PTX_BAR_WARP ? (guint32) values[0]
                         : instruction->n_operands > 0   ? (guint32) ptx_get (
                                 self, thread, &instruction->operands[instruction->n_operands - 1])
                                                       : G_MAXUINT32;
          return TRUE;
        case PTX_FENCE:
          break;
        case PTX_ACTIVEMASK:
          return ptx_refuse (self, thread, "which lanes are active is not defined here");
        case PTX_LD:
          if (!ptx_run_load (self, thread, instruction))
            return FALSE;
          break;
        case PTX_ST:
          if (!ptx_run_store (self, thread, instruction))
            return FALSE;
          break;
        case PTX_ATOM:
        case PTX_RED:
          if (!ptx_run_atomic (self, thread, instruction))
            return FALSE;
          break;
        case PTX_MOV:
          run_move (self, thread, instruction);
          break;
        case PTX_SETP:
          ptx_run_setp (self, thread, instruction, values[0], values[1]);
          break;
        default:
          ptx_put (thread, &instruction->results[0],
                   ptx_compute (self, thread, instruction, values[0], values[1], values[2]));
          break;
        }
      thread->at++;
    }
}

/* The lane that @lane reads of, and whether it may. PTX ISA, shfl.sync. */
static gboolean
find_source (guint mode, guint lane, guint32 b, guint32 c, guint *source)
{
  guint32 segment = c >> 8 & 0x1F;
  int low = (int) (lane & segment), high = low | (int) (c & 0x1F & ~segment), from;

  b &= 0x1F;
  switch (mode)
    {
    case PTX_UP_BY:
      from = (int) lane - (int) b;
      /* here c says the least lane */
      *source = (guint) (from >= high ? from : (int) lane);
      return from >= high;
    case PTX_DOWN_BY:
      from = (int) lane + (int) b;
      break;
    case PTX_BFLY:
      from = (int) (lane ^ b);
      break;
    default:
      from = low | (int) (b & ~segment);
      break;
    }
  *source = (guint) (from <= high ? from : (int) lane);

  return from <= high;
}

/* All lanes of a mask have come to the same instruction. */
static gboolean
run_warp (PtxMachine *self, PtxThread *lanes, guint n, guint32 mask)
{
  guint64 given[WARP] = { 0 };
  guint32 votes = 0;
  const PtxInstruction *instruction = NULL;

  for (guint lane = 0; lane < n; lane++)
    if ((mask >> lane & 1) != 0)
      {
        instruction = &self->code[lanes[lane].at];
        given[lane] = instruction->n_operands > 0
                          ? ptx_get (self, &lanes[lane], &instruction->operands[0])
                          : 0;
        votes |= (guint32) (given[lane] & 1) << lane;
      }
  for (guint lane = 0; lane < n; lane++)
    {
      PtxThread *thread = &lanes[lane];
      guint source;

      if ((mask >> lane & 1) == 0)
        continue;
      if (thread->state == AT_SHUFFLE)
        {
          gboolean good = find_source (
              instruction->mode, lane, (guint32) ptx_get (self, thread, &instruction->operands[1]),
              (guint32) ptx_get (self, thread, &instruction->operands[2]), &source);

          if ((mask >> source & 1) == 0)
            return ptx_refuse (self, thread, "lane %u is not in the mask", source);
          ptx_put (thread, &instruction->results[0], ptx_narrow (PTX_B32, given[source]));
          if (instruction->n_results > 1)
            ptx_put (thread, &instruction->results[1], (guint64) good);
        }
      else if (thread->state == AT_VOTE)
        ptx_put (thread, &instruction->results[0],
                 instruction->mode == PTX_BALLOT ? votes
                 : instruction->mode == PTX_ALL  ? votes == mask
                                                 : votes != 0);
      else
        thread->warp_barrier++;
      thread->at++;
      thread->state = RUNNING;
    }

  return TRUE;
}

/* Lets go on those lanes of a warp whose partners have all come. Returns FALSE with a problem; @moved: (out):
 * whether any went on. */
static gboolean
meet_warp (PtxMachine *self, guint32 first, gboolean *moved)
{
  guint n = MIN (WARP, self->n_threads - first);
  PtxThread *lanes = &self->threads[first];

  for (guint lane = 0; lane < n; lane++)
    {
      guint32 mask = lanes[lane].mask;
      PtxThreadState state = lanes[lane].state;
      gboolean here = TRUE;

      if (state != AT_SHUFFLE && state != AT_VOTE && state != AT_WARP_BARRIER)
        continue;
      if (n < WARP)
        mask &= (1u << n) - 1;
      if ((mask >> lane & 1) == 0)
        return ptx_refuse (self, &lanes[lane], "the lane is not in its own mask");
      for (guint other = 0; other < n; other++)
        if ((mask >> other & 1) != 0)
          {
            if (lanes[other].state == ENDED)
              return ptx_refuse (self, &lanes[lane], "lane %u has ended and will never come",
                                 other);
            here = here && lanes[other].state == state && lanes[other].at == lanes[lane].at;
          }
      if (!here)
        continue;
      if (!run_warp (self, lanes, n, mask))
        return FALSE;
      *moved = TRUE;
    }

  return TRUE;
}

/* Whether all threads that have not ended wait for the block. */
static gboolean
meet_block (PtxMachine *self, gboolean *moved)
{
  guint n_waiting = 0, n_ended = 0;
  const PtxThread *waiting = NULL;

  for (guint i = 0; i < self->n_threads; i++)
    {
      n_ended += self->threads[i].state == ENDED;
      if (self->threads[i].state == AT_BARRIER)
        {
          if (waiting != NULL && waiting->at != self->threads[i].at)
            return ptx_refuse (self, waiting, "other threads wait at another barrier, PTX line %u",
                               self->code[self->threads[i].at].text);
          waiting = &self->threads[i];
          n_waiting++;
        }
    }
  if (n_waiting == 0 || n_waiting + n_ended < self->n_threads)
    return TRUE;
  if (n_ended > 0)
    return ptx_refuse (self, waiting, "%u threads have ended and will never come", n_ended);
  for (guint i = 0; i < self->n_threads; i++)
    {
      self->threads[i].at++;
      self->threads[i].state = RUNNING;
    }
  self->barrier++;
  *moved = TRUE;

  return TRUE;
}

/* Of threads, or of blocks. */
static void
sort (const PtxMachine *self, guint32 *order, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    order[i] = self->launch->order == PTX_REVERSE ? n - 1 - i : i;
  for (guint32 i = n; self->launch->order == PTX_SHUFFLED && i > 1; i--)
    {
      guint32 k = (guint32) g_rand_int_range (self->rand, 0, (gint32) i), swap = order[i - 1];

      order[i - 1] = order[k];
      order[k] = swap;
    }
}

static void
begin_block (PtxMachine *self, guint32 number)
{
  const PtxLaunch *launch = self->launch;

  self->block = number;
  self->cta[0] = number % launch->grid[0];
  self->cta[1] = number / launch->grid[0] % launch->grid[1];
  self->cta[2] = number / (launch->grid[0] * launch->grid[1]);
  self->barrier = 1;
  memset (self->shared, 0xA5, self->shared_bytes);
  memset (self->shared_known, 0, self->shared_bytes);
  memset (self->touches, 0, self->shared_bytes * sizeof *self->touches);
  memset (self->local, 0xA5, (gsize) self->n_threads * self->kernel->local_bytes);
  memset (self->registers, 0xA5,
          (gsize) self->n_threads * self->kernel->n_registers * sizeof *self->registers);
  for (guint i = 0; i < self->n_threads; i++)
    self->threads[i] = (PtxThread){
      .registers = self->registers + (gsize) i * self->kernel->n_registers,
      .tid = { i % launch->block[0], i / launch->block[0] % launch->block[1],
               i / (launch->block[0] * launch->block[1]) },
      .number = i,
    };
}

static gboolean
run_block (PtxMachine *self, guint32 number)
{
  begin_block (self, number);
  for (;;)
    {
      gboolean moved = FALSE;
      guint n_ended = 0;

      sort (self, self->order, self->n_threads);
      for (guint i = 0; i < self->n_threads; i++)
        {
          PtxThread *thread = &self->threads[self->order[i]];

          if (thread->state != RUNNING)
            continue;
          moved = TRUE;
          if (!run_thread (self, thread))
            return FALSE;
        }
      for (guint32 first = 0; first < self->n_threads; first += WARP)
        if (!meet_warp (self, first, &moved))
          return FALSE;
      if (!meet_block (self, &moved))
        return FALSE;
      for (guint i = 0; i < self->n_threads; i++)
        n_ended += self->threads[i].state == ENDED;
      if (n_ended == self->n_threads)
        return TRUE;
      if (!moved)
        return ptx_refuse (self, NULL, "its threads wait for each other");
    }
}

gboolean
ptx_launch_run (const PtxLaunch *launch, PtxWork *work, GError **error)
{
  const PtxKernel *kernel = launch->kernel;
  guint32 n_blocks = launch->grid[0] * launch->grid[1] * launch->grid[2];
  PtxMachine self = {
    .launch = launch,
    .kernel = kernel,
    .code = (const PtxInstruction *) kernel->code->data,
    .work = work,
    .n_threads = launch->block[0] * launch->block[1] * launch->block[2],
    .dynamic_at = (kernel->shared_bytes + 15) & ~15u,
  };
  g_autofree guint32 *blocks = g_new (guint32, n_blocks);
  gboolean ok = TRUE;

  self.shared_bytes = launch->dynamic_bytes > 0 ? self.dynamic_at + launch->dynamic_bytes
                                                : kernel->shared_bytes;
  self.threads = g_new (PtxThread, self.n_threads);
  self.order = g_new (guint32, self.n_threads);
  self.registers = g_new (guint64, (gsize) self.n_threads * kernel->n_registers + 1);
  self.shared = g_malloc (self.shared_bytes + 1);
  self.shared_known = g_malloc (self.shared_bytes + 1);
  self.touches = g_new (MemoryTouches, self.shared_bytes + 1);
  self.local = g_malloc ((gsize) self.n_threads * kernel->local_bytes + 1);
  self.rand = g_rand_new_with_seed (launch->seed);
  sort (&self, blocks, n_blocks);
  for (guint32 i = 0; ok && i < n_blocks; i++)
    ok = run_block (&self, blocks[i]);
  if (!ok)
    g_set_error_literal (error, PTX_ERROR, 1, self.problem);

  g_free (self.threads);
  g_free (self.order);
  g_free (self.registers);
  g_free (self.shared);
  g_free (self.shared_known);
  g_free (self.touches);
  g_free (self.local);
  g_free (self.problem);
  g_rand_free (self.rand);

  return ok;
}

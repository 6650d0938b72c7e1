/* SPDX-License-Identifier: Apache-2.0 */
/* What runs kernels, as its parts see it: threads, registers, and numbers in registers. Private to them. */
#pragma once

#include <math.h>
#include <string.h>

#include "tests/gpu-double/ptx-machine.h"

G_BEGIN_DECLS

#define WARP 32u
#define NOWHERE G_MAXUINT32
/* A kernel that runs longer hangs. */
#define MOST_STEPS (G_GUINT64_CONSTANT (1) << 33)
/* Generic addresses of shared and local memory. */
#define SHARED_WINDOW (G_GUINT64_CONSTANT (0x7f01) << 40)
#define LOCAL_WINDOW (G_GUINT64_CONSTANT (0x7f02) << 40)
#define WINDOW_SIZE (G_GUINT64_CONSTANT (1) << 24)

typedef enum
{
  RUNNING,
  AT_BARRIER,
  AT_WARP_BARRIER,
  AT_SHUFFLE,
  AT_VOTE,
  ENDED
} PtxThreadState;

typedef struct
{
  guint64 *registers;
  guint32 at;
  PtxThreadState state;
  guint32 tid[3];
  guint32 number;       /* in the block */
  guint32 warp_barrier; /* that it has passed */
  guint32 mask;         /* of the lanes that it waits for */
} PtxThread;

typedef struct
{
  const PtxLaunch *launch;
  const PtxKernel *kernel;
  const PtxInstruction *code;
  PtxWork *work;
  guint32 n_threads, n_words;
  PtxThread *threads;
  guint64 *registers;
  guint8 *shared, *local;
  guint8 *shared_known;   /* a byte each */
  MemoryTouches *touches; /* of bytes of shared memory */
  guint32 shared_bytes, dynamic_at;
  guint32 cta[3];
  guint32 block;   /* of the grid */
  guint32 barrier; /* of the block, from 1 */
  guint32 *order;
  GRand *rand;
  MemoryBlock *last; /* found */
  char *problem;
} PtxMachine;

static inline float
ptx_as_float (guint64 bits)
{
  guint32 low = (guint32) bits;
  float value;

  memcpy (&value, &low, sizeof value);
  return value;
}

static inline guint64
ptx_of_float (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static inline double
ptx_as_double (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline guint64
ptx_of_double (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static inline float
ptx_flush (float value)
{
  return fpclassify (value) == FP_SUBNORMAL ? copysignf (0.0f, value) : value;
}

static inline gboolean
ptx_is_signed (guint type)
{
  return type >= PTX_S8 && type <= PTX_S64;
}

/* The number that the low bits of @value are, with its sign in all 64 where the type has one. */
static inline gint64
ptx_extend (guint type, guint64 value)
{
  switch (type)
    {
    case PTX_S8:
      return (gint8) value;
    case PTX_S16:
      return (gint16) value;
    case PTX_S32:
      return (gint32) value;
    case PTX_B8:
    case PTX_U8:
      return (guint8) value;
    case PTX_B16:
    case PTX_U16:
      return (guint16) value;
    case PTX_B32:
    case PTX_U32:
      return (guint32) value;
    default:
      return (gint64) value;
    }
}

static inline guint64
ptx_narrow (guint type, guint64 value)
{
  switch (ptx_type_size (type))
    {
    case 1:
      return type == PTX_PRED ? value & 1 : (guint8) value;
    case 2:
      return (guint16) value;
    case 4:
      return (guint32) value;
    default:
      return value;
    }
}

/** ptx_refuse: what @thread (nullable: its block) does wrong ends the launch. Returns: %FALSE. */
gboolean ptx_refuse (PtxMachine *self, const PtxThread *thread, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static inline guint64
ptx_get (const PtxMachine *self, const PtxThread *thread, const PtxOperand *operand)
{
  const PtxLaunch *launch = self->launch;

  if (operand->kind == PTX_REGISTER)
    return operand->number != NOWHERE ? thread->registers[operand->number] : 0;
  if (operand->kind == PTX_IMMEDIATE)
    return operand->value;

  switch (operand->number)
    {
    case PTX_TID_X:
    case PTX_TID_Y:
    case PTX_TID_Z:
      return thread->tid[operand->number - PTX_TID_X];
    case PTX_NTID_X:
    case PTX_NTID_Y:
    case PTX_NTID_Z:
      return launch->block[operand->number - PTX_NTID_X];
    case PTX_CTAID_X:
    case PTX_CTAID_Y:
    case PTX_CTAID_Z:
      return self->cta[operand->number - PTX_CTAID_X];
    case PTX_NCTAID_X:
    case PTX_NCTAID_Y:
    case PTX_NCTAID_Z:
      return launch->grid[operand->number - PTX_NCTAID_X];
    case PTX_LANEID:
      return thread->number % WARP;
    case PTX_WARPID:
      return thread->number / WARP;
    case PTX_DYNAMIC_SHARED:
      return self->dynamic_at;
    default:
      return self->work->n_instructions;
    }
}

static inline void
ptx_put (PtxThread *thread, const PtxOperand *result, guint64 value)
{
  if (result->number != NOWHERE)
    thread->registers[result->number] = value;
}

/* Memory: whether the access was right. */
gboolean ptx_run_load (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction);
gboolean ptx_run_store (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction);
gboolean ptx_run_atomic (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction);

/** ptx_compute: Returns: what an instruction that only computes makes of its first operands. */
guint64 ptx_compute (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction,
                     guint64 a, guint64 b, guint64 c);
void ptx_run_setp (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction,
                   guint64 a, guint64 b);

G_END_DECLS

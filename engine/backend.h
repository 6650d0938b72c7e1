/* SPDX-License-Identifier: Apache-2.0 */
/* A backend executes the batches of a schedule. The contract for those who write one. */
#pragma once

#include <gio/gio.h>

#include "engine/graph.h"
#include "engine/model.h"
#include "engine/observer.h"
#include "engine/planning/graph-plan.h"
#include "engine/planning/planner.h"

G_BEGIN_DECLS

#define BS_BACKEND_VERSION 6

typedef struct _BsBackend BsBackend;
typedef struct _BsBackendClass BsBackendClass;

typedef struct
{
  BsPlanner planner;   /* full */
  guint n_threads;     /* 1 */
  guint64 thread_work; /* flops of a batch from which on threads share it (250000) */
  guint ahead_below;   /* calls that batches of a type have on average, below which what they do not
                          wait for is computed ahead (32; fewer where weights are few); 0: never */
} BsBackendOptions;

/* What the batches of a mini-batch did so far, and the room they took. */
typedef struct
{
  guint64 n_gathers; /* kernels that copy operands together, or results apart */
  guint64 gather_bytes;
  guint64 n_kernels;                                     /* all others */
  guint64 flops;                                         /* of matrix products */
  gint64 plan_ns;                                        /* of planning between cells */
  guint64 parameter_bytes, value_bytes, workspace_bytes; /* allocated, whatever is used of it */
} BsBackendCounters;

/**
 * BsDeviceFacts:
 *
 * What a device says of itself; sizes in bytes, clocks in kHz. 0: not known.
 */
typedef struct
{
  const char *name; /* as long as its backend is there */
  int driver;       /* 13000: of CUDA 13.0 */
  int major, minor; /* of its compute capability */
  int n_processors; /* multiprocessors */
  guint64 memory_bytes;
  int clock, memory_clock;
  int memory_bits; /* that the memory brings at once */
  int warp;        /* threads */
  /* Of a block, and of a multiprocessor. */
  int block_threads, block_registers, block_shared, block_shared_most, block_shared_reserved;
  int threads, registers, shared;
} BsDeviceFacts;

/**
 * BsBackendClass:
 * @version: %BS_BACKEND_VERSION
 * @name: what the command line calls it
 * @observe: (optional): whom to tell of every work that a device is given, (nullable), and the number
 *   of the mini-batch that begins; until the next call
 * @begin: a mini-batch is about to run: make room for its values
 * @grow: the mini-batch goes on with a larger graph and a schedule of it. Nodes so far keep number,
 *   type, operands, and their place among the executed nodes of their type in the order of the
 *   schedule; decisions so far keep their members, and new ones follow. What was computed stays.
 *   O(what is new), amortised. After an error the mini-batch cannot go on
 * @execute: runs batch @decision of the latest schedule; in order, no allocation
 * @check: (optional): whether all that was executed and read so far went well; an error otherwise.
 *   Backends that work behind the back of the caller fail later than they are told what to do
 * @read_value: (transfer none): what a node that was executed computed; @output is one of its
 *   cell's, below @n_outputs; the length of the value goes to @length, its columns one after the
 *   other. It stays where it is until the next call of any other operation
 * @read_loss: the value of the last node of the graph, after all batches
 * @get_counters: since begin
 * @take_plan: (optional): (transfer full): after read_loss: where planning between cells put the
 *   values of this mini-batch, and the @types that it knows, by type id, until the next begin
 * @get_device: (optional): what it runs on, besides the processor
 * @describe: (optional): one line about what runs underneath, (transfer full)
 * @finalize: frees everything
 */
struct _BsBackendClass
{
  guint version;
  const char *name;
  void (*observe) (BsBackend *self, const BsObserver *observer, guint32 mini_batch);
  gboolean (*begin) (BsBackend *self, BsGraph *graph, const BsTypeTable *types,
                     BsSchedule *schedule, GError **error);
  gboolean (*grow) (BsBackend *self, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
                    GError **error);
  void (*execute) (BsBackend *self, guint32 decision, guint32 first_decision, guint32 mini_batch,
                   const BsObserver *observer);
  gboolean (*check) (BsBackend *self, GError **error);
  const float *(*read_value) (BsBackend *self, guint32 node, guint output, guint32 *length);
  double (*read_loss) (BsBackend *self);
  void (*get_counters) (BsBackend *self, BsBackendCounters *counters);
  BsGraphPlan *(*take_plan) (BsBackend *self, const BsPlanType **types);
  void (*get_device) (BsBackend *self, BsDeviceFacts *facts);
  char *(*describe) (BsBackend *self);
  void (*finalize) (BsBackend *self);
};

struct _BsBackend
{
  const BsBackendClass *klass;
  BsModel *model;
};

/**
 * bs_backend_prepare:
 *
 * To be called first of all in main(), while the program has one thread: it sets what the
 * libraries underneath read from the environment when they are loaded.
 */
void bs_backend_prepare (void);

void bs_backend_options_init (BsBackendOptions *self);

/** bs_backend_names: Returns: (transfer none) (array zero-terminated=1): what this build has. */
const char *const *bs_backend_names (void);

/**
 * bs_backend_probe:
 * @about: (out) (transfer full): one line about what it would run on
 * @version: (out) (transfer full): of that
 *
 * Returns: whether @name can be used on this machine, or %FALSE with an error that says why not
 */
gboolean bs_backend_probe (const char *name, char **about, char **version, GError **error);

/**
 * bs_backend_new:
 * @name: `cpu`, `cuda` (a GPU, in builds that have it), or `reference` (one node at a time, plain
 *   loops: the oracle of all others)
 * @model: parameters must be initialized; they are packed here
 * @options: (nullable): %NULL for the defaults; `reference` plans nothing and has one thread
 *
 * Returns: (transfer full): the backend, or %NULL with an error that says why not
 */
BsBackend *bs_backend_new (const char *name, BsModel *model, const BsBackendOptions *options,
                           GError **error);
void bs_backend_free (BsBackend *self);

/** bs_backend_check: Returns: whether all went well so far; see #BsBackendClass. */
gboolean bs_backend_check (BsBackend *self, GError **error);

/** bs_backend_get_device: Returns: whether it runs on a device besides the processor, and @facts. */
gboolean bs_backend_get_device (BsBackend *self, BsDeviceFacts *facts);

/** bs_backend_describe: Returns: (transfer full): such as `AVX-512 kernels, planner full,
 * 1 thread`. */
char *bs_backend_describe (BsBackend *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBackend, bs_backend_free)

G_END_DECLS

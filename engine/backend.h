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

/** BS_BACKEND_VERSION: of the contract between the engine and its backends, see #BsBackendClass. */
#define BS_BACKEND_VERSION 6

typedef struct _BsBackend BsBackend;
typedef struct _BsBackendClass BsBackendClass;

/**
 * BsBackendOptions:
 * @planner: of memory, inside cells and between them (%BS_PLANNER_FULL)
 * @n_threads: that share a batch, the calling one among them, from 1 to 1024 (1); of `cpu`
 * @thread_work: flops of a batch from which on threads share it (250000); of `cpu`
 * @ahead_below: calls that batches of a type have on average, below which what they do not wait for is
 *   computed ahead (32; fewer where weights are few); 0: never. `cuda` does so at any other number
 *
 * How a backend works; results are the same bits with any number of threads. Start from
 * bs_backend_options_init().
 */
typedef struct
{
  BsPlanner planner;
  guint n_threads;
  guint64 thread_work;
  guint ahead_below;
} BsBackendOptions;

/**
 * BsBackendCounters:
 *
 * What the batches of a mini-batch did so far, and the room they took. `reference` counts nothing.
 */
typedef struct
{
  guint64 n_gathers;    /* kernels that copy operands together, or results apart */
  guint64 gather_bytes; /* that they copied */
  guint64 n_kernels;    /* all others */
  guint64 flops;        /* of matrix products */
  gint64 plan_ns;       /* of planning between cells */
  guint64 parameter_bytes, value_bytes, workspace_bytes; /* allocated, whatever is used of it */
} BsBackendCounters;

/**
 * BsDeviceFacts:
 * @name: for people; valid as long as its backend is there
 * @driver: the release of CUDA that the driver knows: 13000 is 13.0
 * @major: of its compute capability
 * @minor: of that
 * @n_processors: multiprocessors
 * @memory_bytes: all of its memory
 * @clock: of its multiprocessors, kHz
 * @memory_clock: of its memory, kHz
 * @memory_bits: that the memory brings at once
 * @warp: threads of a warp
 * @block_threads: the most threads of a block
 * @block_registers: the most registers of a block, of 32 bits
 * @block_shared: bytes of shared memory that a block may have without asking
 * @block_shared_most: the same where it asks for more
 * @block_shared_reserved: bytes of shared memory that the driver takes of each block
 * @threads: the most threads of a multiprocessor at a time
 * @registers: of a multiprocessor, of 32 bits
 * @shared: bytes of shared memory of a multiprocessor
 *
 * What a device says of itself: enough to work out how many blocks fit a multiprocessor. 0: not known.
 *
 * Source: CUDA Driver API, cuDeviceGetAttribute(), whose attributes these are.
 */
typedef struct
{
  const char *name;
  int driver;
  int major, minor;
  int n_processors;
  guint64 memory_bytes;
  int clock, memory_clock;
  int memory_bits;
  int warp;
  /* Of a block, and of a multiprocessor. */
  int block_threads, block_registers, block_shared, block_shared_most, block_shared_reserved;
  int threads, registers, shared;
} BsDeviceFacts;

/**
 * BsBackendClass:
 * @version: %BS_BACKEND_VERSION, that it was written for
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
 * @finalize: frees everything, the backend too, but not the reference to its model
 *
 * A kind of backend. Of a mini-batch @observe comes first, then @begin, then @execute for all batches in
 * order, with @grow between them where the graph grows, then @read_loss and @take_plan. All calls come
 * from one thread. Results must be those of `reference`, up to what single precision rounds off.
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

/**
 * BsBackend:
 *
 * Executes the batches of schedules with the parameters of one model. For one thread at a time; it may
 * have others of its own.
 */
struct _BsBackend
{
  const BsBackendClass *klass; /* what it does */
  BsModel *model;              /* that it holds a reference of */
};

/**
 * bs_backend_prepare:
 *
 * To be called first of all in main(), while the program has one thread: it sets what the
 * libraries underneath read from the environment when they are loaded.
 */
void bs_backend_prepare (void);

/**
 * bs_backend_options_init:
 * @self: what to fill
 *
 * Sets the defaults, which #BsBackendOptions has in brackets.
 */
void bs_backend_options_init (BsBackendOptions *self);

/** bs_backend_names: Returns: (transfer none) (array zero-terminated=1): the backends that this build has,
 * whether or not the machine can use them; never freed. */
const char *const *bs_backend_names (void);

/**
 * bs_backend_probe:
 * @name: one of bs_backend_names()
 * @about: (out) (transfer full): one line about what it would run on, translated; only with %TRUE
 * @version: (out) (transfer full): of that; only with %TRUE
 *
 * Tries whether a backend would run, without a model.
 *
 * Returns: whether @name can be used on this machine, or %FALSE with an error that says why not:
 *   %BS_ERROR_NOT_FOUND where this build has none of that name
 */
gboolean bs_backend_probe (const char *name, char **about, char **version, GError **error);

/**
 * bs_backend_new:
 * @name: `cpu`, `cuda` (a GPU, in builds that have it), or `reference` (one node at a time, plain
 *   loops: the oracle of all others)
 * @model: parameters must be initialized; they are packed here, so that later changes are not seen. A
 *   reference is taken
 * @options: (nullable): %NULL for the defaults; `reference` plans nothing and has one thread
 *
 * Makes a backend for a model.
 *
 * Returns: (transfer full): the backend, to be freed with bs_backend_free(), or %NULL with an error that
 *   says why not: %BS_ERROR_NOT_FOUND for a name, %BS_ERROR_RANGE without memory or threads
 */
BsBackend *bs_backend_new (const char *name, BsModel *model, const BsBackendOptions *options,
                           GError **error);
void bs_backend_free (BsBackend *self);

/** bs_backend_check: Returns: whether all that was executed and read so far went well; an error otherwise.
 * `cuda` fails later than it is told what to do; `cpu` and `reference` never do. */
gboolean bs_backend_check (BsBackend *self, GError **error);

/**
 * bs_backend_get_device:
 * @facts: (out caller-allocates): of the device; untouched where there is none
 *
 * What a backend runs on.
 *
 * Returns: whether it runs on a device besides the processor
 */
gboolean bs_backend_get_device (BsBackend *self, BsDeviceFacts *facts);

/** bs_backend_describe: Returns: (transfer full): a line about what runs underneath, such as `AVX-512
 * kernels, planner full, 1 thread`, translated. */
char *bs_backend_describe (BsBackend *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBackend, bs_backend_free)

G_END_DECLS
